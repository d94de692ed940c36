"""The report in the forms that go to others: SARIF, HTML, XLSX, and a file for each division."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
import rdflib
from rdflib.namespace import PROV, RDF, SH

from plangraph.checking.baseline import compare, report_to_baseline
from plangraph.checking.certainty import with_certainty
from plangraph.checking.division_files import write_divisions
from plangraph.checking.findings import Acceptance, Certainty, Report
from plangraph.checking.parts import Choice, Grouping, chosen, groups
from plangraph.checking.render import FORMS, Look, report_pieces
from plangraph.model.findings import Severity

from .made_reports import BASE, finding, report

EVIL = """</script><script>alert(1)</script><img src=x onerror=alert(2)>"'`{{7*7}}</style>"""
BOTH = "企画部 情報推進課; 市民部 市民課"
ONE = finding("total-not-sum", iri=BASE + "listing/d/1-1/講座", item="講座", place="line=10-11", quote="講座\t9", printed="9",
              expected="8", division=BOTH, policy="1-1 学び")  # fmt: skip
TWO = finding("one-way", Severity.WARNING, iri=BASE + "listing/d/1-2/祭り", item="祭り", place="line=20,25", quote="祭り",
              division="市民部 市民課")  # fmt: skip
CELL = finding(
    "cell-error", Severity.INFO, place="sheet=一覧!B7", document="表:1.xlsx", shape="", node="urn:n"
)


def accepted(whole: Report) -> Report:
    """The first finding accepted."""
    first, *rest = whole.findings
    acceptance = Acceptance(date(2026, 6, 30), "企画政策課長", "次の版で直す。")
    return replace(whole, findings=(replace(first, accepted=acceptance), *rest))


def body(whole: Report, form: str, by: Grouping = "rule") -> bytes:
    return b"".join(report_pieces(whole, form, "ja", Look(by, "http://127.0.0.1/rules/")))


# SARIF 2.1.0


@pytest.fixture
def run() -> dict[str, Any]:
    """The one run of a log of three findings, held against an earlier report that had one more."""
    gone = finding("two-homes", iri=BASE + "project/1/x", place="line=3")
    whole = compare(accepted(report(ONE, TWO, CELL)), report_to_baseline(report(ONE, gone), "old.json"))
    log = json.loads(body(whole, "sarif"))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_sarif_has_rules_with_help_and_results_that_point_to_them(run: dict[str, Any]) -> None:
    """3.19.23, 3.27.6: ruleIndex leads to the rule of that id."""
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["total-not-sum", "one-way", "cell-error", "two-homes"]
    assert rules[0]["helpUri"] == "http://127.0.0.1/rules/total-not-sum"
    assert [r["defaultConfiguration"]["level"] for r in rules] == ["error", "warning", "note", "error"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_sarif_regions_snippets_and_relative_addresses(run: dict[str, Any]) -> None:
    """One range is a region with the words; of several the first is, and the rest are related; a cell has no region."""
    one, two, cell, _ = run["results"]
    place = one["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "plan.txt", "uriBaseId": "SOURCES"}
    assert place["region"] == {"startLine": 10, "endLine": 11, "snippet": {"text": "講座\t9"}}
    assert two["locations"][0]["physicalLocation"]["region"] == {"startLine": 20, "endLine": 20}
    assert two["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 25, "endLine": 25}
    where = cell["locations"][0]
    assert where["physicalLocation"] == {
        "artifactLocation": {"uri": "%E8%A1%A8%3A1.xlsx", "uriBaseId": "SOURCES"}
    }
    assert {"name": "sheet=一覧!B7", "kind": "place"} in where["logicalLocations"]
    assert "SOURCES" in run["originalUriBaseIds"]
    assert run["artifacts"][0]["hashes"] == {"sha-256": "0" * 64}


def test_sarif_states_suppressions_and_fingerprints(run: dict[str, Any]) -> None:
    assert [r["baselineState"] for r in run["results"]] == ["unchanged", "new", "new", "absent"]
    assert [len(r.get("suppressions", [])) for r in run["results"]] == [1, 0, 0, 0]
    suppression = run["results"][0]["suppressions"][0]
    assert (suppression["kind"], suppression["status"], suppression["justification"]) == (
        "external",
        "accepted",
        "次の版で直す。",
    )
    prints = [r["partialFingerprints"]["plangraphIdentity/v1"] for r in run["results"]]
    assert prints[0] == report(ONE).findings[0].identity
    assert len(set(prints)) == 4
    assert run["results"][0]["properties"]["message"] == {"ja": "total-not-sumです。", "en": "total-not-sum."}
    assert "企画部 情報推進課; 市民部 市民課" in run["results"][0]["message"]["text"]


# HTML


class _Page(HTMLParser):
    """Tags that are open, texts, and addresses; an end that fits no beginning fails."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(data: bytes) -> _Page:
    page = _Page()
    page.feed(data.decode())
    page.close()
    assert page.open == []
    return page


@pytest.mark.parametrize("by", ["rule", "division", "policy", "document"])
def test_html_stands_alone_and_says_all(by: Grouping) -> None:
    """No script, nothing from elsewhere, links that lead within the page; every finding under each of its groups."""
    page = parsed(body(accepted(report(ONE, TWO, CELL)), "html", by))
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert page.tags.count("article") == {"rule": 3, "division": 4, "policy": 3, "document": 3}[by]
    for said in (
        "指摘 3 件（違反 1、警告 1、情報 1）",
        "line=10-11",
        "講座\t9",
        "企画政策課長",
        "印字の食い違い",
    ):
        assert said in page.text
    assert "@page" in body(report(), "html").decode()


@pytest.mark.parametrize("form", ["html", "json", "csv", "xlsx", "sarif", "turtle", "text"])
def test_harmful_texts_are_texts(form: str) -> None:
    """In every field of a finding, of its acceptance, of a document's name and of the scope."""
    names = (
        "rule",
        "item",
        "policy",
        "division",
        "document",
        "quote",
        "printed",
        "expected",
        "place",
        "message",
    )
    evil = finding(**dict.fromkeys(names, EVIL), shape="https://example.org/shape")
    whole = accepted(report(evil, scope=EVIL))
    whole = replace(
        whole,
        findings=tuple(replace(f, accepted=Acceptance(date(2026, 1, 1), EVIL, EVIL)) for f in whole.findings),
    )
    data = body(whole, form)
    if form == "html":
        page = parsed(data)
        assert not {"script", "img"} & set(page.tags)
        assert page.text.count("<script>alert(1)</script>") >= 10
        assert "{{7*7}}" in page.text
    elif form in ("json", "sarif"):
        json.loads(data)
    elif form == "turtle":
        rdflib.Graph().parse(data=data, format="turtle")
    assert data


# XLSX


def test_the_workbook_has_findings_counts_and_how_it_was_made() -> None:
    formula = replace(ONE, quote="=1+1", printed="#N/A")
    book = openpyxl.load_workbook(io.BytesIO(body(accepted(report(formula, TWO)), "xlsx")))
    assert book.sheetnames == ["指摘", "件数", "作り方"]
    sheet = book["指摘"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.max_row) == ("A2", "A1:S3", 3)
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (row["原文"].value, row["原文"].data_type, row["印字"].data_type) == ("=1+1", "s", "s")
    assert (row["重さ"].value, row["承認した役職"].value) == ("違反", "企画政策課長")
    counts = {(r[0], r[1]): r[2:] for r in book["件数"].iter_rows(min_row=2, values_only=True)}
    assert counts["所管", "市民部 市民課"] == (1, 1, 0, 2, 1)
    assert counts["所管", "企画部 情報推進課"] == (1, 0, 0, 1, 1)
    notes = dict(book["作り方"].iter_rows(values_only=True))
    assert notes["プログラム"] == "plangraph 1, engine 1"
    assert sheet.column_dimensions["J"].width > 10


# parts


def test_one_file_for_each_division_and_an_index() -> None:
    """A finding with two divisions is in both files, one with none in 所管不明, a name that is no file name is made one."""
    odd = replace(CELL, division="../課")
    files = {
        name: b"".join(pieces) for name, pieces in write_divisions(report(ONE, TWO, CELL, odd), "json", "ja")
    }
    assert list(files) == [
        "_課.json",
        "企画部_情報推進課.json",
        "市民部_市民課.json",
        "所管不明.json",
        "index.csv",
    ]
    rules = {
        name: [f["rule"] for f in json.loads(data)["findings"]]
        for name, data in files.items()
        if name != "index.csv"
    }
    assert rules["市民部_市民課.json"] == ["total-not-sum", "one-way"]
    assert rules["所管不明.json"] == ["cell-error"]
    assert json.loads(files["市民部_市民課.json"])["scope"] == "市民部 市民課"
    assert "市民部_市民課.json,市民部 市民課,1,1,0,0,0" in files["index.csv"].decode("utf-8-sig")


@pytest.mark.parametrize("form", list(FORMS))
def test_every_form_can_be_split(form: str) -> None:
    files = {name: b"".join(pieces) for name, pieces in write_divisions(report(ONE), form, "en")}
    assert len(files) == 3
    assert all(files.values())


def test_names_that_are_one_on_some_disks_stay_two_files() -> None:
    both = report(replace(ONE, division="A課"), replace(TWO, division="a課"))
    assert [name for name, _ in write_divisions(both, "csv", "ja")] == ["A課.csv", "a課-2.csv", "index.csv"]


def test_a_choice_is_all_that_it_names() -> None:
    whole = accepted(report(ONE, TWO, CELL))
    assert [f.rule for f in chosen(whole, Choice(division="市民部 市民課"), "ja").findings] == [
        "total-not-sum",
        "one-way",
    ]
    assert [f.rule for f in chosen(whole, Choice(division="-"), "ja").findings] == ["cell-error"]
    assert [f.rule for f in chosen(whole, Choice(status="waived"), "ja").findings] == ["total-not-sum"]
    part = chosen(whole, Choice(severity="info", document="表:1.xlsx"), "ja")
    assert (len(part.findings), part.conforms, part.scope) == (1, True, "情報、表:1.xlsx")
    assert [g.name.ja for g in groups(whole, "policy")] == ["1-1 学び", "施策不明"]


# how sure


def test_how_sure_follows_severity_and_reading() -> None:
    """A repaired line, and a document read by a proposal, take one step off."""
    repair = finding("title-joined", Severity.INFO, place="line=11", shape="", node="urn:r")
    proposed = finding("layout-proposed", Severity.WARNING, document="other.txt", shape="", node="urn:p")
    elsewhere = replace(ONE, document="other.txt")
    sure = [f.certainty for f in with_certainty([ONE, TWO, CELL])]
    assert sure == [Certainty.CONTRADICTION, Certainty.LIKELY, Certainty.UNDECIDED]
    sure = [f.certainty for f in with_certainty([ONE, TWO, elsewhere, repair, proposed])]
    assert sure[:3] == [Certainty.LIKELY, Certainty.LIKELY, Certainty.LIKELY]


# Turtle


def test_turtle_tells_the_run_and_who_accepted() -> None:
    """One prov:Activity with time, software and what it used; an accepted result stays a result."""
    graph = rdflib.Graph().parse(data=body(accepted(report(ONE, CELL)), "turtle"), format="turtle")
    plg = rdflib.Namespace("https://w3id.org/plangraph/ontology#")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    (run,) = graph.objects(whole, PROV.wasGeneratedBy)
    assert (run, RDF.type, PROV.Activity) in graph
    assert str(graph.value(run, PROV.endedAtTime)).startswith("2026-04-01T03:00:00")
    assert (run, PROV.used, rdflib.URIRef(BASE + "document/d")) in graph
    (result,) = graph.objects(whole, SH.result)
    assert str(graph.value(result, plg.acceptedBy)) == "企画政策課長"
    assert str(graph.value(result, plg.certainty)) == "contradiction-in-print"
