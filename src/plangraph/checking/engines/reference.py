"""pyshacl, the reference: slower by orders of magnitude, and what everything else is compared with.

This module alone uses pyshacl and rdflib's SPARQL engine. Two habits of pyshacl 0.40 are made good here.
Messages of SPARQL constraints lose their language tag, so each is held against the constraint's own templates; that also
gives back the variables that it names. Substituted values go through `re.sub` as templates, so backslashes are doubled on
the way in.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pyoxigraph
import pyshacl
import rdflib
import rdflib.plugins.sparql
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query, SPARQLError
from rdflib.query import Result as QueryResult

from plangraph.checking.engines.messages import filled, in_order
from plangraph.checking.engines.paths import path_of
from plangraph.checking.engines.results import Node, Outcome, Result
from plangraph.checking.engines.select_words import joined_variables
from plangraph.checking.engines.shapes_graph import NotCompiledError, ShapesGraph, Subject, literals
from plangraph.errors import DescriptionError
from plangraph.model.texts import Bilingual

# rdflib's SPARQL parser keeps its state in the grammar: two threads that parse at once break each other's parse.
_ONE_AT_A_TIME = threading.Lock()

# Otherwise a FROM clause in a shape would make rdflib fetch the address.
rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False

# What they print beside raising or reporting it.
for _name in ("pyshacl-validate", "rdflib.term"):
    logging.getLogger(_name).disabled = True

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_VARIABLE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class ReferenceEngine:
    """The shapes of a graph as pyshacl runs them."""

    graph: ShapesGraph

    @cached_property
    def shapes(self) -> rdflib.Graph:
        """The shapes as rdflib has them; blank nodes keep their names.

        pyshacl takes the prefixes of sh:prefixes alone, so what that imports is declared there too.
        """
        graph = _to_rdflib(self.graph.triples, rdflib.Graph())
        for holder in set(graph.objects(None, SH.prefixes)):
            for imported in graph.transitive_objects(holder, OWL.imports):
                for declared in list(graph.objects(imported, SH.declare)):
                    graph.add((holder, SH.declare, declared))
        return graph

    def validate(self, triples: Iterable[Triple], only: Sequence[Subject] | None = None) -> Outcome:
        """Hold a graph against the shapes, or those of `only` and what they ask; nothing is inferred or fetched.

        Raises DescriptionError where pyshacl cannot run a shape.
        """
        data = DataGraph.from_rdflib_graph(_data_graph(triples))
        with _ONE_AT_A_TIME:
            try:
                _, report, text = pyshacl.validate(
                    data,
                    shacl_graph=self.shapes if only is None else self._aimed(only),
                    inference="none",
                    advanced=False,
                    inplace=True,
                    do_owl_imports=False,
                )
            except ReportableRuntimeError as error:
                report, text = None, str(error)
            except (SPARQLError, ValueError, TypeError, AttributeError, LookupError, RuntimeError) as error:
                # What pyshacl and rdflib raise for queries and parameters that they did not foresee.
                report, text = None, f"{type(error).__name__}: {error}"
        if not isinstance(report, rdflib.Graph):
            words = " ".join(str(getattr(report, "message", None) or text).split())[:400]
            raise DescriptionError(
                "shapes",
                Bilingual(
                    f"SHACL の検証を実行できませんでした（{words}）。形状を確認してください。",
                    f"SHACL validation could not be run ({words}); check the shapes",
                ),
            )
        found = (self._result(report, node) for node in report.objects(None, SH.result))
        return Outcome(tuple(dict.fromkeys(found)))

    def _aimed(self, only: Sequence[Subject]) -> rdflib.Graph:
        """The shapes with the targets of some alone."""
        kept = {str(_rdflib_term(node)) for node in only}
        aimed = rdflib.Graph()
        classes = {RDFS.Class, *self.shapes.subjects(RDFS.subClassOf, RDFS.Class)}
        for s, p, o in self.shapes:
            if str(s) in kept or not (p in _TARGETS or (p == RDF.type and o in classes)):
                aimed.add((s, p, o))
        return aimed

    def _result(self, report: rdflib.Graph, node: rdflib.term.Node) -> Result:
        def one(predicate: rdflib.URIRef) -> Any:
            value = report.value(node, predicate)
            return None if value is None else _term(value)

        shape, constraint = one(SH.sourceShape), one(SH.sourceConstraint)
        texts = [o for o in report.objects(node, SH.resultMessage) if isinstance(o, rdflib.Literal)]
        messages, variables = self._told(shape, constraint, texts)
        return Result(
            focus=one(SH.focusNode),
            shape=shape,
            component=one(SH.sourceConstraintComponent),
            severity=one(SH.resultSeverity),
            path=self._path(shape, report, report.value(node, SH.resultPath)),
            value=one(SH.value),
            constraint=constraint,
            messages=messages,
            variables=variables,
        )

    def _path(self, shape: Subject, report: rdflib.Graph, path: rdflib.term.Node | None) -> str:
        if path is None:
            return ""
        if isinstance(path, rdflib.URIRef):
            return str(_term(path))
        try:
            return next((path_of(self.graph, own).text for own in self.graph.objects(shape, "sh:path")), "")
        except NotCompiledError:
            return ""

    def _told(
        self, shape: Subject, constraint: Subject | None, texts: Sequence[rdflib.Literal]
    ) -> tuple[tuple[Literal, ...], Mapping[str, Node]]:
        """The messages with the languages of their templates, and the variables that these name.

        Without a template in the shapes the words are pyshacl's own, and are left out.
        """
        own = tuple(literals(self.graph.objects(shape, "sh:message")))
        if constraint is None:
            return own, {}
        templates = tuple(literals(self.graph.objects(constraint, "sh:message"))) or own
        selects = literals(self.graph.objects(constraint, "sh:select"))
        joined = {name: sign for select in selects for name, sign in joined_variables(select.value).items()}
        messages: dict[Literal, None] = {}
        variables: dict[str, Node] = {}
        for template in templates:
            pattern = _pattern(template.value)
            matched = next((m for text in texts if (m := pattern.fullmatch(str(text)))), None)
            if matched is None:
                continue
            found = in_order({name: Literal(value) for name, value in matched.groupdict().items()}, joined)
            messages.update(dict.fromkeys(filled((template,), found)))
            variables |= found
        return tuple(messages), variables


@lru_cache(maxsize=1024)
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


class _PreparedGraph(rdflib.Graph):
    """A graph that translates each query once; pyshacl asks with the same text for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


@lru_cache(maxsize=512)
def _prepared(text: str) -> Query:
    try:
        pyoxigraph.Store().query(text)
    except SyntaxError as error:
        if "prefix" in str(error).lower():  # rdflib raises a bare Exception
            raise ValueError(" ".join(str(error).split())) from None
    return prepareQuery(text)


def _data_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    # Sorted, so that GROUP_CONCAT gives the same order in each run.
    doubled = (_with_doubled_backslashes(triple) for triple in triples)
    return _to_rdflib(doubled, _PreparedGraph())


def _to_rdflib(triples: Iterable[Triple], graph: rdflib.Graph) -> rdflib.Graph:
    for triple in sorted(set(triples), key=str):
        graph.add((_rdflib_term(triple.subject), _rdflib_term(triple.predicate), _rdflib_term(triple.object)))
    return graph


def _rdflib_term(node: object) -> Any:
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return rdflib.BNode(node.value)
    assert isinstance(node, Literal), "RDF 1.1 alone"
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    datatype = node.datatype.value
    plain = datatype == "http://www.w3.org/2001/XMLSchema#string"
    return rdflib.Literal(node.value, datatype=None if plain else rdflib.URIRef(datatype), normalize=False)


def _term(node: rdflib.term.Node) -> Node:
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    assert isinstance(node, rdflib.Literal), "what a report holds"
    text = str(node).replace("\\\\", "\\")
    if node.language:
        return Literal(text, language=node.language)
    return Literal(text, datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(text)


def _with_doubled_backslashes(triple: Triple) -> Triple:
    o = triple.object
    if not isinstance(o, Literal) or "\\" not in o.value:
        return triple
    text = o.value.replace("\\", "\\\\")
    if o.language:
        return Triple(triple.subject, triple.predicate, Literal(text, language=o.language))
    return Triple(triple.subject, triple.predicate, Literal(text, datatype=o.datatype))
