"""plangraph serve --backend: an `oxigraph` server behind it, and servers that misbehave."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, Store

from plangraph.asking.queries import load_queries
from plangraph.bundled import bundled
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.iris import Iris
from plangraph.graph.loading import load_store
from plangraph.graph.store import open_current

from ..graph.oxigraph_server import endpoint_at  # noqa: TID252 (tests are no installed package)
from ..graph.oxigraph_server import served as oxigraph  # noqa: TID252 (tests are no installed package)

CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@contextmanager
def serving(backend: str, *more: str, **environment: str) -> Iterator[httpx.Client]:
    """The server over a backend, as a user starts it; the client asks it by paths alone."""
    words = ["serve", "--port", "0", "--timeout", "2", "--backend", backend, "--lang", "en", *more]
    with subprocess.Popen(
        [sys.executable, "-m", "plangraph", *words],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        assert process.stderr is not None
        try:
            line = next((line for line in process.stderr if line.startswith("Open at ")), "")
            assert line, "the server did not open"
            threading.Thread(target=process.stderr.read, daemon=True).start()
            with httpx.Client(base_url=line.split()[2], timeout=60, trust_env=False) as client:
                _wait_for(client)
                yield client
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            client.get("/healthz")
            return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, founding_store: Path) -> Iterator[str]:
    """The address of an `oxigraph` server that holds the founding documents."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        load_store(open_current(founding_store), endpoint_at(address), Iris(), chunk=2_000)
        yield address


@pytest.fixture(scope="module")
def front(behind: str) -> Iterator[httpx.Client]:
    """A client of a server over that backend."""
    with serving(behind, PLANGRAPH_TOKEN="a-token") as client:
        yield client


def problem_of(response: httpx.Response, status: int) -> str:
    """The detail of a problem."""
    assert response.status_code == status, response.text
    detail: str = response.json()["detail"]
    return detail


@pytest.mark.parametrize("example", load_queries(bundled("queries")), ids=lambda example: example.name)
def test_every_example_has_the_same_answer(
    front: httpx.Client, founding_store: Path, example: object
) -> None:
    """The rows are those of the embedded store."""
    text: str = example.text  # type: ignore[attr-defined]
    form = "text/turtle" if "CONSTRUCT" in text else "text/csv"
    answer = front.post("/sparql", data={"query": text}, headers={"Accept": form})
    assert answer.status_code == 200, answer.text
    here = EmbeddedEndpoint(open_current(founding_store)).answer(text, form)
    assert sorted(answer.content.splitlines()) == sorted(here.splitlines())


@pytest.mark.parametrize(
    "accept",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ],
)
def test_results_come_in_every_format(front: httpx.Client, founding_store: Path, accept: str) -> None:
    """Byte for byte what the embedded store prints."""
    query = "SELECT ?p ?t WHERE { ?p a plg:Policy ; rdfs:label ?t } ORDER BY ?p"
    query = f"PREFIX plg: <https://w3id.org/plangraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {query}"
    answer = front.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.content == EmbeddedEndpoint(open_current(founding_store)).answer(query, accept)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/trace?project=地域活動情報ステーション",
        "/graph",
        "/search?q=協働",
        "/api/openapi.json",
        "/graphs",
        "/validation",
    ],
)
def test_the_pages_open(front: httpx.Client, path: str) -> None:
    """Pages ask the backend as they ask the embedded store."""
    assert (
        front.get(path, headers={"Accept": "text/html, application/json;q=0.5, */*;q=0.1"}).status_code == 200
    )


def test_service_is_refused(front: httpx.Client) -> None:
    """Nothing is passed on that would make the backend call another server."""
    query = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert front.get("/sparql", params={"query": query}).status_code == 400


def test_a_syntax_error_is_told_as_such(front: httpx.Client) -> None:
    """With the backend's line."""
    answer = front.get("/sparql", params={"query": "SELECT * WHERE {\n ?s ?p }"})
    assert problem_of(answer, 400)
    assert answer.json()["line"] == 2


def test_the_time_limit_holds(front: httpx.Client) -> None:
    """Whatever the backend does, the answer is there after the limit, and the server goes on."""
    begun = time.monotonic()
    problem_of(front.get("/sparql", params={"query": CROSS}), 504)
    assert time.monotonic() - begun < 6
    assert front.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_long_answer_is_cut_and_says_so(behind: str) -> None:
    """The cap on rows holds for a backend too: well-formed, with the sign of the cut."""
    with serving(behind, "--max-rows", "5") as client:
        answer = client.get("/sparql", params={"query": "SELECT * WHERE { ?s ?p ?o }"})
        assert len(answer.json()["results"]["bindings"]) == 5
        assert answer.headers["x-plangraph-cut"] == "rows=5"


def test_nothing_can_be_written(front: httpx.Client) -> None:
    """A token that is set opens nothing: the embedded store is not the one that is read."""
    headers = {"Authorization": "Bearer a-token"}
    assert front.post("/sparql/update", data={"update": "CLEAR ALL"}, headers=headers).status_code == 403


def test_a_new_version_is_taken_up(tmp_path: Path) -> None:
    """The server goes over to what was loaded while it was running."""
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

    def version(triples: int) -> Store:
        store = Store()
        for number in range(triples):
            node = NamedNode(f"http://example.org/{number}")
            store.add(Quad(node, node, node))
        return store

    def counted() -> str:
        answer = client.get("/sparql", params={"query": count}, headers={"Accept": "text/csv"})
        assert answer.status_code == 200, answer.text
        return answer.text.split()[1]

    with oxigraph(tmp_path / "oxigraph") as address:
        load_store(version(3), endpoint_at(address), Iris())
        with serving(address) as client:
            assert counted() == "3"
            load_store(version(4), endpoint_at(address), Iris())
            until = time.monotonic() + 15
            while counted() != "4":
                assert time.monotonic() < until
                time.sleep(0.2)


# servers that misbehave

STATE = {"version": "v", "unnamed": "http://e/graph/merged/v", "graphs": {}, "previous": ""}
Behaviour = Callable[[socket.socket], None]


def _whole(body: str, status: str = "200 OK", kind: str = "application/sparql-results+json") -> bytes:
    data = body.encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode()
        + data
    )


def _state_answer() -> bytes:
    row = {
        "g": {"type": "uri", "value": "http://e/graph/backend"},
        "text": {"type": "literal", "value": json.dumps(STATE)},
    }
    return _whole(json.dumps({"head": {"vars": ["g", "text"]}, "results": {"bindings": [row]}}))


@dataclass
class Odd:
    """A server that says what is loaded, and answers everything with the word ODD in it as it is told to."""

    address: str
    behave: Behaviour


@contextmanager
def misbehaving() -> Iterator[Odd]:
    """An odd server in threads."""
    stop = threading.Event()

    def one(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536) or b"\r\n\r\n"
            head, _, body = data.partition(b"\r\n\r\n")
            lengths = [
                line.split(b":")[1]
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            ]
            while lengths and len(body) < int(lengths[0]):
                body += connection.recv(65536)
            if b"ODD" in body:
                odd.behave(connection)
            elif b"%3Ftext" in body:
                connection.sendall(_state_answer())
            else:
                connection.sendall(_whole('{"head":{"vars":[]},"results":{"bindings":[]}}'))

    def accept() -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        odd = Odd(f"http://127.0.0.1:{listener.getsockname()[1]}", socket.socket.close)
        listener.settimeout(0.2)
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield odd
        finally:
            stop.set()
            thread.join()


BROKEN = '{"head":{"vars":["x"]},"results":{"bindings":['


def _half_closing(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"he\r\n')
    connection.shutdown(socket.SHUT_WR)


def _dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b" ")
        time.sleep(0.1)


@pytest.fixture(scope="module")
def odd() -> Iterator[tuple[Odd, httpx.Client]]:
    """An odd server, and a client of a server that has it for its backend."""
    with misbehaving() as odd, serving(odd.address) as client:
        yield odd, client


@pytest.mark.parametrize(
    ("behave", "status"),
    [
        (lambda c: c.sendall(_whole(BROKEN + "The SPARQL operation has been cancelled")), 503),
        (lambda c: c.sendall(_whole("<html>It works!</html>", kind="text/html")), 503),
        (lambda c: c.sendall(_whole("gone", "301 Moved Permanently")), 503),
        (lambda c: c.sendall(_whole("no", "401 Unauthorized")), 503),
        (lambda c: c.sendall(_whole("out of order", "500 Internal Server Error")), 503),
        (lambda c: c.close(), 503),
        (_half_closing, 503),
        (_dripping, 504),
        (lambda _: time.sleep(5), 504),
    ],
    ids=[
        "broken-200",
        "a-page",
        "moved",
        "unauthorized",
        "failing",
        "refusing",
        "half-closing",
        "dripping",
        "silent",
    ],
)
def test_a_backend_that_misbehaves_is_a_problem_and_no_answer(
    odd: tuple[Odd, httpx.Client], behave: Behaviour, status: int
) -> None:
    """No byte of a broken answer is sent; a small query is answered afterwards."""
    server, client = odd
    server.behave = behave
    begun = time.monotonic()
    answer = client.get("/sparql", params={"query": "SELECT ?ODD {}"})
    problem_of(answer, status)
    assert BROKEN not in answer.text
    assert time.monotonic() - begun < 6
    assert client.get("/sparql", params={"query": "SELECT * {}"}).status_code == 200


@pytest.mark.parametrize("backend", ["http://127.0.0.1:9", "127.0.0.1:9", "http://me:secret@127.0.0.1:9"])
def test_a_backend_that_is_not_there_is_one_clear_line(backend: str) -> None:
    """Exit 2, with the address and without the password."""
    done = subprocess.run(
        [sys.executable, "-m", "plangraph", "serve", "--port", "0", "--backend", backend, "--lang", "en"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "127.0.0.1:9" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
