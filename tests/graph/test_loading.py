"""Loading into a remote store: whole, resumable, and with nobody else's graph touched; a real Oxigraph server throughout."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from plangraph.errors import EndpointError, QueryError
from plangraph.graph.backend import Backend, Challenged
from plangraph.graph.iris import Iris
from plangraph.graph.loading import load_store, loaded_endpoint, served_state
from plangraph.graph.remote import RemoteEndpoint, refuse_reach

from .oxigraph_server import endpoint_at, served

IRIS = Iris("https://example.org/id/")
DOCUMENT = NamedNode(IRIS.graph("document", "計画"))
SHAPES = NamedNode(IRIS.graph("shapes"))
FOREIGN = "https://example.org/someone-else"
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for this module."""
    with served(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture
def remote(server: str) -> Iterator[RemoteEndpoint]:
    """An endpoint over an empty store, but for a graph and an unnamed triple of someone else."""
    endpoint = endpoint_at(server)
    with endpoint.client as client:
        assert endpoint.graph_url is not None
        client.delete(endpoint.graph_url)
        triple = f'<{FOREIGN}> <{LABEL.value}> "theirs" .'.encode()
        endpoint.send_graph("PUT", FOREIGN, triple)
        endpoint.send_graph("PUT", None, triple)
        yield endpoint


def store_of(count: int, *, named: bool = True) -> Store:
    """A version with `count` things, each in the document's graph and in the unnamed one, and a shape of blank nodes."""
    store = Store()
    for number in range(count):
        thing = NamedNode(IRIS.of("thing", str(number)))
        label = Literal(f"施策 {number}")
        store.add(Quad(thing, LABEL, label))
        if named:
            store.add(Quad(thing, LABEL, label, DOCUMENT))
    shape, path = BlankNode("s"), BlankNode("p")
    store.add(Quad(shape, LABEL, path, SHAPES))
    store.add(Quad(path, LABEL, Literal("path"), SHAPES))
    return store


def at(server: str) -> RemoteEndpoint:
    """What is served there now."""
    return loaded_endpoint(Backend.of(server, {}), {})


def count(endpoint: RemoteEndpoint, query: str = COUNT) -> int:
    """The one number that a query gives."""
    (row,) = endpoint.select(query)
    return int(row["n"].value)


def graphs_on(endpoint: RemoteEndpoint) -> set[str]:
    """Every named graph of the whole store, whoever's it is."""
    return {row["g"].value for row in endpoint.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}


def test_what_was_loaded_is_what_is_read(remote: RemoteEndpoint, server: str) -> None:
    """The unnamed graph and the named ones are those of the version; other people's triples are not seen."""
    loaded = load_store(store_of(25), remote, IRIS, chunk=10)
    assert (loaded.graphs, loaded.triples, loaded.resumed) == (3, 52, False)
    endpoint = at(server)
    assert count(endpoint) == 25
    rows = endpoint.select(
        "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    )
    assert [(row["g"], row["n"]) for row in rows] == [(DOCUMENT, Literal(25)), (SHAPES, Literal(2))]


def test_foreign_graphs_stay_as_they_are(remote: RemoteEndpoint) -> None:
    """A graph of someone else, and the store's own unnamed graph, hold what they held."""
    load_store(store_of(3), remote, IRIS)
    load_store(store_of(4), remote, IRIS)
    assert count(remote) == 1
    assert count(remote, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{FOREIGN}> {{ ?s ?p ?o }} }}") == 1


def test_foreign_graphs_cannot_be_read(remote: RemoteEndpoint, server: str) -> None:
    """FROM, GRAPH and the protocol's parameters reach the graphs of the version alone."""
    load_store(store_of(3), remote, IRIS)
    endpoint = at(server)
    assert count(endpoint, f"SELECT (COUNT(*) AS ?n) FROM <{FOREIGN}> WHERE {{ ?s ?p ?o }}") == 0
    assert not endpoint.ask(f"ASK {{ GRAPH <{FOREIGN}> {{ ?s ?p ?o }} }}")
    assert b"theirs" not in endpoint.answer("SELECT ?o WHERE { ?s ?p ?o }", "text/csv", [FOREIGN])
    assert count(endpoint, f"SELECT (COUNT(*) AS ?n) FROM <{DOCUMENT.value}> WHERE {{ ?s ?p ?o }}") == 3


def test_the_same_version_is_not_sent_again(remote: RemoteEndpoint) -> None:
    """Nothing differs, so nothing is sent."""
    first = load_store(store_of(5), remote, IRIS)
    again = load_store(store_of(5), remote, IRIS)
    assert (again.version, again.graphs, again.triples) == (first.version, 0, 0)


def test_only_graphs_that_differ_are_sent(remote: RemoteEndpoint) -> None:
    """The shapes are as they were; the document and the unnamed graph are new."""
    load_store(store_of(5), remote, IRIS)
    assert load_store(store_of(6), remote, IRIS).triples == 12


def test_the_unnamed_graph_before_stays_for_one_version(remote: RemoteEndpoint, server: str) -> None:
    """Who began to read it reads on; with the version after the next it goes."""
    load_store(store_of(5), remote, IRIS)
    reader = at(server)
    load_store(store_of(6), remote, IRIS)
    assert (count(reader), count(at(server))) == (5, 6)
    load_store(store_of(7), remote, IRIS)
    assert len([graph for graph in graphs_on(remote) if "/graph/merged/" in graph]) == 2


def test_a_graph_that_is_no_more_is_taken_out(remote: RemoteEndpoint) -> None:
    """A document that was left out of a build leaves no graph behind."""
    load_store(store_of(5), remote, IRIS)
    load_store(store_of(5, named=False), remote, IRIS)
    assert DOCUMENT.value not in graphs_on(remote)
    assert IRIS.graph("loading") not in graphs_on(remote)


class _Breaking(RemoteEndpoint):
    """A connection that breaks for good before the request of a number; some chunks arrive and are not heard of."""

    left = 0

    def send_graph(self, method: str, graph: str | None, body: bytes) -> None:
        """Send, until there are none left; the last one arrives, and its answer does not."""
        super().send_graph(method, graph, body)
        self.left -= 1
        if self.left <= 0:
            raise self.unreachable(httpx.ReadError("connection reset"))


def breaking(server: str, after: int) -> _Breaking:
    """An endpoint that breaks at its request of this number."""
    endpoint = _Breaking(f"{server}/query", f"{server}/store")
    endpoint.left = after
    return endpoint


@pytest.mark.parametrize("after", [1, 2, 3, 4, 8, 12, 13, 14, 17, 22, 23])
def test_a_load_that_broke_goes_on(remote: RemoteEndpoint, server: str, after: int) -> None:
    """Wherever it breaks, readers have one version whole, and the second run makes the new one; the 23rd request switches."""
    load_store(store_of(5), remote, IRIS)
    broken = breaking(server, after)
    with broken.client, pytest.raises(EndpointError, match="connection reset"):
        load_store(store_of(25), broken, IRIS, chunk=5)
    assert count(at(server)) == (5 if after < 23 else 25)
    load_store(store_of(25), remote, IRIS, chunk=5)
    endpoint = at(server)
    assert count(endpoint) == 25
    assert count(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }") == 27


def test_what_was_sent_is_not_sent_again(remote: RemoteEndpoint, server: str) -> None:
    """Three of ten chunks are there and noted: the second run sends the others."""
    broken = breaking(server, 7)  # a note, and three chunks with a note after each
    with broken.client, pytest.raises(EndpointError):
        load_store(store_of(25), broken, IRIS, chunk=5)
    loaded = load_store(store_of(25), remote, IRIS, chunk=5)
    assert (loaded.triples, loaded.resumed) == (52 - 15, True)


def test_the_message_of_a_break_says_what_to_do(remote: RemoteEndpoint, server: str) -> None:
    """Run it again."""
    broken = breaking(server, 4)
    with broken.client, pytest.raises(EndpointError, match="run the same command again"):
        load_store(store_of(25), broken, IRIS, chunk=5)


def test_a_load_that_was_given_up_leaves_nothing_behind(remote: RemoteEndpoint, server: str) -> None:
    """Another version is loaded in its place; its unnamed graph goes, and its named graph is made right."""
    load_store(store_of(5), remote, IRIS)
    broken = breaking(server, 13)  # in the midst of the document's graph
    with broken.client, pytest.raises(EndpointError):
        load_store(store_of(25), broken, IRIS, chunk=5)
    load_store(store_of(5), remote, IRIS)
    assert (
        count(at(server), f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{DOCUMENT.value}> {{ ?s ?p ?o }} }}") == 5
    )
    assert len([graph for graph in graphs_on(remote) if "/graph/merged/" in graph]) == 1


def test_a_store_that_loses_triples_is_not_switched_to(remote: RemoteEndpoint, server: str) -> None:
    """The triples are counted before readers go over."""

    class Losing(RemoteEndpoint):
        def send_graph(self, method: str, graph: str | None, body: bytes) -> None:
            lines = body.splitlines(keepends=True)
            super().send_graph(method, graph, b"".join(lines[:-1] if len(lines) > 2 else lines))

    load_store(store_of(5), remote, IRIS)
    losing = Losing(f"{server}/query", f"{server}/store")
    with losing.client, pytest.raises(EndpointError, match="nothing was switched"):
        load_store(store_of(9), losing, IRIS)
    assert count(at(server)) == 5


def test_an_empty_store_says_what_to_do(remote: RemoteEndpoint, server: str) -> None:
    """Nothing was loaded, and other people's graphs are no version."""
    with pytest.raises(EndpointError, match="run plangraph build --backend first"):
        at(server)


def test_several_bases_are_told_apart(remote: RemoteEndpoint) -> None:
    """Two graphs in one store: one has to be chosen, and neither touches the other."""
    other = Iris("https://example.com/id/")
    load_store(store_of(5), remote, IRIS)
    load_store(store_of(7), remote, other)
    with pytest.raises(EndpointError, match="PLANGRAPH_BACKEND_BASE"):
        served_state(remote)
    assert served_state(remote, IRIS.base).unnamed.startswith(IRIS.base)


@pytest.mark.parametrize(
    ("url", "environment", "query_url", "graph_url"),
    [
        ("http://h:7878", {}, "http://h:7878/query", "http://h:7878/store"),
        ("http://h:7878/", {}, "http://h:7878/query", "http://h:7878/store"),
        ("http://h/sparql", {}, "http://h/sparql", None),
        ("http://h/sparql", {"PLANGRAPH_BACKEND_GRAPHS": "http://h/g"}, "http://h/sparql", "http://h/g"),
    ],
)
def test_the_addresses_of_a_backend(
    url: str, environment: dict[str, str], query_url: str, graph_url: str | None
) -> None:
    """A bare host is an Oxigraph server; of any other the graph store's address is named, not guessed."""
    backend = Backend.of(url, environment)
    assert (backend.query_url, backend.graph_url) == (query_url, graph_url)


@pytest.mark.parametrize("url", ["", "localhost:7878", "file:///etc/passwd", "http://", "ftp://h/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """http and https with a host."""
    with pytest.raises(EndpointError, match="no address of a store"):
        Backend.of(url, {})


def test_a_password_stays_out_of_sight() -> None:
    """It is refused in an address without being repeated, and is not shown by repr."""
    with pytest.raises(EndpointError) as caught:
        Backend.of("http://me:secret@h/", {})
    assert "secret" not in str(caught.value)
    assert "secret" not in repr(Backend.of("http://h/", {"PLANGRAPH_BACKEND_PASSWORD": "secret"}))


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_credentials_are_sent_when_they_are_asked_for(scheme: str) -> None:
    """Never with the first request; after the challenge in the way it asks for."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization", ""))
        if seen[-1]:
            return httpx.Response(200)
        challenge = 'Digest realm="r", nonce="n", qop="auth"' if scheme == "Digest" else 'Basic realm="r"'
        return httpx.Response(401, headers={"www-authenticate": challenge})

    with httpx.Client(transport=httpx.MockTransport(answer), auth=Challenged("me", "secret")) as client:
        assert client.get("http://h/").status_code == 200
    assert seen[0] == ""
    assert seen[-1].startswith(scheme)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
        'define get:soft "replace" SELECT * FROM <http://h/> { ?s ?p ?o }',
        'SELECT (bif:http_get("http://h/") AS ?x) {}',
        'PREFIX b: <bif:> SELECT (b:http_get("http://h/") AS ?x) {}',
        "SELECT (<sql:f>(1) AS ?x) {}",
    ],
)
def test_what_reaches_beyond_the_store_is_refused(query: str) -> None:
    """SERVICE, and the ways by which Virtuoso fetches."""
    with pytest.raises(QueryError):
        refuse_reach(query)


def test_words_that_only_look_like_it_are_taken() -> None:
    """A prefix called define, a string, a variable."""
    refuse_reach('PREFIX define: <http://h/> SELECT ?bif { ?bif define:a "bif:x", "define" } # define')
