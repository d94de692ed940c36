"""/validation: the report on the served graph, as a page and as data."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from itertools import groupby

from fastapi import APIRouter, Request, Response

from plangraph.checking.render import report_to_csv, report_to_json, report_to_turtle
from plangraph.checking.report import Report
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.negotiation import content_type, preferred
from plangraph.serving.problems import Problem, RequestError, not_acceptable
from plangraph.serving.site import CORS, Site, request_lang
from plangraph.serving.versions import Version

router = APIRouter()

_FORMATS: dict[str, Callable[[Report, Lang], str]] = {
    "application/json": report_to_json,
    "text/csv": report_to_csv,
    "text/turtle": lambda report, _: report_to_turtle(report),
}
_SUFFIXES = {"json": "application/json", "csv": "text/csv", "ttl": "text/turtle"}
_PATIENCE = 300.0
_UNDER_WAY = Bilingual(
    "検証に時間がかかっています。しばらくしてから、もう一度お試しください。",
    "the validation is still under way; try again in a while",
)


@router.get("/validation", summary="The validation report")
def validation(request: Request) -> Response:
    """The report by Accept: a page, JSON, CSV, Turtle. The first request after a start or a build may wait for it."""
    media_type = preferred(["text/html", *_FORMATS], request.headers.get("accept"))
    if media_type is None:
        raise not_acceptable(["text/html", *_FORMATS])
    return _page(request) if media_type == "text/html" else _data(request, media_type)


@router.get("/validation.{suffix}", summary="The validation report in one format")
def validation_as(request: Request, suffix: str) -> Response:
    """The report as a file: json, csv, ttl."""
    if suffix not in _SUFFIXES:
        raise not_acceptable(list(_SUFFIXES.values()))
    response = _data(request, _SUFFIXES[suffix])
    if suffix == "csv":
        response.headers["Content-Disposition"] = 'attachment; filename="validation.csv"'
    return response


def _report(site: Site) -> tuple[Version, Report]:
    """The report on the version that is served now; 503 where it is not there within some minutes."""
    while True:
        version = site.versions.current()
        try:
            return version, version.report.result(timeout=_PATIENCE)
        except CancelledError:  # a newer version came before this report was begun
            continue
        except TimeoutError:
            raise RequestError(Problem(503, "busy", _UNDER_WAY, headers={"Retry-After": "60"})) from None


def _data(request: Request, media_type: str) -> Response:
    _, report = _report(Site.of(request))
    body = _FORMATS[media_type](report, request_lang(request)).encode("utf-8", "replace")
    headers = {**CORS, "Vary": "Accept, Accept-Language"}
    return Response(body, media_type=content_type(media_type), headers=headers)


def _page(request: Request) -> Response:
    site = Site.of(request)
    version, report = _report(site)
    groups = [(rule, list(findings)) for rule, findings in groupby(report.findings, key=lambda f: f.rule)]
    return site.page(
        request, "validation.html", version=version, report=report, groups=groups, severities=list(Severity)
    )
