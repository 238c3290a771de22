"""Recordings of a browser become voice notes that WhatsApp takes."""

import struct

import pytest

from odoo.addons.clinic_whatsapp.cloud_api.errors import MediaError
from odoo.addons.clinic_whatsapp.cloud_api.media import sendable
from odoo.addons.clinic_whatsapp.cloud_api.voice import SECOND, to_ogg

HEAD = b'OpusHead' + struct.pack('<BBHIhB', 1, 1, 312, SECOND, 0, 0)
UNKNOWN = b'\x01\xff\xff\xff\xff\xff\xff\xff'
WIDE = 31 << 3  # first byte of a packet: 20 ms of CELT, one frame
PACKETS = [bytes((WIDE,)) + bytes((n % 251,)) * (60 + n * 3) for n in range(120)]


def element(name, value=b'', size=None):
    return bytes.fromhex(name) + (size or struct.pack('>Q', len(value) | 1 << 56)) + value


def webm(packets=PACKETS, codecs=(b'A_OPUS',), head=HEAD, flags=0x80):
    """A recording as Chrome writes it: nothing that grows says how long it is."""
    tracks = b''.join(
        element('AE', element('D7', b'\1') + element('86', codec) + element('63A2', head))
        for codec in codecs
    )
    blocks = b''.join(
        element('A3', b'\x81' + struct.pack('>hB', 20 * n, flags) + packet)
        for n, packet in enumerate(packets)
    )
    return (
        element('1A45DFA3', element('4282', b'webm'))
        + element('18538067', size=UNKNOWN)
        + element('1549A966', element('2AD7B1', b'\x0f\x42\x40'))
        + element('1654AE6B', tracks)
        + element('1F43B675', size=UNKNOWN)
        + element('E7', b'\0')
        + blocks
    )


def read_ogg(content):
    """[(flags, granule, number, packets)] of an Ogg; fails on a wrong checksum."""
    pages, at = [], 0
    while at < len(content):
        magic, _version, flags, granule, _serial, number, checksum, count = struct.unpack_from(
            '<4sBBqIIIB', content, at
        )
        assert magic == b'OggS'
        lengths = content[at + 27 : at + 27 + count]
        begin, end = at + 27 + count, at + 27 + count + sum(lengths)
        page = content[at : at + 22] + bytes(4) + content[at + 26 : end]
        assert slow_checksum(page) == checksum
        packets, packet = [], b''
        for length in lengths:
            packet += content[begin : begin + length]
            begin += length
            if length < 255:
                packets.append(packet)
                packet = b''
        assert not packet
        pages.append((flags, granule, number, packets))
        at = end
    return pages


def slow_checksum(page):
    """By the letter of RFC 3533."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _bit in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value >> 31 else 0)) & 0xFFFFFFFF
    return value


def test_every_packet_arrives_as_it_was_recorded():
    pages = read_ogg(to_ogg(webm()))
    assert [number for _f, _g, number, _p in pages] == list(range(len(pages)))
    assert pages[0] == (2, 0, 0, [HEAD])
    assert pages[1][3][0].startswith(b'OpusTags')
    assert [packet for page in pages[2:] for packet in page[3]] == PACKETS
    assert pages[-1][:2] == (4, 120 * SECOND // 50)  # 120 packets of 20 ms
    assert [flags for flags, *_rest in pages[1:-1]] == [0] * (len(pages) - 2)


def test_whatsapp_takes_it_as_sound():
    assert sendable(to_ogg(webm())).mime_type == 'audio/ogg'


@pytest.mark.parametrize(
    ('first', 'milliseconds'),
    [
        (bytes((0 << 3,)), 10),
        (bytes((11 << 3,)), 60),
        (bytes((13 << 3 | 1,)), 40),
        (bytes((16 << 3 | 2,)), 5),
        (bytes((31 << 3 | 3, 3)), 60),
    ],
)
def test_how_long_a_packet_plays(first, milliseconds):
    [*_rest, last] = read_ogg(to_ogg(webm([first + b'x'])))
    assert last[1] == milliseconds * SECOND // 1000


@pytest.mark.parametrize(
    'content',
    [
        b'',
        b'OggS',
        webm(codecs=(b'V_VP8', b'A_OPUS')),
        webm(codecs=(b'A_VORBIS',)),
        webm(head=b'other'),
        webm(packets=[]),
        webm(flags=0x82),  # several frames in a block
        webm()[:-5],
        webm(packets=[bytes((WIDE | 3,))]),  # says that more follows, and ends
    ],
    ids=['empty', 'ogg', 'film', 'vorbis', 'head', 'silence', 'laced', 'cut', 'short'],
)
def test_what_is_no_recording_is_refused(content):
    with pytest.raises(MediaError):
        to_ogg(content)


def test_any_bytes_are_refused_or_read():
    good = webm(PACKETS[:2])
    for at in range(len(good)):
        broken = good[:at] + bytes((good[at] ^ 0x5A,)) + good[at + 1 :]
        try:
            read_ogg(to_ogg(broken))
        except MediaError:
            pass
