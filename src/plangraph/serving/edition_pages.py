"""/diff and /timeline: two editions of a plan compared, and one project over all editions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response

from plangraph.asking.compared import KINDS, Comparison
from plangraph.asking.diff_text import EVIDENCE, comparison_to_json, comparisons_to_table, plan_to_json
from plangraph.asking.edition_details import edition_of
from plangraph.asking.editions import compare
from plangraph.asking.facts import Facts
from plangraph.asking.money_changes import STATUS
from plangraph.asking.plan_choice import choose_plan, in_order, offered_pairs
from plangraph.asking.table import to_csv
from plangraph.asking.timeline import Timeline, timeline
from plangraph.asking.timeline_text import ROLES, timeline_to_json
from plangraph.errors import SeveralFoundError
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.negotiation import page_first
from plangraph.serving.problems import bad_request
from plangraph.serving.site import CORS, HERE, Site, json_answer, make_templates
from plangraph.serving.texts import Texts
from plangraph.serving.timeline_chart import timeline_to_chart
from plangraph.serving.trace_pages import names_of
from plangraph.serving.versions import Version
from plangraph.serving.words import Words

router = APIRouter()
FEW = 100
"""Changes of each kind that the page of all kinds shows."""
MANY = 500
"""Changes on one page of one kind."""
_KEPT = 4
"""Comparisons that are kept of one version."""


@router.get("/diff", summary="Two editions of a plan compared")
def diff_page(request: Request, old: str = "", new: str = "", kind: str = "", page: int = 1) -> Response:
    """What differs between two plans, each named by its title or address; without names, the pairs worth comparing."""
    site = Site.of(request)
    version = site.versions.current()
    facts = version.facts
    as_page = page_first(request.headers.get("accept"))
    if not old.strip() or not new.strip():
        return _offers(request, site, version, facts, old or new, as_page=as_page)
    found = _compared(version, facts, old, new)
    kinds = _kinds(kind)
    if not as_page:
        return json_answer(_to_json(found, kinds))
    shown, pages = _shown(found, kinds, page)
    return site.page(
        request,
        "diff.html",
        version=version,
        found=found,
        shown=shown,
        kinds=KINDS,
        evidence=EVIDENCE,
        kind=kind,
        page=min(max(page, 1), pages),
        pages=pages,
    )


@router.get("/diff.json", summary="Two editions of a plan compared, as JSON")
def diff_json(request: Request, old: str, new: str, kind: str = "") -> Response:
    """The same as JSON, whatever is accepted; with `kind`, the changes of that kind."""
    version = Site.of(request).versions.current()
    return json_answer(_to_json(_compared(version, version.facts, old, new), _kinds(kind)))


@router.get("/diff.csv", summary="Two editions of a plan compared, as CSV")
def diff_csv(request: Request, old: str, new: str) -> Response:
    """One row a change."""
    version = Site.of(request).versions.current()
    body = to_csv(comparisons_to_table([_compared(version, version.facts, old, new)]))
    headers = {**CORS, "Content-Disposition": 'attachment; filename="diff.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/timeline", summary="One project over all editions")
def timeline_page(request: Request, project: str = "") -> Response:
    """What each edition says of a project, and of the same fiscal year; candidates where several fit."""
    site = Site.of(request)
    version = site.versions.current()
    as_page = page_first(request.headers.get("accept"))
    if not project.strip():
        if not as_page:
            raise bad_request(
                Bilingual(
                    "project に事業名の一部か IRI を指定してください。",
                    "give part of a title or an IRI as project",
                )
            )
        return site.page(request, "timeline_index.html", version=version, hits=(), project="")
    try:
        found = _timeline(version, project)
    except SeveralFoundError as error:
        if not as_page:
            return json_answer({"candidates": list(error.candidates)}, 300)
        hits = [hit for hit in names_of(version).find(project) if hit.kind == "project"]
        return site.page(
            request, "timeline_index.html", version=version, status=300, hits=hits, project=project
        )
    if not as_page:
        return json_answer(timeline_to_json(found))
    return site.page(
        request,
        "timeline.html",
        version=version,
        found=found,
        chart=timeline_to_chart(found),
        roles=ROLES,
        statuses=STATUS,
    )


@router.get("/timeline.json", summary="One project over all editions, as JSON")
def timeline_json(request: Request, project: str) -> Response:
    """The same as JSON, whatever is accepted."""
    return json_answer(timeline_to_json(_timeline(Site.of(request).versions.current(), project)))


def standalone_diff_html(found: Sequence[Comparison], lang: Lang = "ja") -> str:
    """Comparisons as one HTML file that needs nothing else; every change stands in it."""
    w = Words(Texts.load(), lang)
    return (
        make_templates()
        .get_template("standalone_diff.html")
        .render(
            w=w,
            t=w.text,
            lang=lang,
            comparisons=found,
            kinds=KINDS,
            evidence=EVIDENCE,
            kind="",
            styles=[(HERE / "static" / "house.css").read_text(encoding="utf-8").replace("</", "<\\/")],
        )
    )


def _compared(version: Version, facts: Facts, old: str, new: str) -> Comparison:
    def make() -> Callable[[str, str], Comparison]:
        @lru_cache(maxsize=_KEPT)
        def of_plans(before: str, after: str) -> Comparison:
            plans = facts.plans[before], facts.plans[after]
            return compare(*(edition_of(version.endpoint, facts, plan) for plan in plans))

        return of_plans

    chosen = choose_plan(facts, old).iri, choose_plan(facts, new).iri
    return version.once("comparisons", make)(*chosen)


def _kinds(kind: str) -> tuple[str, ...]:
    if kind and kind not in KINDS:
        raise bad_request(
            Bilingual(
                f"kind「{kind[:40]}」は知りません。使えるもの: {'、'.join(KINDS)}",
                f'no kind "{kind[:40]}"; there are {", ".join(KINDS)}',
            )
        )
    return (kind,) if kind else ()


def _to_json(found: Comparison, kinds: Sequence[str]) -> dict[str, Any]:
    return {
        "differs": found.differs,
        "comparisons": [comparison_to_json(found, kinds)],
        "only_old": [],
        "only_new": [],
    }


def _shown(found: Comparison, kinds: Sequence[str], page: int) -> tuple[dict[str, Any], int]:
    """The changes of each kind that a page shows, and how many pages there are."""
    if not kinds:
        return {kind: changes[:FEW] for kind, changes in found.by_kind.items()}, 1
    changes = found.by_kind.get(kinds[0], ())
    pages = max(-(-len(changes) // MANY), 1)
    start = (min(max(page, 1), pages) - 1) * MANY
    return {kinds[0]: changes[start : start + MANY]}, pages


def _offers(
    request: Request, site: Site, version: Version, facts: Facts, chosen: str, *, as_page: bool
) -> Response:
    pairs, plans = offered_pairs(facts.plans.values()), in_order(facts.plans.values())
    if as_page:
        return site.page(
            request, "diff_index.html", version=version, pairs=pairs, plans=plans, chosen=chosen.strip()
        )
    return json_answer(
        {
            "pairs": [{"old": plan_to_json(old), "new": plan_to_json(new)} for old, new in pairs],
            "plans": [plan_to_json(plan) for plan in plans],
        }
    )


def _timeline(version: Version, project: str) -> Timeline:
    return timeline(version.endpoint, project, lambda: names_of(version))
