"""Faults of lines and sums: what goes wrong in a document beside its records, planted into the printed rows."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from plangraph.model.records import DocumentRecords, Note
from plangraph.printing.faults import Fault
from plangraph.printing.headers import layout_to_columns
from plangraph.printing.printed import PrintedRow, Sheet
from plangraph.reading.columns import MONEY
from plangraph.reading.money_cells import read_money

SUM_LABEL = "合計"
STRANGE = ("庁内資料につき取扱注意", "事務局整理欄", "要再確認")
NO_HEADER = "（見出しなし）"
"""The label under which reading keeps the cells of a column without a header."""
BEHIND = "figure-behind-table"
LINE_KINDS = ("strange-line", "sum-differs", BEHIND)
"""The kinds of this module; the last two are of one-row tables only."""


def add_sums(
    sheet: Sheet, settings: Mapping[str, Any], years: Sequence[int], rng: random.Random, share: float
) -> list[Fault]:
    """Print a row of sums below a one-row table; with the share's chance one of them is wrong."""
    columns = layout_to_columns(settings, years)
    money = [(at, column) for at, (_, column) in enumerate(columns) if column.role in MONEY]
    sums = {at: _sum(sheet, at, column.unit) for at, column in money}
    faults: list[Fault] = []
    if money and rng.random() < share:
        at, column = rng.choice(money)
        right, wrong = f"{sums[at]:,f}", f"{sums[at] + 1000:,f}"
        sums[at] += 1000
        item = f"{SUM_LABEL} {column.label}"
        faults.append(Fault("sum-differs", ("printed-sum-differs",), item, (SUM_LABEL,), "sum", wrong, right))
    cells = [SUM_LABEL, *[""] * (len(columns) - 1)]
    for at, value in sums.items():
        cells[at] = f"{value:,f}"
    sheet.row(cells, SUM_LABEL)
    return faults


def _sum(sheet: Sheet, at: int, unit: int | None) -> Decimal:
    figures = [
        read_money(row.cells[at], unit).figure
        for row in sheet.rows
        if row.kind == "row" and at < len(row.cells)
    ]
    return sum((figure for figure in figures if figure is not None), Decimal(0))


def add_strange_lines(sheet: Sheet, rng: random.Random, share: float) -> list[Fault]:
    """Print lines that fit no rule between the rows of projects; one for each share of them."""
    faults: list[Fault] = []
    rows: list[PrintedRow] = []
    last = None
    for row in sheet.rows:
        begins = row.about is not None and row.about != last and row.kind == "row"
        if begins and last is not None and rng.random() < share:
            text = f"{rng.choice(STRANGE)}{len(faults) + 1}"
            rows.append(PrintedRow((text,), "text", text))
            faults.append(Fault("strange-line", ("line-not-read",), text, (text,), "line", text, ""))
        rows.append(row)
        last = row.about
    sheet.rows = rows
    return faults


def add_figures_behind(
    sheet: Sheet, width: int, rng: random.Random, share: float, untouched: frozenset[str]
) -> list[Fault]:
    """Print a figure behind the last column of a row.

    Where every row is as wide as its table (a workbook, Markdown) this makes a column without a header, which is
    reported once and kept as a note: one figure is planted there, see `with_figures_noted`.
    """
    faults: list[Fault] = []
    # A line between its rows parts a table in two, and the second has no header to lack a word.
    rules = ("cell-behind-table",) if sheet.ragged else ("header-cell-unknown", "cell-behind-table")
    for at, row in enumerate(sheet.rows):
        if row.kind != "row" or row.about in untouched or row.about is None or rng.random() >= share:
            continue
        if faults and not sheet.ragged:
            break
        figure = f"{rng.randint(100, 999)}"
        sheet.rows[at] = replace(row, cells=(*row.cells, *[""] * (width - len(row.cells)), figure))
        faults.append(Fault(BEHIND, rules, figure, (row.about,), "cell", figure, ""))
    return faults


def with_figures_noted(records: DocumentRecords, faults: Iterable[Fault]) -> DocumentRecords:
    """The true records where figures behind the table are read as notes: behind the other columns, before the targets."""
    noted = {f.about[0]: f.printed for f in faults if f.kind == BEHIND and "header-cell-unknown" in f.rules}
    return replace(
        records,
        listings=tuple(
            replace(one, note=_with_note(one.note, noted[one.key])) if one.key in noted else one
            for one in records.listings
        ),
    )


def _with_note(notes: Sequence[Note], text: str) -> tuple[Note, ...]:
    columns = [note for note in notes if "目標値" not in note.label]
    targets = [note for note in notes if "目標値" in note.label]
    return (*columns, Note(label=NO_HEADER, text=text), *targets)
