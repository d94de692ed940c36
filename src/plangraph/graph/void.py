"""What a graph is made of, counted: classes, properties, and which properties the things of a class have (VoID).

W3C Interest Group Note "Describing Linked Datasets with the VoID Vocabulary", clauses 4.5 and 4.6.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.graph.endpoint import Endpoint
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES
from plangraph.graph.writing import TYPE, literal

VOID_IRI = "http://rdfs.org/ns/void#"
FORMATS_IRI = "http://www.w3.org/ns/formats/"

_CLASSES = "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class"
_PROPERTIES = """
SELECT ?property (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { ?s ?property ?o } GROUP BY ?property"""
_OF_CLASSES = """
SELECT ?class ?property (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects)
WHERE { ?s a ?class ; ?property ?o } GROUP BY ?class ?property"""
_WHOLE = "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) WHERE { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """One property: its triples, and how many different subjects and objects they have (`objects` None: not counted)."""

    triples: int
    subjects: int
    objects: int | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The unnamed graph, counted. A thing of two classes counts under each."""

    triples: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, PropertyCount]
    of_classes: Mapping[tuple[str, str], PropertyCount]
    """(class, property) → its triples whose subject is of the class."""


def count_graph(endpoint: Endpoint) -> Statistics:
    """Count what stands in the unnamed graph, in four queries that look at every triple."""
    properties = {
        _iri(row["property"]): PropertyCount(
            _count(row["n"]), _count(row["subjects"]), _count(row["objects"])
        )
        for row in endpoint.select(_PROPERTIES)
    }
    (whole,) = endpoint.select(_WHOLE)
    return Statistics(
        sum(one.triples for one in properties.values()),
        _count(whole["subjects"]),
        _count(whole["objects"]),
        # A class or property that is a blank node has no address that others could use.
        {_iri(row["class"]): _count(row["n"]) for row in endpoint.select(_CLASSES) if _named(row["class"])},
        properties,
        {
            (_iri(row["class"]), _iri(row["property"])): PropertyCount(
                _count(row["n"]), _count(row["subjects"])
            )
            for row in endpoint.select(_OF_CLASSES)
            if _named(row["class"])
        },
    )


def dataset_iri(iris: Iris) -> str:
    """The address of the whole graph as a dataset."""
    return iris.of("dataset")


def statistics_to_triples(counted: Statistics, iris: Iris) -> set[Triple]:
    """VoID of the whole graph: its size, a partition for each class and property. No blank nodes."""
    return set(_dataset(counted, iris))


def _dataset(counted: Statistics, iris: Iris) -> Iterator[Triple]:
    dataset = NamedNode(dataset_iri(iris))
    yield Triple(dataset, TYPE, _void("Dataset"))
    for name, number in (
        ("triples", counted.triples),
        ("distinctSubjects", counted.subjects),
        ("distinctObjects", counted.objects),
        ("classes", len(counted.classes)),
        ("properties", len(counted.properties)),
    ):
        yield Triple(dataset, _void(name), literal(number))
    yield Triple(dataset, _void("uriSpace"), literal(iris.base))
    for space in _vocabularies(counted):
        yield Triple(dataset, _void("vocabulary"), NamedNode(space))
    for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"):
        yield Triple(dataset, _void("feature"), NamedNode(FORMATS_IRI + name))
    for kind, entities in counted.classes.items():
        part = NamedNode(iris.of("dataset", "class", _short(kind)))
        yield Triple(dataset, _void("classPartition"), part)
        yield Triple(part, TYPE, _void("Dataset"))
        yield Triple(part, _void("class"), NamedNode(kind))
        yield Triple(part, _void("entities"), literal(entities))
    for name, count in counted.properties.items():
        part = NamedNode(iris.of("dataset", "property", _short(name)))
        yield from _partition(dataset, part, name, count)
    for (kind, name), count in counted.of_classes.items():
        owner = NamedNode(iris.of("dataset", "class", _short(kind)))
        part = NamedNode(iris.of("dataset", "class", _short(kind), _short(name)))
        yield from _partition(owner, part, name, count)


def _partition(owner: NamedNode, part: NamedNode, name: str, count: PropertyCount) -> Iterator[Triple]:
    yield Triple(owner, _void("propertyPartition"), part)
    yield Triple(part, TYPE, _void("Dataset"))
    yield Triple(part, _void("property"), NamedNode(name))
    yield Triple(part, _void("triples"), literal(count.triples))
    yield Triple(part, _void("distinctSubjects"), literal(count.subjects))
    if count.objects is not None:
        yield Triple(part, _void("distinctObjects"), literal(count.objects))


def _vocabularies(counted: Statistics) -> Iterator[str]:
    terms = (*counted.classes, *counted.properties)
    for namespace in PREFIXES.values():
        if any(name.startswith(namespace) for name in terms):
            # The house's vocabulary is an ontology with an address; the others are told by their namespaces.
            yield PLG_IRI.rstrip("#") if namespace == PLG_IRI else namespace


def _short(iri: str) -> str:
    """A term in the address of its partition.

    >>> _short("https://w3id.org/plangraph/ontology#Listing")
    'plg-Listing'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}-{iri.removeprefix(namespace)}"
    return hashlib.sha256(iri.encode()).hexdigest()[:12]


def _void(name: str) -> NamedNode:
    return NamedNode(VOID_IRI + name)


def _iri(node: object) -> str:
    assert isinstance(node, NamedNode), "a property, or a class that was looked at"
    return node.value


def _named(node: object) -> bool:
    return isinstance(node, NamedNode)


def _count(node: object) -> int:
    assert isinstance(node, Literal), "COUNT gives a number"
    return int(node.value)
