"""Several graphs read as one, each triple once.

pyoxigraph leaves a triple that stands in two of the graphs in the merged one twice, so that it counts twice and joins to
four. SPARQL 1.1 Query, clause 13.1, takes the RDF merge, which is a set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from plangraph.graph.query_words import Token, name_at, tokens_of
from plangraph.graph.update_words import graph_name


def merged_store(store: Store, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> Store:
    """The dataset of a request in memory: the default graphs merged into the unnamed one, the named ones as they are.

    It takes as long as these graphs are large, so it is for requests with several default graphs only.
    """
    merged = Store()
    for iri in dict.fromkeys(default_graphs):
        merged.bulk_extend(_unnamed(store.quads_for_pattern(None, None, None, graph_name(iri))))
    for iri in dict.fromkeys(named_graphs):
        node = graph_name(iri)
        if store.contains_named_graph(node):
            merged.add_graph(node)
            merged.bulk_extend(store.quads_for_pattern(None, None, None, node))
    return merged


def _unnamed(quads: Iterable[Quad]) -> Iterable[Quad]:
    return (Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)


def graphs_of_from(query: str, base: str | None = None) -> tuple[list[str], list[str]]:
    """The graphs that FROM and FROM NAMED of a query name, in order; nothing where the query does not parse.

    >>> graphs_of_from("PREFIX e: <http://example.org/> SELECT * FROM e:a FROM NAMED <http://example.org/b> { ?s ?p ?o }")
    (['http://example.org/a'], ['http://example.org/b'])
    """
    if "from" not in query.lower():
        return [], []
    tokens = tokens_of(query)
    names = list(_from_names(query, tokens))
    forms = (i for i, t in enumerate(tokens) if t.is_word("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
    start = next((tokens[i].start for i in forms if not name_at(tokens, i)), None)
    if not names or start is None:
        return [], []
    columns = " ".join(f"({name} AS ?g{number})" for number, (_, name) in enumerate(names))
    try:
        # The engine reads the prologue and the names as it does in the query itself.
        solutions = Store().query(f"{query[:start]} SELECT {columns} {{}}", base_iri=base)
    except SyntaxError:
        return [], []
    assert isinstance(solutions, QuerySolutions), "a SELECT query"
    found: tuple[list[str], list[str]] = ([], [])
    for row in solutions:
        for number, (named, _) in enumerate(names):
            node = row[f"g{number}"]
            assert isinstance(node, NamedNode), "an IRI stands for itself"
            found[named].append(node.value)
    return found


def _from_names(query: str, tokens: Sequence[Token]) -> Iterable[tuple[bool, str]]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "other" else 0
        if depth or not token.is_word("FROM") or name_at(tokens, index):
            continue
        named = (
            index + 1 < len(tokens) and tokens[index + 1].is_word("NAMED") and not name_at(tokens, index + 1)
        )
        first = index + (2 if named else 1)
        length = name_at(tokens, first)
        if length:
            yield named, query[tokens[first].start : tokens[first + length - 1].end]
