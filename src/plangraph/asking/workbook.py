"""The answer of a query as an Excel workbook: a sheet of rows under a frozen head, a sheet that says what was asked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from plangraph.model.texts import Lang

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "gYear")}
_DECIMALS = {_XSD + name for name in ("decimal", "double", "float")}
_DIGITS = 15
"""How many figures a spreadsheet keeps of a number."""
_LONGEST_TEXT = 32_767
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDEST = 60
_MEASURED = 200
"""Rows that the widths of the columns are taken from."""

_Value: TypeAlias = str | int | float | bool | date | None


def results_to_xlsx(answer: Mapping[str, Any], about: Mapping[str, str], lang: Lang) -> bytes:
    """Turn SPARQL 1.1 Query Results JSON into a workbook; `about` becomes its second sheet, name beside value.

    Figures and days become those of the spreadsheet where it can hold them exactly, all else is text: a text that
    begins with "=" is no formula, and a code such as 01 keeps its zero. A sheet holds 1,048,576 lines, and a cell
    takes some 15 µs to write, so the caller sets a bound.
    """
    if "boolean" in answer:
        return _write(["boolean"], [[bool(answer["boolean"])]], about, lang)
    names: list[str] = answer["head"]["vars"]
    rows = [[_value(binding.get(name)) for name in names] for binding in answer["results"]["bindings"]]
    return _write(names, rows, about, lang)


def _value(term: Mapping[str, Any] | None) -> _Value:
    if term is None:
        return None
    text, kind = str(term["value"]), term.get("datatype", "")
    if kind in _INTEGERS and re.fullmatch(rf"[+-]?\d{{1,{_DIGITS}}}", text):
        return int(text)
    if kind in _DECIMALS:
        return _decimal(text)
    if kind == _XSD + "boolean" and text in ("true", "false"):
        return text == "true"
    if kind == _XSD + "date":
        return _date(text)
    return text


def _decimal(text: str) -> _Value:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    exact = number.is_finite() and len(number.as_tuple().digits) <= _DIGITS
    return float(number) if exact and abs(number.adjusted()) < 300 else text


def _date(text: str) -> _Value:
    """A day, unless it lies before the spreadsheet's calendar or carries a time zone."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day >= date(1900, 3, 1) else text


def _write(
    names: Sequence[str], rows: Sequence[Sequence[_Value]], about: Mapping[str, str], lang: Lang
) -> bytes:
    answer = Sheet("結果" if lang == "ja" else "answer", names, rows)
    return sheets_to_xlsx([answer], ("問い合わせ" if lang == "ja" else "query", list(about.items())))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows under a header. `money` names the columns that show their thousands: by default those in "_yen"."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[_Value]]
    money: frozenset[str] | None = None

    def is_money(self, column: str) -> bool:
        """Whether a column holds amounts."""
        return column.endswith("_yen") if self.money is None else column in self.money


def sheets_to_xlsx(sheets: Iterable[Sheet], about: tuple[str, Iterable[tuple[str, str]]]) -> bytes:
    """A workbook of sheets under frozen heads, and a last sheet, by its name, with texts about them, name beside text."""
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
    _set_widths(sheet, [one.header, *one.rows[:_MEASURED]])
    sheet.append([_cell(sheet, name, bold=True) for name in one.header])
    yen = [one.is_money(name) for name in one.header]
    for row in one.rows:
        sheet.append([_cell(sheet, value, thousands=money) for value, money in zip(row, yen, strict=True)])
    if one.header:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(one.header))}{len(one.rows) + 1}"


def _cell(
    sheet: WriteOnlyWorksheet,
    value: _Value,
    *,
    bold: bool = False,
    wrap: bool = False,
    thousands: bool = False,
) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = _kept(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" would be a formula, one like #N/A an error
    if thousands and isinstance(value, int):
        cell.number_format = "#,##0"
    if bold:
        cell.font = Font(bold=True)
    if bold or wrap:
        cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    return cell


def _kept(text: str) -> str:
    """What a cell can hold of a text: a control character becomes U+FFFD, and an end that is cut off is marked."""
    clean = _FORBIDDEN.sub("\ufffd", text)
    return clean if len(clean) <= _LONGEST_TEXT else clean[: _LONGEST_TEXT - 1] + "…"


def _set_widths(sheet: Any, rows: Iterable[Sequence[_Value]]) -> None:
    for number, column in enumerate(zip(*rows, strict=True), start=1):
        longest = max(_columns("" if value is None else str(value)) for value in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 4, _WIDEST)


def _columns(text: str) -> int:
    """The width of a text; a Japanese character takes two columns.

    >>> _columns("協1-1")
    5
    """
    return sum(1 if ord(one) < 0x1100 else 2 for one in text)
