"""What tells programs and people about the graph itself: VoID, DCAT, example queries, JSON-LD context, liveness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode, Triple

from plangraph.asking.documents import Document
from plangraph.asking.examples import examples_to_triples
from plangraph.asking.labels import Labels, labels_of
from plangraph.graph.catalogue import FORMATS, Server, catalogue_to_triples
from plangraph.graph.context import jsonld_context
from plangraph.graph.formats import GRAPHS
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES, term
from plangraph.graph.void import VOID_IRI, dataset_iri, statistics_to_triples
from plangraph.serving import vocabulary_pages
from plangraph.serving.descriptions import alternates, format_of_accept, format_of_suffix, triples_answer
from plangraph.serving.negotiation import wants_page
from plangraph.serving.protocol import address_of
from plangraph.serving.site import Site, json_answer
from plangraph.serving.versions import Version
from plangraph.serving.vocabulary_pages import short_name, statistics_of

router = APIRouter()
# The ontology and the shapes are part of what the graph tells of itself; one router is all that the application sees.
router.routes.extend(vocabulary_pages.router.routes)


@router.get("/healthz", summary="Liveness")
def healthz(request: Request) -> Response:
    """The version that is served, while there is one."""
    version = Site.of(request).versions.current()
    return json_answer({"status": "ok", "version": version.name})


@router.get("/context.jsonld", summary="The JSON-LD context")
def context() -> Response:
    """Property names of the house for JSON-LD."""
    return json_answer(jsonld_context(), media_type="application/ld+json")


@router.get("/.well-known/void", summary="VoID: what the graph is made of")
def void(request: Request) -> Response:
    """Size, classes and properties with their counts, and the catalogue, by Accept; for a browser the catalogue's page."""
    version = Site.of(request).versions.current()
    accept = request.headers.get("accept")
    if wants_page(accept, list(GRAPHS)):
        return _catalogue_page(request, version)
    return triples_answer(
        request, version, format_of_accept(accept), lambda: _void(request, version), {"Link": _links()}
    )


@router.get("/catalogue", summary="The catalogue of plans and documents (DCAT 3)")
def catalogue(request: Request) -> Response:
    """Plans, series, documents, downloads and the endpoint: a page, or DCAT by Accept."""
    version = Site.of(request).versions.current()
    accept = request.headers.get("accept")
    if wants_page(accept, list(GRAPHS)):
        return _catalogue_page(request, version)
    return triples_answer(
        request, version, format_of_accept(accept), lambda: _catalogue(request, version), {"Link": _links()}
    )


@router.get("/catalogue.{suffix}", summary="The catalogue in one format")
def catalogue_as(request: Request, suffix: str) -> Response:
    """The catalogue as ttl, nt, rdf or jsonld."""
    version = Site.of(request).versions.current()
    return triples_answer(request, version, format_of_suffix(suffix), lambda: _catalogue(request, version))


@router.get("/.well-known/sparql-examples", summary="Example queries (SHACL)")
def sparql_examples(request: Request) -> Response:
    """The example queries as a page, or as SHACL executables by Accept, for this endpoint."""
    site = Site.of(request)
    version = site.versions.current()
    accept = request.headers.get("accept")
    if wants_page(accept, list(GRAPHS)):
        return site.page(request, "examples.html", version=version, examples=site.examples)
    target = f"{_server(request, version).origin}/sparql"
    return triples_answer(
        request,
        version,
        format_of_accept(accept),
        lambda: examples_to_triples(site.examples, Iris(version.base), target),
    )


def _server(request: Request, version: Version) -> Server:
    """Where the request came to; raises a 400 where the Host makes it no address."""
    address_of(request)
    return Server(str(request.base_url).rstrip("/"), version.base)


def _void(request: Request, version: Version) -> set[Triple]:
    iris = Iris(version.base)
    about = NamedNode(address_of(request))
    dataset = NamedNode(dataset_iri(iris))
    return {
        *statistics_to_triples(statistics_of(version), iris),
        *_catalogue(request, version),
        Triple(about, term("rdf:type"), NamedNode(VOID_IRI + "DatasetDescription")),
        Triple(about, term("foaf:primaryTopic"), dataset),
    }


def _catalogue(request: Request, version: Version) -> set[Triple]:
    return catalogue_to_triples(version.endpoint, Iris(version.base), _server(request, version))


def _links() -> str:
    others = ', </.well-known/void>; rel="describedby", </.well-known/sparql-examples>; rel="related"'
    return alternates("/catalogue") + others


def _catalogue_page(request: Request, version: Version) -> Response:
    counted = statistics_of(version)
    own = [iri for iri in (*counted.classes, *counted.properties) if iri.startswith(tuple(PREFIXES.values()))]
    page = Site.of(request).page(
        request,
        "catalogue.html",
        version=version,
        plans=_plans(version),
        counted=counted,
        labels=version.once("own term labels", lambda: _labels(version, own)),
        classes=_by_count(counted.classes),
        properties=_by_count({iri: one.triples for iri, one in counted.properties.items()}),
        short=short_name,
        formats=FORMATS,
        origin=_server(request, version).origin,
    )
    page.headers["Link"] = _links()
    return page


def _labels(version: Version, terms: Sequence[str]) -> Labels:
    return labels_of(version.endpoint, terms)


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Own terms first, then the commonest."""
    return sorted(counts.items(), key=lambda pair: (not pair[0].startswith(PLG_IRI), -pair[1], pair[0]))


def _plans(version: Version) -> list[list[Document]]:
    """The documents of each plan, plans by city and year."""
    found: dict[str, list[Document]] = {}
    for one in sorted(version.documents.values(), key=lambda d: (d.body_name, d.first_year, d.plan, d.iri)):
        found.setdefault(one.plan, []).append(one)
    return list(found.values())
