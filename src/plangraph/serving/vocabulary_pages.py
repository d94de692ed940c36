"""The ontology and the shapes at their addresses: pages made from the files, and the files' graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response

from plangraph.asking.terms import iri_term, select
from plangraph.graph.catalogue import FORMATS
from plangraph.graph.formats import GRAPHS
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES
from plangraph.graph.void import Statistics, count_graph
from plangraph.serving.descriptions import (
    alternates,
    format_of_accept,
    format_of_suffix,
    named_graph_answer,
)
from plangraph.serving.negotiation import wants_page
from plangraph.serving.site import Site
from plangraph.serving.versions import Version

router = APIRouter()

_TERMS = """
SELECT ?term ?kind ?language ?label ?comment WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  ?term a ?kind ; rdfs:label ?label ; rdfs:comment ?comment .
  BIND (LANG(?label) AS ?language)
  FILTER (LANG(?comment) = ?language)
} ORDER BY ?term"""
_INDIVIDUALS = """
SELECT ?term ?kind ?language ?label ?comment WHERE {
  ?term a ?kind ; rdfs:isDefinedBy ?ontology ; rdfs:label ?label .
  ?kind rdfs:isDefinedBy ?ontology .
  BIND (LANG(?label) AS ?language)
  OPTIONAL { ?term rdfs:comment ?comment FILTER (LANG(?comment) = ?language) }
} ORDER BY ?term"""
_RELATIONS = """
SELECT ?term ?relation ?other WHERE {
  VALUES (?property ?relation) {
    (rdfs:domain "domain") (schema:domainIncludes "domain") (rdfs:range "range") (schema:rangeIncludes "range")
    (rdfs:subClassOf "above") (rdfs:subPropertyOf "above")
  }
  ?term ?property ?other ; rdfs:isDefinedBy ?ontology
} ORDER BY ?term ?relation ?other"""
_INDIVIDUAL_USES = """
SELECT ?term (COUNT(*) AS ?count) WHERE {
  ?term a ?kind . ?kind rdfs:isDefinedBy ?ontology . ?term rdfs:isDefinedBy ?ontology . ?s ?p ?term
} GROUP BY ?term"""
_SHAPES = """
SELECT ?shape ?rule ?severity ?language ?label ?message WHERE { GRAPH %s {
  ?shape plg:rule ?rule ; sh:severity ?severity ; rdfs:label ?label .
  BIND (LANG(?label) AS ?language)
  OPTIONAL { ?shape (sh:sparql|sh:property)?/sh:message ?message FILTER (LANG(?message) = ?language) }
} } ORDER BY ?rule ?language ?message"""
_LOOKS_AT = """
SELECT DISTINCT ?shape ?relation ?other WHERE { GRAPH %s {
  VALUES (?property ?relation) {
    (sh:targetClass "class") (sh:targetSubjectsOf "subjects") (sh:targetObjectsOf "objects") (sh:path "path")
  }
  ?shape plg:rule ?rule ; ?property ?other
  FILTER (isIRI(?other))
} } ORDER BY ?shape ?relation ?other"""


@dataclass
class Term:
    """A term of the ontology as its page shows it; texts by language, addresses of others by relation.

    `uses`: of a class its things, of a property its triples, of an individual what points to it.
    """

    iri: str
    name: str
    kind: str
    labels: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    linked: dict[str, list[str]] = field(default_factory=dict)
    uses: int = 0


@dataclass
class ShownShape:
    """One rule as the page shows it: what it is called, how grave it is, what it says, what it looks at."""

    iri: str
    rule: str
    severity: str
    labels: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    linked: dict[str, list[str]] = field(default_factory=dict)


def statistics_of(version: Version) -> Statistics:
    """The counts of a version, made when they are first asked for and kept as long as it is served."""
    if "statistics" not in version.kept:
        counted = count_graph(version.endpoint)  # outside of the lock, for it looks at every triple
        version.once("statistics", lambda: counted)
    found: Statistics = version.kept["statistics"]
    return found


@router.get("/ontology", summary="The ontology")
def ontology(request: Request) -> Response:
    """The terms as a page, or the ontology in a graph format by Accept."""
    return _page_or_graph(
        request, "ontology", lambda version: {"groups": _term_groups(version), "namespace": PLG_IRI}
    )


@router.get("/shapes", summary="The SHACL shapes")
def shapes(request: Request) -> Response:
    """The rules as a page, or the shapes in a graph format by Accept."""
    return _page_or_graph(request, "shapes", lambda version: {"shapes": _shapes(version)})


def _page_or_graph(request: Request, name: str, shown: Callable[[Version], Mapping[str, Any]]) -> Response:
    """The page of a part of the vocabulary, with what `shown` gives it, or its named graph by Accept."""
    site = Site.of(request)
    version = site.versions.current()
    links = {"Link": alternates(f"/{name}")}
    accept = request.headers.get("accept")
    if not wants_page(accept, list(GRAPHS)):
        return named_graph_answer(
            request, version, f"{version.base}graph/{name}", format_of_accept(accept), links
        )
    page = site.page(
        request, f"{name}.html", version=version, short=short_name, formats=FORMATS, **shown(version)
    )
    page.headers.update(links)
    return page


@router.get("/ontology.{suffix}", summary="The ontology in one format")
def ontology_as(request: Request, suffix: str) -> Response:
    """The ontology as ttl, nt, rdf or jsonld."""
    version = Site.of(request).versions.current()
    return named_graph_answer(request, version, version.base + "graph/ontology", format_of_suffix(suffix))


@router.get("/shapes.{suffix}", summary="The SHACL shapes in one format")
def shapes_as(request: Request, suffix: str) -> Response:
    """The shapes as ttl, nt, rdf or jsonld."""
    version = Site.of(request).versions.current()
    return named_graph_answer(request, version, version.base + "graph/shapes", format_of_suffix(suffix))


def short_name(iri: str) -> str:
    """An address by its prefixed name, where its namespace has a prefix.

    >>> short_name("http://www.w3.org/2000/01/rdf-schema#label")
    'rdfs:label'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _term_groups(version: Version) -> dict[str, list[Term]]:
    """Terms by what they are: Class, ObjectProperty, DatatypeProperty, Individual."""
    counted = statistics_of(version)
    return version.once("terms", lambda: _make_term_groups(version, counted))


def _make_term_groups(version: Version, counted: Statistics) -> dict[str, list[Term]]:
    groups: dict[str, dict[str, Term]] = {
        "Class": {},
        "ObjectProperty": {},
        "DatatypeProperty": {},
        "Individual": {},
    }
    for query in (_TERMS, _INDIVIDUALS):
        for row in select(version.endpoint, query):
            kind = row["kind"].rpartition("#")[2]
            group = groups[kind if query is _TERMS else "Individual"]
            name = row["term"].removeprefix(PLG_IRI)
            shown = group.setdefault(row["term"], Term(row["term"], name, kind))
            shown.labels[row["language"]] = row["label"]
            shown.comments[row["language"]] = row.get("comment", "")
    every = {iri: one for group in groups.values() for iri, one in group.items()}
    _relate(every, select(version.endpoint, _RELATIONS))
    pointing = {row["term"]: int(row["count"]) for row in select(version.endpoint, _INDIVIDUAL_USES)}
    for iri, one in every.items():
        used = counted.properties.get(iri)
        one.uses = used.triples if used is not None else counted.classes.get(iri, pointing.get(iri, 0))
    return {name: list(group.values()) for name, group in groups.items()}


def _relate(every: Mapping[str, Term | ShownShape], rows: Iterable[Mapping[str, str]]) -> None:
    for row in rows:
        one = every.get(row.get("term") or row["shape"])
        if one is not None:
            one.linked.setdefault(row["relation"], []).append(row["other"])


def _shapes(version: Version) -> list[ShownShape]:
    """Every rule that has a shape, the gravest first."""
    return version.once("shapes", lambda: _make_shapes(version))


def _make_shapes(version: Version) -> list[ShownShape]:
    graph = iri_term(version.base + "graph/shapes")
    found: dict[str, ShownShape] = {}
    for row in select(version.endpoint, _SHAPES % graph):
        severity = row["severity"].rpartition("#")[2]
        shown = found.setdefault(row["shape"], ShownShape(row["shape"], row["rule"], severity))
        shown.labels[row["language"]] = row["label"]
        if "message" in row:
            said = shown.messages.get(row["language"])
            shown.messages[row["language"]] = row["message"] if said is None else f"{said} / {row['message']}"
    _relate(found, select(version.endpoint, _LOOKS_AT % graph))
    order = ("Violation", "Warning", "Info")
    return sorted(found.values(), key=lambda one: (order.index(one.severity), one.rule))
