"""Column rules → printed headers: for each `[[column]]` the header texts that lead the reader to just that column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.printing.expressions import Fill, expression_to_texts
from plangraph.reading.columns import YEARLY, Column, ColumnRule, column_rules


def layout_to_columns(settings: Mapping[str, Any], years: Sequence[int]) -> list[tuple[str, Column]]:
    """The header path of each column, and the column that the reader will take it for, in the layout's order.

    A rule of a yearly role without a year of its own gives a column for each of `years`. A rule for which no header is
    found gives none: what it would hold is then not printed, and is said.
    """
    rules = column_rules(settings)
    era = settings.get("years", {}).get("era")
    made: list[tuple[str, Column]] = []
    used: set[tuple[int, Column]] = set()
    taken: set[str] = set()
    for number, rule in enumerate(rules):
        wanted: Sequence[int | None] = years if _by_year(rule) else (None,)
        for year in wanted:
            for path in _paths(rule, year, era, years):
                at, column = _read(rules, path, used)
                if at == number and column is not None and path not in taken and _fits(rule, column, year):
                    used.add((number, column))
                    taken.add(path)
                    made.append((path, column))
                    break
    return made


def paths_to_rows(paths: Sequence[str]) -> list[list[str]]:
    """Header paths as rows of header cells, top to bottom; a word over several columns stands above the first.

    >>> paths_to_rows(["担当課", "事業費/令和6年度", "事業費/令和7年度"])
    [['担当課', '事業費', ''], ['', '令和6年度', '令和7年度']]
    """
    parts = [path.split("/") for path in paths]
    height = max(map(len, parts), default=1)
    rows = [[part[row] if row < len(part) else "" for part in parts] for row in range(height)]
    for at, (left, right) in enumerate(pairwise(parts), 1):
        for row in range(min(len(left), len(right)) - 1):
            if left[: row + 1] == right[: row + 1]:
                rows[row][at] = ""
    return rows


def _by_year(rule: ColumnRule) -> bool:
    """A content column may stand for all years; every other yearly one belongs to one of them."""
    if rule.column.role not in YEARLY or rule.column.first_year is not None:
        return False
    sample = next(_paths(rule, 2024, rule.era, ()), None)
    return sample is not None and rule.met(sample).first_year is not None


def _fits(rule: ColumnRule, column: Column, year: int | None) -> bool:
    return column.first_year == year if year is not None else column.role == rule.column.role


def _read(rules: Sequence[ColumnRule], path: str, used: set[tuple[int, Column]]) -> tuple[int, Column | None]:
    """What the reader makes of a header path."""
    for number, rule in enumerate(rules):
        named = rule.named(path)
        if named is not None and (number, named) not in used:
            return number, named
    return -1, None


def _paths(rule: ColumnRule, year: int | None, era: str | None, years: Sequence[int]) -> Iterator[str]:
    label = fiscal_year_label(year) if year is not None else ""
    number = label.removesuffix("年度")[2:]
    digits = [d for d in (number, str(year)) if d] if year is not None else ["1", str(len(years) or 1)]
    for one, anything in product(digits, dict.fromkeys((label, ""))):
        for text in expression_to_texts(rule.header.pattern, Fill(digits=one, anything=anything)):
            if not text.startswith("/") and (year is None or rule.met(text).first_year in (year, None)):
                yield text
