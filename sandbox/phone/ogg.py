"""A recording of the browser (WebM) becomes a voice note as phones send it (Ogg), sound untouched.

Chromium records Opus in WebM only; WhatsApp's voice notes are Opus in Ogg (RFC 3533, RFC 7845).
"""

import struct

SEGMENT, TRACKS, TRACK, CLUSTER, GROUP = 0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0
CODEC_PRIVATE, SIMPLE_BLOCK, BLOCK = 0x63A2, 0xA3, 0xA1
INSIDE = {SEGMENT, TRACKS, TRACK, CLUSTER, GROUP}
SERIAL = 0x53414E44
_CRC = [0] * 256
for _byte in range(256):
    _value = _byte << 24
    for _ in range(8):
        _value = (_value << 1) ^ (0x04C11DB7 if _value & 0x80000000 else 0)
    _CRC[_byte] = _value & 0xFFFFFFFF


def from_webm(data: bytes) -> bytes:
    """:raise ValueError: it is no WebM with one Opus track"""
    head, packets = _read(data)
    if not head.startswith(b'OpusHead') or not packets:
        raise ValueError("no Opus in it")
    tags = b'OpusTags' + struct.pack('<I', 7) + b'sandbox' + struct.pack('<I', 0)
    pages = [_page(2, 0, 0, head), _page(0, 0, 1, tags)]
    played = 0
    for index, packet in enumerate(packets):
        played += samples(packet)
        last = index == len(packets) - 1
        pages.append(_page(4 if last else 0, played, len(pages), packet))
    return b''.join(pages)


def samples(packet: bytes) -> int:
    """How long a packet plays, in 48,000ths of a second (RFC 6716, section 3.1)."""
    config, count = packet[0] >> 3, packet[0] & 3
    if config < 12:
        length = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        length = (480, 960)[config & 1]
    else:
        length = (120, 240, 480, 960)[config & 3]
    frames = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)[count]
    return length * frames


def _read(data: bytes) -> tuple[bytes, list[bytes]]:
    """The codec's head and its packets, in order."""
    head, packets, place = b'', [], 0
    while place < len(data):
        name, place = _number(data, place, keep_mark=True)
        size, place = _number(data, place)
        if name in INSIDE:
            continue
        content = data[place : place + size]
        place += size
        if name == CODEC_PRIVATE:
            head = head or content
        elif name in (SIMPLE_BLOCK, BLOCK):
            _, start = _number(content, 0)
            packets.append(content[start + 3 :])  # after a moment of two bytes and the flags
    return head, [packet for packet in packets if packet]


def _number(data: bytes, place: int, keep_mark: bool = False) -> tuple[int, int]:
    """A number whose first byte says by its leading zeros how many bytes it has (EBML)."""
    if place >= len(data) or not data[place]:
        raise ValueError("no WebM")
    length = 9 - data[place].bit_length()
    value = int.from_bytes(data[place : place + length], 'big')
    return value if keep_mark else value & ((1 << (7 * length)) - 1), place + length


def _page(kind: int, played: int, number: int, packet: bytes) -> bytes:
    """One packet a page: more bytes than need be, and players do not mind."""
    sizes = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    start = struct.pack('<4sBBqIII', b'OggS', 0, kind, played, SERIAL, number, 0)
    page = bytearray(start + bytes([len(sizes)]) + sizes + packet)
    check = 0
    for byte in page:
        check = ((check << 8) ^ _CRC[(check >> 24) ^ byte]) & 0xFFFFFFFF
    page[22:26] = struct.pack('<I', check)
    return bytes(page)
