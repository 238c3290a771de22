"""One unambiguous encoding of names, so that no two lists of names give the same bytes."""


def encode(*parts: str) -> bytes:
    """The UTF-8 bytes of each part behind their length (4 bytes, big endian)."""
    out = bytearray()
    for part in parts:
        data = part.encode()
        out += len(data).to_bytes(4, 'big') + data
    return bytes(out)
