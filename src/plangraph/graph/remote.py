"""The endpoint over any SPARQL 1.1 server: queries by a form POST, graphs by the Graph Store HTTP Protocol.

Whatever format is asked for, the server is asked for JSON or N-Triples, and what comes is read to its end and printed
anew: an answer that broke off under a status of 200 is an error, and formats and prefixes are those of the house.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

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

from plangraph.errors import EndpointError, QueryError
from plangraph.graph.backend import USER_VARIABLE, Backend
from plangraph.graph.cutting import Cut, Limits, Output, print_graph, print_results
from plangraph.graph.embedded import query_error, results_to_rows, results_to_truth
from plangraph.graph.endpoint import Row
from plangraph.graph.formats import GRAPHS, RESULTS
from plangraph.graph.merging import graphs_of_from
from plangraph.graph.query_words import calls_service, name_at, query_form, tokens_of
from plangraph.model.texts import Bilingual

JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
_NOTHING = "urn:plangraph:nothing"
"""The name of a graph that nobody has: where a query may read none of the graphs that it names."""
_WHOLE = Limits(1 << 62, 1 << 62)
_OWN_SCHEMES = ("bif:", "sql:")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Which graphs of a shared store are the house's: the one that a query reads as unnamed, and the named ones."""

    unnamed: str
    named: Sequence[str]

    def of(self, default: Sequence[str], named: Sequence[str]) -> tuple[list[str], list[str]]:
        """Of the graphs that a query names, those that it may read."""
        own = {self.unnamed, *self.named}
        return [iri for iri in default if iri in own] or [_NOTHING], [iri for iri in named if iri in own]


@dataclass(frozen=True, slots=True)
class Request:
    """One question as it goes to the server: the parameters of the form, and the media type to ask for."""

    form: Mapping[str, str | list[str]]
    accept: str


class RemoteEndpoint:
    """A SPARQL server: `query_url` answers queries, `graph_url` takes graphs.

    A 400 becomes QueryError; any other failure, and a 200 whose body does not parse, becomes EndpointError. With a
    `dataset` only its graphs are read.
    """

    def __init__(
        self,
        query_url: str,
        graph_url: str | None = None,
        *,
        timeout: float = 60.0,
        auth: httpx.Auth | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        self.query_url = query_url
        self.graph_url = graph_url
        self.dataset = dataset
        self.client = httpx.Client(timeout=timeout, trust_env=False, auth=auth)

    def __del__(self) -> None:
        if hasattr(self, "client"):  # not where the address was refused
            self.client.close()

    @staticmethod
    def at(backend: Backend, *, timeout: float = 60.0, dataset: Dataset | None = None) -> RemoteEndpoint:
        """The endpoint over a backend."""
        return RemoteEndpoint(
            backend.query_url, backend.graph_url, timeout=timeout, auth=backend.auth(), dataset=dataset
        )

    def select(self, query: str) -> Sequence[Row]:
        """Answer a SELECT query."""
        results = self._results(query)
        with self.reading():
            return results_to_rows(results)

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        return results_to_truth(self._results(query))

    def construct(self, query: str) -> Sequence[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        asked = self.request(query)
        body = self._fetch(asked)
        if asked.accept == JSON:
            raise QueryError(
                Bilingual("CONSTRUCT の問い合わせにしてください。", "this must be a CONSTRUCT query")
            )
        with self.reading():
            return list(_triples(io.BytesIO(body)))

    def answer(
        self,
        query: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """Answer any query as a whole body; raises QueryError where the format does not fit the form of the query."""
        asked = self.request(query, media_type, default_graphs, named_graphs)
        output = io.BytesIO()
        self.print_body(io.BytesIO(self._fetch(asked)), asked, media_type, output, _WHOLE)
        return output.getvalue()

    def request(
        self,
        query: str,
        media_type: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Request:
        """The request for a query; raises QueryError for what would reach beyond the store or has no such format."""
        refuse_reach(query)
        form_of_query = query_form(query)
        graph = form_of_query == "graph"
        # What has no form does not parse, and the server says where.
        if form_of_query and media_type and media_type not in (GRAPHS if graph else RESULTS):
            raise QueryError(_unfit(media_type))
        default, named = list(default_graphs), list(named_graphs)
        if self.dataset is not None:
            if not default and not named:
                default, named = graphs_of_from(query)
            if default or named:
                default, named = self.dataset.of(default, named)
            else:
                default, named = [self.dataset.unnamed], list(self.dataset.named)
        form: dict[str, str | list[str]] = {"query": query}
        form |= {"default-graph-uri": default} if default else {}
        form |= {"named-graph-uri": named} if named else {}
        return Request(form, N_TRIPLES if graph else JSON)

    def print_body(
        self, body: IO[bytes], asked: Request, media_type: str, output: Output, limits: Limits
    ) -> Cut | None:
        """Print what the server sent in another format; gives where it was cut. Raises EndpointError for a broken body."""
        with self.reading():
            if asked.accept == N_TRIPLES:
                return print_graph(_triples(body), media_type, output, limits)
            return print_results(_parsed(body), media_type, output, limits)

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads, graph by graph."""
        for graph, triples in _by_graph(quads).items():
            self.send_graph("POST", graph, n_triples(triples))

    def replace_graph(self, graph: str, triples: Iterable[Triple]) -> None:
        """Put a named graph in the place of what stood under its IRI."""
        self.send_graph("PUT", graph, n_triples(triples))

    def send_graph(self, method: str, graph: str | None, body: bytes) -> None:
        """PUT or POST N-Triples to a named graph, or to the unnamed one."""
        self._check(self._store(method, graph, content=body, headers={"Content-Type": N_TRIPLES}))

    def drop_graph(self, graph: str) -> None:
        """Take a named graph out; one that is not there is none the less gone."""
        response = self._store("DELETE", graph)
        if response.status_code != 404:
            self._check(response)

    def _store(self, method: str, graph: str | None, **request: Any) -> httpx.Response:
        if self.graph_url is None:
            raise EndpointError(self.query_url, _NO_GRAPHS)
        params = {"default": ""} if graph is None else {"graph": graph}
        return self._send(method, self.graph_url, params=params, **request)

    def _results(self, query: str) -> QuerySolutions | QueryBoolean:
        asked = self.request(query)
        body = self._fetch(asked)
        if asked.accept != JSON:
            raise QueryError(_unfit(JSON))
        with self.reading():
            return _parsed(io.BytesIO(body))

    def _fetch(self, asked: Request) -> bytes:
        response = self._send("POST", self.query_url, data=asked.form, headers={"Accept": asked.accept})
        self.check_answer(response)
        return response.content

    def check_answer(self, response: httpx.Response) -> None:
        """Raise for an answer that is none, whose text has been read; see the class."""
        if response.status_code == 400:
            raise query_error(response.text[:2000])
        self._check(response)
        if (fault := _stated_cut(response.headers)) is not None:
            raise self.broken(fault)

    def _send(self, method: str, url: str, **request: Any) -> httpx.Response:
        try:
            return self.client.request(method, url, **request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self.unreachable(error, url) from None

    def _check(self, response: httpx.Response) -> None:
        if response.is_success:
            return
        words = " ".join(response.text.split())[:200] or response.headers.get("location", "")
        hint = _HINTS.get(response.status_code, Bilingual("", ""))
        raise EndpointError(
            str(response.request.url.copy_with(query=None)),
            Bilingual(
                f"{response.status_code} が返りました: {words}{hint.ja}",
                f"answered {response.status_code}: {words}{hint.en}",
            ),
        )

    def unreachable(self, error: Exception, url: str | None = None) -> EndpointError:
        """What to say of a server that does not answer, or ends the connection."""
        words = str(error) or type(error).__name__
        return EndpointError(
            url or self.query_url,
            Bilingual(
                f"つながりません（{words}）。サーバーを確かめてください。",
                f"no answer ({words}); check the server",
            ),
        )

    def broken(self, words: str) -> EndpointError:
        """What to say of an answer that is not whole."""
        return EndpointError(
            self.query_url,
            Bilingual(
                f"応答が途中で切れているか壊れています（{words}）。", f"the answer is cut or broken ({words})"
            ),
        )

    def reading(self) -> _Reading:
        """A block in which whatever does not parse is the server's broken answer."""
        return _Reading(self)


class _Reading:
    def __init__(self, endpoint: RemoteEndpoint) -> None:
        self.endpoint = endpoint

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, SyntaxError | ValueError):
            raise self.endpoint.broken(str(error)) from None


def refuse_reach(query: str) -> None:
    """Raise QueryError for what makes a server reach others: SERVICE, and the ways that engines add to SPARQL.

    Virtuoso takes `define` before a query, to fetch the graphs that it names, and its functions by `bif:` and `sql:`.
    """
    if calls_service(query):
        raise QueryError(
            Bilingual(
                "SERVICE は使えません。外のサーバーへの問い合わせはしません。",
                "SERVICE is refused: no query reaches another server",
            )
        )
    tokens = tokens_of(query)
    for index, token in enumerate(tokens):
        text = token.text.lower()
        if (token.kind == "iri" and text[1:].startswith(_OWN_SCHEMES)) or (
            token.kind == "word" and text in ("bif", "sql", "define") and _is_own(tokens, index, text)
        ):
            raise QueryError(
                Bilingual(
                    f"「{token.text}」は SPARQL 1.1 にないので使えません。",
                    f"{token.text!r} is not of SPARQL 1.1 and is refused",
                )
            )


def _is_own(tokens: Sequence[Any], index: int, text: str) -> bool:
    """`bif:…`, or `define` that is no part of a prefixed name."""
    return bool(name_at(tokens, index)) != (text == "define")


def n_triples(triples: Iterable[Triple]) -> bytes:
    """Triples as N-Triples."""
    body = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert body is not None, "serialize gives bytes where no output is named"
    return body


def _triples(body: IO[bytes]) -> Iterator[Triple]:
    return (quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES))


def _parsed(body: IO[bytes]) -> QuerySolutions | QueryBoolean:
    """Results in JSON; Virtuoso's table for an ASK, which has no row where the answer is "no", is a truth value."""
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(results, QuerySolutions) and [v.value for v in results.variables] == ["__ASK_RETVAL"]:
        text = "true" if any(row[0] is not None and row[0].value == "1" for row in results) else "false"
        truth = f'{{"head":{{}},"boolean":{text}}}'
        return parse_query_results(truth, format=QueryResultsFormat.JSON)
    return results


def _stated_cut(headers: httpx.Headers) -> str | None:
    """Virtuoso's signs that its answer is partial: an anytime query that ran out of time, or too many rows."""
    if "x-sql-state" in headers:
        return f"{headers['x-sql-state']} {headers.get('x-sql-message', '')}".strip()
    if "x-sparql-maxrows" in headers:
        return f"at most {headers['x-sparql-maxrows']} rows"
    return None


def _by_graph(quads: Iterable[Quad]) -> dict[str | None, list[Triple]]:
    graphs: dict[str | None, list[Triple]] = defaultdict(list)
    for quad in quads:
        graph = quad.graph_name
        assert isinstance(graph, NamedNode | DefaultGraph), "graphs of the house have addresses"
        graphs[graph.value if isinstance(graph, NamedNode) else None].append(quad.triple)
    return graphs


def _unfit(media_type: str) -> Bilingual:
    return Bilingual(
        f"この形の問い合わせの答えは {media_type} では表せません。",
        f"{media_type} cannot hold the answer to this form of query",
    )


_NO_GRAPHS = Bilingual(
    "書き込み先がありません。Graph Store HTTP Protocol のアドレスを PLANGRAPH_BACKEND_GRAPHS に設定してください"
    "（Virtuoso: /sparql-graph-crud-auth、Fuseki: /データセット/data）。",
    "no graph store address was given for writing; set PLANGRAPH_BACKEND_GRAPHS "
    "(Virtuoso: /sparql-graph-crud-auth, Fuseki: /DATASET/data)",
)
_CREDENTIALS = Bilingual(
    f"。{USER_VARIABLE} と PLANGRAPH_BACKEND_PASSWORD を確かめてください。",
    f"; check {USER_VARIABLE} and PLANGRAPH_BACKEND_PASSWORD",
)
_HINTS = {401: _CREDENTIALS, 403: _CREDENTIALS}
