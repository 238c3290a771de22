from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_path

from ..paper import FONTS, PaperError, to_pdf

FONT_FOLDER = 'web/static/fonts/google/Open_Sans'  # Odoo's own: the same letters on every server


class ClinicPaper(models.AbstractModel):
    """Turns a QWeb template into a PDF. Who may have it is decided by whoever calls."""

    _name = 'clinic.paper'
    _description = "Paper of the clinic"

    @api.model
    def _pdf(self, template, values):
        """Return the bytes of a PDF.

        :param str template: XML id of a template with a whole HTML document
        :raises UserError: this server cannot make PDFs
        """
        html = self.env['ir.qweb']._render(template, values)
        try:
            return to_pdf(str(html), self._fonts())
        except PaperError as error:
            raise UserError(
                self.env._(
                    "The document could not be made: the server lacks the library for PDFs. Tell "
                    "the person who runs it to install WeasyPrint with Pango."
                )
            ) from error

    @api.model
    def _fonts(self):
        try:
            folder = Path(file_path(FONT_FOLDER))
        except FileNotFoundError:  # another distribution of Odoo: the machine's fonts serve
            return {}
        return {weight: folder / name for weight, name in FONTS.items()}
