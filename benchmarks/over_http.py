"""The same queries on the same unnamed graph over HTTP: plangraph, `oxigraph serve`, rdflib-endpoint; and without HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from pyoxigraph import DefaultGraph, RdfFormat, Store
from timing import Rows, median_ms

from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current
from plangraph.graph.vocabulary import sparql_prefixes

JSON = "application/sparql-results+json"
ONE = "one resource"
QUERIES = {
    ONE: "SELECT ?p ?o WHERE { <https://w3id.org/plangraph/id/project/10000/ホームページの充実> ?p ?o }",
    "costs by division and year": """SELECT ?division ?year (SUM(?yen) AS ?all) WHERE {
        ?l plg:listingRole plg:Home ; plg:responsibleDivision ?division ; plg:cost ?c .
        ?c plg:fiscalYear/plg:year ?year ; plg:amountYen ?yen } GROUP BY ?division ?year""",
    "every listing with policy": """SELECT ?l ?title ?code ?policy WHERE {
        ?l a plg:Listing ; rdfs:label ?title ; plg:listedUnder ?p . ?p plg:code ?code ; rdfs:label ?policy }""",
    "marks without an answer": """SELECT ?l WHERE { ?l plg:crossListedAt ?there
        FILTER NOT EXISTS { ?other plg:listedUnder ?there ; plg:crossListedWith ?l } }""",
    "all parts of a policy": "SELECT ?top (COUNT(?below) AS ?n) WHERE { ?below plg:partOf+ ?top } GROUP BY ?top",
    "titles with 情報": 'SELECT ?s ?title WHERE { ?s rdfs:label ?title FILTER(CONTAINS(?title, "情報")) }',
    "graph around a project": """CONSTRUCT { ?l ?p ?o . ?o ?q ?v } WHERE {
        ?l plg:listsProject <https://w3id.org/plangraph/id/project/10000/ホームページの充実> ; ?p ?o OPTIONAL { ?o ?q ?v } }""",
}


class Bare:
    """A client that does no more than send bytes and read the answer to its end: it adds some 30 µs, httpx 400."""

    def __init__(self, url: str) -> None:
        address = httpx.URL(url)
        assert address.port is not None
        self.path = address.raw_path
        self.socket = socket.create_connection((address.host, address.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, query: bytes) -> bytes:
        """One query, its whole answer."""
        head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nAccept: %s\r\n"
        head += b"Content-Length: %d\r\n\r\n"
        self.socket.sendall(head % (self.path, JSON.encode(), len(query)) + query)
        came = b""
        while b"\r\n\r\n" not in came:
            came += self._more()
        head, _, body = came.partition(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while len(body) < int(lengths[0].split(b":")[1]) if lengths else not body.endswith(b"0\r\n\r\n"):
            body += self._more()
        return body

    def _more(self) -> bytes:
        piece = self.socket.recv(1 << 20)
        assert piece, "the server closed the connection"
        return piece


def _ask(client: httpx.Client, url: str, query: str) -> bytes:
    headers = {
        "Content-Type": "application/sparql-query",
        "Accept": "text/turtle" if "CONSTRUCT" in query else JSON,
        "Accept-Encoding": "identity",
    }
    return client.post(url, content=query.encode(), headers=headers).raise_for_status().content


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _serving(words: list[str], url: str, patience: float = 60) -> Iterator[str]:
    """Run a server until the block ends; gives the address of its queries, when it answers one."""
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                httpx.post(
                    url,
                    content="ASK {}",
                    headers={"Content-Type": "application/sparql-query"},
                    trust_env=False,
                )
                break
            except httpx.TransportError:
                if server.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_idle(seconds: float = 180) -> None:
    """Wait until what runs beside the servers (loading, the validation report) is done, so that all have the machine."""
    until = time.monotonic() + seconds
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        before = os.times()
        busy = _jiffies()
        time.sleep(1)
        own = sum(os.times()[:2]) - sum(before[:2])
        quiet = quiet + 1 if (_jiffies() - busy) / os.sysconf("SC_CLK_TCK") - own < 0.15 else 0


def _jiffies() -> int:
    """What all cores have worked since the machine was started."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    return sum(map(int, fields)) - int(fields[3]) - int(fields[4])


def bench_queries(store: Path, work: Path, times: int) -> dict[str, Rows]:
    """Every query with every peer, as a Python client sees it; and one resource with a bare client."""
    lines = work / "unnamed.nt"
    open_current(store).dump(str(lines), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    peer = Store(str(work / "peer"))
    peer.bulk_load(path=str(lines), format=RdfFormat.N_TRIPLES)
    peer.optimize()
    peer.flush()
    del peer
    disk = EmbeddedEndpoint(open_current(store))
    bin_folder = Path(sys.executable).parent
    ours, oxigraph, endpoint = _free_port(), _free_port(), _free_port()
    local = "http://127.0.0.1"
    plangraph_words = [sys.executable, "-m", "plangraph", "serve", "--store", str(store), "--port", str(ours)]
    oxigraph_words = [str(bin_folder / "oxigraph"), "serve-read-only", "--location", str(work / "peer")]
    rdflib_words = [
        str(bin_folder / "rdflib-endpoint"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(endpoint),
    ]
    with ExitStack() as stack:
        client = stack.enter_context(httpx.Client(timeout=600, trust_env=False))
        urls = {
            "plangraph": stack.enter_context(_serving(plangraph_words, f"{local}:{ours}/sparql")),
            "oxigraph serve (disk)": stack.enter_context(
                _serving([*oxigraph_words, "--bind", f"127.0.0.1:{oxigraph}"], f"{local}:{oxigraph}/query")
            ),
            "rdflib-endpoint (memory)": stack.enter_context(
                _serving([*rdflib_words, str(lines)], f"{local}:{endpoint}/", 600)
            ),
        }
        _check_same_answers(client, urls)
        _wait_until_idle()
        rows = {}
        for name, words in QUERIES.items():
            query = sparql_prefixes() + words
            runs: dict[str, Callable[[], object]] = {
                who: lambda url=url, query=query: _ask(client, url, query) for who, url in urls.items()
            }
            media_type = "text/turtle" if "CONSTRUCT" in query else JSON
            runs["plangraph, disk, no HTTP"] = lambda query=query, kind=media_type: disk.answer(query, kind)
            rows[name] = {
                who: median_ms(
                    run, 1 if who.startswith("rdflib") and name != ONE else times * (20 if name == ONE else 1)
                )
                for who, run in runs.items()
            }
        query = (sparql_prefixes() + QUERIES[ONE]).encode()
        bare_clients = {who: Bare(url) for who, url in urls.items()}
        bare = {
            who: median_ms(lambda bare=bare: bare.ask(query), times * 40)
            for who, bare in bare_clients.items()
        }
    return {"Queries over HTTP, as httpx sees them": rows, "With a bare client": {ONE: bare}}


def _check_same_answers(client: httpx.Client, urls: dict[str, str]) -> None:
    """Stop where two servers answer a query with another number of rows."""
    for name, words in QUERIES.items():
        if "CONSTRUCT" in words:
            continue
        counts = {
            who: len(json.loads(_ask(client, url, sparql_prefixes() + words))["results"]["bindings"])
            for who, url in urls.items()
        }
        assert len(set(counts.values())) == 1, (name, counts)
