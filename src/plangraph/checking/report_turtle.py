"""A report as Turtle: a W3C validation report (SHACL, clause 3.6), with place and quote beside each result."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from plangraph.checking.findings import Report, ReportFinding
from plangraph.graph.vocabulary import PREFIXES, plg, term

_AT_ONCE = 2000
"""Findings that are printed together."""


def turtle_pieces(report: Report) -> Iterator[str]:
    """The report, its run, and each finding.

    Findings of reading hang on `plg:finding`, since a graph may conform whose document was hard to read. What is
    accepted is a result all the same, and what is gone is none and is left out.
    """
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    yield _turtle([*_head(report), *_run(report)])
    for start in range(0, len(report.findings), _AT_ONCE):
        numbered = enumerate(report.findings[start : start + _AT_ONCE], start + 1)
        yield _turtle([triple for number, one in numbered for triple in _finding(report, number, one)])


def _turtle(triples: list[Triple]) -> str:
    """Statements without the prefixes, which stand at the top once."""
    body = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert body is not None, "serialize gives bytes where no output is named"
    lines = body.decode("utf-8", "replace").splitlines(keepends=True)
    return "".join(dropwhile(lambda line: line.startswith("@prefix "), lines))


_WHOLE = BlankNode("report")


def _head(report: Report) -> Iterator[Triple]:
    yield Triple(_WHOLE, term("rdf:type"), term("sh:ValidationReport"))
    yield Triple(_WHOLE, term("sh:conforms"), Literal(report.conforms))


def _run(report: Report) -> Iterator[Triple]:
    """How the report was made (prov:Activity)."""
    run = report.run
    if run is None:
        return
    node = BlankNode("run")
    yield Triple(_WHOLE, term("prov:wasGeneratedBy"), node)
    yield Triple(node, term("rdf:type"), term("prov:Activity"))
    ended = Literal(run.ended, datatype=term("xsd:dateTime"))
    yield Triple(node, term("prov:endedAtTime"), ended)
    for software in (f"plangraph {run.plangraph}", run.engine):
        yield Triple(node, term("schema:softwareVersion"), Literal(software))
    if run.name:
        yield Triple(node, term("dcterms:identifier"), Literal(run.name))
    used = {"data": run.data, "shapes": run.shapes, "waivers": run.waivers}
    for title, digest in used.items():
        if digest:
            entity = BlankNode(title)
            yield Triple(node, term("prov:used"), entity)
            yield Triple(entity, term("rdf:type"), term("prov:Entity"))
            yield Triple(entity, term("dcterms:title"), Literal(title))
            yield Triple(entity, term("dcterms:identifier"), Literal(digest))
    for document in run.documents:
        yield Triple(node, term("prov:used"), NamedNode(document.iri))
        yield Triple(NamedNode(document.iri), plg("fileName"), Literal(document.file))
        if document.sha256:
            yield Triple(NamedNode(document.iri), plg("sha256"), Literal(document.sha256))


def _finding(report: Report, number: int, finding: ReportFinding) -> Iterator[Triple]:
    node = NamedNode(finding.node) if finding.node else BlankNode(f"result{number}")
    yield Triple(_WHOLE, term("sh:result") if finding.shape else plg("finding"), node)
    yield Triple(node, term("rdf:type"), term("sh:ValidationResult") if finding.shape else plg("Finding"))
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
        "plg:rule": finding.rule,
        "plg:item": finding.item,
        "plg:printed": finding.printed,
        "plg:expected": finding.expected,
        "plg:place": finding.place,
        "plg:quote": finding.quote,
        "plg:certainty": finding.certainty.value,
        "plg:comparedState": finding.status.value if finding.status else "",
        "dcterms:identifier": finding.identity,
    }
    for name, text in texts.items():
        if text:
            yield Triple(node, term(name), Literal(text))
    if (accepted := finding.accepted) is not None:
        until = Literal(accepted.until.isoformat(), datatype=term("xsd:date"))
        yield Triple(node, plg("acceptedUntil"), until)
        yield Triple(node, plg("acceptedBy"), Literal(accepted.role))
        yield Triple(node, plg("acceptedBecause"), Literal(accepted.reason))
