"""/trace: one project's listings."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from plangraph.asking.names import Hit, Names
from plangraph.asking.terms import iri_term
from plangraph.asking.trace import trace, trace_to_json
from plangraph.asking.trace_picture import trace_svg
from plangraph.asking.traced import Trace
from plangraph.errors import SeveralFoundError
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.serving.negotiation import page_first
from plangraph.serving.site import CORS, Site, json_answer, request_lang
from plangraph.serving.trace_view import trace_view
from plangraph.serving.versions import Version

router = APIRouter()


def names_of(version: Version) -> Names:
    """Every named thing of a version, fetched once."""
    return version.once("names", lambda: Names.fetch(version.endpoint))


@router.get("/trace", summary="Trace of a project")
def trace_page(request: Request, project: str = "") -> Response:
    """Where a project is printed, which print is its home, and its money once; candidates where several fit."""
    site = Site.of(request)
    version = site.versions.current()
    page = page_first(request.headers.get("accept"))
    if page and not project.strip():
        hits = _projects(version)
        return site.page(request, "trace_index.html", version=version, hits=hits, project="")
    try:
        found = _trace(version, project)
    except SeveralFoundError as error:
        if not page:
            return json_answer({"candidates": list(error.candidates)}, 300)
        hits = [hit for hit in names_of(version).find(project) if hit.kind == "project"]
        return site.page(request, "trace_index.html", version=version, status=300, hits=hits, project=project)
    if not page:
        return json_answer(trace_to_json(found))
    return site.page(
        request,
        "trace.html",
        version=version,
        **trace_view(found, request_lang(request)),
        query=_query(found.iri),
    )


@router.get("/trace.json", summary="Trace of a project as JSON")
def trace_json(request: Request, project: str) -> Response:
    """The same as JSON, whatever is accepted."""
    version = Site.of(request).versions.current()
    return json_answer(trace_to_json(_trace(version, project)))


@router.get("/trace.svg", summary="Trace of a project as a picture")
def trace_picture(request: Request, project: str) -> Response:
    """Policies, listings, the project, divisions and guidelines in columns; no script, and readable alone."""
    version = Site.of(request).versions.current()
    lang = request_lang(request)
    headers = {**CORS, "Vary": "Accept-Language", "Content-Language": lang}
    return Response(
        trace_svg(_trace(version, project), lang).encode("utf-8", "replace"),
        media_type="image/svg+xml",
        headers=headers,
    )


def _trace(version: Version, project: str) -> Trace:
    return trace(version.endpoint, project, lambda: names_of(version))


def _query(iri: str) -> str:
    return f"""PREFIX plg: <{PLG_IRI}>
SELECT ?listing ?role ?code ?state WHERE {{
  ?listing plg:listsProject {iri_term(iri)} ; plg:listingRole ?role ; plg:listedUnder/plg:code ?code .
  OPTIONAL {{ ?listing plg:crossListingState ?state }}
}}"""


def _projects(version: Version) -> list[Hit]:
    hits = [
        Hit(thing.iri, min(thing.labels), thing.kind, thing.code, thing.policy_code)
        for thing in names_of(version).things
        if thing.kind == "project"
    ]
    return sorted(hits, key=lambda hit: (hit.policy_code, hit.label))
