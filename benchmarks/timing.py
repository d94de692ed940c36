"""Medians and tables. A ratio to the first column holds on another machine, where milliseconds do not."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Rows = Mapping[str, Mapping[str, float]]
"""What was measured → with what → milliseconds."""


def median_ms(run: Callable[[], object], times: int) -> float:
    """The median of several runs, in milliseconds, after one that is not counted. What is run once is not run before."""
    if times > 1:
        run()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def table(title: str, rows: Rows) -> str:
    """A Markdown table; ratios to the first column stand in brackets."""
    columns = list(next(iter(rows.values())))
    lines = [f"## {title}", "", "| ms | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, values in rows.items():
        first = values[columns[0]]
        cells = [_cell(values.get(column), first) for column in columns]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(value: float | None, first: float) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f} ({value / first:.1f}×)" if value >= 100 else f"{value:.2f} ({value / first:.1f}×)"
