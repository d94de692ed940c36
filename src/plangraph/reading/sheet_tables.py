"""What the tables of a 施策評価表 hold, in the words of the print; every piece knows its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plangraph.reading.lines import Line
from plangraph.reading.sheet_basics import BasicRow
from plangraph.reading.sheet_columns import TableRow
from plangraph.reading.sheet_text import Passage


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the overview: its printed lines, its values, and values that have a name of their own."""

    rows: tuple[Line, ...]
    values: tuple[Line, ...] = ()
    named: Mapping[str, Line] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """成果指標. `values` has one figure a year; None where the figures do not match the years."""

    number: Line
    title: Line
    unit: Line | None
    years: tuple[int, ...]
    values: tuple[Line, ...] | None
    row: Line


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row of the cost table. `kind` is a cost kind; None is the number of 事務事業."""

    label: str
    kind: str | None
    unit: Line
    years: tuple[int, ...]
    values: tuple[Line, ...] | None
    row: Line


@dataclass(frozen=True, slots=True)
class StateTable:
    """現状と課題 | 方向性, the latter for a fiscal year, of the 基本事業 by their number."""

    year: int | None
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """施策方針 for a fiscal year."""

    year: int | None
    text: Passage


@dataclass(frozen=True, slots=True)
class StandingWord:
    """位置づけ: the local name of the standing, its year, and where it is printed."""

    standing: str
    year: int | None
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SheetTables:
    """Everything that the lines of an evaluation sheet hold."""

    fields: Mapping[str, Field]
    basic_idea: Passage
    basics: tuple[BasicRow, ...]
    indicators: tuple[IndicatorRow, ...]
    figures: tuple[FigureRow, ...]
    states: tuple[StateTable, ...]
    policy_line: PolicyLine | None
    standing: StandingWord | None
