"""What the pages that need no login have in common."""

from odoo.http import request

from .throttle import Throttle

STRANGERS = Throttle(limit=60, seconds=10)  # those whose link is none of ours
HEADERS = [
    ('Cache-Control', 'no-store'),
    ('Referrer-Policy', 'no-referrer'),
    ('X-Robots-Tag', 'noindex, nofollow'),
    ('X-Content-Type-Options', 'nosniff'),
]
PAGE_HEADERS = [
    *HEADERS,
    (
        'Content-Security-Policy',
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'",
    ),
]
ROUTE = {
    'type': 'http',
    'auth': 'none',
    'save_session': False,
    'sitemap': False,
}


def draw(env, template, values, status=200, headers=PAGE_HEADERS):
    """Return the answer that shows a template as a whole page."""
    html = env['ir.qweb']._render(template, values)
    return request.make_response(f'<!DOCTYPE html>\n{html}', headers=headers, status=status)
