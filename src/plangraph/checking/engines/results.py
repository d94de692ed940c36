"""What an engine gives: the results of SHACL, clause 3.6, as plain data, and who found them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode

Node = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One sh:ValidationResult. Results that say the same are one.

    `path` is the result path as SPARQL writes it, "" where there is none. `constraint` is the SPARQL constraint it
    comes from. `variables` are what a SPARQL constraint selected, by name.
    """

    focus: Node
    shape: NamedNode | BlankNode
    component: NamedNode
    severity: NamedNode
    path: str = ""
    value: Node | None = None
    constraint: NamedNode | BlankNode | None = None
    messages: tuple[Literal, ...] = ()
    variables: Mapping[str, Node] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells results apart, in words that can be sorted."""
        parts = (self.shape, self.component, self.constraint, self.focus, self.path, self.value)
        return (*map(str, parts), *sorted(map(str, self.messages)))


@dataclass(frozen=True, slots=True)
class Fallback:
    """A shape that the default engine leaves to the reference engine, and why."""

    shape: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results on a whole graph. `targets` counts the shapes with at least one focus node; None where not counted."""

    results: tuple[Result, ...]
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def conforms(self) -> bool:
        """False as soon as there is a result, however light (SHACL, clause 3.4)."""
        return not self.results
