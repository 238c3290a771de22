"""`python -m sandbox --port 8090`: runs until it is stopped."""

import argparse
import os
import signal
import sys
from pathlib import Path

from .app import Server


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m sandbox', description=__doc__)
    parser.add_argument('--port', type=int, default=8090)
    parser.add_argument('--host', default='127.0.0.1', help="0.0.0.0 lets a real phone in")
    parser.add_argument(
        '--clinic',
        default=f"http://localhost:{os.environ.get('CLINIC_PORT') or 8069}",
        help="the Odoo that the demo's webhooks go to",
    )
    parser.add_argument(
        '--seed', type=int, help="the same ids as last time; without it they are new"
    )
    parser.add_argument('--more', type=Path, help="JSON of the clinic's people and texts")
    parser.add_argument('--schemas', type=Path, help="a folder with SAT's www.sat.gob.mx/…")
    parser.add_argument('--keep', type=Path, help="a file in which the stamps outlive a stop")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = Server(
        options.host,
        options.port,
        options.clinic,
        options.seed,
        options.more,
        options.schemas,
        options.keep,
    )
    print(f"Sandbox: {server.url}/phone", flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        return


if __name__ == '__main__':
    main()
