"""A shapes graph: its triples by subject, its shapes, what they target and which other shapes they ask.

Read with the parser that reads the data too, so that a literal in a shape and the same one in the data are equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from plangraph.checking.engines.results import Node
from plangraph.errors import DescriptionError
from plangraph.graph.vocabulary import term
from plangraph.model.texts import Bilingual

Subject = NamedNode | BlankNode

TYPE = term("rdf:type")
_FIRST, _REST, _NIL = term("rdf:first"), term("rdf:rest"), term("rdf:nil")
_TARGETS = ("sh:targetClass", "sh:targetNode", "sh:targetSubjectsOf", "sh:targetObjectsOf")
SHAPE_PARAMETERS = ("sh:node", "sh:property", "sh:not", "sh:qualifiedValueShape")
SHAPE_LISTS = ("sh:and", "sh:or", "sh:xone")


class NotCompiledError(Exception):
    """A shape that SPARQL queries cannot be made of with the same results; says why in English."""


@dataclass(frozen=True)
class ShapesGraph:
    """The triples of a shapes graph; nothing that owl:imports names is fetched."""

    triples: tuple[Triple, ...] = field(repr=False)

    @cached_property
    def _by_subject(self) -> dict[tuple[object, object], list[Node]]:
        found: defaultdict[tuple[object, object], list[Node]] = defaultdict(list)
        for triple in dict.fromkeys(self.triples):
            if isinstance(triple.object, NamedNode | BlankNode | Literal):
                found[triple.subject, triple.predicate].append(triple.object)
        return dict(found)

    @cached_property
    def _by_object(self) -> dict[tuple[object, object], list[Subject]]:
        found: defaultdict[tuple[object, object], list[Subject]] = defaultdict(list)
        for triple in dict.fromkeys(self.triples):
            found[triple.predicate, triple.object].append(triple.subject)  # type: ignore[arg-type]
        return dict(found)

    def objects(self, subject: Node, *predicates: str) -> list[Node]:
        """The values of one of some properties, in the order of the file."""
        return [node for p in predicates for node in self._by_subject.get((subject, term(p)), [])]

    def all_objects(self, predicate: str) -> list[Node]:
        """Every value of a property, whatever has it."""
        wanted = term(predicate)
        return [o for (_, p), values in self._by_subject.items() if p == wanted for o in values]

    def values(self, subject: Node, predicate: NamedNode) -> list[Node]:
        """The values of any property."""
        return self._by_subject.get((subject, predicate), [])

    def subjects(self, predicate: str, value: Node) -> list[Subject]:
        """What has a value."""
        return self._by_object.get((term(predicate), value), [])

    def having(self, predicate: str) -> list[Subject]:
        """Everything that has a property."""
        wanted = term(predicate)
        return [s for s, p in self._by_subject if p == wanted]  # type: ignore[misc]

    def predicates(self, subject: Node) -> set[str]:
        """The properties of a node, as IRIs."""
        return self._predicates.get(subject, set())

    @cached_property
    def _predicates(self) -> dict[object, set[str]]:
        found: defaultdict[object, set[str]] = defaultdict(set)
        for triple in self.triples:
            found[triple.subject].add(triple.predicate.value)
        return dict(found)

    def list_of(self, head: Node) -> list[Node]:
        """The members of an rdf:List; raises NotCompiledError where it is none."""
        members: list[Node] = []
        seen: set[Node] = set()
        while head != _NIL:
            firsts, rests = self.values(head, _FIRST), self.values(head, _REST)
            if len(firsts) != 1 or len(rests) != 1 or head in seen:
                raise NotCompiledError("a list that is none")
            seen.add(head)
            members += firsts
            head = rests[0]
        return members

    @cached_property
    def roots(self) -> tuple[Subject, ...]:
        """Every shape with a target of its own, in a fixed order."""
        found: dict[Subject, None] = {}
        for target in _TARGETS:
            found.update(dict.fromkeys(self.having(target)))
        found.update(dict.fromkeys(self.implicit_classes))
        return tuple(sorted(found, key=str))

    @cached_property
    def implicit_classes(self) -> frozenset[Subject]:
        """Shapes that are classes, and so target their instances (SHACL, clause 2.1.3.3)."""
        kinds = [term("rdfs:Class"), *self.subjects("rdfs:subClassOf", term("rdfs:Class"))]
        classes = {node for kind in kinds for node in self.subjects("rdf:type", kind)}
        return frozenset(
            node
            for node in classes
            if isinstance(node, NamedNode)
            and {term("sh:NodeShape"), term("sh:PropertyShape")} & set(self.objects(node, "rdf:type"))
        )

    def asked_by(self, shape: Node) -> list[Node]:
        """The shapes that a shape asks of its nodes or values."""
        lists = [self.list_of(head) for head in self.objects(shape, *SHAPE_LISTS)]
        return [*self.objects(shape, *SHAPE_PARAMETERS), *(node for members in lists for node in members)]

    def reached(self, shape: Subject) -> set[Node]:
        """A shape and every one that it asks, directly or not."""
        found: set[Node] = {shape}
        waiting: list[Node] = [shape]
        while waiting:
            for node in self.asked_by(waiting.pop()):
                if node not in found:
                    found.add(node)
                    waiting.append(node)
        return found

    def check_recursion(self) -> None:
        """Raise DescriptionError for a shape that asks itself: SHACL leaves open what that means (clause 3.4.3)."""
        done: set[Node] = set()
        for shape in self.roots:
            self._walk(shape, (), done)

    def _walk(self, shape: Node, above: tuple[Node, ...], done: set[Node]) -> None:
        if shape in above:
            name = _name(
                next(node for node in (shape, *above) if isinstance(node, NamedNode) or node == above[0])
            )
            raise DescriptionError(
                name,
                Bilingual(
                    "形状が自分自身を参照しています（再帰）。再帰する形状は検証できないので、参照の輪を切ってください。",
                    "this shape refers to itself (recursion), which cannot be validated; break the circle of references",
                ),
            )
        if shape in done:
            return
        try:
            asked = self.asked_by(shape)
        except NotCompiledError:
            asked = []  # a broken list is told by the engine that meets it
        for node in asked:
            self._walk(node, (*above, shape), done)
        done.add(shape)

    def prefixes_of(self, constraint: Node) -> str:
        """The PREFIX lines of a SPARQL constraint (SHACL, clause 5.2.1); what is imported must be in the same graph."""
        waiting, seen, lines = self.objects(constraint, "sh:prefixes"), set[Node](), dict[str, str]()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            waiting += self.objects(node, "owl:imports")
            for declared in self.objects(node, "sh:declare"):
                for prefix in self.objects(declared, "sh:prefix"):
                    for namespace in self.objects(declared, "sh:namespace"):
                        if lines.setdefault(_text(prefix), _text(namespace)) != _text(namespace):
                            raise NotCompiledError(f"the prefix {_text(prefix)} is declared twice")
        return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in lines.items())


def graph_of(triples: Iterable[Triple]) -> ShapesGraph:
    """A shapes graph of these triples."""
    return ShapesGraph(tuple(triples))


def _text(node: Node) -> str:
    return node.value


def _name(node: Node) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


def literals(nodes: Iterable[Node]) -> Iterator[Literal]:
    """Those that are literals."""
    return (node for node in nodes if isinstance(node, Literal))
