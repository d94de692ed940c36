"""Constraints that look at one value at a time, as SPARQL conditions on ?value (SHACL, clauses 4.1, 4.3 and 4.4).

A condition that is not true, or cannot be decided, is a violation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from plangraph.checking.engines.focus import Classes
from plangraph.checking.engines.results import Node
from plangraph.checking.engines.shapes_graph import NotCompiledError, ShapesGraph, Subject
from plangraph.graph.vocabulary import PREFIXES, term

Function = Callable[..., NamedNode | BlankNode | Literal | Triple | None]

_KINDS = {
    "IRI": "isIRI(?value)",
    "BlankNode": "isBlank(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNodeOrIRI": "(isBlank(?value) || isIRI(?value))",
    "BlankNodeOrLiteral": "(isBlank(?value) || isLiteral(?value))",
    "IRIOrLiteral": "(isIRI(?value) || isLiteral(?value))",
}
_CAST = frozenset("boolean double float decimal integer dateTime date time".split())
"""Datatypes whose lexical form the engine can try. Of the others it keeps what it was given."""
_FREE = frozenset(
    (
        "string",
        "anyURI",
        "normalizedString",
        "token",
        "language",
        "Name",
        "NCName",
        "hexBinary",
        "base64Binary",
    )
)
_COMPARISONS = {
    "sh:minExclusive": (">", "MinExclusive"),
    "sh:minInclusive": (">=", "MinInclusive"),
    "sh:maxExclusive": ("<", "MaxExclusive"),
    "sh:maxInclusive": ("<=", "MaxInclusive"),
}
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A pattern behind the one that binds ?this and ?value, which leaves the pairs that violate."""

    component: str
    leaves: str


def conditions_of(
    graph: ShapesGraph, shape: Subject, classes: Classes, functions: dict[NamedNode, Function]
) -> list[Condition]:
    """Every constraint on single values that a shape has; own functions that they call are put into `functions`."""
    found: list[Condition] = []
    for node in graph.objects(shape, "sh:class"):
        wanted = classes(_iri(node))
        found.append(Condition("Class", f"FILTER NOT EXISTS {{ {_typed(wanted)} }}"))
    datatypes = map(_iri, one(graph, shape, "sh:datatype"))
    found += [Condition("Datatype", _unless(_datatype(node))) for node in datatypes]
    for node in one(graph, shape, "sh:nodeKind"):
        kind = _KINDS.get(_iri(node).value.removeprefix(PREFIXES["sh"]))
        if kind is None:
            raise NotCompiledError("an unknown sh:nodeKind")
        found.append(Condition("NodeKind", _unless(kind)))
    for parameter, (sign, component) in _COMPARISONS.items():
        bounds = map(literal, one(graph, shape, parameter))
        found += [Condition(component, _unless(f"?value {sign} {bound}")) for bound in bounds]
    for parameter, sign, component in (
        ("sh:minLength", ">=", "MinLength"),
        ("sh:maxLength", "<=", "MaxLength"),
    ):
        for node in one(graph, shape, parameter):
            measured = f"!isBlank(?value) && STRLEN(STR(?value)) {sign} {count(node)}"
            found.append(Condition(component, _unless(measured)))
    found += _patterns(graph, shape, functions)
    for node in one(graph, shape, "sh:languageIn"):
        ranges = [literal(member).value for member in graph.list_of(node)]
        spoken = " || ".join(f"langMatches(LANG(?value), {Literal(r)})" for r in ranges) or "false"
        found.append(Condition("LanguageIn", _unless(f"isLiteral(?value) && ({spoken})")))
    for node in one(graph, shape, "sh:in"):
        allowed = [str(member) for member in graph.list_of(node) if not isinstance(member, BlankNode)]
        found.append(Condition("In", f"MINUS {{ VALUES ?value {{ {' '.join(allowed)} }} }}"))
    return found


def _patterns(graph: ShapesGraph, shape: Subject, functions: dict[NamedNode, Function]) -> list[Condition]:
    """sh:pattern by Python's own expressions, as the reference has them: the engine's know no look-ahead."""
    found = []
    told = [literal(node).value for node in one(graph, shape, "sh:flags")]
    flags = "".join(told).lower()
    if set(flags) - set("im"):
        raise NotCompiledError(f"the flags {flags!r} of sh:pattern")
    for node in graph.objects(shape, "sh:pattern"):
        try:
            expression = re.compile(
                literal(node).value, (re.I if "i" in flags else 0) | (re.M if "m" in flags else 0)
            )
        except re.error:
            raise NotCompiledError("a sh:pattern that is no regular expression") from None
        name = NamedNode(f"urn:plangraph:pattern:{len(functions)}")
        functions[name] = _matcher(expression)
        found.append(Condition("Pattern", _unless(f"!isBlank(?value) && {name}(STR(?value))")))
    return found


def _matcher(expression: re.Pattern[str]) -> Function:
    def matches(text: Node) -> Literal:
        return Literal(expression.search(text.value) is not None)

    return matches


def _typed(classes: list[NamedNode]) -> str:
    a = term("rdf:type")
    if len(classes) == 1:
        return f"?value {a} {classes[0]}"
    return f"?value {a} ?plgKind . VALUES ?plgKind {{ {' '.join(map(str, classes))} }}"


def _datatype(wanted: NamedNode) -> str:
    name = wanted.value.removeprefix(_XSD)
    same = f"isLiteral(?value) && DATATYPE(?value) = {wanted}"
    if wanted.value == _XSD + name and name in _CAST:
        return f"{same} && STRLEN(STR({wanted}(STR(?value)))) > 0"
    if wanted.value == _XSD + name and name not in _FREE:
        raise NotCompiledError(f"the lexical form of xsd:{name}")
    return same


def _unless(condition: str) -> str:
    return f"FILTER (!COALESCE({condition}, false))"


def one(graph: ShapesGraph, shape: Subject, parameter: str) -> list[Node]:
    """The value of a parameter that a shape may have once; nothing or one."""
    found = graph.objects(shape, parameter)
    if len(found) > 1:
        raise NotCompiledError(f"{parameter} twice on a shape")
    return found


def _iri(node: Node) -> NamedNode:
    if not isinstance(node, NamedNode):
        raise NotCompiledError("a literal or blank node where an IRI must stand")
    return node


def literal(node: Node) -> Literal:
    """A parameter that must be a literal."""
    if not isinstance(node, Literal):
        raise NotCompiledError("an IRI or blank node where a literal must stand")
    return node


def count(node: Node) -> int:
    """A parameter that must be a number of things."""
    value = literal(node)
    if value.datatype != term("xsd:integer") or not value.value.lstrip("+").isdigit():
        raise NotCompiledError("a number that is no xsd:integer from 0 up")
    return int(value.value)


def truth(node: Node) -> bool:
    """A parameter that must be true or false."""
    value = literal(node)
    if value.datatype != term("xsd:boolean"):
        raise NotCompiledError("neither true nor false")
    return value.value in ("true", "1")
