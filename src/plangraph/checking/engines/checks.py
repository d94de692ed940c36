"""One run over a graph: the compiled shapes, and the reference engine for what they leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from plangraph.checking.engines.compiled import CompiledEngine
from plangraph.checking.engines.data import Data
from plangraph.checking.engines.results import Outcome, Result
from plangraph.checking.engines.shapes_graph import Subject

if TYPE_CHECKING:
    from plangraph.checking.engines.reference import ReferenceEngine


def run_engine(
    compiled: CompiledEngine | None,
    reference: Callable[[], ReferenceEngine],
    data: Data,
    roots: Sequence[Subject],
) -> Outcome:
    """Everything that these shapes find, each result once; without a compiled engine the reference does all.

    `reference` gives that engine, which is not made where it is not needed.
    """
    if compiled is None:
        return reference().validate(data.triples(), roots)
    outcome = compiled.validate(data, roots)
    if not outcome.fallbacks:
        return outcome
    left = [root for root in roots if _name(root) in {fallback.shape for fallback in outcome.fallbacks}]
    rest = reference().validate(data.triples(), left)
    results: dict[Result, None] = dict.fromkeys((*outcome.results, *rest.results))
    return Outcome(tuple(results), outcome.fallbacks)


def _name(node: Subject) -> str:
    return node.value
