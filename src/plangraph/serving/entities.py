"""/id/…: every address under the base, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from pyoxigraph import Literal, NamedNode

from plangraph.asking.describe import Description, Incoming, Statement, describe, describe_graph
from plangraph.asking.names import KINDS
from plangraph.asking.terms import iri_term, select
from plangraph.graph.catalogue import FORMATS
from plangraph.graph.formats import GRAPHS, SHORT_NAMES
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES
from plangraph.model.texts import Bilingual
from plangraph.serving.addresses import iri_to_path, iri_to_uri, path_to_iris
from plangraph.serving.descriptions import alternates, named_graph_answer, triples_answer
from plangraph.serving.negotiation import preferred
from plangraph.serving.problems import not_acceptable, not_found
from plangraph.serving.site import Site
from plangraph.serving.thing_pages import query_of_incoming, thing_page
from plangraph.serving.trace_pages import names_of
from plangraph.serving.versions import Version

router = APIRouter()

_LABEL = PREFIXES["rdfs"] + "label"
_FIRST = (_LABEL, PLG_IRI + "code", PLG_IRI + "printedTitle")
_PICTURED = {PLG_IRI + name for kind, name in KINDS.items() if kind != "document"} | {PLG_IRI + "Listing"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One property as the page shows it, with all its values: plain text or things."""

    property: str
    label: Bilingual
    values: Sequence[dict[str, Any]]


@router.get("/id/{path:path}", summary="One thing of the graph")
def entity(request: Request, path: str) -> Response:
    """A page, or Turtle, JSON-LD, N-Triples, RDF/XML by Accept or suffix.

    What is asked for is answered at once (200) with where the answer itself stands (Content-Location), also where the
    thing is a division and no document: a reader of a graph of thousands of things is spared a second request for each.
    """
    site = Site.of(request)
    version = site.versions.current()
    iri, media_type = _find(version, _raw_path(request))
    if media_type is None:
        # A program that names nothing gets Turtle, one that wants plain JSON the RDF that is JSON.
        offers = [*GRAPHS, "text/html", "application/json"]
        media_type = preferred(offers, request.headers.get("accept"))
        media_type = "application/ld+json" if media_type == "application/json" else media_type
    if media_type is None:
        raise not_acceptable(["text/html", *GRAPHS])
    headers = _headers(_path(iri, version), iri, media_type)
    if media_type == "text/html":
        page = _graph_page if iri in version.graphs else _page
        response = page(site, request, version, iri)
        response.headers.update(headers)
        return response
    if iri in version.graphs:
        return named_graph_answer(request, version, iri, media_type, headers)
    return triples_answer(
        request, version, media_type, lambda: describe_graph(version.endpoint, iri), headers
    )


def _headers(path: str, iri: str, media_type: str) -> dict[str, str]:
    """Where the other formats and this one stand, and the thing's own address; all in ASCII."""
    links = [
        alternates(path),
        f'<{path}.html>; rel="alternate"; type="text/html"',
        f'<{iri_to_uri(iri)}>; rel="canonical"',
        f'<{path}.ttl>; rel="describedby"; type="text/turtle"',
    ]
    suffix = next((s for s, t in {**FORMATS, "html": "text/html"}.items() if t == media_type), None)
    located = {} if suffix is None else {"Content-Location": f"{path}.{suffix}"}
    return {"Link": ", ".join(links), **located}


def _raw_path(request: Request) -> str:
    """What stands behind /id/ as it was sent: once decoded, a slash inside a name could not be told from one between."""
    raw: bytes = request.scope["raw_path"]
    return raw.decode("ascii", "replace").partition("?")[0].removeprefix("/id/")


def _find(version: Version, raw: str) -> tuple[str, str | None]:
    """The thing that a path names, and the format that its suffix names, if it is one; raises a 404 with near names."""
    for iri in path_to_iris(raw, version.base):
        if _exists(version, iri):
            return iri, None
    stem, dot, suffix = raw.rpartition(".")
    media_type = SHORT_NAMES.get(suffix.lower(), "text/html" if suffix == "html" else "")
    if dot and (media_type in GRAPHS or media_type == "text/html"):
        for iri in path_to_iris(stem, version.base):
            if _exists(version, iri):
                return iri, media_type
    wanted = path_to_iris(raw, version.base)[0]
    names = names_of(version)
    titles = names.near(wanted.rpartition("/")[2], KINDS)
    near = [{"label": hit.label, "iri": hit.iri} for title in titles for hit in names.find(title)[:1]]
    raise not_found(Bilingual(f"{wanted} はこのグラフにありません。", f"{wanted} is not in this graph"), near)


def _exists(version: Version, iri: str) -> bool:
    if iri in version.graphs:
        return True
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    query = f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?p {node} }} UNION {{ GRAPH ?g {{ {node} ?p ?o }} }} }}"
    return version.endpoint.ask(query)


def _path(iri: str, version: Version) -> str:
    path = iri_to_path(iri, version.base)
    assert path is not None, "found under the base"
    return path


def _graph_page(site: Site, request: Request, version: Version, iri: str) -> Response:
    return site.page(
        request,
        "named_graph.html",
        version=version,
        iri=iri,
        formats=FORMATS,
        path=_path(iri, version),
        size=_graph_size(version, iri),
    )


def _graph_size(version: Version, iri: str) -> int:
    """How many triples a named graph holds."""
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {iri_term(iri)} {{ ?s ?p ?o }} }}"
    return int(select(version.endpoint, query)[0]["n"])


def _page(site: Site, request: Request, version: Version, iri: str) -> Response:
    found = describe(version.endpoint, iri)
    types = {kind for kind, _ in found.types}
    words = site.words(request, version)
    page = thing_page(version, words, found)
    return site.page(
        request,
        page.template,
        version=version,
        found=found,
        crumbs_above=page.crumbs,
        beside=page.beside,
        heading=page.heading or found.label[words.lang],
        has_action=page.has_action,
        own_page=page.template != "entity.html",
        shown=_shown(found.statements),
        incoming=_incoming(found),
        query_of=query_of_incoming,
        formats=FORMATS,
        path=_path(found.iri, version),
        pictured=bool(types & _PICTURED),
        traced=PLG_IRI + "MainProject" in types,
        document=PLG_IRI + "SourceDocument" in types,
        query=_query(found.iri),
        **page.values,
    )


def _shown(statements: Sequence[Statement]) -> list[Shown]:
    """Statements by property: what names the thing first, then the house's own terms, then the others'."""
    by_property: dict[str, list[Statement]] = {}
    for statement in statements:
        by_property.setdefault(statement.property, []).append(statement)
    order = sorted(
        by_property, key=lambda p: (_FIRST.index(p) if p in _FIRST else 9, not p.startswith(PLG_IRI), p)
    )
    return [Shown(p, by_property[p][0].property_label, [_value(s) for s in by_property[p]]) for p in order]


def _incoming(found: Description) -> list[Incoming]:
    """What points to the thing, without a borrowed property that says of the same things what an own one says."""
    own = {one.subjects for one in found.incoming if one.property.startswith(PLG_IRI)}
    return [one for one in found.incoming if one.property.startswith(PLG_IRI) or one.subjects not in own]


def _value(statement: Statement) -> dict[str, Any]:
    value = statement.value
    if isinstance(value, NamedNode):
        return {"iri": value.value, "label": statement.value_label}
    if isinstance(value, Literal):
        number = value.value if value.datatype.value == PREFIXES["xsd"] + "integer" else None
        return {"iri": None, "text": value.value, "lang": value.language, "number": number}
    return {"iri": None, "text": str(value), "lang": None, "number": None}


def _query(iri: str) -> str:
    return f"SELECT ?property ?value WHERE {{\n  {iri_term(iri)} ?property ?value\n}}"
