"""/validation: the report on the served graph, as a page and as data."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from fastapi import APIRouter, Request, Response

from plangraph.checking.render import report_to_csv, report_to_json, report_to_turtle
from plangraph.checking.report import Report
from plangraph.model.findings import Severity
from plangraph.model.texts import Lang
from plangraph.serving.negotiation import preferred
from plangraph.serving.problems import not_acceptable
from plangraph.serving.site import CORS, Site, request_lang

router = APIRouter()

_FORMATS: dict[str, Callable[[Report, Lang], str]] = {
    "application/json": report_to_json,
    "text/csv": report_to_csv,
    "text/turtle": lambda report, _: report_to_turtle(report),
}
_SUFFIXES = {"json": "application/json", "csv": "text/csv", "ttl": "text/turtle"}
_PATIENCE = 300.0


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


def _data(request: Request, media_type: str) -> Response:
    report = Site.of(request).versions.current().report.result(timeout=_PATIENCE)
    body = _FORMATS[media_type](report, request_lang(request)).encode("utf-8", "replace")
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Response(body, media_type=kind, headers={**CORS, "Vary": "Accept, Accept-Language"})


def _page(request: Request) -> Response:
    site = Site.of(request)
    version = site.versions.current()
    report = version.report.result(timeout=_PATIENCE)
    groups = [(rule, list(findings)) for rule, findings in groupby(report.findings, key=lambda f: f.rule)]
    return site.page(
        request, "validation.html", version=version, report=report, groups=groups, severities=list(Severity)
    )
