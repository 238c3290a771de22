"""Where the demo finds its Meta and its PACs: the sandbox beside it."""

import os


def address():
    return f"http://127.0.0.1:{os.environ.get('CLINIC_SANDBOX_PORT') or '8090'}"


def follow(record, vals):
    """Go along when the sandbox moved to another port; an address somebody chose stays."""
    known = record.base_url or ''
    if known != vals['base_url'] and known.startswith('http://127.0.0.1:'):
        record.write(vals)
