"""The graph that is checked, as the compiled shapes ask it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from plangraph.checking.engines.conditions import Function
from plangraph.checking.engines.shapes_graph import NotCompiledError
from plangraph.graph.vocabulary import sparql_prefixes, term

_KEPT = frozenset((term("xsd:string"), term("rdf:langString")))


@dataclass(slots=True)
class Data:
    """The unnamed graph of a store. Several threads may ask at once.

    The store keeps numbers and dates by value: "01"^^xsd:integer becomes 1, xsd:int becomes xsd:integer. `rewritten` are the
    literals of which this holds, as the store has them → as they were given, and `rewritten_under` the properties that have
    them; `merged` where two of them became one.
    """

    store: Store
    functions: dict[NamedNode, Function] = field(default_factory=dict)
    known_classes: dict[NamedNode, list[NamedNode]] = field(default_factory=dict)
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)
    rewritten: dict[Literal, Literal] = field(default_factory=dict)
    merged: bool = False
    rewritten_under: frozenset[NamedNode] = frozenset()
    given: Sequence[Triple] = ()

    def rows(self, query: str) -> QuerySolutions:
        """The solutions of a query that was made here or stands in a shape."""
        try:
            solutions = self.store.query(query, custom_functions=self.functions)
        except (SyntaxError, RuntimeError) as error:
            raise NotCompiledError(
                f"SPARQL that the store refuses: {' '.join(str(error).split())[:200]}"
            ) from None
        assert isinstance(solutions, QuerySolutions), "SELECT queries only"
        return solutions

    def classes(self, node: NamedNode) -> list[NamedNode]:
        """A class and those under it in the data, directly or not, sorted."""
        known = self.known_classes.get(node)
        if known is None:
            rows = self.rows(f"{sparql_prefixes()} SELECT ?class WHERE {{ ?class rdfs:subClassOf+ {node} }}")
            under = {row["class"] for row in rows}
            known = [node, *sorted((c for c in under if isinstance(c, NamedNode) and c != node), key=str)]
            self.known_classes[node] = known
        return known

    def count(self, query: str) -> int:
        """The one number of a query that counts into ?n."""
        value = next(self.rows(query))["n"]
        return int(value.value) if isinstance(value, Literal) else 0

    def size(self, prefixes: str, name: str) -> int:
        """How many triples a property has, counted once. `name` is written as a query with these prefixes has it."""
        key = (prefixes, name)
        known = self.sizes.get(key)
        if known is None:
            known = self.sizes[key] = self.count(
                f"{prefixes} SELECT (COUNT(*) AS ?n) WHERE {{ ?s {name} ?o }}"
            )
        return known

    def triples(self) -> Iterator[Triple]:
        """All of the graph, as it was given where that is known."""
        if self.given:
            return iter(self.given)
        return (quad.triple for quad in self.store.quads_for_pattern(None, None, None, DefaultGraph()))


def data_of(triples: Iterable[Triple]) -> Data:
    """Triples as a graph in memory."""
    given = list(triples)
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in given)
    rewritten = _rewritten(given)
    changed = set(rewritten.values())
    under = frozenset(t.predicate for t in given if t.object in changed) if changed else frozenset()
    return Data(
        store,
        rewritten=rewritten,
        rewritten_under=under,
        merged=bool(rewritten) and len(store) < len(set(given)),
        given=given,
    )


def _rewritten(triples: Iterable[Triple]) -> dict[Literal, Literal]:
    literals = {t.object for t in triples if isinstance(t.object, Literal) and t.object.datatype not in _KEPT}
    if not literals:
        return {}
    beside = Store()
    place = NamedNode("urn:plangraph:literal")
    found: dict[Literal, Literal] = {}
    for literal in sorted(literals, key=str):
        beside.add(Quad(place, place, literal))
        stored = next(iter(beside.quads_for_pattern(None, None, None))).object
        beside.clear()
        if stored != literal:
            assert isinstance(stored, Literal), "a literal stays one"
            found[stored] = literal
    return found
