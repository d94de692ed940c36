"""Shapes compiled to SPARQL, and the engine that runs them side by side."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

from pyoxigraph import Literal

from plangraph.checking.engines.compiled_shape import CompiledShape
from plangraph.checking.engines.data import Data
from plangraph.checking.engines.focus import focus_of
from plangraph.checking.engines.results import Fallback, Outcome, Result
from plangraph.checking.engines.shapes_graph import NotCompiledError, ShapesGraph, Subject
from plangraph.graph.vocabulary import term


@dataclass(frozen=True)
class CompiledEngine:
    """The shapes of a graph, held against data by queries. `only` names the shapes to begin from; else all with a target."""

    graph: ShapesGraph

    def validate(self, data: Data, only: Sequence[Subject] | None = None, threads: int = 0) -> Outcome:
        """The results, and the shapes that were left out with the reason, to be given to the reference engine."""
        roots = self.graph.roots if only is None else tuple(only)
        with ThreadPoolExecutor(threads or min(4, os.cpu_count() or 1), "shape") as pool:
            found = list(pool.map(lambda root: self._root(data, root), roots))
        results: dict[Result, None] = {}
        fallbacks = []
        for root, outcome in zip(roots, found, strict=True):
            if isinstance(outcome, str):
                fallbacks.append(Fallback(root.value, outcome))
            else:
                results.update(dict.fromkeys(_as_given(data, result) for result in outcome))
        return Outcome(tuple(results), tuple(fallbacks))

    def _root(self, data: Data, root: Subject) -> list[Result] | str:
        try:
            focus = focus_of(self.graph, root, data.classes)
            return (
                []
                if focus is None
                else list(CompiledShape(self.graph, self.custom_parameters, data, root).results(focus))
            )
        except NotCompiledError as error:
            return str(error)

    def meets(self, data: Data) -> bool:
        """Whether any shape has a focus node in the data."""
        try:
            patterns = [focus_of(self.graph, root, data.classes) for root in self.graph.roots]
        except NotCompiledError:
            return True  # the reference engine tells
        return any(
            next(data.rows(f"SELECT ?this WHERE {{ {focus.each} }} LIMIT 1"), None)
            for focus in patterns
            if focus
        )

    @cached_property
    def custom_parameters(self) -> frozenset[str]:
        """The properties that bring in constraint components of the shapes graph's own (SHACL, clause 6)."""
        components = self.graph.subjects("rdf:type", term("sh:ConstraintComponent"))
        kinds = ("sh:validator", "sh:nodeValidator", "sh:propertyValidator")
        components += [node for kind in kinds for node in self.graph.having(kind)]
        parameters = [p for node in components for p in self.graph.objects(node, "sh:parameter")]
        return frozenset(path.value for p in parameters for path in self.graph.objects(p, "sh:path"))


def _as_given(data: Data, result: Result) -> Result:
    """Focus node and value as the graph that was given writes them."""
    if not data.rewritten:
        return result
    focus, value = (
        data.rewritten.get(n, n) if isinstance(n, Literal) else n for n in (result.focus, result.value)
    )
    assert focus is not None, "a result has a focus node"
    return replace(result, focus=focus, value=value)
