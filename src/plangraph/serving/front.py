"""/: what is in here, and where to begin."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from plangraph.asking.overview import LoadedDocument, Overview, overview
from plangraph.asking.terms import select
from plangraph.model.findings import Severity
from plangraph.serving.negotiation import page_first
from plangraph.serving.site import Site, json_answer
from plangraph.serving.versions import Version

router = APIRouter()

_CROSS_LISTED = """
SELECT DISTINCT ?project ?label WHERE {
  ?a plg:listsProject ?project ; plg:crossListingState plg:Mutual ; plg:listingRole plg:Home .
  ?project rdfs:label ?label
} ORDER BY ?label"""
_ANY_PROJECT = """
SELECT ?project ?label WHERE { ?project a plg:MainProject ; rdfs:label ?label } ORDER BY ?label LIMIT 3"""


@router.get("/", summary="The front page")
def front(request: Request) -> Response:
    """What is loaded, the money once and as printed, findings by severity, and entries for each kind of reader."""
    site = Site.of(request)
    version = site.versions.current()
    found = version.once("overview", lambda: overview(version.endpoint))
    if not page_first(request.headers.get("accept")):
        return json_answer(_links(found))
    report = version.report
    known = (
        report.result() if report.done() and not report.cancelled() and report.exception() is None else None
    )
    return site.page(
        request,
        "front.html",
        version=version,
        overview=found,
        plans=_by_plan(found),
        examples=version.once("cross-listed", lambda: _examples(version)),
        queries=site.examples[:3],
        findings={severity: known.count(severity) for severity in Severity} if known else None,
    )


def _links(found: Overview) -> dict[str, object]:
    return {
        "counts": dict(found.counts),
        "documents": [d.document.iri for d in found.documents],
        "links": [
            "/sparql",
            "/graph",
            "/trace",
            "/search",
            "/validation",
            "/ontology",
            "/shapes",
            "/context.jsonld",
            "/docs",
        ],
    }


def _by_plan(found: Overview) -> Sequence[tuple[tuple[str, str], list[LoadedDocument]]]:
    plans: dict[tuple[str, str], list[LoadedDocument]] = {}
    for loaded in found.documents:
        plans.setdefault((loaded.document.plan, loaded.document.plan_title), []).append(loaded)
    return list(plans.items())


def _examples(version: Version) -> list[tuple[str, str]]:
    """Up to three projects that are printed twice, else any."""
    rows = select(version.endpoint, _CROSS_LISTED) or select(version.endpoint, _ANY_PROJECT)
    return [(row["project"], row["label"]) for row in rows[:3]]
