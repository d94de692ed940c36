"""The JSON-LD context: every own term, and every borrowed property that a record's field becomes."""

from __future__ import annotations

from functools import cache
from typing import Any

from pyoxigraph import NamedNode

from plangraph.bundled import bundled
from plangraph.graph.files import file_to_dataset
from plangraph.graph.mapping import RECORD_RULES, Range
from plangraph.graph.vocabulary import CLASSES, INDIVIDUALS, PLG_IRI, PREFIXES, PROPERTIES, plg, term

_TYPES = {
    Range.INTEGER: "xsd:integer",
    Range.DECIMAL: "xsd:decimal",
    Range.FLAG: "xsd:boolean",
    Range.DATE: "xsd:date",
    Range.STRING: None,
    # A name without prefix ("Home") is then an individual of the ontology, as it is printed in JSON.
    Range.INDIVIDUAL: "@vocab",
}


def jsonld_context() -> dict[str, Any]:
    """Names without prefix, each property with its address and type; things are `@id`, individuals `@vocab`.

    >>> jsonld_context()["@context"]["amountYen"]
    {'@id': 'plg:amountYen', '@type': 'xsd:integer'}
    >>> jsonld_context()["@context"]["Listing"]
    'plg:Listing'
    """
    context: dict[str, Any] = dict(PREFIXES)
    for name in sorted(CLASSES | INDIVIDUALS):
        context[name] = f"plg:{name}"
    for name in sorted(PROPERTIES):
        context[name] = _entry(f"plg:{name}", _type_in_ontology(name))
    for rule in RECORD_RULES.values():
        for field in rule.fields:
            name = field.property.partition(":")[2]
            context[name] = _entry(field.property, _TYPES.get(field.range, "@id"))
    return {"@context": context}


def _entry(address: str, kind: str | None) -> dict[str, str] | str:
    return address if kind is None else {"@id": address, "@type": kind}


def _type_in_ontology(name: str) -> str | None:
    """What the ontology says of an own property's values: None for plain or tagged text."""
    kinds, ranges = _ontology_ranges()
    node = plg(name).value
    if node in kinds:
        return "@vocab" if ranges.get(node) in _kinds_of_individuals() else "@id"
    space = PREFIXES["xsd"]
    found = ranges.get(node, "")
    return (
        f"xsd:{found.removeprefix(space)}" if found.startswith(space) and found != f"{space}string" else None
    )


@cache
def _ontology_ranges() -> tuple[frozenset[str], dict[str, str]]:
    """The own properties that lead to things, and the range of each that has one."""
    dataset = file_to_dataset(bundled("ontology") / "plangraph.ttl")
    things = dataset.quads_for_object(term("owl:ObjectProperty"))
    kinds = frozenset(q.subject.value for q in things if isinstance(q.subject, NamedNode))
    ranges = {
        q.subject.value: q.object.value
        for q in dataset.quads_for_predicate(term("rdfs:range"))
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    }
    return kinds, ranges


@cache
def _kinds_of_individuals() -> frozenset[str]:
    """The classes whose things are individuals of the ontology: ListingRole, AmountStatus …"""
    dataset = file_to_dataset(bundled("ontology") / "plangraph.ttl")
    return frozenset(
        q.object.value
        for q in dataset.quads_for_predicate(term("rdf:type"))
        if isinstance(q.subject, NamedNode)
        and q.subject.value.removeprefix(PLG_IRI) in INDIVIDUALS
        and isinstance(q.object, NamedNode)
        and q.object.value.startswith(PLG_IRI)
    )
