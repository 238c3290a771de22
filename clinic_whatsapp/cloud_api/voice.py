"""Voice notes: what a browser records as WebM, in the Ogg that WhatsApp plays.

Meta takes Opus in Ogg alone; Chrome and Edge record Opus in WebM. The sound is the same, packet for
packet: it is put from one wrapping into the other, and neither decoded nor made worse. Formats:
RFC 7845 (Opus in Ogg), RFC 3533 (Ogg), RFC 8794 (EBML), RFC 9559 (Matroska).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from .errors import MediaError

WEBM = b'\x1a\x45\xdf\xa3'
SECOND = 48_000  # samples; Opus counts in these, whatever was recorded

_HOLDERS = frozenset((0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0))  # read what lies in them
_CODEC, _CODEC_HEAD, _SIMPLE_BLOCK, _BLOCK = 0x86, 0x63A2, 0xA3, 0xA1
_LACED = 0x06
_SILK, _HYBRID, _CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)  # samples a frame
_PAGE = 50  # packets a page, about a second of sound
_FIRST, _LAST = 2, 4  # of an Ogg page: the stream begins, or ends, with it
_SERIAL = 1
_MIRRORED = bytes(int(f'{byte:08b}'[::-1], 2) for byte in range(256))


def is_webm(content: bytes) -> bool:
    return content.startswith(WEBM)


def to_ogg(content: bytes) -> bytes:
    """A recording in WebM as a voice note in Ogg.

    :raises MediaError: ``type``: something else than a whole recording of sound in Opus
    """
    try:
        head, packets = _recorded(content)
        if head.startswith(b'OpusHead') and packets:
            return b''.join(_pages(head, packets))
    except IndexError as error:  # it ends in the middle of something
        raise MediaError('type') from error
    raise MediaError('type')


def _recorded(content: bytes) -> tuple[bytes, list[bytes]]:
    """(Opus's own head, its packets) of a WebM."""
    head, packets, codecs = b'', [], []
    for name, value in _elements(content):
        if name == _CODEC:
            codecs.append(value.rstrip(b'\0'))
        elif name == _CODEC_HEAD:
            head = value
        elif name in (_SIMPLE_BLOCK, _BLOCK):
            _track, at = _number(value, 0)
            if value[at + 2] & _LACED:
                raise MediaError('type')
            packets.append(value[at + 3 :])
    if codecs != [b'A_OPUS']:  # a film, or another sound
        raise MediaError('type')
    return head, [packet for packet in packets if packet]


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(name, value) of what is no holder of others; a recording says of few how long they are."""
    at = 0
    while at < len(content):
        name, at = _number(content, at, keep=True)
        size, at = _number(content, at)
        if name in _HOLDERS:
            continue
        if at + size > len(content):
            raise MediaError('type')
        yield name, content[at : at + size]
        at += size


def _number(content: bytes, at: int, keep: bool = False) -> tuple[int, int]:
    """(a number of EBML, where it ends). `keep`: with the bit that tells its length.

    A length that is not known comes only with what holds others, whose length does not count.
    """
    first = content[at]
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(content):
        raise MediaError('type')
    value = int.from_bytes(content[at : at + length], 'big')
    return value if keep else value - (1 << 7 * length), at + length


def _samples(packet: bytes) -> int:
    """How long a packet plays, by its first bytes (RFC 6716, 3.1)."""
    config, count = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = _SILK[config & 3]
    else:
        frame = _HYBRID[config & 1] if config < 16 else _CELT[config & 3]
    frames = (1, 2, 2)[count] if count < 3 else packet[1] & 0x3F
    return frame * frames


def _pages(head: bytes, packets: list[bytes]) -> Iterator[bytes]:
    maker = b'clinic'
    tags = b'OpusTags' + struct.pack('<I', len(maker)) + maker + struct.pack('<I', 0)
    yield _page([head], 0, 0, _FIRST)
    yield _page([tags], 0, 1, 0)
    played, number, begin = 0, 2, 0
    while begin < len(packets):
        end, segments = begin, 0
        while end < len(packets) and end - begin < _PAGE:
            segments += len(packets[end]) // 255 + 1
            if segments > 255:
                break
            played += _samples(packets[end])
            end += 1
        if end == begin:  # longer than a page holds: no packet of Opus is
            raise MediaError('type')
        last = _LAST if end == len(packets) else 0
        yield _page(packets[begin:end], played, number, last)
        begin, number = end, number + 1


def _page(packets: list[bytes], played: int, number: int, flags: int) -> bytes:
    lengths = b''.join(
        b'\xff' * (len(packet) // 255) + bytes((len(packet) % 255,)) for packet in packets
    )
    begin = struct.pack('<4sBBqII', b'OggS', 0, flags, played, _SERIAL, number)
    rest = bytes((len(lengths),)) + lengths + b''.join(packets)
    return begin + struct.pack('<I', _checksum(begin + bytes(4) + rest)) + rest


def _checksum(page: bytes) -> int:
    """Ogg's checksum: the usual one with every bit the other way round, and nothing inverted."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f'{mirrored:032b}'[::-1], 2)
