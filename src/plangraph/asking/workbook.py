"""The answer of a query as an Excel workbook: a sheet of rows under a frozen head, a sheet that says what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from plangraph.checking.workbook import Sheet, Value, sheets_to_xlsx
from plangraph.model.texts import Lang

__all__ = ["Sheet", "results_to_xlsx", "sheets_to_xlsx"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "gYear")}
_DECIMALS = {_XSD + name for name in ("decimal", "double", "float")}
_DIGITS = 15
"""How many figures a spreadsheet keeps of a number."""


def results_to_xlsx(answer: Mapping[str, Any], about: Mapping[str, str], lang: Lang) -> bytes:
    """Turn SPARQL 1.1 Query Results JSON into a workbook; `about` becomes its second sheet, name beside value.

    Figures and days become those of the spreadsheet where it can hold them exactly, all else is text. A sheet holds
    1,048,576 lines, and a cell takes some 15 µs to write, so the caller sets a bound.
    """
    rows: list[list[Value]]
    if "boolean" in answer:
        names, rows = ["boolean"], [[bool(answer["boolean"])]]
    else:
        names = answer["head"]["vars"]
        rows = [[_value(binding.get(name)) for name in names] for binding in answer["results"]["bindings"]]
    sheet = Sheet("結果" if lang == "ja" else "answer", names, rows)
    return sheets_to_xlsx([sheet], ("問い合わせ" if lang == "ja" else "query", about.items()))


def _value(term: Mapping[str, Any] | None) -> Value:
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


def _decimal(text: str) -> Value:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    exact = number.is_finite() and len(number.as_tuple().digits) <= _DIGITS
    return float(number) if exact and abs(number.adjusted()) < 300 else text


def _date(text: str) -> Value:
    """A day, unless it lies before the spreadsheet's calendar or carries a time zone."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day >= date(1900, 3, 1) else text
