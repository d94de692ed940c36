"""Answers that are cut are well-formed, end behind a whole row, and say so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, parse, parse_query_results

from plangraph.graph.cutting import Cut, Limits, TooLargeError
from plangraph.graph.embedded import EmbeddedEndpoint, names_graphs
from plangraph.graph.formats import GRAPHS, RESULTS

ROWS = 2000
QUERY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
NASTY = [
    '},{"',
    '},{"s":{"type":"uri"}},{"',
    '"\r\n"',
    'a,"b\n\r\n',
    "</result><result>",
    '\\"},{"',
    "\t\n",
    "{}",
]
"""Values that hold what stands between rows."""


@pytest.fixture(scope="module")
def endpoint() -> EmbeddedEndpoint:
    """2,000 triples with nasty values."""
    store = Store()
    predicate = NamedNode("http://example.org/p")
    for number in range(ROWS):
        value = f"{NASTY[number % 8]}+{NASTY[number // 8 % 8]}{number}"
        store.add(Quad(NamedNode(f"http://example.org/{number}"), predicate, Literal(value)))
    return EmbeddedEndpoint(store)


def printed(endpoint: EmbeddedEndpoint, media_type: str, limits: Limits) -> tuple[bytes, Cut | None]:
    """The body within limits, and where it was cut."""
    output = io.BytesIO()
    cut = endpoint.print_answer(QUERY, media_type, output, limits)
    return output.getvalue(), cut


def rows_of(body: bytes, media_type: str) -> Sequence[object]:
    """The rows of a body, by another reader than the one that cuts."""
    if media_type.endswith("json"):
        return [
            tuple(row[name]["value"] for name in "spo") for row in json.loads(body)["results"]["bindings"]
        ]
    if media_type == "text/csv":
        return list(csv.reader(io.StringIO(body.decode(), newline="")))[1:]
    return [tuple(row) for row in parse_query_results(body, RESULTS[media_type])]  # type: ignore[union-attr,arg-type]


@pytest.mark.parametrize("media_type", RESULTS)
def test_rows_are_cut_behind_the_limit(endpoint: EmbeddedEndpoint, media_type: str) -> None:
    """So many rows as the limit, the first ones; a whole answer has no cut and is the engine's own."""
    whole = endpoint.answer(QUERY, media_type)
    every = rows_of(whole, media_type)
    for limit in (1, 2, 57, ROWS - 1):
        body, cut = printed(endpoint, media_type, Limits(rows=limit))
        assert rows_of(body, media_type) == every[:limit]
        assert cut == Cut("rows", limit, limit)
    for limit in (ROWS, ROWS + 1):
        assert printed(endpoint, media_type, Limits(rows=limit)) == (whole, None)


@pytest.mark.parametrize("media_type", RESULTS)
def test_bytes_are_cut_behind_a_row(endpoint: EmbeddedEndpoint, media_type: str) -> None:
    """Wherever the limit falls, the body is no longer, parses, and holds as many rows as it says."""
    whole = endpoint.answer(QUERY, media_type)
    every = rows_of(whole, media_type)
    for limit in [*range(600, 1000, 3), *range(8180, 8200), 50_000, len(whole) - 1]:
        body, cut = printed(endpoint, media_type, Limits(bytes=limit))
        assert len(body) <= limit
        assert cut is not None
        assert cut.reason == "bytes"
        assert rows_of(body, media_type) == every[: cut.rows]
        assert cut.rows >= 1
    assert printed(endpoint, media_type, Limits(bytes=len(whole))) == (whole, None)


@pytest.mark.parametrize("media_type", RESULTS)
def test_what_cannot_hold_one_row_is_an_error(endpoint: EmbeddedEndpoint, media_type: str) -> None:
    """No body without rows pretends to be the beginning of the answer."""
    with pytest.raises(TooLargeError):
        printed(endpoint, media_type, Limits(bytes=30))


def test_json_rows_without_values_are_never_cut_wrongly(endpoint: EmbeddedEndpoint) -> None:
    """Where rows end cannot be seen in `{},{},{}`: an endless answer of these is an error, not a broken body."""
    output = io.BytesIO()
    with pytest.raises(TooLargeError):
        endpoint.print_answer(
            "SELECT ?x { ?s ?p ?o . ?a ?b ?c }",
            "application/sparql-results+json",
            output,
            Limits(bytes=10_000),
        )


@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_are_cut_behind_a_triple(endpoint: EmbeddedEndpoint, media_type: str) -> None:
    """By number exactly, by size soon after the limit."""
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    for limits, reason in ((Limits(rows=70), "rows"), (Limits(bytes=20_000), "bytes")):
        output = io.BytesIO()
        cut = endpoint.print_answer(query, media_type, output, limits)
        assert cut is not None
        assert cut.reason == reason
        assert len(list(parse(output.getvalue(), format=GRAPHS[media_type]))) == cut.rows
        assert len(output.getvalue()) < 40_000
    output = io.BytesIO()
    assert endpoint.print_answer(query, media_type, output, Limits(rows=ROWS)) is None


def test_a_huge_literal_in_a_graph_is_an_error(endpoint: EmbeddedEndpoint) -> None:
    """A graph that runs far over the limit within one block is not sent."""
    query = (
        'CONSTRUCT { ?s ?p ?long } WHERE { ?s ?p ?o BIND(REPLACE("'
        + "x" * 2000
        + f'", "x", "{"y" * 1000}") AS ?long) }}'
    )
    with pytest.raises(TooLargeError):
        endpoint.print_answer(query, "text/turtle", io.BytesIO(), Limits(bytes=1000))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { graph<http://example.org/g>{ ?s ?p ?o } }",
        "SELECT * FROM <http://example.org/g> { ?s ?p ?o }",
        "SELECT * { ?s ?p 1GRAPH ?g { ?a ?b ?c } }",
        "SELECT * { ?s ?p trueGRAPH ?g { ?a ?b ?c } }",
        "SELECT * { \\u0047RAPH ?g { ?s ?p ?o } }",
        "SELECT * { ?s ?p '<a://'GRAPH?g#>\n{ ?a ?b ?c } }",
        'SELECT * { ?s ?p "<a://"GRAPH?g#>\n{ ?a ?b ?c } }',
    ],
)
def test_graphs_are_named(query: str) -> None:
    """However the keyword is written or glued to what stands before it."""
    assert names_graphs(query)


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX plg: <https://w3id.org/plangraph/ontology#> SELECT * { ?l plg:fromDocument ?d ; plg:graph ?g }",
        "SELECT * { <http://example.org/graph/from> ?p ?o }",
    ],
)
def test_graphs_are_not_named(query: str) -> None:
    """By an address or a local name."""
    assert not names_graphs(query)
