"""An answer as a workbook: figures are figures, texts stay texts."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from plangraph.asking.workbook import results_to_xlsx

XSD = "http://www.w3.org/2001/XMLSchema#"


def book_of(answer: dict[str, Any], lang: Any = "ja") -> Workbook:
    """The workbook of an answer, read back."""
    return load_workbook(io.BytesIO(results_to_xlsx(answer, {"問い合わせ文": "SELECT …"}, lang)))


def cell_of(value: str, datatype: str | None = None) -> Any:
    """One literal, as its cell has it."""
    term = {"type": "literal", "value": value} | ({"datatype": XSD + datatype} if datatype else {})
    answer = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}
    return book_of(answer).worksheets[0]["A2"]


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("9000000", "integer", 9_000_000),
        ("72.7", "decimal", 72.7),
        ("1.5E3", "double", 1500.0),
        ("true", "boolean", True),
        ("2012-04-01", "date", datetime(2012, 4, 1)),
    ],
)
def test_a_value_is_what_it_says(text: str, datatype: str, value: object) -> None:
    """So that it can be summed and sorted."""
    assert cell_of(text, datatype).value == value


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("01", None),
        ("協1-1", None),
        ("=HYPERLINK(\"http://example.org\")", None),
        ("#N/A", None),
        ("1234567890123456", "integer"),  # sixteen figures: a spreadsheet would round them
        ("0.1234567890123456", "decimal"),
        ("NaN", "double"),
        ("1850-01-01", "date"),
        ("2012-04-01+09:00", "date"),
        ("2012-04-01T00:00:00Z", "dateTime"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_change_stays_text(text: str, datatype: str | None) -> None:
    """No formula, no rounding, no lost zero."""
    cell = cell_of(text, datatype)
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_no_cell_holds_is_marked() -> None:
    """A control character, and the end of a text beyond 32,767 characters."""
    assert cell_of("a\x00b").value == "a\ufffdb"
    assert cell_of("あ" * 40_000).value == "あ" * 32_766 + "…"


def test_rows_stand_under_a_head_that_stays() -> None:
    """An unbound variable is an empty cell; the query stands on a sheet of its own."""
    one = {"a": {"type": "uri", "value": "https://example.org/施策"}}
    answer = {"head": {"vars": ["a", "b"]}, "results": {"bindings": [{}, one]}}
    book = book_of(answer)
    rows, asked = book.worksheets
    assert list(rows.values) == [("a", "b"), (None, None), ("https://example.org/施策", None)]
    assert (rows.title, rows.freeze_panes, rows.auto_filter.ref) == ("結果", "A2", "A1:B3")
    assert list(asked.values) == [("問い合わせ文", "SELECT …")]


def test_other_forms() -> None:
    """An ASK is one cell; an answer without rows or without variables is still a workbook."""
    assert list(book_of({"head": {}, "boolean": False}, "en").worksheets[0].values) == [
        ("boolean",),
        (False,),
    ]
    empty = book_of({"head": {"vars": ["a"]}, "results": {"bindings": []}})
    assert list(empty.worksheets[0].values) == [("a",)]
    assert book_of({"head": {"vars": []}, "results": {"bindings": [{}]}}).worksheets[0].title == "結果"
