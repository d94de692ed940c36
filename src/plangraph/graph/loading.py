"""A version of the store → a remote store, by the Graph Store HTTP Protocol, in chunks.

What stands in the remote store afterwards, all under the base of the version, and nothing else is touched:

    graph/document/ID …       every named graph under its own name
    graph/merged/VERSION      the unnamed graph; a server passes it as the default graph with each query
    graph/backend             which version is served: its unnamed graph, its named graphs, a digest of each
    graph/loading             while a load is under way: how far it has come

The unnamed graph is made beside the one that is read, and `graph/backend` is put when all is there: by that one request
readers go over. Named graphs keep their names, so that one that changed is new a little before; a graph of no more than
one chunk is replaced by one request. The unnamed graph of the version before stays for who is still reading it.

A load that broke off goes on where it was when it is run again. A chunk may come twice, which changes nothing in a set of
triples; those with blank nodes, of which this does not hold, all go in the first request, which replaces the graph.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from plangraph.errors import EndpointError
from plangraph.graph.backend import Backend
from plangraph.graph.iris import Iris
from plangraph.graph.remote import Dataset, RemoteEndpoint, n_triples
from plangraph.graph.vocabulary import term
from plangraph.model.texts import Bilingual

CHUNK = 50_000
"""Triples in one request: some 10 MB."""
BASE_VARIABLE = "PLANGRAPH_BACKEND_BASE"
"""Which base is served, where a store holds several."""
_RUNS = "runs"

Progress = Callable[[str, int, int], None]
"""Told of each chunk: "load", triples sent, of how many."""


@dataclass(frozen=True, slots=True)
class State:
    """What `graph/backend` says. `graphs` has each named graph and its digest, empty while it may be changing."""

    version: str
    unnamed: str
    graphs: Mapping[str, str]
    previous: str = ""
    """The unnamed graph of the version before."""

    @property
    def dataset(self) -> Dataset:
        """The graphs that a query reads."""
        return Dataset(self.unnamed, tuple(self.graphs))


@dataclass(frozen=True, slots=True)
class _Underway:
    """What `graph/loading` says: `sent` triples of `target` are there, and every target before it."""

    version: str
    unnamed: str
    target: str
    sent: int
    targets: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the version that is served now, requests made, triples sent, and whether it went on with another."""

    version: str
    graphs: int
    triples: int
    resumed: bool


def load_store(
    store: Store,
    endpoint: RemoteEndpoint,
    iris: Iris,
    *,
    chunk: int = CHUNK,
    progress: Progress = lambda *_: None,
) -> Loaded:
    """Bring a remote store to what a store holds, and switch it over.

    One load at a time: the protocol has no lock. Raises EndpointError where a request fails, or where the remote store
    holds another number of triples than it was sent; readers have what they had before then.
    """
    return _Load(store, endpoint, iris, chunk, progress).run()


def served_state(endpoint: RemoteEndpoint, base: str | None = None) -> State:
    """What a remote store serves; raises EndpointError where nothing was loaded, or several bases were and none is named."""
    states = [
        (graph, text)
        for graph, text in _values(endpoint, None if base is None else Iris(base).graph("backend"))
        if graph.endswith("graph/backend")
    ]
    if len(states) == 1:
        return State(**json.loads(states[0][1]))
    if not states:
        raise EndpointError(endpoint.query_url, _EMPTY)
    names = ", ".join(sorted(graph.removesuffix("graph/backend") for graph, _ in states))
    raise EndpointError(
        endpoint.query_url,
        Bilingual(
            f"複数のグラフが収められています（{names}）。{BASE_VARIABLE} で一つを選んでください。",
            f"several graphs are loaded here ({names}); choose one by {BASE_VARIABLE}",
        ),
    )


def loaded_endpoint(
    backend: Backend, environment: Mapping[str, str], *, timeout: float = 300.0
) -> RemoteEndpoint:
    """The endpoint over what a backend serves now, for one who asks a few times and ends."""
    state = served_state(RemoteEndpoint.at(backend, timeout=timeout), environment.get(BASE_VARIABLE))
    return RemoteEndpoint.at(backend, timeout=timeout, dataset=state.dataset)


class _Load:
    def __init__(
        self, store: Store, endpoint: RemoteEndpoint, iris: Iris, chunk: int, progress: Progress
    ) -> None:
        self.store = store
        self.endpoint = endpoint
        self.chunk = chunk
        self.progress = progress
        self.state_graph = iris.graph("backend")
        self.progress_graph = iris.graph("loading")
        self.digests, self.sizes = _digests(store)
        runs = iris.graph(_RUNS)
        said = json.dumps(sorted(pair for pair in self.digests.items() if pair[0] != runs))
        self.version = hashlib.sha256(said.encode()).hexdigest()[:16]
        self.unnamed = iris.graph("merged", self.version)
        self.named = {graph: digest for graph, digest in self.digests.items() if graph}
        self.sent = 0

    def run(self) -> Loaded:
        before, underway = self._found()
        resumed = underway is not None and underway.version == self.version
        if underway is not None and not resumed:
            self._clear(underway, before)
        targets = self._targets(before)
        if underway is None or not resumed:
            underway = _Underway(self.version, self.unnamed, targets[0] if targets else "", 0, targets)
            if targets:
                self._note(underway)
        if before is not None and any(target in before.graphs for target in targets):
            kept = {graph: "" if graph in targets else digest for graph, digest in before.graphs.items()}
            self._put_state(State(before.version, before.unnamed, kept, before.previous))
        self._send(targets, underway)
        self._verify(targets)
        self._switch(before)
        return Loaded(self.version, len(targets), self.sent, resumed)

    def _found(self) -> tuple[State | None, _Underway | None]:
        state = _value(self.endpoint, self.state_graph)
        underway = _value(self.endpoint, self.progress_graph)
        return State(**state) if state else None, _Underway(**underway) if underway else None

    def _targets(self, before: State | None) -> list[str]:
        """The unnamed graph first, which takes long and nobody sees, then the named graphs that differ."""
        old = {} if before is None else before.graphs
        changed = [graph for graph, digest in sorted(self.named.items()) if old.get(graph) != digest]
        same = before is not None and before.unnamed == self.unnamed
        return [*([] if same else [self.unnamed]), *changed]

    def _clear(self, underway: _Underway, before: State | None) -> None:
        """Take out what a load of another version left behind."""
        served = {before.unnamed, before.previous, *before.graphs} if before is not None else set()
        for graph in [underway.unnamed, *underway.targets]:
            if graph not in served and graph not in self.named and graph != self.unnamed:
                self.endpoint.drop_graph(graph)

    def _send(self, targets: Sequence[str], underway: _Underway) -> None:
        total = sum(self.sizes[self._source(target)] for target in targets)
        # A target that changed since then is not in the list any more, or stands before the one that was under way.
        reached = targets.index(underway.target) if underway.target in targets else 0
        done = sum(self.sizes[self._source(target)] for target in targets[:reached])
        for number, target in enumerate(targets[reached:]):
            start = underway.sent if number == 0 else 0
            for begin, end, body in self._chunks(target, start):
                self._send_chunk("POST" if begin else "PUT", target, body, begin)
                self.sent += end - begin
                self._note(_Underway(self.version, self.unnamed, target, end, tuple(targets)))
                self.progress("load", done + end, total)
            done += self.sizes[self._source(target)]

    def _send_chunk(self, method: str, target: str, body: bytes, begin: int) -> None:
        try:
            self.endpoint.send_graph(method, target, body)
        except EndpointError as error:
            raise EndpointError(
                error.place,
                Bilingual(
                    f"{target} の {begin} 個目から送れませんでした: {error.message.ja} "
                    "同じコマンドをもう一度実行すると、続きから送ります。",
                    f"{target} could not be sent from triple {begin} on: {error.message.en}; "
                    "run the same command again to go on from there",
                ),
            ) from None

    def _source(self, target: str) -> str:
        return "" if target == self.unnamed else target

    def _chunks(self, target: str, start: int) -> Iterator[tuple[int, int, bytes]]:
        """The requests for a graph from a triple on: where each begins and ends, and its body."""
        named, plain = _parted(_triples(self.store, self._source(target)))
        lines = [*named, *plain]
        begin = start if start >= len(named) else 0
        while begin < len(lines) or begin == 0:
            end = min(max(begin + self.chunk, len(named)), len(lines))
            if begin == end and begin:
                return
            yield begin, end, b"".join(lines[begin:end])
            if end == 0:
                return
            begin = end

    def _verify(self, targets: Iterable[str]) -> None:
        for target in targets:
            expected = self.sizes[self._source(target)]
            query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{target}> {{ ?s ?p ?o }} }}"
            (row,) = self.endpoint.select(query)
            if row["n"].value != str(expected):
                found = row["n"].value
                raise EndpointError(
                    self.endpoint.query_url,
                    Bilingual(
                        f"{target} は {expected} 個のはずが {found} 個です。切り替えていません。"
                        f"グラフ {self.progress_graph} を消してからやり直してください。",
                        f"{target} has {found} triples, not {expected}; nothing was switched. "
                        f"Delete the graph {self.progress_graph} and load again",
                    ),
                )

    def _switch(self, before: State | None) -> None:
        same = before is not None and before.unnamed == self.unnamed
        previous = "" if before is None else before.previous if same else before.unnamed
        self._put_state(State(self.version, self.unnamed, self.named, previous))
        if before is not None:
            gone = {graph for graph in before.graphs if graph not in self.named}
            gone |= {before.previous} - {"", self.unnamed, previous}
            for graph in sorted(gone):
                self.endpoint.drop_graph(graph)
        self.endpoint.drop_graph(self.progress_graph)

    def _put_state(self, state: State) -> None:
        self._put(self.state_graph, asdict(state))

    def _note(self, underway: _Underway) -> None:
        self._put(self.progress_graph, asdict(underway))

    def _put(self, graph: str, value: dict[str, Any]) -> None:
        text = Literal(json.dumps(value, ensure_ascii=True, sort_keys=True))
        self.endpoint.send_graph("PUT", graph, n_triples([Triple(NamedNode(graph), _VALUE, text)]))


def _digests(store: Store) -> tuple[dict[str, str], dict[str, int]]:
    """Digest and number of triples of every graph; the unnamed one is ""."""
    names = ["", *sorted(node.value for node in store.named_graphs() if isinstance(node, NamedNode))]
    digests, sizes = {}, {}
    for name in names:
        named, plain = _parted(_triples(store, name))
        digests[name] = hashlib.sha256(b"".join([*named, *plain])).hexdigest()[:16]
        sizes[name] = len(named) + len(plain)
    return digests, sizes


def _triples(store: Store, graph: str) -> Iterator[Quad]:
    node = NamedNode(graph) if graph else DefaultGraph()
    return iter(store.quads_for_pattern(None, None, None, node))


def _parted(quads: Iterable[Quad]) -> tuple[list[bytes], list[bytes]]:
    """The lines with blank nodes and those without, each in order: the same graph gives the same lines."""
    blank: list[Triple] = []
    plain: list[Triple] = []
    for quad in quads:
        unnamed = isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
        (blank if unnamed else plain).append(quad.triple)
    return _lines(blank), _lines(plain)


def _lines(triples: Iterable[Triple]) -> list[bytes]:
    return sorted(n_triples(triples).splitlines(keepends=True))


def _values(endpoint: RemoteEndpoint, graph: str | None) -> list[tuple[str, str]]:
    limit = "" if graph is None else f"FILTER (?g = <{graph}>)"
    rows = endpoint.select(f"SELECT ?g ?text WHERE {{ GRAPH ?g {{ ?g <{_VALUE.value}> ?text }} {limit} }}")
    return [(row["g"].value, row["text"].value) for row in rows]


def _value(endpoint: RemoteEndpoint, graph: str) -> dict[str, Any] | None:
    found = _values(endpoint, graph)
    return json.loads(found[0][1]) if found else None


_VALUE = term("rdf:value")
_EMPTY = Bilingual(
    "このストアにはまだ何も収められていません。先に plangraph build --backend を実行してください。",
    "nothing was loaded into this store yet; run plangraph build --backend first",
)
