"""The report: SHACL results and doubts of reading side by side, each with where it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph
import pytest

from plangraph.checking.report import Report, ReportFinding, check
from plangraph.checking.subjects import Source, sources_of, subjects_of
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Row

EX = "https://example.org/"


def _one(report: Report, rule: str) -> ReportFinding:
    (finding,) = (f for f in report.findings if f.rule == rule)
    return finding


def test_shacl_and_reading_are_counted_together(report: Report) -> None:
    assert not report.conforms
    assert report.counts == {
        "violation": 1,
        "warning": 6,
        "info": 2,
        "by_rule": {
            "same-title-unmarked": 1,
            "counted-in-unread-home": 1,
            "indicator-without-unit": 1,
            "indicator-without-values": 1,
            "lead-division-also-related": 1,
            "line-not-read": 1,
            "listing-without-division": 1,
            "figure-derived": 1,
            "home-without-substance": 1,
        },
    }


def test_a_finding_cites_document_line_and_quote(report: Report) -> None:
    """A value that belongs to the listing has the line of its own; the listing has two."""
    derived = _one(report, "figure-derived").as_json("ja")
    assert derived == {
        "rule": "figure-derived",
        "severity": "info",
        "item": "ホームページの充実",
        "iri": EX + "home",
        "policy": "協2-1 開かれた市政の推進",
        "division": "企画部 秘書広報課",
        "document": "plan.txt",
        "place": "line=54",
        "quote": "事業費(百万円)\t29\t10\t10",
        "message": "「ホームページの充実」（協2-1）の平成26年度の金額は文字の抽出で失われたため、"
        "合計から 9百万円（29 - 10 - 10）と推計しました。原本の金額を確認してください。",
        "printed": "",
        "expected": "9百万円",
        "certainty": "cannot-be-decided",
        "status": "",
        "accepted_until": "",
        "accepted_by": "",
        "accepted_because": "",
        "identity": derived["identity"],
    }
    assert re.fullmatch("[0-9a-f]{16}-1", derived["identity"])
    assert "FY2014" in _one(report, "figure-derived").as_json("en")["message"]


def test_a_project_stands_where_its_home_does(report: Report) -> None:
    counted = _one(report, "counted-in-unread-home")
    assert (counted.iri, counted.policy, counted.division) == (
        EX + "project",
        "協2-1 開かれた市政の推進",
        "企画部 秘書広報課",
    )
    assert (counted.place, counted.quote) == ("line=53-54", "ホームページの充実\n事業費(百万円)\t29\t10\t10")
    assert counted.printed == "読まれていない事業"


def test_a_core_result_gets_the_title_that_its_message_cannot_name(report: Report) -> None:
    indicator = _one(report, "indicator-without-unit")
    assert indicator.item == "愛着を感じる市民の割合"
    assert (indicator.policy, indicator.place) == ("協2-1 開かれた市政の推進", "line=9")


def test_without_provenance_the_document_is_still_named(report: Report) -> None:
    assert (
        _one(report, "listing-without-division").document,
        _one(report, "listing-without-division").place,
    ) == (
        "plan.txt",
        "",
    )


def test_a_title_with_backslash_quotes_and_braces_comes_out_as_printed(report: Report) -> None:
    title = 'C:\\temp の ="整理" {?printed}'
    bare = _one(report, "home-without-substance")
    assert bare.item == title
    assert title in bare.message.ja
    assert title in bare.message.en


def test_a_doubt_of_reading_keeps_its_own_place_and_says_what_it_is_about(report: Report) -> None:
    doubt = _one(report, "line-not-read")
    assert (doubt.document, doubt.place, doubt.quote) == ("plan.txt", "line=70", "読めない行")
    assert (doubt.iri, doubt.node, doubt.printed) == (EX + "document", EX + "doubt1", "読めない行")
    assert (doubt.message.ja, doubt.message.en) == (
        "70行目はどの規則にも当てはまりません。",
        "Line 70 fits no rule.",
    )


def test_a_doubt_without_a_place_takes_that_of_its_listing_but_its_own_title(report: Report) -> None:
    doubt = _one(report, "same-title-unmarked")
    assert (doubt.item, doubt.place, doubt.division) == ("別名", "line=53-54", "企画部 秘書広報課")


def test_findings_are_sorted_by_severity_rule_document_and_line(report: Report) -> None:
    keys = [(f.severity.rank, f.rule, f.document, f.line, f.iri) for f in report.findings]
    assert keys == sorted(keys)


def test_two_checks_give_the_same_report(city: EmbeddedEndpoint, report: Report, shapes_dir: Path) -> None:
    assert check(city, shapes_dir) == report


def test_a_sound_graph_conforms_and_has_no_findings(shapes_dir: Path) -> None:
    empty = check(EmbeddedEndpoint(pyoxigraph.Store()), shapes_dir)
    assert empty.conforms
    assert empty.as_json("ja") == {
        "conforms": True,
        "counts": {"violation": 0, "warning": 0, "info": 0, "by_rule": {}},
        "findings": [],
    }


def test_doubts_of_reading_do_not_touch_conformance(shapes_dir: Path) -> None:
    """`conforms` is SHACL's word on the graph, not on how well the document could be read."""
    store = pyoxigraph.Store()
    store.update(
        """PREFIX plg: <https://w3id.org/plangraph/ontology#> PREFIX sh: <http://www.w3.org/ns/shacl#>
        INSERT DATA { GRAPH <urn:f> { <urn:x> a plg:Finding ; plg:rule "r" ; sh:resultSeverity sh:Violation ;
          sh:resultMessage "悪い。"@ja } }"""
    )
    report = check(EmbeddedEndpoint(store), shapes_dir)
    assert report.conforms
    assert json.dumps(report.as_json("en"), ensure_ascii=False).count("悪い。") == 1


class _Counting(EmbeddedEndpoint):
    """Counts the queries that are asked."""

    asked = 0

    def select(self, query: str) -> list[Row]:
        self.asked += 1
        return list(super().select(query))


@pytest.mark.parametrize("things", [3, 300])
def test_looks_things_up_in_as_many_queries_for_many_as_for_few(city: EmbeddedEndpoint, things: int) -> None:
    counting = _Counting(city.store)
    subjects = subjects_of(counting, [f"{EX}thing{n}" for n in range(things)])
    assert len(subjects) == things
    assert counting.asked == 6


def test_places_of_other_kinds_are_kept_as_they_are() -> None:
    store = pyoxigraph.Store()
    store.update(
        """PREFIX plg: <https://w3id.org/plangraph/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        INSERT DATA { <urn:x> prov:hadPrimarySource <urn:a>, <urn:b>, <urn:c> .
          <urn:a> oa:hasSource <urn:d/book.xlsx> ; plg:place "sheet=事業!B7" ; plg:quote "9" .
          <urn:b> oa:hasSource <urn:d/book.xlsx> ; plg:place "sheet=事業!A7" ; plg:quote "講座" .
          <urn:c> oa:hasSource <urn:d/zine.txt> ; plg:place "line=1" ; plg:quote "他" }"""
    )
    found = sources_of(EmbeddedEndpoint(store), ["urn:x"])
    assert found == {"urn:x": Source("book.xlsx", "sheet=事業!A7; sheet=事業!B7", "講座\n9", 7)}
