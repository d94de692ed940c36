"""The endpoint over a pyoxigraph store in this process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    serialize,
)

from plangraph.errors import QueryError
from plangraph.graph.endpoint import Row
from plangraph.graph.formats import GRAPHS, RESULTS
from plangraph.graph.query_words import calls_service
from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual

_POSITION = re.compile(r"error at (\d+):(\d+): *(.*)", re.DOTALL)


class EmbeddedEndpoint:
    """A pyoxigraph store, in memory or on disk."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def select(self, query: str) -> Sequence[Row]:
        """Answer a SELECT query; raises QueryError where it does not parse or is of another form."""
        return results_to_rows(self._query(query))

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        return results_to_truth(self._query(query))

    def construct(self, query: str) -> Sequence[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        results = self._query(query)
        if not isinstance(results, QueryTriples):
            raise QueryError(
                Bilingual("CONSTRUCT の問い合わせにしてください。", "this must be a CONSTRUCT query")
            )
        return list(results)

    def answer(
        self,
        query: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """Answer any query as a whole body; raises QueryError where the format does not fit the form of the query."""
        results = self._query(query, default_graphs, named_graphs)
        if isinstance(results, QueryTriples):
            if media_type not in GRAPHS:
                raise QueryError(_unfit(media_type))
            return graph_bytes(results, media_type)
        if media_type not in RESULTS:
            raise QueryError(_unfit(media_type))
        return result_bytes(results, media_type)

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads in bulk."""
        self.store.bulk_extend(quads)

    def replace_graph(self, graph: str, triples: Iterable[Triple]) -> None:
        """Put a named graph in the place of what stood under its IRI."""
        node = NamedNode(graph)
        self.store.remove_graph(node)
        self.store.extend(Quad(t.subject, t.predicate, t.object, node) for t in triples)

    def _query(
        self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        if calls_service(query):
            raise QueryError(
                Bilingual(
                    "SERVICE は使えません。外のサーバーへの問い合わせはしません。",
                    "SERVICE is refused: no query reaches another server",
                )
            )
        try:
            if not default_graphs and not named_graphs:
                return self.store.query(query)
            return self.store.query(
                query,
                default_graph=[_graph_name(iri) for iri in default_graphs],
                named_graphs=[_graph_name(iri) for iri in named_graphs],
            )
        except SyntaxError as error:
            raise query_error(str(error)) from None


def results_to_rows(results: QuerySolutions | QueryBoolean | QueryTriples) -> list[Row]:
    """The rows of a SELECT query; raises QueryError for the results of another form."""
    if not isinstance(results, QuerySolutions):
        raise QueryError(Bilingual("SELECT の問い合わせにしてください。", "this must be a SELECT query"))
    names = [variable.value for variable in results.variables]
    return [{n: v for n in names if (v := row[n]) is not None} for row in results]


def results_to_truth(results: QuerySolutions | QueryBoolean | QueryTriples) -> bool:
    """The answer to an ASK query; raises QueryError for the results of another form."""
    if not isinstance(results, QueryBoolean):
        raise QueryError(Bilingual("ASK の問い合わせにしてください。", "this must be an ASK query"))
    return bool(results)


def result_bytes(results: QuerySolutions | QueryBoolean, media_type: str) -> bytes:
    """Print solutions or a truth value in one of the RESULTS formats, by the engine's own serializer."""
    body = results.serialize(format=RESULTS[media_type])
    assert body is not None, "serialize gives bytes where no output is named"
    return body


def graph_bytes(triples: Iterable[Triple], media_type: str) -> bytes:
    """Print triples in one of the GRAPHS formats, with the house's prefixes where the format has any."""
    body = serialize(triples, format=GRAPHS[media_type], prefixes=PREFIXES)
    assert body is not None, "serialize gives bytes where no output is named"
    return body


def _graph_name(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise QueryError(
            Bilingual(f"グラフの名「{iri}」は IRI ではありません。", f"the graph name {iri!r} is not an IRI")
        ) from None


def _unfit(media_type: str) -> Bilingual:
    return Bilingual(
        f"この形の問い合わせの答えは {media_type} では表せません。",
        f"{media_type} cannot hold the answer to this form of query",
    )


def query_error(message: str) -> QueryError:
    """Turn the engine's words on a syntax error into a QueryError with line and column.

    >>> query_error("error at 2:7: expected one of …").at_line
    2
    """
    matched = _POSITION.search(message)
    words = " ".join((matched[3] if matched else message).split())
    text = Bilingual(f"SPARQL の構文が正しくありません: {words}", f"SPARQL syntax error: {words}")
    return QueryError(text, int(matched[1]), int(matched[2])) if matched else QueryError(text)
