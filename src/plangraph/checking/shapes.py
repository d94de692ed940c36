"""The SHACL shapes of a folder, and what they find in a graph.

This module alone uses pyshacl and rdflib's SPARQL engine. Two habits of pyshacl 0.40 are made good here.
Messages of SPARQL constraints lose their language tag, so each is held against the shape's own templates;
that also gives back the variables that it names. Substituted values go through `re.sub` as templates, so
backslashes are doubled on the way in.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import rdflib
import rdflib.plugins.sparql
from pyoxigraph import Triple
from pyshacl.graph_abstraction import DataGraph
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from plangraph.errors import DescriptionError
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual

# rdflib's SPARQL parser keeps its state in the grammar: two threads that parse at once break each other's parse.
_ONE_AT_A_TIME = threading.Lock()

# Otherwise a FROM clause in a shape would make rdflib fetch the address.
rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False

_RULE = rdflib.URIRef(PLG_IRI + "rule")
_VARIABLE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True)
class Shape:
    """One rule: its name for the report, and its message with `{?variable}` where a title or figure goes."""

    iri: str
    rule: str
    name: Bilingual
    severity: Severity
    template: Bilingual

    def told(self, texts: Iterable[str]) -> tuple[Bilingual, dict[str, str]]:
        """Sort a result's messages by language, and give the variables that they name.

        >>> template = Bilingual("「{?item}」です。", "It is {?item}.")
        >>> shape = Shape("", "rule", Bilingual("", ""), Severity.INFO, template)
        >>> shape.told(["It is a.", "「a」です。"])
        (Bilingual(ja='「a」です。', en='It is a.'), {'item': 'a'})
        """
        by_lang = {"ja": self.template.ja, "en": self.template.en}
        variables: dict[str, str] = {}
        for text in texts:
            for lang in ("ja", "en"):
                matched = _pattern(self.template.ja if lang == "ja" else self.template.en).fullmatch(text)
                if matched:
                    by_lang[lang] = text
                    variables |= matched.groupdict()
                    break
        return Bilingual(by_lang["ja"], by_lang["en"]), variables


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
    """The shapes of a folder by address, and the rdflib graph they were read into."""

    by_iri: dict[str, Shape]
    graph: rdflib.Graph = field(repr=False, compare=False)

    def validate(
        self, triples: Iterable[Triple], only: Sequence[str] = ()
    ) -> tuple[bool, tuple[ShapeResult, ...]]:
        """Hold a graph against the shapes: whether it conforms (SHACL, clause 3.4), and the results.

        `only` names rules; without it all shapes are used. Nothing is inferred and nothing is fetched.
        """
        chosen = [s.iri for s in self.by_iri.values() if s.rule in only] if only else None
        data = DataGraph.from_rdflib_graph(_data_graph(triples))
        with _ONE_AT_A_TIME:
            conforms, report, text = pyshacl.validate(
                data,
                shacl_graph=self.graph,
                inference="none",
                advanced=False,
                inplace=True,
                use_shapes=chosen,
            )
        if not isinstance(report, rdflib.Graph):
            raise DescriptionError(
                "shapes",
                Bilingual(
                    f"SHACL の検証を実行できませんでした（{text}）。形状の SPARQL を確認してください。",
                    f"SHACL validation could not be run ({text}); check the shapes' SPARQL",
                ),
            )
        return conforms, tuple(self._result(report, node) for node in report.objects(None, SH.result))

    def _result(self, report: rdflib.Graph, node: rdflib.term.Node) -> ShapeResult:
        def one(predicate: rdflib.URIRef) -> str:
            value = report.value(node, predicate)
            return str(value) if isinstance(value, rdflib.URIRef) else ""

        focus = report.value(node, SH.focusNode)
        shape = self.by_iri[one(SH.sourceShape)]
        message, variables = shape.told(str(text) for text in report.objects(node, SH.resultMessage))
        value = one(SH.value)
        return ShapeResult(
            shape=shape,
            focus=f"_:{focus}" if isinstance(focus, rdflib.BNode) else str(focus),
            message=message,
            component=one(SH.sourceConstraintComponent),
            value="" if value == str(focus) else value,
            path=one(SH.resultPath),
            item=variables.get("item", ""),
            printed=variables.get("printed", ""),
            expected=variables.get("expected", ""),
        )


class _PreparedGraph(rdflib.Graph):
    """A graph that translates each query once; pyshacl asks with the same text for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


_prepared = lru_cache(maxsize=512)(prepareQuery)


def load_shapes(folder: Path) -> Shapes:
    """Read every `*.ttl` of a folder; raises DescriptionError where a file or a shape is not fit for use."""
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise DescriptionError(
            str(folder),
            Bilingual(
                "SHACL の形状（*.ttl）がありません。フォルダの指定を確認してください。",
                "no SHACL shapes (*.ttl) here; check the folder",
            ),
        )
    graph = rdflib.Graph()
    for file in files:
        try:
            graph.parse(data=file.read_bytes(), format="turtle", publicID="https://w3id.org/plangraph/shapes")
        except (ValueError, SyntaxError) as error:  # BadSyntax is a SyntaxError, a bad encoding a ValueError
            reason = " ".join(str(error).split())[:300]
            raise DescriptionError(
                str(file),
                Bilingual(
                    f"Turtle として読めません（{reason}）。書式を直してください。",
                    f"not Turtle ({reason}); mend it",
                ),
            ) from None
    nodes = {*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(RDF.type, SH.PropertyShape)}
    return Shapes({str(node): _shape(graph, node) for node in sorted(nodes, key=str)}, graph)


def _shape(graph: rdflib.Graph, node: rdflib.term.Node) -> Shape:
    constraints = [node, *graph.objects(node, SH.sparql)]
    rule = graph.value(node, _RULE)
    name = _bilingual(graph, [node], RDFS.label)
    template = _bilingual(graph, constraints, SH.message)
    if rule is None or name is None or template is None:
        raise DescriptionError(
            str(node),
            Bilingual(
                "形状には plg:rule と、日本語と英語の rdfs:label・sh:message が必要です。補ってください。",
                "a shape needs plg:rule, and rdfs:label and sh:message in @ja and @en; supply them",
            ),
        )
    severity = graph.value(node, SH.severity, default=SH.Violation)
    return Shape(str(node), str(rule), name, Severity(str(severity).removeprefix(str(SH))), template)


def _bilingual(
    graph: rdflib.Graph, nodes: Iterable[rdflib.term.Node], predicate: rdflib.URIRef
) -> Bilingual | None:
    literals = [o for n in nodes for o in graph.objects(n, predicate) if isinstance(o, rdflib.Literal)]
    texts = {literal.language: str(literal) for literal in literals}
    return Bilingual(texts["ja"], texts["en"]) if {"ja", "en"} <= texts.keys() else None


def _pattern(template: str) -> re.Pattern[str]:
    """What a message made from a template looks like; a variable that stands twice must be the same twice."""
    pieces = _VARIABLE.split(template)
    seen: set[str] = set()
    pattern = ""
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            pattern += re.escape(piece)
        else:
            pattern += f"(?P={piece})" if piece in seen else f"(?P<{piece}>.*?)"
            seen.add(piece)
    return re.compile(pattern, re.DOTALL)


def _data_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    # Sorted, so that GROUP_CONCAT gives the same order in each run.
    doubled = (_with_doubled_backslashes(triple) for triple in triples)
    text = pyoxigraph.serialize(doubled, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
    lines = b"".join(sorted(text.splitlines(keepends=True)))
    return _PreparedGraph().parse(data=lines, format="nt")


def _with_doubled_backslashes(triple: Triple) -> Triple:
    o = triple.object
    if not isinstance(o, pyoxigraph.Literal) or "\\" not in o.value:
        return triple
    text = o.value.replace("\\", "\\\\")
    if o.language:
        return Triple(triple.subject, triple.predicate, pyoxigraph.Literal(text, language=o.language))
    return Triple(triple.subject, triple.predicate, pyoxigraph.Literal(text, datatype=o.datatype))
