"""Findings → RDF."""

from __future__ import annotations

import hashlib

from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import plg, term
from plangraph.graph.writing import GraphWriter, bilingual, literal, thing_of
from plangraph.model.findings import Finding
from plangraph.model.records import DocumentDescription


def write_finding(writer: GraphWriter, finding: Finding, document: DocumentDescription) -> None:
    """Write one finding, with the lines it rests on; its address holds the document, the rule and what is said."""
    iris = writer.iris
    said = [finding.rule, finding.message.en, *(f"{e.place} {e.quote}" for e in finding.evidence)]
    digest = hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    iri = iris.of("finding", document.id, finding.rule, digest)
    writer.type(iri, "plg:Finding", "sh:ValidationResult")
    writer.add(iri, plg("rule"), literal(finding.rule))
    writer.add(iri, term("sh:resultSeverity"), term(f"sh:{finding.severity.value}"))
    for text in bilingual(finding.message):
        writer.add(iri, term("sh:resultMessage"), text)
    for name, value in (("item", finding.item), ("printed", finding.printed), ("expected", finding.expected)):
        if value is not None:
            writer.add(iri, plg(name), literal(value))
    writer.link(iri, term("sh:focusNode"), _about(iris, finding, document))
    writer.source(iri, finding.evidence)


def _about(iris: Iris, finding: Finding, document: DocumentDescription) -> str:
    if finding.about is None:
        return iris.document(document.id)
    return thing_of(iris, finding.about.kind, finding.about.key, document.id, document.plan.id)


def document_of(finding: Finding) -> str:
    """The document that a finding on several belongs to: where its first line stands, else the one it is about."""
    if finding.evidence:
        return finding.evidence[0].document
    assert finding.about is not None
    assert finding.about.kind == "document"
    return finding.about.key
