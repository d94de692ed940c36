"""What tells programs and people about the graph itself: ontology, shapes, JSON-LD context, liveness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from pyoxigraph import Triple

from plangraph.asking.terms import iri_term, select
from plangraph.graph.context import jsonld_context
from plangraph.graph.embedded import graph_bytes
from plangraph.graph.formats import GRAPHS, SHORT_NAMES
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.texts import Bilingual
from plangraph.serving.negotiation import content_type, preferred, wants_page
from plangraph.serving.problems import not_acceptable, not_found
from plangraph.serving.site import CORS, Site, json_answer
from plangraph.serving.versions import Version

router = APIRouter()

_CONTENTS = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH %s { ?s ?p ?o } }"
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


@dataclass
class Term:
    """A term of the ontology as its page shows it; texts by language."""

    name: str
    kind: str
    labels: dict[str, str]
    comments: dict[str, str]


@router.get("/healthz", summary="Liveness")
def healthz(request: Request) -> Response:
    """The version that is served, while there is one."""
    version = Site.of(request).versions.current()
    return json_answer({"status": "ok", "version": version.name})


@router.get("/context.jsonld", summary="The JSON-LD context")
def context() -> Response:
    """Property names of the house for JSON-LD."""
    return json_answer(jsonld_context(), media_type="application/ld+json")


@router.get("/ontology", summary="The ontology")
def ontology(request: Request) -> Response:
    """The terms as a page, or the ontology in a graph format by Accept."""
    site = Site.of(request)
    version = site.versions.current()
    if not wants_page(request.headers.get("accept"), list(GRAPHS)):
        return _graph(version, "graph/ontology", request.headers.get("accept"))
    return site.page(
        request, "ontology.html", version=version, groups=_term_groups(version), namespace=PLG_IRI
    )


@router.get("/shapes", summary="The SHACL shapes")
def shapes(request: Request) -> Response:
    """The shapes in a graph format by Accept, Turtle for a browser."""
    accept = request.headers.get("accept")
    return _graph(
        Site.of(request).versions.current(),
        "graph/shapes",
        None if wants_page(accept, list(GRAPHS)) else accept,
    )


@router.get("/ontology.{suffix}", summary="The ontology in one format")
def ontology_as(request: Request, suffix: str) -> Response:
    """The ontology as ttl, nt, rdf or jsonld."""
    return _graph_as(request, "graph/ontology", suffix)


@router.get("/shapes.{suffix}", summary="The SHACL shapes in one format")
def shapes_as(request: Request, suffix: str) -> Response:
    """The shapes as ttl, nt, rdf or jsonld."""
    return _graph_as(request, "graph/shapes", suffix)


def _graph_as(request: Request, name: str, suffix: str) -> Response:
    media_type = SHORT_NAMES.get(suffix, "")
    if media_type not in GRAPHS:
        raise not_found(Bilingual(f"形式「{suffix}」はありません。", f"there is no format {suffix!r}"))
    return _graph(Site.of(request).versions.current(), name, media_type)


def _graph(version: Version, name: str, accept: str | None) -> Response:
    media_type = preferred(list(GRAPHS), accept)
    if media_type is None:
        raise not_acceptable(list(GRAPHS))
    return named_graph_answer(version, version.base + name, media_type)


def named_graph_answer(version: Version, iri: str, media_type: str) -> Response:
    """Everything that stands in a named graph."""
    return triples_answer(version.endpoint.construct(_CONTENTS % iri_term(iri)), media_type)


def triples_answer(triples: Sequence[Triple], media_type: str) -> Response:
    """Triples as a body in one of the graph formats."""
    body = graph_bytes(triples, media_type)
    return Response(body, media_type=content_type(media_type), headers={**CORS, "Vary": "Accept"})


def _term_groups(version: Version) -> dict[str, list[Term]]:
    """Terms by what they are: Class, ObjectProperty, DatatypeProperty, Individual."""

    def fetch() -> dict[str, list[Term]]:
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
                term = group.setdefault(row["term"], Term(row["term"].removeprefix(PLG_IRI), kind, {}, {}))
                term.labels[row["language"]] = row["label"]
                term.comments[row["language"]] = row.get("comment", "")
        return {name: list(group.values()) for name, group in groups.items()}

    return version.once("terms", fetch)
