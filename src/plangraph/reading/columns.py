"""What the columns of a table, or the labelled fields of a card, hold: the layout's rules meet printed headers.

A rule of `[[column]]` or `[[field]]` says by an expression which header it means; what the header itself says (a fiscal
year, a unit) completes it. One rule may so give many columns: `事業費/平成30年度`, `事業費/令和元年度` …
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plangraph.model.amounts import unit_yen
from plangraph.model.fiscal_years import fiscal_year_of
from plangraph.model.records import Aspect, CostKind
from plangraph.model.texts import comparison_title
from plangraph.reading.money_cells import unit_in
from plangraph.reading.year_words import YearReading, years_in

YEARLY = frozenset({"content", "cost", "indicator-value", "indicator-target", "count"})
"""Roles whose cells speak of one fiscal year."""
MONEY = frozenset({"cost", "total"})
LEVEL_ROLES = ("level", "level-code", "level-title")
"""Roles whose cells name a node of the plan's tree."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column or field: its role, the printed header it was known by, and what the rule and the header say of it.

    `first_year` and `last_year` are the same for a column of one year, and None where no year is known. `unit` is the
    yen in one printed unit, None where neither rule nor header says it.
    """

    role: str
    header: str
    level: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    kind: CostKind = CostKind.PROJECT_COST
    unit: int | None = None
    aspect: Aspect | None = None
    number: str = ""
    party: str = "responsible"
    word: str = ""
    label: str = ""
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One `[[column]]` or `[[field]]` of a layout."""

    header: re.Pattern[str]
    column: Column
    required: bool
    era: str | None

    @classmethod
    def from_settings(
        cls, table: Mapping[str, Any], settings: Mapping[str, Any], *, labelled: bool = False
    ) -> ColumnRule:
        """Compile a rule; `settings` is the whole layout, whose `[years]` and `[money]` stand behind it.

        `labelled` is for a `[[field]]`, whose `label` is the expression for the printed label.
        """
        money, years = settings.get("money", {}), settings.get("years", {})
        year = _stated_year(table.get("year"))
        pattern = table.get("pattern")
        column = Column(
            role=table["is"],
            header="",
            level=table.get("level"),
            first_year=year,
            last_year=year,
            kind=CostKind(table.get("kind", CostKind.PROJECT_COST.value)),
            unit=unit_yen(table.get("unit", money.get("unit", ""))),
            aspect=Aspect(table["aspect"]) if "aspect" in table else None,
            number=str(table.get("number", "")),
            party=table.get("as", "responsible"),
            word=table.get("word", ""),
            label="" if labelled else table.get("label", ""),
            pattern=re.compile(pattern) if pattern else None,
        )
        if column.role == "total" and years.get("first") and years.get("last"):
            column = replace(column, first_year=years["first"], last_year=years["last"])
        header = re.compile(table.get("label" if labelled else "header", ""))
        return cls(header, column, bool(table.get("required", column.role == "project")), years.get("era"))

    def named(self, header: str) -> Column | None:
        """The column under a header path; None where the rule means another.

        A year or a unit that the header prints stands before the layout's default, never before the rule's own year.
        """
        if self.header.fullmatch(header) is None:
            return None
        return self.met(header)

    def met(self, header: str) -> Column:
        """The column of this rule, completed by what its header says."""
        column = replace(self.column, header=header, label=self.column.label or header.replace("/", " "))
        if column.role in MONEY and (unit := unit_in(header)) is not None:
            column = replace(column, unit=unit)
        if column.first_year is None:
            years = years_named(header, self.era)
            if column.role in YEARLY and len(set(years)) == 1:
                column = replace(column, first_year=years[0], last_year=years[0])
            elif column.role == "total" and years:
                column = replace(column, first_year=min(years), last_year=max(years))
        return column


def column_rules(settings: Mapping[str, Any], key: str = "column") -> tuple[ColumnRule, ...]:
    """The rules under `[[column]]` or `[[field]]`, in the order of the layout."""
    labelled = key == "field"
    return tuple(
        ColumnRule.from_settings(table, settings, labelled=labelled) for table in settings.get(key, [])
    )


def header_path(cells: Iterable[str]) -> str:
    """Join the header cells above a column, top to bottom, as rules see them: NFKC, no white space, each once.

    >>> header_path(["事業費 （千円）", "平成30 年度", ""]), header_path(["所管課", "所管課"])
    ('事業費(千円)/平成30年度', '所管課')
    """
    parts: list[str] = []
    for cell in map(comparison_title, cells):
        if cell and (not parts or parts[-1] != cell):
            parts.append(cell)
    return "/".join(parts)


def years_named(text: str, era: str | None = None) -> list[int]:
    """Every fiscal year that a header or a cell of years names; the ends of a span; nothing that cannot be known.

    >>> years_named("事業費/平成24年度"), years_named("平成24~26年度計"), years_named("24年度")
    ([2012], [2012, 2014], [])
    """
    return [year for reading in years_in(text, era) for year in _ends(reading)]


def impossible_years(text: str, era: str | None = None) -> list[str]:
    """The years that a text prints with an era that had ended by then, as printed.

    >>> impossible_years("平成32年度"), impossible_years("平成31年度")
    (['平成32年度'], [])
    """
    return [reading.printed for reading in years_in(text, era) if reading.impossible]


def assumed_years(text: str, era: str | None = None) -> list[tuple[str, str]]:
    """The years that a text prints without their era, with the era that the context gave.

    >>> assumed_years("24年度", "平成"), assumed_years("平成24年度", "平成")
    ([('24年度', '平成')], [])
    """
    return [(reading.printed, reading.assumed_era) for reading in years_in(text, era) if reading.assumed_era]


def _ends(reading: YearReading) -> list[int]:
    if reading.kind == "year" and reading.first is not None:
        return [reading.first]
    return (
        [year for year in (reading.first, reading.last) if year is not None] if reading.kind == "span" else []
    )


def _stated_year(value: Any) -> int | None:
    if isinstance(value, str):
        return fiscal_year_of(value)
    return value if isinstance(value, int) else None
