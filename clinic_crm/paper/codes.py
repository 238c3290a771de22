from __future__ import annotations

import io

import qrcode


def qr_png(text: str) -> bytes:
    """A QR code as a PNG picture, for a screen or for paper."""
    picture = qrcode.make(text, box_size=8, border=2)
    out = io.BytesIO()
    picture.save(out, format='PNG')
    return out.getvalue()
