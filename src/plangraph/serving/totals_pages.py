"""/totals: 事業費 as printed and counted once, as a page, JSON, CSV and XLSX; every view is a link."""

from __future__ import annotations

from collections import OrderedDict
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from plangraph.asking.facts import Facts
from plangraph.asking.table import to_csv
from plangraph.asking.totals import BY, SPREADS, By, Question, Spread, Totals, TotalsRow, totals
from plangraph.asking.totals_groups import plan_order
from plangraph.asking.totals_proof import OUTCOMES, REASONS
from plangraph.asking.totals_text import (
    STATUSES,
    row_to_json,
    rule_of,
    totals_table,
    totals_to_json,
    totals_to_xlsx,
    where_counted,
)
from plangraph.model.texts import Bilingual
from plangraph.serving.negotiation import content_type, page_first
from plangraph.serving.problems import Problem, RequestError, bad_request
from plangraph.serving.site import CORS, PageWords, Site, json_answer, request_lang
from plangraph.serving.spreadsheet import XLSX
from plangraph.serving.versions import Version

MOST_ROWS = 500
"""Rows, and lines of a proof, that a page shows; the files have all of them."""
MOST_PROOFS = 200_000
"""Lines of proof in one JSON answer, over all of its rows."""
MOST_LINES = 50_000
"""Lines of one sheet of a workbook."""
_BY: dict[By, str] = {
    "policy": "totals.by_policy",
    "level": "totals.by_level",
    "division": "totals.by_division",
    "designation": "totals.by_designation",
    "year": "totals.by_year",
    "plan": "totals.by_plan",
}
_SPREADS: dict[Spread, str] = {"home": "totals.spread_home", "equal": "totals.spread_equal"}
_KEPT = 6
"""Answers that a version keeps: a reader goes to and fro between a few."""

router = APIRouter()


def _question(
    by: By = "policy", plan: str = "", year: str = "", level: str = "", spread: Spread = "home"
) -> Question:
    """The question in a query string; a field of the form that is left empty is not asked."""
    if year.strip() and not (year.strip().isascii() and year.strip().isdecimal() and len(year.strip()) <= 4):
        raise bad_request(
            Bilingual("year は西暦の数字にしてください。", "year must be a number such as 2012")
        )
    return Question(by, plan.strip(), int(year) if year.strip() else None, level.strip(), spread)


_Asked = Annotated[Question, Depends(_question)]


@router.get("/totals", summary="Money as printed and counted once")
def totals_page(request: Request, asked: _Asked, of: str = "", proof: bool = True) -> Response:
    """Rows by policy, level, division, designation, year or plan; with `of` one row and its proof."""
    site = Site.of(request)
    version = site.versions.current()
    found = _totals(version, asked)
    row = found.row(of) if of.strip() else None
    if not page_first(request.headers.get("accept")):
        return _json(found, row, proof=proof)
    facts = version.facts
    return site.page(
        request,
        "totals.html",
        version=version,
        totals=found,
        asked=found.question,
        row=row,
        rows=[*found.rows[:MOST_ROWS], found.all] if row is None else [row],
        proof=row or found.all,
        most=MOST_ROWS,
        choices=_choices(facts, found.question, site.words(request, version)),
        heads=site.words(request, version).text(_BY[found.question.by]),
        rule=rule_of(found),
        where=where_counted,
        words={"reason": REASONS, "status": STATUSES, "outcome": OUTCOMES},
    )


@router.get("/totals.csv", summary="Totals as CSV")
def totals_csv(request: Request, asked: _Asked, of: str = "") -> Response:
    """A line for each row, that for all last."""
    found = _totals(Site.of(request).versions.current(), asked)
    rows = [found.row(of)] if of.strip() else None
    body = to_csv(totals_table(found, request_lang(request), rows))
    return _file(body, content_type("text/csv"), "totals.csv")


@router.get("/totals.xlsx", summary="Totals as an Excel workbook")
def totals_xlsx(request: Request, asked: _Asked, of: str = "") -> Response:
    """The rows, and a sheet for each part of the proof."""
    found = _totals(Site.of(request).versions.current(), asked)
    rows = [found.row(of)] if of.strip() else None
    proof = rows[0] if rows else found.all
    lines = max(len(found.rows), len(proof.left_out), len(proof.unknown), len(proof.printed_totals))
    if lines > MOST_LINES:
        raise _too_large(lines, MOST_LINES)
    return _file(totals_to_xlsx(found, request_lang(request), rows), XLSX, "totals.xlsx")


def _totals(version: Version, asked: Question) -> Totals:
    kept = version.once("totals", OrderedDict[Question, Totals])
    with version.lock:
        found = kept.pop(asked, None) or totals(version.facts, asked)
        kept[asked] = found
        while len(kept) > _KEPT:
            kept.popitem(last=False)
        return found


def _json(found: Totals, row: TotalsRow | None, *, proof: bool) -> Response:
    shown = [row] if row else [*found.rows, found.all]
    lines = sum(len(one.left_out) + len(one.unknown) + len(one.printed_totals) for one in shown)
    if proof and lines > MOST_PROOFS:
        raise _too_large(lines, MOST_PROOFS)
    return json_answer([row_to_json(found, row, proof=proof)] if row else totals_to_json(found, proof=proof))


def _too_large(lines: int, most: int) -> RequestError:
    detail = Bilingual(
        f"根拠が {lines:,} 行あり、上限の {most:,} 行を超えています。plan や of で絞るか、CSV、または JSON に proof=false を付けて受け取ってください。",
        f"the proof has {lines:,} lines, more than {most:,}; narrow by plan or of, or take CSV, or JSON with proof=false",
    )
    return RequestError(Problem(413, "too-large", detail, {"lines": lines}))


def _file(body: bytes, media_type: str, name: str) -> Response:
    headers = {**CORS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)


def _choices(facts: Facts, question: Question, words: PageWords) -> dict[str, list[tuple[str, str]]]:
    """What the fields of the form offer, value and label; the template adds the empty one."""
    plans = [facts.plans[iri] for iri in plan_order(facts)]
    years = {cost.first_year for one in facts.listings for cost in one.costs}
    levels: dict[str, int] = {}
    for policy in facts.policies.values():
        if policy.level:
            levels[policy.level] = min(policy.depth, levels.get(policy.level, policy.depth))
    shown = [one for one in plans[:MOST_ROWS] if one.iri != question.plan]
    chosen = [facts.plans[question.plan]] if question.plan in facts.plans else []
    return {
        "by": [(by, words.text(_BY[by])) for by in BY],
        "plan": [(one.iri, f"{one.body_name} {one.title}") for one in (*chosen, *shown)],
        "year": [(str(year), words.fiscal_year(year)) for year in sorted(years)],
        "level": [(level, level) for level in sorted(levels, key=lambda one: (levels[one], one))],
        "spread": [(one, words.text(_SPREADS[one])) for one in SPREADS],
    }
