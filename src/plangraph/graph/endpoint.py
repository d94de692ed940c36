"""The one interface through which everything asks and loads.

Two classes hold to it: `plangraph.graph.embedded.EmbeddedEndpoint` over a pyoxigraph store in this process, and
`plangraph.graph.remote.RemoteEndpoint` over any SPARQL 1.1 server. Nothing above this layer knows which it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal
Row: TypeAlias = Mapping[str, Term]
"""One solution: variable name without its question mark → term. An unbound variable has no key."""


class Endpoint(Protocol):
    """A graph store that answers SPARQL 1.1."""

    def select(self, query: str) -> Sequence[Row]:
        """Answer a SELECT query; raises QueryError where it does not parse."""
        ...

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        ...

    def construct(self, query: str) -> Sequence[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        ...

    def answer(
        self,
        query: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """Answer any query as a whole body in one of the media types of `plangraph.graph.formats`.

        Where graphs are named, they alone are the dataset, whatever FROM says (SPARQL 1.1 Protocol, clause 2.1.4).
        """
        ...

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads; those in the default graph go to the unnamed graph."""
        ...

    def replace_graph(self, graph: str, triples: Iterable[Triple]) -> None:
        """Put a named graph in the place of what stood under its IRI."""
        ...
