"""The form of a query, and whether it would call another server, without parsing it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph.errors import QueryError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.query_words import Form, calls_service, query_form

CALLS = [
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { service silent <%s> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<%s>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<%s>{ ?a ?b ?c } }",
    "SELECT * { ?s ?p trueSERVICE<%s>{ ?a ?b ?c } }",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<2)SERVICE#>\n<%s>{ ?s ?p ?o } }",
    "SELECT * { BIND('!' AS ?a) FILTER(?a<'>')SERVICE<%s>{ ?s ?p ?o } FILTER('a'='a') }",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<#>'''\n2)SERVICE<%s>{ ?s ?p ?o }#'''\n }",
    "PREFIX : <%s> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "PREFIX : <%s> PREFIX service: <http://b/> SELECT * { service:x{ ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c FILTER(EXISTS{ SERVICE <%s> { ?s ?p ?o } }) }",
    'SELECT * { ?s ?p """a"""SERVICE<%s>{ ?a ?b ?c } }',
    "SELECT * { # SERVICE\r SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'it\\'s'. SERVICE <%s> { ?a ?b ?c } }",
    "SELECT * { { SELECT * { SERVICE <%s> { ?s ?p ?o } } } }",
]


@pytest.fixture
def heard() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that notes what it is asked, and its notes."""
    notes: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            notes.append(self.path)
            self.send_response(500)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql", notes
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("query", CALLS)
def test_what_the_engine_would_send_out_is_seen(query: str, heard: tuple[str, list[str]]) -> None:
    """However the keyword is hidden: glued to a word or figure, behind `<`, as an empty prefix."""
    address, notes = heard
    text = query % address
    store = Store()
    for value in (Literal(1), Literal(True), Literal("a"), Literal("it's")):
        store.add(Quad(NamedNode("http://a/s"), NamedNode("http://a/p"), value))
    with suppress(OSError):
        list(store.query(text))  # type: ignore[arg-type]
    assert notes, "the engine does send it out"
    assert calls_service(text)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a plg:Service }",
        "SELECT * { ?s <urn:x:service> 'SERVICE', \"service\"@en-service, '''a 'SERVICE' b''' } # SERVICE",
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service ; sd:service ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
        "SELECT * { ?s ?p 'it\\'s a SERVICE' }",
        "SELECT * { ?s :service ?o ; _:service ?p }",
        "SELECT $service { ?s ?p $service }",
    ],
)
def test_a_word_that_is_no_keyword_does_no_harm(query: str) -> None:
    """Strings, comments, IRIs, variables and local names may say service."""
    assert not calls_service(query)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("select * {}", "results"),
        ("PREFIX select: <http://x/> ASK { ?s select:a 1 }", "results"),
        ("# CONSTRUCT\nBASE <http://ask/> DESCRIBE <x>", "graph"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }", "graph"),
        ("DELETE WHERE { ?s ?p ?o }", None),
        ("", None),
    ],
)
def test_the_form_is_the_first_keyword(query: str, form: Form | None) -> None:
    """Prefixes, IRIs and comments before it may say anything."""
    assert query_form(query) == form


def test_the_embedded_endpoint_reaches_nobody() -> None:
    """A query with SERVICE is refused before the engine, which would call out, sees it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryError, match="SERVICE is refused"):
            EmbeddedEndpoint(Store()).select(query)
        with pytest.raises(TimeoutError):
            listener.accept()
