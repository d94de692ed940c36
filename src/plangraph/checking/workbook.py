"""Workbooks: sheets of rows under a frozen head with filters, and sheets of notes. This module alone writes answers with openpyxl."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value: TypeAlias = str | int | float | bool | date | None
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_575
"""Rows that a sheet holds beside its head."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MISTAKEN = ("=", "#")
"""A text that begins so would become a formula or an error."""
_WIDEST = 60
_MEASURED = 200
"""Rows that the widths of the columns are taken from."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows under a header. `money` names the columns that show their thousands: by default those in "_yen"."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    money: frozenset[str] | None = None

    def is_money(self, column: str) -> bool:
        """Whether a column holds amounts."""
        return column.endswith("_yen") if self.money is None else column in self.money


def sheets_to_xlsx(sheets: Iterable[Sheet], about: tuple[str, Iterable[tuple[str, str]]]) -> bytes:
    """A workbook of sheets under frozen heads, and a last sheet, by its name, with texts about them, name beside text.

    Rows are taken one at a time. A text stays a text: one that begins with "=" is no formula, and a code such as 01
    keeps its zero. A cell takes some 15 µs to write, so the caller sets a bound.
    """
    book = Workbook(write_only=True)
    for one in sheets:
        _add_sheet(book, one)
    sheet = book.create_sheet(about[0])
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 100
    for name, text in about[1]:
        sheet.append([_cell(sheet, name, bold=True), _cell(sheet, text, wrap=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_sheet(book: Workbook, one: Sheet) -> None:
    sheet = book.create_sheet(one.name)
    sheet.freeze_panes = "A2"
    rows = iter(one.rows)
    first = list(islice(rows, _MEASURED))
    _set_widths(sheet, [one.header, *first])
    sheet.append([_cell(sheet, name, bold=True) for name in one.header])
    yen = [one.is_money(name) for name in one.header]
    written = 1
    for row in chain(first, rows):
        sheet.append([_light_cell(sheet, value, money) for value, money in zip(row, yen, strict=True)])
        written += 1
    if one.header:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(one.header))}{written}"


def _light_cell(sheet: WriteOnlyWorksheet, value: Value, thousands: bool) -> Cell | Value:
    """A value as it is where openpyxl takes it for what it is; a cell of its own costs more."""
    if isinstance(value, str):
        kept = kept_text(value)
        return _cell(sheet, kept) if kept.startswith(_MISTAKEN) else kept
    return _cell(sheet, value, thousands=True) if thousands and isinstance(value, int) else value


def _cell(
    sheet: WriteOnlyWorksheet,
    value: Value,
    *,
    bold: bool = False,
    wrap: bool = False,
    thousands: bool = False,
) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = kept_text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" would be a formula, one like #N/A an error
    if thousands:
        cell.number_format = "#,##0"
    if bold:
        cell.font = Font(bold=True)
    if bold or wrap:
        cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    return cell


def kept_text(text: str) -> str:
    """What a cell can hold of a text: a control character becomes U+FFFD, and an end that is cut off is marked."""
    clean = _FORBIDDEN.sub("\ufffd", text)
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…"


def _set_widths(sheet: Any, rows: Iterable[Sequence[Value]]) -> None:
    for number, column in enumerate(zip(*rows, strict=True), start=1):
        longest = max(_columns("" if value is None else str(value)) for value in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 4, _WIDEST)


def _columns(text: str) -> int:
    """The width of a text; a Japanese character takes two columns.

    >>> _columns("協1-1")
    5
    """
    return sum(1 if ord(one) < 0x1100 else 2 for one in text)
