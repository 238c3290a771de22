"""HTML to PDF by WeasyPrint, closed to everything outside.

A page may use the fonts it is given and pictures written into it (``data:``). Nothing else is
fetched: no address in a patient's name or in a clinic's text can make the server read a file or
call somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

#: Weights of the one family a page may use, and the names of their files.
FONTS = {400: 'Open_Sans-Regular.ttf', 600: 'Open_Sans-SemiBold.ttf', 700: 'Open_Sans-Bold.ttf'}


class PaperError(Exception):
    """The PDF could not be made; the text says what is missing on this machine."""


def to_pdf(html: str, fonts: Mapping[int, Path] | None = None) -> bytes:
    """The pages of an HTML document.

    :param fonts: file of the family ``Paper`` for each weight; those missing on disk are left out,
        and then the machine's own fonts serve
    :raises PaperError: the library cannot be loaded here
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # OSError: Pango is not installed
        raise PaperError(str(error)) from error

    files = {path.resolve().as_uri(): path for path in (fonts or {}).values() if path.is_file()}

    class Closed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url, headers=None):  # type: ignore[no-untyped-def]
            if url in files or url.startswith('data:'):
                return super().fetch(url, headers)
            raise ValueError("pages fetch nothing")

    fetcher = Closed(allowed_protocols=('file', 'data'))
    configuration = FontConfiguration()
    sheet = CSS(string=_faces(fonts or {}, files), font_config=configuration, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(stylesheets=[sheet], font_config=configuration)
    return pdf


def _faces(fonts: Mapping[int, Path], files: Mapping[str, Path]) -> str:
    return ''.join(
        f"@font-face {{ font-family: Paper; font-weight: {weight}; src: url('{uri}') }}\n"
        for weight, path in fonts.items()
        if (uri := path.resolve().as_uri()) in files
    )
