"""The report in its printed forms."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from plangraph.checking.render import (
    COLUMNS,
    MORE_COLUMNS,
    report_to_csv,
    report_to_json,
    report_to_text,
    report_to_turtle,
)
from plangraph.checking.report import Report
from plangraph.model.texts import Lang

PLG = rdflib.Namespace("https://w3id.org/plangraph/ontology#")


@pytest.mark.parametrize(
    ("lang", "first", "rule"),
    [
        ("ja", "指摘 9 件（違反 1、警告 6、情報 2）", "[情報] 推計した金額 (figure-derived): 1 件"),
        (
            "en",
            "9 findings (Violation 1, Warning 6, Info 2)",
            "[Info] Derived figure (figure-derived): 1 finding",
        ),
    ],
)
def test_text_begins_with_counts_and_groups_by_rule(
    report: Report, lang: Lang, first: str, rule: str
) -> None:
    lines = report_to_text(report, lang).splitlines()
    assert lines[0] == first
    at = lines.index(rule)
    assert lines[at + 2] == "  plan.txt line=54"
    assert lines[at + 3] == "    | 事業費(百万円)\t29\t10\t10"


def test_text_names_the_item_where_the_message_does_not(report: Report) -> None:
    text = report_to_text(report, "ja")
    assert "対象: 愛着を感じる市民の割合" in text
    assert "対象: ホームページの充実" not in text


def test_json_is_the_report(report: Report) -> None:
    assert json.loads(report_to_json(report, "en")) == report.as_json("en")
    assert list(report.as_json("ja")["findings"][0]) == [*COLUMNS, *MORE_COLUMNS]


def test_csv_has_a_bom_and_a_row_for_each_finding_with_its_line_breaks(report: Report) -> None:
    text = report_to_csv(report, "ja")
    assert text.startswith("\ufeffrule,severity,item,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == report.as_json("ja")["findings"]
    assert any("\n" in row["quote"] for row in rows)


def test_turtle_is_a_shacl_validation_report(report: Report) -> None:
    """SHACL, clause 3.6: one report; each result has severity, focus node, component; both languages are tagged."""
    graph = rdflib.Graph().parse(data=report_to_turtle(report), format="turtle")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(whole, SH.conforms) == rdflib.Literal(False)
    results = list(graph.objects(whole, SH.result))
    assert len(results) == sum(1 for finding in report.findings if finding.shape)
    for result in results:
        assert (result, RDF.type, SH.ValidationResult) in graph
        for required in (SH.resultSeverity, SH.focusNode, SH.sourceConstraintComponent, SH.sourceShape):
            assert len(list(graph.objects(result, required))) == 1
        texts = [text for text in graph.objects(result, SH.resultMessage) if isinstance(text, rdflib.Literal)]
        assert sorted(str(text.language) for text in texts) == ["en", "ja"]


def test_turtle_gives_place_and_quote_and_parts_doubts_from_results(report: Report) -> None:
    graph = rdflib.Graph().parse(data=report_to_turtle(report), format="turtle")
    (doubt,) = graph.subjects(PLG.rule, rdflib.Literal("line-not-read"))
    assert (None, PLG.finding, doubt) in graph
    assert (None, SH.result, doubt) not in graph
    assert str(graph.value(doubt, PLG.place)) == "line=70"
    assert str(graph.value(doubt, PLG.quote)) == "読めない行"


def test_turtle_is_the_same_each_time(report: Report) -> None:
    assert report_to_turtle(report) == report_to_turtle(report)
    assert len(list(pyoxigraph.parse(report_to_turtle(report), format=pyoxigraph.RdfFormat.TURTLE))) > 50


def test_nothing_found_is_said_in_words() -> None:
    assert report_to_text(Report(True, ()), "ja") == "指摘はありません。\n"
    assert report_to_text(Report(True, ()), "en") == "No findings.\n"
