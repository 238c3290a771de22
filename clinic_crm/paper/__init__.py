"""Pages to print, made from HTML without a browser and without the network: no Odoo in here."""

from .codes import qr_png, qr_svg
from .pages import FONTS, PaperError, to_pdf
