"""/validation: the report on the served graph, as a page that can be filtered and turned over, and as data."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, fields, replace
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from plangraph.checking.baseline import compare, report_to_baseline
from plangraph.checking.findings import CERTAINTY_NAMES, STATUS_NAMES, WAIVED
from plangraph.checking.parts import (
    GROUPING_NAMES,
    GROUPINGS,
    STATES,
    Choice,
    Grouping,
    chosen,
    group_counts,
    groups,
    name_of_group,
    state_name,
)
from plangraph.checking.render import FORMS, Look, report_pieces
from plangraph.checking.report import Report, ReportFinding
from plangraph.checking.runs import KeptRun, kept_runs, named_run, read_run
from plangraph.checking.waivers import earliest_end
from plangraph.errors import SourceError
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.negotiation import content_type, preferred
from plangraph.serving.problems import Problem, RequestError, bad_request, not_acceptable, not_found
from plangraph.serving.site import CORS, Site, request_lang
from plangraph.serving.versions import Version

router = APIRouter()
_T = TypeVar("_T")

PER_PAGE = 200
_MOST_OPTIONS = 200
"""Names that a filter offers; where there are more, it is a field to type in, with the most frequent offered."""
_MOST_ROWS = 100
"""Groups in the table of counts."""
_BY_TYPE = {form.media_type: name for name, form in FORMS.items() if name not in ("text", "html")}
_BY_SUFFIX = {form.suffix: name for name, form in FORMS.items()}
_PATIENCE = 300.0
_UNDER_WAY = Bilingual(
    "検証に時間がかかっています。しばらくしてから、もう一度お試しください。",
    "the validation is still under way; try again in a while",
)


@router.get("/validation", summary="The validation report")
def validation(request: Request) -> Response:
    """The report by Accept: a page, JSON, CSV, XLSX, SARIF, Turtle. The first request after a start or a build may wait for it."""
    offers = ["text/html", *_BY_TYPE]
    media_type = preferred(offers, request.headers.get("accept"))
    if media_type is None:
        raise not_acceptable(offers)
    return _page(request) if media_type == "text/html" else _data(request, _BY_TYPE[media_type])


@router.get("/validation.{suffix}", summary="The validation report in one format")
def validation_as(request: Request, suffix: str) -> Response:
    """The report, or the part that is chosen, as a file: json, csv, xlsx, sarif, ttl, html, txt."""
    if suffix not in _BY_SUFFIX:
        raise not_acceptable([FORMS[name].media_type for name in _BY_SUFFIX.values()])
    response = _data(request, _BY_SUFFIX[suffix])
    if suffix in ("csv", "xlsx", "sarif"):
        response.headers["Content-Disposition"] = f'attachment; filename="validation.{suffix}"'
    return response


def _report(site: Site) -> tuple[Version, Report]:
    """The report on the version that is served now; 503 where it is not there within some minutes."""
    while True:
        version = site.versions.current()
        try:
            report = version.report.result(timeout=_PATIENCE)
        except CancelledError:  # a newer version came before this report was begun
            continue
        except TimeoutError:
            raise RequestError(Problem(503, "busy", _UNDER_WAY, headers={"Retry-After": "60"})) from None
        ends = _once(version, "ends", report, earliest_end)
        if ends is None or ends >= site.versions.reports.now().date():
            return version, report
        with version.lock:  # what was accepted is no longer
            if version.report.done() and version.report.result() is report:
                version.report = site.versions.reports.start(version.name)


def _once(version: Version, name: str, report: Report, make: Callable[[Report], _T]) -> _T:
    """What `make` gave for this very report when it was first asked for; a report of the version made anew is another."""
    kept: tuple[Report, _T] | None = version.kept.get(name)
    if kept is None or kept[0] is not report:
        kept = (report, make(report))
        version.kept[name] = kept
    return kept[1]


# what is asked for


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the query string asks for."""

    choice: Choice
    by: Grouping
    baseline: str
    page: int

    def parameters(self, **other: str) -> dict[str, str]:
        """The parameters of this view, some of them others; a page of its own is left out."""
        mine = {
            **self.choice.as_dict(),
            "group": "" if self.by == "rule" else self.by,
            "baseline": self.baseline,
        }
        return {name: text for name, text in {**mine, **other}.items() if text}


def _asked(request: Request) -> _Asked:
    query = request.query_params
    choice = Choice(**{one.name: query.get(one.name, "").strip() for one in fields(Choice)})
    _require(choice.severity, [severity.value.lower() for severity in Severity], "severity")
    _require(choice.status, STATES, "status")
    by = query.get("group", "") or "rule"
    grouping = next((one for one in GROUPINGS if one == by), None)
    page = query.get("page", "1")
    if grouping is None:
        _require(by, GROUPINGS, "group")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:9]) < 10**8:
        raise _wrong("page", page, "1, 2 …")
    return _Asked(choice, grouping or "rule", query.get("baseline", ""), int(page[:9]))


def _require(text: str, names: list[str] | tuple[str, ...], parameter: str) -> None:
    if text and text not in names:
        raise _wrong(parameter, text, ", ".join(names))


def _wrong(parameter: str, text: str, names: str) -> RequestError:
    return bad_request(
        Bilingual(
            f"パラメーター {parameter} の「{text[:60]}」は使えません。使えるもの: {names}",
            f'the parameter {parameter} cannot be "{text[:60]}"; it may be: {names}',
        )
    )


def _compared(site: Site, version: Version, report: Report, name: str) -> Report:
    """The report held against a kept run; 404 where there is none of that name, 400 where it is of another plan."""
    if not name or (report.compared is not None and report.compared.name == name):
        return report
    kept = site.versions.reports.kept
    run = named_run(kept, name) if kept is not None else None
    if run is None:
        raise not_found(
            Bilingual(
                f"検証「{name[:60]}」は残っていません。/validation で選んでください。",
                f'no run "{name[:60]}" is kept; choose one at /validation',
            )
        )
    before: Report | None = version.kept.get("baseline")
    if (
        before is not None
        and before.compared is not None
        and before.compared.name == name
        and before.run is report.run
    ):
        return before
    try:
        made = compare(report, report_to_baseline(read_run(run), run.name))
    except SourceError as error:
        raise bad_request(error.message) from None
    version.kept["baseline"] = made
    return made


# the answers


def _data(request: Request, form: str) -> Response:
    site, asked = Site.of(request), _asked(request)
    lang = request_lang(request)
    version, report = _report(site)
    report = _compared(site, version, report, asked.baseline)
    if not asked.baseline and asked.choice.status != "mended":
        report = replace(report, mended=())  # findings of another day, unless they are asked for
    part = _chosen(report, asked.choice, lang)
    rules = f"{request.url.scheme}://{request.url.netloc}/rules/"
    pieces = report_pieces(part, form, lang, Look(asked.by, rules))
    headers = {**CORS, "Vary": "Accept, Accept-Language"}
    return StreamingResponse(pieces, media_type=content_type(FORMS[form].media_type), headers=headers)


def _chosen(report: Report, choice: Choice, lang: Lang) -> Report:
    part = chosen(report, choice, lang)
    return replace(part, findings=part.mended, mended=()) if choice.status == "mended" else part


@dataclass(frozen=True, slots=True)
class _Option:
    """One thing to choose: its value, its name, how often it is met."""

    value: str
    name: Bilingual
    count: int


@dataclass(frozen=True, slots=True)
class _Filter:
    """One filter of the form: what may be chosen, and whether some names are left out of it."""

    name: str
    options: tuple[_Option, ...]
    more: int


@dataclass(frozen=True, slots=True)
class _Section:
    """What a page shows of a group: the findings on it, and how many the whole group has."""

    key: str
    name: Bilingual
    count: int
    findings: tuple[ReportFinding, ...]


def _page(request: Request) -> Response:
    site, asked = Site.of(request), _asked(request)
    version, whole = _report(site)
    whole = _compared(site, version, whole, asked.baseline)
    part = _chosen(whole, asked.choice, request_lang(request))
    counts = group_counts(part.findings, asked.by)
    sections, pages = _sections(part, asked)
    if asked.page > pages:
        raise _wrong("page", str(asked.page), f"1-{pages}")
    rows = (
        sorted(counts.items(), key=lambda one: -one[1])[:_MOST_ROWS]
        if len(counts) > _MOST_ROWS
        else counts.items()
    )
    kept = site.versions.reports.kept
    return site.page(
        request,
        "validation.html",
        version=version,
        report=part,
        whole=whole,
        asked=asked,
        severities=list(Severity),
        states=[(state, state_name(state)) for state in STATES],
        filters=_once(version, "filters", whole, _filters),
        rows=[_Option(key, name_of_group(part, asked.by, key), count) for key, count in rows],
        rows_left=len(counts) - len(rows),
        sections=sections,
        pages=pages,
        groupings=GROUPINGS,
        grouping_names=GROUPING_NAMES,
        status_names=STATUS_NAMES,
        certainty_names=CERTAINTY_NAMES,
        waived=WAIVED,
        runs=_runs(kept_runs(kept) if kept is not None else (), whole),
        suffixes=[(form.suffix.upper(), form.suffix) for name, form in FORMS.items() if name != "text"],
        view=lambda **other: _view(asked, request, **other),
    )


def _view(asked: _Asked, request: Request, suffix: str = "", **other: str) -> str:
    """The address of this view with some parameters changed."""
    parameters = asked.parameters(**other)
    if (lang := request.query_params.get("lang")) in ("ja", "en"):
        parameters["lang"] = lang
    path = f"/validation.{suffix}" if suffix else "/validation"
    return f"{path}?{urlencode(parameters)}" if parameters else path


def _runs(kept: tuple[KeptRun, ...], report: Report) -> list[KeptRun]:
    """The runs that this one can be held against."""
    return [run for run in kept if report.run is None or run.name != report.run.name]


def _filters(report: Report) -> list[_Filter]:
    made = []
    for by in GROUPINGS:
        counts = group_counts(report.findings, by)
        frequent = sorted(counts, key=lambda key: -counts[key])[:_MOST_OPTIONS]
        shown = (
            [key for key in counts if key in set(frequent)] if len(counts) > _MOST_OPTIONS else list(counts)
        )
        options = tuple(_Option(key, name_of_group(report, by, key), counts[key]) for key in shown)
        made.append(_Filter(by, options, len(counts) - len(options)))
    return made


def _sections(report: Report, asked: _Asked) -> tuple[list[_Section], int]:
    """The groups, or parts of groups, that stand on a page, and how many pages there are."""
    first = (asked.page - 1) * PER_PAGE
    at, sections = 0, []
    for group in groups(report, asked.by):
        here = group.findings[max(first - at, 0) : max(first + PER_PAGE - at, 0)]
        if here:
            sections.append(_Section(group.key, group.name, len(group.findings), here))
        at += len(group.findings)
    return sections, max(-(-at // PER_PAGE), 1)
