from __future__ import annotations

import io

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_png(text: str) -> bytes:
    """A QR code as a PNG picture, for a screen or for paper."""
    picture = qrcode.make(text, box_size=8, border=2)
    out = io.BytesIO()
    picture.save(out, format='PNG')
    return out.getvalue()


def qr_svg(text: str) -> bytes:
    """A QR code as a drawing, sharp at any size; the black parts are one path."""
    drawing = qrcode.make(text, border=2, image_factory=SvgPathImage)
    return bytes(drawing.to_string())
