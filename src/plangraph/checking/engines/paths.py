"""A SHACL property path (clause 2.3.1) as a SPARQL 1.1 property path."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from plangraph.checking.engines.results import Node
from plangraph.checking.engines.shapes_graph import NotCompiledError, ShapesGraph
from plangraph.graph.vocabulary import term

_REPEATED = {"sh:zeroOrMorePath": "*", "sh:oneOrMorePath": "+", "sh:zeroOrOnePath": "?"}


@dataclass(frozen=True, slots=True)
class Path:
    """A path in SPARQL's syntax.

    `nullable` where it may have no step at all; then its start is a value. `single` where it is one property or its
    inverse, so that no value comes twice.
    """

    text: str
    nullable: bool = False
    single: bool = False


def path_of(graph: ShapesGraph, node: Node) -> Path:
    """Translate a path; raises NotCompiledError where it is not well-formed."""
    return _path(graph, node, frozenset())


def _path(graph: ShapesGraph, node: Node, above: frozenset[Node]) -> Path:
    if isinstance(node, NamedNode):
        return Path(str(node), single=True)
    if isinstance(node, Literal) or node in above:
        raise NotCompiledError("a path that is none")
    above |= {node}
    if graph.values(node, term("rdf:first")):
        steps = [_path(graph, step, above) for step in graph.list_of(node)]
        if len(steps) < 2:
            raise NotCompiledError("a sequence path of fewer than two steps")
        return Path(f"({'/'.join(s.text for s in steps)})", all(s.nullable for s in steps))
    for inverse in graph.objects(node, "sh:inversePath"):
        step = _path(graph, inverse, above)
        return Path(f"^{step.text}" if step.single else f"^({step.text})", step.nullable, step.single)
    for alternatives in graph.objects(node, "sh:alternativePath"):
        ways = [_path(graph, way, above) for way in graph.list_of(alternatives)]
        if len(ways) < 2:
            raise NotCompiledError("an alternative path of fewer than two ways")
        return Path(f"({'|'.join(w.text for w in ways)})", any(w.nullable for w in ways))
    for kind, sign in _REPEATED.items():
        for repeated in graph.objects(node, kind):
            step = _path(graph, repeated, above)
            return Path(f"({step.text}){sign}", sign != "+" or step.nullable)
    raise NotCompiledError("a path that is none")
