"""The shapes are held against shapes: what a report and a page need of each is there, and SHACL's own syntax is kept."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH, SKOS

from plangraph.checking.shapes import load_shapes

HERE = Path(__file__).parent
SHAPES_OF_SHAPES = HERE / "shapes-of-shapes.ttl"
W3C = Path(os.environ.get("PLANGRAPH_W3C") or HERE.parents[2] / "shared" / "w3c") / "shacl"
SHAPES_FOR_SHAPES = W3C / "core" / "complex" / "shacl-shacl.ttl"
"""The shapes graph of SHACL, appendix C."""
PLG = rdflib.Namespace("https://w3id.org/plangraph/ontology#")
PLGS = rdflib.Namespace("https://w3id.org/plangraph/shapes#")


def shapes() -> rdflib.Graph:
    return load_shapes(HERE.parents[1] / "shapes").graph


def held_against(graph: rdflib.Graph, file: Path) -> tuple[bool, str]:
    conforms, _, text = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(file), inference="none")
    return conforms, text


def test_every_shape_has_what_a_report_needs() -> None:
    """Rule, names, why, example, what to do, severity, its page, a target, and messages that name the item, in both languages."""
    conforms, text = held_against(shapes(), SHAPES_OF_SHAPES)
    assert conforms, text


TAKEN_OUT = {
    "figure-lost": RDFS.label,
    "figure-derived": RDFS.comment,
    "total-not-sum": SKOS.example,
    "carried-by-itself": PLG.remedy,
    "carrier-not-found": SH.severity,
    "policy-without-code": RDFS.seeAlso,
    "policy-without-label": SH.targetClass,
    "amount-negative": SH.message,
    "cost-outside-plan": SH.sparql,
    "indicator-without-label": PLG.rule,
}
"""Shape → what is taken from it."""
TAKEN_FROM_QUERIES = {
    "content-outside-plan": SH.message,
    "relisting-states-money": SH.prefixes,
    "indicator-falling": SH.select,
}


def test_whatever_is_taken_from_a_shape_is_missed() -> None:
    """The shapes of shapes can fail: every mutilated shape is named, and no other."""
    graph = shapes()
    changed = [(PLGS[name], name, taken) for name, taken in TAKEN_OUT.items()]
    changed += [(PLGS[f"{name}-constraint"], name, taken) for name, taken in TAKEN_FROM_QUERIES.items()]
    for node, _, taken in changed:
        assert (node, taken, None) in graph
        graph.remove((node, taken, None))
    short, wrong = PLGS["listing-without-label"], PLGS["home-without-substance"]
    graph.remove((short, SH.message, None))
    graph.add((short, SH.message, rdflib.Literal("掲載に事業名がありません", lang="ja")))
    graph.add((short, SH.message, rdflib.Literal("This listing has no title.", lang="en")))
    graph.set((wrong, PLG.rule, rdflib.Literal("home-of-nothing")))
    _, report, text = pyshacl.validate(
        graph, shacl_graph=rdflib.Graph().parse(SHAPES_OF_SHAPES), inference="none"
    )
    assert isinstance(report, rdflib.Graph), text
    named = set(report.objects(None, SH.focusNode))
    assert named == {short, wrong, *(PLGS[name] for _, name, _ in changed)}


def test_every_variable_of_a_message_is_selected() -> None:
    """A variable that the query does not give would stand in the message with its braces."""
    graph = shapes()
    for node in graph.subjects(RDF.type, SH.SPARQLConstraint):
        head, _, _ = str(graph.value(node, SH.select)).partition("WHERE")
        for message in graph.objects(node, SH.message):
            for name in re.findall(r"\{\?(\w+)\}", str(message)):
                assert re.search(rf"\?{name}\b", head), (node, name)


def test_queries_can_be_asked_for_all_nodes_at_once() -> None:
    """No nested SELECT, VALUES, MINUS or SERVICE; $this stands in the first triple pattern and in the outer GROUP BY."""
    for text in shapes().objects(None, SH.select):
        query = re.sub(r'"[^"]*"|#.*', "", str(text))
        assert query.count("SELECT") == 1
        assert not re.search(r"\b(VALUES|MINUS|SERVICE)\b", query)
        body = query.partition("WHERE {")[2]
        first = re.search(r"[^{]*?[.;]\s", body)
        assert first, query
        assert "$this" in first[0], query
        assert "GROUP BY" not in query or "GROUP BY $this" in query


@pytest.mark.skipif(not SHAPES_FOR_SHAPES.exists(), reason="the W3C suite is not beside the repository")
def test_the_shapes_keep_to_the_syntax_of_shacl() -> None:
    """The W3C's own shapes graph for shapes graphs (SHACL, appendix C) finds nothing."""
    conforms, text = held_against(shapes(), SHAPES_FOR_SHAPES)
    assert conforms, text
