"""A report as text, JSON, CSV and Turtle. Pages are made where pages are served."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from plangraph.checking.report import Report, ReportFinding
from plangraph.graph.vocabulary import PREFIXES, plg, term
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

COLUMNS = (
    "rule",
    "severity",
    "item",
    "iri",
    "policy",
    "division",
    "document",
    "place",
    "quote",
    "message",
    "printed",
    "expected",
)
"""The keys of a finding, in the order of the CSV table."""

SEVERITY_NAMES = {
    Severity.VIOLATION: Bilingual("違反", "Violation"),
    Severity.WARNING: Bilingual("警告", "Warning"),
    Severity.INFO: Bilingual("情報", "Info"),
}


def report_to_text(report: Report, lang: Lang) -> str:
    """The report for reading: counts first, then the findings under their rules, gravest first."""
    lines = [_headline(report, lang)]
    for rule, group in groupby(report.findings, key=lambda finding: finding.rule):
        findings = list(group)
        severity = SEVERITY_NAMES[findings[0].severity][lang]
        name = report.name_of(rule)[lang]
        identifier = "" if name == rule else f" ({rule})"
        lines += ["", f"[{severity}] {name}{identifier}: {_many(len(findings))[lang]}"]
        for finding in findings:
            lines += ["", *_finding_lines(finding, lang)]
    return "\n".join(lines) + "\n"


def _headline(report: Report, lang: Lang) -> str:
    parts = {severity: f"{SEVERITY_NAMES[severity][lang]} {report.count(severity)}" for severity in Severity}
    counts = ("、" if lang == "ja" else ", ").join(parts.values())
    if not report.findings:
        return Bilingual("指摘はありません。", "No findings.")[lang]
    return Bilingual(
        f"指摘 {len(report.findings)} 件（{counts}）", f"{_many(len(report.findings)).en} ({counts})"
    )[lang]


def _many(count: int) -> Bilingual:
    return Bilingual(f"{count} 件", f"{count} finding" if count == 1 else f"{count} findings")


def _finding_lines(finding: ReportFinding, lang: Lang) -> Iterator[str]:
    where = " ".join(part for part in (finding.document, _short(finding.place)) if part)
    yield f"  {where or finding.iri or finding.item}"
    for quoted in finding.quote.splitlines():
        yield f"    | {quoted}"
    yield f"    {finding.message[lang]}"
    labels = {
        Bilingual("対象", "item"): finding.item if finding.item not in finding.message[lang] else "",
        Bilingual("施策", "policy"): finding.policy,
        Bilingual("所管", "division"): finding.division,
    }
    told = [f"{label[lang]}: {text}" for label, text in labels.items() if text]
    if told:
        yield "    " + "  ".join(told)


def _short(place: str) -> str:
    """A place for reading: text that an extraction wove together stands on dozens of lines.

    >>> _short("line=2,6,10,14,19,23,27,31-33")
    'line=2,6,10…31-33'
    """
    parts = place.split(",")
    return place if len(parts) <= 6 else f"{','.join(parts[:3])}…{parts[-1]}"


def report_to_json(report: Report, lang: Lang) -> str:
    """The report as one JSON object, Japanese as it is; keys as the documentation of `validate` gives them."""
    return json.dumps(report.as_json(lang), ensure_ascii=False, indent=2) + "\n"


def report_to_csv(report: Report, lang: Lang) -> str:
    """One row a finding, for a spreadsheet: U+FEFF first, to be taken for UTF-8."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(finding.as_json(lang) for finding in report.findings)
    return "\ufeff" + out.getvalue()


def report_to_turtle(report: Report) -> str:
    """A W3C validation report (SHACL, clause 3.6), with place and quote beside each result.

    Findings of reading hang on `plg:finding`, since a graph may conform whose document was hard to read.
    """
    body = serialize(_triples(report), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert body is not None, "serialize gives bytes where no output is named"
    return body.decode()


def _triples(report: Report) -> Iterator[Triple]:
    whole = BlankNode("report")
    yield Triple(whole, term("rdf:type"), term("sh:ValidationReport"))
    yield Triple(whole, term("sh:conforms"), Literal(report.conforms))
    for number, finding in enumerate(report.findings, 1):
        node = NamedNode(finding.node) if finding.node else BlankNode(f"result{number}")
        yield Triple(whole, plg("finding") if finding.node else term("sh:result"), node)
        yield from _finding_triples(node, finding)


def _finding_triples(node: NamedNode | BlankNode, finding: ReportFinding) -> Iterator[Triple]:
    kind = plg("Finding") if finding.node else term("sh:ValidationResult")
    yield Triple(node, term("rdf:type"), kind)
    yield Triple(node, term("sh:resultSeverity"), term(f"sh:{finding.severity.value}"))
    yield Triple(node, term("sh:resultMessage"), Literal(finding.message.ja, language="ja"))
    yield Triple(node, term("sh:resultMessage"), Literal(finding.message.en, language="en"))
    addresses = {
        "sh:focusNode": finding.iri,
        "sh:sourceShape": finding.shape,
        "sh:sourceConstraintComponent": finding.component,
        "sh:resultPath": finding.path,
        "sh:value": finding.value,
    }
    for name, iri in addresses.items():
        if iri:
            value = BlankNode(iri.removeprefix("_:")) if iri.startswith("_:") else NamedNode(iri)
            yield Triple(node, term(name), value)
    texts = {
        "rule": finding.rule,
        "item": finding.item,
        "printed": finding.printed,
        "expected": finding.expected,
        "place": finding.place,
        "quote": finding.quote,
    }
    for name, text in texts.items():
        if text:
            yield Triple(node, plg(name), Literal(text))
