"""The one interface to ask and load through, held to by a store in this process and by a real server over HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.etree import ElementTree

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from plangraph.errors import EndpointError, QueryError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.formats import GRAPHS, RESULTS
from plangraph.graph.remote import RemoteEndpoint

from .oxigraph_server import endpoint_at, served

EX = "https://example.org/"
KNOWS, NAME = NamedNode(EX + "knows"), NamedNode(EX + "name")
A, B, GRAPH, OTHER = (NamedNode(EX + name) for name in ("施策", "b", "graph/一", "graph/二"))
TRIPLES = [
    Triple(A, KNOWS, B),
    Triple(A, NAME, Literal("協働「再掲」\n", language="ja")),
    Triple(B, NAME, Literal("b")),
]
QUADS = [
    *(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in TRIPLES),
    Quad(A, KNOWS, B, GRAPH),
    Quad(B, KNOWS, A, OTHER),
]
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
NAMES = f"SELECT ?s ?name ?nothing WHERE {{ ?s <{NAME.value}> ?name }} ORDER BY ?s"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one `oxigraph serve` for this module."""
    with served(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(params=["embedded", "oxigraph"])
def endpoint(request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    """A writable endpoint of each kind that holds QUADS and nothing else."""
    if request.param == "embedded":
        local = EmbeddedEndpoint(Store())
        local.load(QUADS)
        yield local
        return
    remote = endpoint_at(request.getfixturevalue("server"))
    with remote.client as client:
        assert remote.graph_url is not None
        client.delete(remote.graph_url)
        remote.load(QUADS)
        yield remote


def test_select_gives_terms_by_variable(endpoint: Endpoint) -> None:
    """Language and line end come back; an unbound variable has no key."""
    rows = endpoint.select(NAMES)
    assert [dict(row) for row in rows] == [
        {"s": B, "name": Literal("b")},
        {"s": A, "name": Literal("協働「再掲」\n", language="ja")},
    ]


def test_ask(endpoint: Endpoint) -> None:
    """Yes and no."""
    assert endpoint.ask(f"ASK {{ <{A.value}> ?p <{B.value}> }}") is True
    assert endpoint.ask(f"ASK {{ <{B.value}> ?p <{A.value}> }}") is False


def test_a_query_without_a_graph_reads_the_unnamed_graph_alone(endpoint: Endpoint) -> None:
    """A triple that stands in a named graph too is counted once."""
    assert set(endpoint.construct(EVERYTHING)) == set(TRIPLES)
    (row,) = endpoint.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert row["n"] == Literal(3)


def test_named_graphs_are_asked_by_name(endpoint: Endpoint) -> None:
    """Both are there, each with its triple."""
    rows = endpoint.select("SELECT ?g ?s WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert [(row["g"], row["s"]) for row in rows] == [(GRAPH, A), (OTHER, B)]


def test_describe_is_a_graph(endpoint: Endpoint) -> None:
    """DESCRIBE goes where CONSTRUCT goes."""
    assert Triple(B, NAME, Literal("b")) in set(endpoint.construct(f"DESCRIBE <{B.value}>"))


def _names_in(body: bytes, media_type: str) -> set[str]:
    """The values of ?name in a result of any format."""
    text = body.decode()
    if media_type.endswith("+json"):
        return {row["name"]["value"] for row in json.loads(text)["results"]["bindings"]}
    if media_type.endswith("+xml"):
        space = "{http://www.w3.org/2005/sparql-results#}"
        return {node.text or "" for node in ElementTree.fromstring(text).iter(f"{space}literal")}
    if media_type == "text/csv":
        return {row["name"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    cells = [line.split("\t")[1] for line in text.splitlines()[1:]]
    return {
        quad.object.value
        for cell in cells
        for quad in parse(f"<urn:s> <urn:p> {cell} .", format=RdfFormat.TURTLE)
        if isinstance(quad.object, Literal)
    }


@pytest.mark.parametrize("media_type", RESULTS)
def test_answers_in_every_result_format(endpoint: Endpoint, media_type: str) -> None:
    """JSON, XML, CSV and TSV say the same names."""
    assert _names_in(endpoint.answer(NAMES, media_type), media_type) == {"b", "協働「再掲」\n"}


@pytest.mark.parametrize("media_type", GRAPHS)
def test_answers_in_every_graph_format(endpoint: Endpoint, media_type: str) -> None:
    """Turtle, N-Triples, RDF/XML and JSON-LD say the same triples."""
    body = endpoint.answer(EVERYTHING, media_type)
    assert {quad.triple for quad in parse(body, format=GRAPHS[media_type])} == set(TRIPLES)


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_an_ask_is_answered_as_a_body(endpoint: Endpoint, media_type: str) -> None:
    """true stands in the body."""
    assert b"true" in endpoint.answer("ASK {}", media_type)


def test_named_graphs_become_the_dataset(endpoint: Endpoint) -> None:
    """Where graphs are named, the query reads them in place of the unnamed graph (SPARQL 1.1 Protocol, 2.1.4)."""
    everywhere = "SELECT ?name WHERE { { ?name ?p ?o } UNION { GRAPH ?g { ?name ?p ?o } } }"
    body = endpoint.answer(everywhere, "text/csv", [GRAPH.value], [OTHER.value])
    assert sorted(body.decode().split()) == sorted(["name", A.value, B.value])
    alone = endpoint.answer(everywhere, "text/csv", [GRAPH.value])
    assert alone.decode().split() == ["name", A.value]


def test_load_adds(endpoint: Endpoint) -> None:
    """What was there stays."""
    endpoint.load([Quad(B, KNOWS, B, DefaultGraph()), Quad(B, KNOWS, B, GRAPH)])
    assert set(endpoint.construct(EVERYTHING)) == {*TRIPLES, Triple(B, KNOWS, B)}
    in_graph = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPH.value}> {{ ?s ?p ?o }} }}"
    assert set(endpoint.construct(in_graph)) == {Triple(A, KNOWS, B), Triple(B, KNOWS, B)}


def test_replace_graph_leaves_the_other_graphs_alone(endpoint: Endpoint) -> None:
    """The old triples of the graph are gone, those of others and the unnamed graph are not."""
    endpoint.replace_graph(GRAPH.value, [Triple(B, NAME, Literal("new"))])
    rows = endpoint.select("SELECT ?g ?s ?p WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert [(row["g"], row["s"], row["p"]) for row in rows] == [(GRAPH, B, NAME), (OTHER, B, KNOWS)]
    assert set(endpoint.construct(EVERYTHING)) == set(TRIPLES)


@pytest.mark.parametrize("method", ["select", "ask", "construct"])
def test_a_syntax_error_has_its_line_and_column(endpoint: Endpoint, method: str) -> None:
    """The fault stands in the second line."""
    with pytest.raises(QueryError) as caught:
        getattr(endpoint, method)("SELECT * WHERE {\n  ?s ?p }")
    assert caught.value.at_line == 2
    assert caught.value.at_column is not None
    assert "2" in caught.value.line("ja")


def test_an_answer_reports_a_syntax_error_too(endpoint: Endpoint) -> None:
    """No body is made of a query that does not parse."""
    with pytest.raises(QueryError) as caught:
        endpoint.answer("SELEKT", "text/csv")
    assert caught.value.at_line == 1


@pytest.mark.parametrize(
    ("method", "query"), [("select", "ASK {}"), ("ask", NAMES), ("select", EVERYTHING), ("construct", NAMES)]
)
def test_a_query_of_another_form_is_refused(endpoint: Endpoint, method: str, query: str) -> None:
    """select, ask and construct each take their own form."""
    with pytest.raises((QueryError, EndpointError)):
        getattr(endpoint, method)(query)


# a server that misbehaves


class _Canned(BaseHTTPRequestHandler):
    """Answers every request with what the server was given."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, media_type, body = self.server.canned  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def canned() -> Iterator[ThreadingHTTPServer]:
    """A real HTTP server in a thread, with one canned answer."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Canned) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _remote(server: ThreadingHTTPServer, status: int, media_type: str, body: bytes) -> RemoteEndpoint:
    server.canned = (status, media_type, body)  # type: ignore[attr-defined]
    return RemoteEndpoint(f"http://127.0.0.1:{server.server_address[1]}/query")


WHOLE = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'


def test_a_whole_answer_is_read(canned: ThreadingHTTPServer) -> None:
    """The canned server is understood as long as its body is whole."""
    remote = _remote(canned, 200, "application/sparql-results+json", WHOLE)
    with remote.client:
        assert [row["x"].value for row in remote.select("SELECT ?x {}")] == ["1"]


@pytest.mark.parametrize("cut", [1, 10, len(WHOLE) // 2, len(WHOLE) - 4, len(WHOLE) - 1])
def test_a_200_with_a_broken_body_is_an_error(canned: ThreadingHTTPServer, cut: int) -> None:
    """Servers end a query at its time limit with 200 and half a body; half an answer is none."""
    remote = _remote(canned, 200, "application/sparql-results+json", WHOLE[:cut])
    with remote.client, pytest.raises(EndpointError, match="cut or broken"):
        remote.select("SELECT ?x {}")


def test_a_200_with_a_page_is_an_error(canned: ThreadingHTTPServer) -> None:
    """A proxy's page is no result and no graph."""
    remote = _remote(canned, 200, "text/html", b"<html>It works!</html>")
    with remote.client:
        with pytest.raises(EndpointError):
            remote.ask("ASK {}")
        with pytest.raises(EndpointError):
            remote.construct(EVERYTHING)


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_a_failure_is_told_with_its_status(canned: ThreadingHTTPServer, status: int) -> None:
    """The status and the server's words stand in the message."""
    remote = _remote(canned, status, "text/plain", b"out of order")
    with remote.client, pytest.raises(EndpointError, match=f"{status}: out of order"):
        remote.select("SELECT ?x {}")


def test_no_server_is_told_with_its_address() -> None:
    """Nobody listens there."""
    remote = RemoteEndpoint("http://127.0.0.1:9/query")
    with remote.client, pytest.raises(EndpointError, match=r"127\.0\.0\.1:9"):
        remote.ask("ASK {}")


def test_a_remote_without_a_graph_store_cannot_be_written() -> None:
    """Writing needs an address to write to."""
    remote = RemoteEndpoint("http://127.0.0.1:9/query")
    with remote.client, pytest.raises(EndpointError, match="no graph store address"):
        remote.load(QUADS)


@pytest.mark.parametrize(
    ("query", "media_type"), [(NAMES, "text/turtle"), (EVERYTHING, "text/csv"), (NAMES, "image/png")]
)
def test_a_format_that_does_not_fit_the_query_is_refused(query: str, media_type: str) -> None:
    """A table is no graph; the store in this process says so before it prints."""
    with pytest.raises(QueryError):
        EmbeddedEndpoint(Store()).answer(query, media_type)
