"""Several graphs read as one."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph.errors import QueryError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.merging import graphs_of_from, merged_store

S, P = NamedNode("urn:s"), NamedNode("urn:p")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def store() -> Store:
    """Two graphs that share one triple, each with one of its own, and an empty one."""
    store = Store()
    for graph, values in {"urn:g": "ab", "urn:h": "bc"}.items():
        store.extend(Quad(S, P, Literal(value), NamedNode(graph)) for value in values)
    store.add_graph(NamedNode("urn:empty"))
    return store


def test_a_shared_triple_counts_once(store: Store) -> None:
    """The engine of itself counts it twice, which is why the graphs are merged first."""
    graphs = [NamedNode("urn:g"), NamedNode("urn:h")]
    (row,) = store.query(COUNT, default_graph=graphs)  # type: ignore[union-attr, arg-type]
    assert row["n"].value == "4"
    body = EmbeddedEndpoint(store).answer(COUNT, "text/csv", ["urn:g", "urn:h"])
    assert body == b"n\r\n3\r\n"


def test_named_graphs_stay_beside(store: Store) -> None:
    """Those that are named and there, also an empty one; no others."""
    merged = merged_store(store, ["urn:g", "urn:h"], ["urn:g", "urn:empty", "urn:none"])
    assert {graph.value for graph in merged.named_graphs()} == {"urn:g", "urn:empty"}  # type: ignore[union-attr]
    assert len(merged) == 3 + 2
    with pytest.raises(QueryError, match="no iri"):
        merged_store(store, ["urn:g", "no iri"], [])


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("SELECT * FROM <urn:g> { ?s ?p ?o }", ["urn:g"], []),
        ("ASK FROM<urn:g>FROM NAMED<urn:h>{ ?s ?p ?o }", ["urn:g"], ["urn:h"]),
        (
            "PREFIX e: <urn:> CONSTRUCT { ?s ?p 'FROM <urn:x>' } FROM e:g from named e:h {}",
            ["urn:g"],
            ["urn:h"],
        ),
        (
            "BASE <http://e/> PREFIX : <a/> DESCRIBE <urn:s> FROM <g> FROM :h",
            ["http://e/g", "http://e/a/h"],
            [],
        ),
        ("SELECT * FROM <\\u0075rn:g> FROM <urn:施策> {}", ["urn:g", "urn:施策"], []),
        ("PREFIX from: <urn:> SELECT * { from:a from:b ?from } # FROM <urn:g>", [], []),
        ("PREFIX select: <urn:> SELECT * FROM select:g {}", ["urn:g"], []),
        ("PREFIX named: <urn:> SELECT * FROM named:g {}", ["urn:g"], []),
        ("SELECT * FROM e:unknown {}", [], []),
        ("FROM <urn:g>", [], []),
    ],
)
def test_the_graphs_of_a_query_are_seen(query: str, default: list[str], named: list[str]) -> None:
    """Whole, prefixed and relative names, wherever the keyword is one; none where the query does not parse."""
    assert graphs_of_from(query) == (default, named)
