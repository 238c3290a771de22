"""Make the clinic's key file (CLINIC_KEY_FILE), once: `make_key.py FILE`. Never overwrites."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.addon_packages import load  # noqa: E402 - the path above comes first

load('clinic_crm', 'vault').create_key_file(Path(sys.argv[1]))
