"""Offices in the fields of a sheet, with findings for what is none."""

from __future__ import annotations

from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import SourceText
from plangraph.reading.office_lists import OfficeLists
from plangraph.reading.sheet_tables import Field


def read(text: str, **settings: object) -> tuple[list[str], bool, list[tuple[str | None, str]]]:
    """The names of the offices, whether there are others, and each finding's printed words and quote."""
    source = SourceText("sheet.txt", text)
    ledger = Ledger(source)
    lists = OfficeLists(settings, ledger)
    divisions, and_others = lists.divisions(Field(rows=(), values=tuple(source.lines())))
    findings = [(finding.printed, finding.evidence[0].quote) for finding in ledger.findings]
    return [division.name for division in divisions], and_others, findings


def test_offices_of_several_lines() -> None:
    """Each once, in the order of the print, with the usual separators where the layout has none."""
    assert read("市民部市民課、国保年金課\n防災課／市民部市民課 他") == (
        ["市民部 市民課", "国保年金課", "防災課"],
        True,
        [],
    )


def test_what_is_no_office_is_a_finding() -> None:
    """The words are quoted from their own place."""
    names, others, findings = read("市民課、なんとか")
    assert (names, others) == (["市民課"], False)
    assert findings == [("なんとか", "なんとか")]


def test_a_body_outside_the_city_is_a_finding() -> None:
    """It is not taken as an office, and not dropped either."""
    names, _, findings = read("市民課、社会福祉協議会")
    assert names == ["市民課"]
    assert findings == [("社会福祉協議会", "社会福祉協議会")]


def test_the_layouts_words_count() -> None:
    """Its separators and its word for others replace the usual ones."""
    assert read("甲課|乙課|ほかにも", separators=r"\|", others=["ほかにも"]) == (["甲課", "乙課"], True, [])


def test_an_absent_field_names_nobody() -> None:
    """A sheet without the field says nothing."""
    lists = OfficeLists({}, Ledger(SourceText("sheet.txt", "")))
    assert lists.divisions(None) == ((), False)
    assert lists.names(None) == []


def test_nashi_is_no_name() -> None:
    """個別計画 なし is none, not a plan called なし."""
    source = SourceText("sheet.txt", "なし\n環境基本計画、緑の計画")
    lists = OfficeLists({}, Ledger(source))
    names = lists.names(Field(rows=(), values=tuple(source.lines())))
    assert [name.text for name in names] == ["環境基本計画", "緑の計画"]
