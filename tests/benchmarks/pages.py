"""The tables of docs/benchmarks.md, filled in from what the benchmarks kept: no figure by hand.

A table stands between `<!-- bench NAME -->` and `<!-- end -->`; what is around is prose.
"""

import json
import re
import sys
from pathlib import Path

from tests.benchmarks.table import Table

PAGE = Path(__file__).parents[2] / 'docs' / 'benchmarks.md'
BLOCK = re.compile(r'(<!-- bench (?P<name>[\w-]+) -->\n).*?(<!-- end -->)', re.DOTALL)


def fill(text: str, folder: Path) -> str:
    """The page with the tables kept in the folder; a block that was never measured stays."""

    def block(match):
        path = folder / f'{match["name"]}.json'
        if not path.exists():
            return match[0]
        kept = json.loads(path.read_text(encoding='utf-8'))
        return f'{match[1]}{_table(kept)}\n{match[3]}'

    return BLOCK.sub(block, text)


def _table(kept: dict) -> str:
    table = Table(
        tuple(kept['columns']), [tuple(row) for row in kept['rows']], kept['notes'], kept['broken']
    )
    taken = f'{kept["at"][:10]}, {kept["seconds"]:,.0f} s in all; {kept["machine"]}.'
    return '\n'.join((*table.lines(), '', taken))


if __name__ == '__main__':
    PAGE.write_text(fill(PAGE.read_text('utf-8'), Path(sys.argv[1])), 'utf-8')
