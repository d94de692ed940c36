"""Which nodes a shape looks at, as a SPARQL pattern that binds ?this (SHACL, clause 2.1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from plangraph.checking.engines.paths import Path
from plangraph.checking.engines.results import Node
from plangraph.checking.engines.shapes_graph import NotCompiledError, ShapesGraph, Subject

Classes = Callable[[NamedNode], list[NamedNode]]
"""A class → itself and the classes under it in the data."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The same nodes twice: `each` may bind one of them several times, `once` does not. Both may stand in any group."""

    each: str
    once: str

    def pairs(self, path: Path | None) -> str:
        """A pattern that binds ?this and each of its values to ?value; the node itself where there is no path."""
        if path is None:
            return f"{self.each} BIND (?this AS ?value)"
        if path.nullable:
            # The engine's paths of no step start from terms of the graph only.
            return (
                f"{{ {self.each} ?this {path.text} ?value }} UNION {{ {self.each} BIND (?this AS ?value) }}"
            )
        return f"{self.each} ?this {path.text} ?value ."

    def pairs_once(self, path: Path | None) -> str:
        """The same, each pair once."""
        if path is not None and path.single:
            return f"{self.once} ?this {path.text} ?value ."
        return f"{{ SELECT DISTINCT ?this ?value WHERE {{ {self.pairs(path)} }} }}"

    def values(self, path: Path | None) -> Focus:
        """The values as nodes to be looked at."""
        if path is None:
            return self
        inner = f"SELECT (?value AS ?plgValue) WHERE {{ {self.pairs(path)} }}"
        pattern = f"{{ SELECT DISTINCT (?plgValue AS ?this) WHERE {{ {{ {inner} }} }} }}"
        return Focus(pattern, pattern)


def focus_of(graph: ShapesGraph, shape: Subject, classes: Classes) -> Focus | None:
    """The pattern of a shape's own targets; None where it has none that could be met."""
    ways: list[str] = []
    single = True
    targets = graph.objects(shape, "sh:targetClass")
    for target in [*targets, *([shape] if shape in graph.implicit_classes else [])]:
        found = classes(_iri(target))
        single &= len(found) == 1
        ways.append(
            f"?this {_A} ?plgClass . VALUES ?plgClass {{ {' '.join(map(str, found))} }}"
            if len(found) > 1
            else f"?this {_A} {found[0]} ."
        )
    # A node with three values would be looked at three times.
    ways += [
        f"{{ SELECT DISTINCT ?this WHERE {{ ?this {_iri(target)} ?plgObject }} }}"
        for target in graph.objects(shape, "sh:targetSubjectsOf")
    ]
    ways += [
        f"{{ SELECT DISTINCT ?this WHERE {{ ?plgSubject {_iri(target)} ?this }} }}"
        for target in graph.objects(shape, "sh:targetObjectsOf")
    ]
    nodes = [node for node in graph.objects(shape, "sh:targetNode") if not isinstance(node, BlankNode)]
    if nodes:
        ways.append(f"VALUES ?this {{ {' '.join(map(str, nodes))} }}")
    if not ways:
        return None
    each = ways[0] if len(ways) == 1 else " UNION ".join(f"{{ {way} }}" for way in ways)
    if single and len(ways) == 1:
        return Focus(each, each)
    return Focus(each, f"{{ SELECT DISTINCT ?this WHERE {{ {each} }} }}")


_A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _iri(node: Node) -> NamedNode:
    if not isinstance(node, NamedNode):
        raise NotCompiledError("a target that is no IRI")
    return node
