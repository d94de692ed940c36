"""The endpoint over any SPARQL 1.1 server: queries by POST, graphs by the Graph Store HTTP Protocol."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import httpx
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from plangraph.errors import EndpointError
from plangraph.graph.embedded import query_error, results_to_rows, results_to_truth
from plangraph.graph.endpoint import Row
from plangraph.model.texts import Bilingual

_JSON = "application/sparql-results+json"
_N_TRIPLES = "application/n-triples"


class RemoteEndpoint:
    """A SPARQL server: `query_url` answers queries, `graph_url` takes graphs.

    A 400 becomes QueryError; any other failure, and a 200 whose body does not parse, becomes EndpointError.
    """

    def __init__(self, query_url: str, graph_url: str | None = None, *, timeout: float = 60.0) -> None:
        self.query_url = query_url
        self.graph_url = graph_url
        self.client = httpx.Client(timeout=timeout, trust_env=False)

    def select(self, query: str) -> Sequence[Row]:
        """Answer a SELECT query."""
        results = self._results(query)
        try:
            return results_to_rows(results)
        except (SyntaxError, ValueError) as error:
            raise self._broken(str(error)) from None

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        return results_to_truth(self._results(query))

    def construct(self, query: str) -> Sequence[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        body = self.answer(query, _N_TRIPLES)
        try:
            return [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]
        except SyntaxError as error:
            raise self._broken(str(error)) from None

    def answer(
        self,
        query: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """Answer any query as a whole body, in the server's own words."""
        response = self._send(
            "POST",
            self.query_url,
            params={"default-graph-uri": list(default_graphs), "named-graph-uri": list(named_graphs)},
            content=query.encode(),
            headers={"Content-Type": "application/sparql-query", "Accept": media_type},
        )
        if response.status_code == 400:
            raise query_error(response.text[:2000])
        self._check(response)
        return response.content

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads, graph by graph."""
        for graph, triples in _by_graph(quads).items():
            self._store("POST", graph, triples)

    def replace_graph(self, graph: str, triples: Iterable[Triple]) -> None:
        """Put a named graph in the place of what stood under its IRI."""
        self._store("PUT", graph, list(triples))

    def _store(self, method: str, graph: str | None, triples: Sequence[Triple]) -> None:
        if self.graph_url is None:
            raise EndpointError(
                self.query_url,
                Bilingual("書き込み先がありません。", "no graph store address was given for writing"),
            )
        params = {"default": ""} if graph is None else {"graph": graph}
        body = serialize(triples, format=RdfFormat.N_TRIPLES)
        response = self._send(
            method, self.graph_url, params=params, content=body, headers={"Content-Type": _N_TRIPLES}
        )
        self._check(response)

    def _results(self, query: str) -> QuerySolutions | QueryBoolean:
        body = self.answer(query, _JSON)
        try:
            return parse_query_results(body, format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._broken(str(error)) from None

    def _send(self, method: str, url: str, **request: object) -> httpx.Response:
        try:
            return self.client.request(method, url, **request)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise EndpointError(
                url,
                Bilingual(
                    f"つながりません（{error}）。サーバーを確かめてください。",
                    f"no answer ({error}); check the server",
                ),
            ) from None

    def _check(self, response: httpx.Response) -> None:
        if response.is_error:
            words = " ".join(response.text.split())[:200]
            raise EndpointError(
                self.query_url,
                Bilingual(
                    f"{response.status_code} が返りました: {words}",
                    f"answered {response.status_code}: {words}",
                ),
            )

    def _broken(self, words: str) -> EndpointError:
        return EndpointError(
            self.query_url,
            Bilingual(
                f"応答が途中で切れているか壊れています（{words}）。", f"the answer is cut or broken ({words})"
            ),
        )


def _by_graph(quads: Iterable[Quad]) -> dict[str | None, list[Triple]]:
    graphs: dict[str | None, list[Triple]] = defaultdict(list)
    for quad in quads:
        graph = quad.graph_name
        assert isinstance(graph, NamedNode | DefaultGraph), "graphs of the house have addresses"
        graphs[graph.value if isinstance(graph, NamedNode) else None].append(quad.triple)
    return graphs
