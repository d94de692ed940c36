"""/: what is in here, and where to begin."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from plangraph.asking.holdings import Holdings, LoadedBody, LoadedPlan, holdings
from plangraph.asking.overview import Money, Overview, overview
from plangraph.asking.terms import select
from plangraph.checking.report import Report
from plangraph.errors import PlangraphError
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual
from plangraph.serving.negotiation import page_first
from plangraph.serving.site import Site, json_answer
from plangraph.serving.versions import Version

router = APIRouter()

_FEW = 12
"""So many documents stand in one table; more are folded by prefecture and body."""
_MOST_BODIES = 60
"""So many bodies of one prefecture are named; the catalogue has all."""
_MOST_PLANS = 10
_MOST_RULES = 6
_QUESTIONS = ("cross-listed-projects", "totals-by-policy", "largest-projects")
"""Example queries that the page offers."""
_PATIENCE = 1.5
"""Seconds that a visitor waits for sums over every listing; who comes later finds them there."""

_CROSS_LISTED = """
SELECT (MIN(?one) AS ?project) ?label WHERE {
  ?a plg:listsProject ?one ; plg:crossListingState plg:Mutual ; plg:listingRole plg:Home .
  ?one rdfs:label ?label
} GROUP BY ?label ORDER BY ?label LIMIT 3"""
_ANY_PROJECT = """
SELECT (MIN(?one) AS ?project) ?label WHERE { ?one a plg:MainProject ; rdfs:label ?label }
GROUP BY ?label ORDER BY ?label LIMIT 3"""


@router.get("/", summary="The front page")
def front(request: Request) -> Response:
    """What is loaded, the money once and as printed, the gravest findings, and entries for each kind of reader."""
    site = Site.of(request)
    version = site.versions.current()
    loaded = version.once("holdings", lambda: holdings(version.endpoint))
    if not page_first(request.headers.get("accept")):
        return json_answer(_links(loaded))
    sums = _sums(version)
    return site.page(
        request,
        "front.html",
        version=version,
        loaded=loaded,
        few=len(loaded.documents) <= _FEW,
        sums=sums,
        dearest=_dearest(loaded, sums),
        most_bodies=_MOST_BODIES,
        report=_report(version),
        examples=version.once("cross-listed", lambda: _examples(version)),
        queries=[one for name in _QUESTIONS for one in site.examples if one.name == name],
    )


def _links(loaded: Holdings) -> dict[str, object]:
    return {
        "counts": dict(loaded.counts),
        "documents": [d.document.iri for d in loaded.documents],
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


def _sums(version: Version) -> Overview | None:
    """The overview of a version, once it is there: at a hundred thousand listings its sums take a minute."""
    under_way: Future[Overview] = version.once("overview under way", lambda: _begun(version))
    try:
        return under_way.result(timeout=_PATIENCE)
    except TimeoutError:
        return None
    except PlangraphError:
        version.kept.pop("overview under way", None)  # the next visitor tries again
        raise


def _dearest(loaded: Holdings, sums: Overview | None) -> list[tuple[LoadedPlan, LoadedBody, Money]]:
    """The plans with the largest sums, for the table."""
    money = sums.money if sums is not None else {}
    rows = [
        (plan, body, money[plan.iri])
        for region in loaded.regions
        for body in region.bodies
        for plan in body.plans
        if plan.iri in money
    ]
    return sorted(rows, key=lambda row: (-row[2].counted_once, row[0].iri))[:_MOST_PLANS]


def _begun(version: Version) -> Future[Overview]:
    future: Future[Overview] = Future()

    def work() -> None:
        try:
            future.set_result(overview(version.endpoint))
        except PlangraphError as error:
            future.set_exception(error)

    threading.Thread(target=work, name="overview", daemon=True).start()
    return future


@dataclass(frozen=True, slots=True)
class WorstRule:
    """A rule that findings broke: how grave it is, what it is called, how often."""

    rule: str
    severity: Severity
    name: Bilingual
    count: int


@dataclass(frozen=True, slots=True)
class ReportInShort:
    """Findings by severity, and the rules with the gravest and the most."""

    counts: Mapping[Severity, int]
    worst: tuple[WorstRule, ...]


def _report(version: Version) -> ReportInShort | None:
    """The report of a version in short, where it is there; nobody waits for it."""
    report = version.report
    if not report.done() or report.cancelled() or report.exception() is not None:
        return None
    return version.once("report in short", lambda: report_in_short(report.result()))


def report_in_short(report: Report) -> ReportInShort:
    """Severities with their counts; rules by severity, then by the number of findings."""
    counted: dict[tuple[Severity, str], int] = {}
    for one in report.findings:
        counted[one.severity, one.rule] = counted.get((one.severity, one.rule), 0) + 1
    ordered = sorted(counted.items(), key=lambda item: (item[0][0].rank, -item[1], item[0][1]))
    worst = [
        WorstRule(rule, severity, report.name_of(rule), count)
        for (severity, rule), count in ordered[:_MOST_RULES]
    ]
    return ReportInShort({severity: report.count(severity) for severity in Severity}, tuple(worst))


def _examples(version: Version) -> list[tuple[str, str]]:
    """Up to three projects that are printed twice, else any; of one title in many cities there is one."""
    rows = select(version.endpoint, _CROSS_LISTED) or select(version.endpoint, _ANY_PROJECT)
    return [(row["project"], row["label"]) for row in rows]
