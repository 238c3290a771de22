"""A table of figures: printed for people, kept as JSON for comparison."""

import json
import os
import platform
import statistics
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path


@dataclass
class Table:
    """Rows of plain values under named columns; `notes` say what a reader must know."""

    columns: tuple[str, ...]
    rows: list[tuple] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # what must hold and did not

    def must(self, holds, sentence):
        """Note an invariant that does not hold: the benchmark then fails, whatever its times."""
        if not holds:
            self.broken.append(sentence)

    def add(self, *values):
        assert len(values) == len(self.columns), values
        self.rows.append(values)

    def lines(self):
        """The table as Markdown, its columns aligned."""
        cells = [self.columns, *([_text(value) for value in row] for row in self.rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(self.columns))]

        def line(row):
            padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            return f'| {" | ".join(padded)} |'

        yield line(cells[0])
        yield f'|{"|".join("-" * (width + 2) for width in widths)}|'
        yield from map(line, cells[1:])
        yield from (f'\n{note}' for note in self.notes)
        yield from (f'\nBROKEN: {sentence}' for sentence in self.broken)

    def save(self, folder: Path, name: str, title: str, seconds: float):
        folder.mkdir(parents=True, exist_ok=True)
        facts = {
            'title': title,
            'at': datetime.now(timezone.utc).isoformat(timespec='seconds'),
            'machine': machine(),
            'seconds': round(seconds, 1),
            'columns': self.columns,
            'rows': self.rows,
            'notes': self.notes,
            'broken': self.broken,
        }
        path = folder / f'{name}.json'
        path.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')
        return path


def machine():
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30
    load = os.getloadavg()[0]
    return (
        f'{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, '
        f'Python {platform.python_version()}, load {load:.1f}'
    )


def median(values):
    return statistics.median(values)


def timed(env, work, runs):
    """(median milliseconds, queries, last result) of some work, the caches of records emptied."""
    times, queries, result = [], 0, None
    for _run in range(runs + 1):  # the first run warms up
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        result = work()
        times.append((time.perf_counter() - start) * 1000)
        queries = env.cr.sql_log_count - before
    return median(times[1:]), queries, result


def goal(value, most, unit=''):
    """A goal as the table shows it, with a word where it was missed; a time fails nothing."""
    text = f'≤ {most:,} {unit}'.rstrip()
    return text if value <= most else f'{text} **missed**'


def _text(value):
    if isinstance(value, float):
        return f'{value:,.1f}' if abs(value) < 100 else f'{value:,.0f}'
    return f'{value:,}' if isinstance(value, int) else str(value)
