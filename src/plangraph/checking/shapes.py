"""SHACL shapes from files, and what they find in a graph, in the words of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Literal as OneOf
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from plangraph.checking.engines.checks import run_engine
from plangraph.checking.engines.compiled import CompiledEngine
from plangraph.checking.engines.data import Data, data_of
from plangraph.checking.engines.messages import saying
from plangraph.checking.engines.results import Node, Outcome, Result
from plangraph.checking.engines.shapes_graph import ShapesGraph, Subject, literals
from plangraph.errors import DescriptionError
from plangraph.graph.query_words import calls_service
from plangraph.graph.vocabulary import term
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual

if TYPE_CHECKING:
    import rdflib

    from plangraph.checking.engines.reference import ReferenceEngine

Engine = OneOf["compiled", "pyshacl"]
ENGINES: tuple[Engine, ...] = ("compiled", "pyshacl")
"""What can hold a graph against shapes; the first is the default, the last the reference."""

_BASE = "https://w3id.org/plangraph/shapes"
_NO_TEXT = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class Shape:
    """One rule: its name for the report, and its message with `{?variable}` where a title or figure goes.

    `template` is empty for a shape of somebody else that has none.
    """

    iri: str
    rule: str
    name: Bilingual
    severity: Severity
    template: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeResult:
    """One sh:ValidationResult. `focus`, `value` and `path` are addresses; "" where there is none."""

    shape: Shape
    focus: str
    message: Bilingual
    component: str
    value: str = ""
    path: str = ""
    item: str = ""
    printed: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Shapes:
    """Shapes by address, and the graph they stand in."""

    by_iri: dict[str, Shape]
    shapes_graph: ShapesGraph = field(repr=False, compare=False)

    @property
    def graph(self) -> rdflib.Graph:
        """The same triples as rdflib has them."""
        return self._reference.shapes

    @cached_property
    def _reference(self) -> ReferenceEngine:
        # pyshacl takes a second to import, and is seldom needed.
        from plangraph.checking.engines.reference import ReferenceEngine

        return ReferenceEngine(self.shapes_graph)

    @cached_property
    def compiled(self) -> CompiledEngine:
        """The default engine on these shapes."""
        return CompiledEngine(self.shapes_graph)

    def validate(
        self, triples: Iterable[Triple], only: Sequence[str] = (), engine: Engine = "compiled"
    ) -> tuple[bool, tuple[ShapeResult, ...]]:
        """Hold triples against the shapes: whether they conform (SHACL, clause 3.4), and the results.

        `only` names rules; without it all shapes are used. Nothing is inferred and nothing is fetched.
        """
        outcome = self.outcome(data_of(triples), only, engine)
        return outcome.conforms, self.told(outcome.results)

    def outcome(self, data: Data, only: Sequence[str] = (), engine: Engine = "compiled") -> Outcome:
        """What an engine finds in a graph. A shape that the compiled engine leaves out is run by the reference engine."""
        wanted = [node for node in self.shapes_graph.roots if not only or self.of(node).rule in only]
        return run_engine(
            self.compiled if engine == "compiled" else None, lambda: self._reference, data, wanted
        )

    def meets(self, data: Data) -> bool:
        """Whether there is anything in a graph that a shape looks at."""
        return self.compiled.meets(data)

    def told(self, results: Iterable[Result]) -> tuple[ShapeResult, ...]:
        """Results in the words of a report."""
        return tuple(self._told(result) for result in results)

    def _told(self, result: Result) -> ShapeResult:
        value = result.value
        written = value.value if isinstance(value, Literal) else ""
        texts = {
            n: node.value for n, node in result.variables.items() if isinstance(node, Literal | NamedNode)
        }
        shape = self.of(result.shape)
        made = saying(result.component.value, result.path, "" if value is None else value.value)
        return ShapeResult(
            shape=shape,
            focus=_address(result.focus),
            message=_in_both(result.messages, made),
            component=result.component.value,
            value=value.value if isinstance(value, NamedNode) and value != result.focus else "",
            path=result.path[1:-1] if _is_one_iri(result.path) else "",
            item=texts.get("item", result.focus.value if isinstance(result.focus, Literal) else ""),
            printed=texts.get("printed", written if result.constraint is None else ""),
            expected=texts.get("expected", ""),
        )

    def of(self, node: Subject) -> Shape:
        """The shape at a node; one without an address of its own goes by the nearest that has one."""
        known = self.by_iri.get(_address(node))
        return known or self._unnamed.setdefault(node, self._make(node))

    @cached_property
    def _unnamed(self) -> dict[Subject, Shape]:
        return {}

    def _make(self, node: Subject) -> Shape:
        graph, above, seen = self.shapes_graph, node, {node}
        while isinstance(above, BlankNode) and (parents := _parents(graph, above) - seen):
            above = min(parents, key=str)
            seen.add(above)
        own, holder = _shape(graph, node), self.by_iri.get(_address(above))
        if holder is None or holder.iri == own.iri:
            return own
        named = bool(graph.objects(node, "plg:rule"))
        path = next((p.value for p in graph.objects(node, "sh:path") if isinstance(p, NamedNode)), "")
        rule = own.rule if named else "-".join(part for part in (holder.rule, _last_part(path)) if part)
        told = graph.objects(node, "rdfs:label", "sh:name")
        return Shape(own.iri, rule, own.name if told else Bilingual(rule, rule), own.severity, own.template)


def _parents(graph: ShapesGraph, node: Subject) -> set[Subject]:
    properties = (
        "sh:property",
        "sh:node",
        "sh:not",
        "sh:qualifiedValueShape",
        "sh:and",
        "sh:or",
        "sh:xone",
        "rdf:first",
        "rdf:rest",
    )
    return {parent for predicate in properties for parent in graph.subjects(predicate, node)}


def load_shapes(path: Path, *, strict: bool = True) -> Shapes:
    """Read a file of shapes, or every `*.ttl` of a folder; raises DescriptionError where one is not fit for use.

    `strict` asks of every shape what a report of the house needs: a rule, and a name and message in both languages. Shapes
    of somebody else do without; what they lack is made of their address and of what they ask.
    """
    files = sorted(path.glob("*.ttl")) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        raise DescriptionError(
            str(path),
            Bilingual(
                "SHACL の形状（ファイル、またはフォルダーの *.ttl）がありません。指定を確認してください。",
                "no SHACL shapes here (a file, or *.ttl in a folder); check the path",
            ),
        )
    triples = [triple for number, file in enumerate(files) for triple in _read(file, number)]
    return shapes_of(triples, str(path), strict=strict)


def shapes_of(triples: Iterable[Triple], place: str, *, strict: bool = False) -> Shapes:
    """Shapes from triples; raises DescriptionError where they are not fit for use. `place` is what a message calls them."""
    graph = ShapesGraph(tuple(triples))
    typed = {
        *graph.subjects("rdf:type", term("sh:NodeShape")),
        *graph.subjects("rdf:type", term("sh:PropertyShape")),
    }
    nodes = sorted((n for n in {*typed, *graph.roots} if isinstance(n, NamedNode)), key=str)
    if not graph.roots:
        raise DescriptionError(
            place,
            Bilingual(
                "対象（sh:targetClass など）を持つ SHACL の形状がありません。指定を確認してください。",
                "no SHACL shape with a target (sh:targetClass …) here; check what was given",
            ),
        )
    graph.check_recursion()
    for text in [*graph.all_objects("sh:select"), *graph.all_objects("sh:ask")]:
        if calls_service(text.value):
            raise DescriptionError(
                place,
                Bilingual(
                    "形状の SPARQL に SERVICE があります。外のサーバーへの問い合わせはしません。",
                    "SPARQL in a shape calls SERVICE; no query reaches another server",
                ),
            )
    return Shapes(
        {node.value: _strict_shape(graph, node) if strict else _shape(graph, node) for node in nodes}, graph
    )


def _read(file: Path, number: int) -> list[Triple]:
    form = RdfFormat.from_extension(file.suffix.removeprefix(".")) or RdfFormat.TURTLE
    try:
        quads = list(parse(path=str(file), format=form, base_iri=_BASE))
    except (SyntaxError, OSError) as error:
        reason = " ".join(str(error).split())[:300]
        raise DescriptionError(
            str(file),
            Bilingual(
                f"{form.name} として読めません（{reason}）。書式を直してください。",
                f"not {form.name} ({reason}); mend it",
            ),
        ) from None
    return [_kept_apart(quad.triple, number) for quad in quads]


def _kept_apart(triple: Triple, number: int) -> Triple:
    """Blank nodes of two files are two, even where they have one label."""
    ends = [
        BlankNode(f"f{number}x{n.value}") if isinstance(n, BlankNode) else n
        for n in (triple.subject, triple.object)
    ]
    return Triple(ends[0], triple.predicate, ends[1])  # type: ignore[arg-type]


def _strict_shape(graph: ShapesGraph, node: NamedNode) -> Shape:
    shape = _shape(graph, node)
    labels = {literal.language for literal in literals(graph.objects(node, "rdfs:label"))}
    if (
        not graph.objects(node, "plg:rule")
        or not {"ja", "en"} <= labels
        or not (shape.template.ja and shape.template.en)
    ):
        raise DescriptionError(
            node.value,
            Bilingual(
                "形状には plg:rule と、日本語と英語の rdfs:label・sh:message が必要です。補ってください。",
                "a shape needs plg:rule, and rdfs:label and sh:message in @ja and @en; supply them",
            ),
        )
    return shape


def _shape(graph: ShapesGraph, node: Subject) -> Shape:
    iri = _address(node)
    rules = [literal.value for literal in literals(graph.objects(node, "plg:rule"))]
    rule = rules[0] if rules else _last_part(iri)
    names = tuple(literals(graph.objects(node, "rdfs:label", "sh:name")))
    constraints = [node, *graph.objects(node, "sh:sparql")]
    messages = {m.language: m.value for c in constraints for m in literals(graph.objects(c, "sh:message"))}
    severities = [s.value.rpartition("#")[2] for s in graph.objects(node, "sh:severity")]
    known = [Severity(name) for name in severities if name in (s.value for s in Severity)]
    return Shape(
        iri=iri,
        rule=rule,
        name=_in_both(names, Bilingual(rule, rule)),
        severity=known[0] if known else Severity.VIOLATION,
        template=Bilingual(messages.get("ja", ""), messages.get("en", "")),
    )


def _in_both(texts: Sequence[Literal], made: Bilingual) -> Bilingual:
    """Texts by language. What is in one language alone, or in none, is given in the place of the other."""
    by_language: dict[str, str] = {}
    for text in texts:
        by_language.setdefault((text.language or "").partition("-")[0].lower(), text.value)
    if not by_language:
        return made
    plain = by_language.get("", next(iter(by_language.values())))
    japanese = by_language.get("ja", by_language.get("", by_language.get("en", plain)))
    return Bilingual(japanese, by_language.get("en", by_language.get("", by_language.get("ja", plain))))


def _address(node: Node) -> str:
    if isinstance(node, NamedNode):
        return node.value
    return f"_:{node.value}" if isinstance(node, BlankNode) else ""


def _is_one_iri(path: str) -> bool:
    return path.startswith("<") and path.find(">") == len(path) - 1


def _last_part(iri: str) -> str:
    part = (
        iri.rstrip("/#").rpartition("#")[2]
        if "#" in iri.rstrip("/#")
        else iri.rstrip("/#").rpartition("/")[2]
    )
    return unquote(part) or iri
