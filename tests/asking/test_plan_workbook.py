"""The workbook of the plans: amounts are numbers, what is unknown is empty, and sums are those of the print."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from plangraph.asking.facts import Facts, facts_of
from plangraph.asking.plan_workbook import plans_to_xlsx
from plangraph.graph.endpoint import Endpoint


@pytest.fixture
def facts(endpoint: Endpoint) -> Facts:
    """The founding documents as facts."""
    return facts_of(endpoint)


def book_of(endpoint: Endpoint, facts: Facts, lang: str = "ja") -> Workbook:
    """The workbook, read back."""
    return load_workbook(io.BytesIO(plans_to_xlsx(endpoint, facts, lang)))  # type: ignore[arg-type]


def rows_of(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """A sheet as mappings by its head."""
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_listings_stand_beside_their_years(endpoint: Endpoint, facts: Facts) -> None:
    """39 rows; the figures of 地域活動情報ステーション are 1, 1 and a derived 2 million, its relisting has none."""
    book = book_of(endpoint, facts)
    rows = rows_of(book, "掲載")
    assert len(rows) == 39
    home, relisting = (row for row in rows if row["事業"] == "地域活動情報ステーションの活用")
    assert [home[f"平成{year}年度（円）"] for year in (24, 25, 26)] == [1_000_000, 1_000_000, 2_000_000]
    assert [home[f"平成{year}年度 状態"] for year in (24, 25, 26)] == ["印字", "印字", "推計"]
    assert [relisting[f"平成{year}年度（円）"] for year in (24, 25, 26)] == [None, None, None]
    sheet = book["掲載"]
    assert sheet.freeze_panes == "A2"
    column = [cell.value for cell in sheet[1]].index("平成24年度（円）") + 1
    assert sheet.cell(2, column).number_format == "#,##0" or sheet.cell(2, column).value is None
    assert any(sheet.cell(row, column).number_format == "#,##0" for row in range(2, 41))


def test_projects_are_counted_once(endpoint: Endpoint, facts: Facts) -> None:
    """35 rows; the sums make the 2,054 million yen of the printed totals, within their rounding."""
    rows = rows_of(book_of(endpoint, facts), "事業（一度だけ）")
    assert len(rows) == 35
    assert sum(row["計（円）"] or 0 for row in rows) == 2_054_000_000
    assert (
        sum(row["下限（円）"] or 0 for row in rows)
        < 2_054_000_000
        < sum(row["上限（円）"] or 0 for row in rows)
    )
    twice = [row for row in rows if row["掲載の数"] == 2]
    assert len(twice) == 4
    assert all(row["再掲の施策"] for row in twice)


def test_marks_have_a_sheet_of_their_own(endpoint: Endpoint, facts: Facts) -> None:
    """18 listings with a mark; eight name the other side that was found."""
    rows = rows_of(book_of(endpoint, facts), "再掲")
    assert len(rows) == 18
    assert sum(row["相手の施策"] is not None for row in rows) == 8


def test_a_sum_of_nothing_is_empty(endpoint: Endpoint, facts: Facts) -> None:
    """The evaluation sheet lists no project with money: its plan has no amount, not zero."""
    rows = rows_of(book_of(endpoint, facts), "計画別")
    sheet = next(row for row in rows if "東久留米市" in row["名前"])
    assert sheet["一度だけ数えた額（円）"] is None
    assert next(row for row in rows if "西東京市" in row["名前"])["一度だけ数えた額（円）"] == 2_054_000_000


def test_english_and_the_notes(endpoint: Endpoint, facts: Facts) -> None:
    """Every sheet has an English name; the last says how it was counted, for which plans and, if wished, when."""
    book = load_workbook(io.BytesIO(plans_to_xlsx(endpoint, facts, "en", date(2026, 4, 1))))
    assert book.sheetnames[0] == "listings"
    notes = [cell for row in book[book.sheetnames[-1]].iter_rows(values_only=True) for cell in row]
    assert "2026-04-01" in notes
    assert any("It is not zero" in str(cell) for cell in notes)
    assert any("西東京市" in str(cell) for cell in notes)


def test_a_title_that_looks_like_a_formula(endpoint: Endpoint, facts: Facts) -> None:
    """Stays text."""
    first = replace(facts.listings[0], title='=HYPERLINK("http://x")')
    book = book_of(endpoint, replace(facts, listings=(first, *facts.listings[1:])))
    cell = book["掲載"].cell(2, 4)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")


def test_an_empty_graph(endpoint: Endpoint, facts: Facts) -> None:
    """Still a workbook, with its notes."""
    empty = Facts((), {}, {}, {}, {}, {})
    book = load_workbook(io.BytesIO(plans_to_xlsx(endpoint, empty)))
    assert book.sheetnames[-1] == "数え方"
