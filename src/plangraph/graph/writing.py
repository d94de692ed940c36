"""Writing triples: the quads of one named graph and of the provenance graph beside it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import plg, term
from plangraph.model.places import Evidence
from plangraph.model.texts import Bilingual

TYPE = term("rdf:type")
LABEL = term("rdfs:label")
ALSO = term("skos:altLabel")


def literal(value: str | int | Decimal | bool) -> Literal:
    """A literal of the few types that every store keeps as they are: string, integer, decimal, boolean."""
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, int):
        return Literal(str(value), datatype=term("xsd:integer"))
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=term("xsd:decimal"))
    return Literal(value.encode("utf-8", "replace").decode())


def bilingual(text: Bilingual) -> tuple[Literal, Literal]:
    """Both languages, tagged."""
    return Literal(text.ja, language="ja"), Literal(text.en, language="en")


class GraphWriter:
    """Collects the quads of one named graph and of the provenance graph beside it."""

    def __init__(self, iris: Iris, graph: str, provenance: str) -> None:
        self.iris = iris
        self.graph = NamedNode(graph)
        self.provenance = NamedNode(provenance)
        self.quads: set[Quad] = set()

    def add(self, subject: str, predicate: NamedNode, value: NamedNode | Literal) -> None:
        """One triple of the graph."""
        self.quads.add(Quad(NamedNode(subject), predicate, value, self.graph))

    def link(self, subject: str, predicate: NamedNode, target: str) -> None:
        """One triple that leads to another thing."""
        self.add(subject, predicate, NamedNode(target))

    def type(self, subject: str, *classes: str) -> None:
        """The classes of a thing, by prefixed name."""
        for name in classes:
            self.add(subject, TYPE, term(name))

    def also_printed(self, subject: str, label: str, evidence: Iterable[Evidence]) -> None:
        """A label that a document prints for a thing that is known under another, with its source."""
        self.add(subject, ALSO, literal(label))
        self.source(subject, evidence)

    def source(self, subject: str, evidence: Iterable[Evidence]) -> None:
        """Where a statement stands, in the provenance graph."""
        for item in evidence:
            line = self.iris.source_line(item)
            node = NamedNode(line)
            said: list[tuple[NamedNode, NamedNode | Literal]] = [
                (TYPE, plg("SourceLine")),
                (TYPE, term("oa:SpecificResource")),
                (term("oa:hasSource"), NamedNode(self.iris.document(item.document))),
                (plg("place"), literal(str(item.place))),
                (plg("quote"), literal(item.quote)),
            ]
            if item.place.where is not None:
                said.append((plg("textLines"), literal(item.place.in_text)))
            self.quads.add(Quad(NamedNode(subject), term("prov:hadPrimarySource"), node, self.provenance))
            self.quads.update(Quad(node, predicate, value, self.provenance) for predicate, value in said)


def thing_of(iris: Iris, kind: str, key: str, document: str, plan: str) -> str:
    """The address of what a finding or a correction is about; raises KeyError for a kind of record that has none."""
    makers = {
        "document": lambda: iris.document(key),
        "listing": lambda: iris.listing(document, key),
        "policy": lambda: iris.policy(plan, key),
        "basic-project": lambda: iris.basic_project(plan, key),
    }
    return makers[kind]()
