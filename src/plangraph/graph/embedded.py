"""The endpoint over a pyoxigraph store in this process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
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
from plangraph.graph.cutting import Cut, Limits, Output, print_graph, print_results
from plangraph.graph.endpoint import Row
from plangraph.graph.formats import GRAPHS, RESULTS
from plangraph.graph.merging import merged_store
from plangraph.graph.query_words import calls_service
from plangraph.graph.store import current_version, open_version, version_folder
from plangraph.graph.update_words import graph_name
from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual

_POSITION = re.compile(r"error at (\d+):(\d+): *(.*)", re.DOTALL)
_ABSOLUTE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://[^<>\"'{}|^`\\\x00-\x20]*>")
_GRAPH_WORD = re.compile(r"(?<!:)(?:graph|from)|\\u", re.IGNORECASE)


class EmbeddedEndpoint:
    """A pyoxigraph store, in memory or on disk. `version` is the folder of a version that it was opened from."""

    def __init__(self, store: Store, version: Path | None = None) -> None:
        self.store = store
        self.version = version

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
        results = _fitting(self._query(query, default_graphs, named_graphs), media_type)
        if isinstance(results, QueryTriples):
            return graph_bytes(results, media_type)
        return result_bytes(results, media_type)

    def print_answer(
        self,
        query: str,
        media_type: str,
        output: Output,
        limits: Limits,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Cut | None:
        """Print the answer to any query while the engine finds it; gives where it was cut, None where it is whole.

        Raises QueryError as `answer` does, and TooLargeError for an answer over the limits that cannot be cut.
        """
        results = _fitting(self._query(query, default_graphs, named_graphs), media_type)
        if isinstance(results, QueryTriples):
            return print_graph(results, media_type, output, limits)
        return print_results(results, media_type, output, limits)

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
            if len(set(default_graphs)) > 1:
                merged = merged_store(self.store, default_graphs, named_graphs)
                default: list[DefaultGraph | NamedNode | BlankNode] = [DefaultGraph()]
                return merged.query(
                    query, default_graph=default, named_graphs=list(map(graph_name, named_graphs))
                )
            return self.store.query(
                query,
                default_graph=[graph_name(iri) for iri in dict.fromkeys(default_graphs)],
                named_graphs=[graph_name(iri) for iri in named_graphs],
            )
        except SyntaxError as error:
            raise query_error(str(error)) from None


def version_endpoint(folder: Path, name: str | None = None) -> EmbeddedEndpoint:
    """The endpoint over a version of a store folder, the served one by default, opened read-only."""
    name = current_version(folder) if name is None else name
    return EmbeddedEndpoint(open_version(folder, name), version_folder(folder, name))


def _fitting(
    results: QuerySolutions | QueryBoolean | QueryTriples, media_type: str
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """The results, where the media type can hold them."""
    if media_type not in (GRAPHS if isinstance(results, QueryTriples) else RESULTS):
        raise QueryError(_unfit(media_type))
    return results


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


def names_graphs(query: str) -> bool:
    """Whether a query may look beyond the unnamed graph, by GRAPH or FROM. It may say so of one that does not.

    Absolute IRIs and what begins a local name are passed over. No expression holds `://`, and what is taken for an IRI
    holds no quotation mark and no white space, so that it is one or stands in a string or comment.

    >>> names_graphs("SELECT * { ?a <http://example.org/graph> ?b ; plg:fromDocument ?c }")
    False
    >>> names_graphs("ASK { GRAPH ?g { ?s ?p ?o } }"), names_graphs("ASK from<http://example.org/g> {}")
    (True, True)
    """
    return _GRAPH_WORD.search(_ABSOLUTE_IRI.sub("<>", query)) is not None
