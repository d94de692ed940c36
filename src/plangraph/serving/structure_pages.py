"""/structure and /similar: how a plan hangs together, and what resembles a thing in other cities."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request, Response

from plangraph.asking.current_plans import chosen_plans
from plangraph.asking.resemblance import KINDS, Resemblance
from plangraph.asking.resemblance_text import kind_of, resemblances_to_json, said_of
from plangraph.asking.structure import structures_of
from plangraph.asking.structure_answers import StructureAnswers, answers_of, shown
from plangraph.asking.structure_text import FIGURES, figure, structures_to_json
from plangraph.serving.negotiation import page_first
from plangraph.serving.site import Site, json_answer, request_lang
from plangraph.serving.trace_pages import names_of
from plangraph.serving.versions import Version

MOST_ROWS = 100
"""Rows of an answer that the page shows; JSON gives them all."""
MOST_PLANS = 200
"""Plans that the list of plans shows; a plan is also found by its body's name."""

router = APIRouter()


@router.get("/structure", summary="How a plan hangs together")
def structure_page(request: Request, plan: str = "") -> Response:
    """Bridges between policies, clusters, divisions, islands of one plan; where several fit, which there are."""
    site = Site.of(request)
    version = site.versions.current()
    facts = version.facts
    plans = chosen_plans(facts, plan)
    page = page_first(request.headers.get("accept"))
    if len(plans) != 1:
        if not page:
            found = [{"plan": one.title, "iri": one.iri, "body": one.body_name} for one in plans]
            return json_answer({"choose": found})
        return site.page(
            request,
            "structure_index.html",
            version=version,
            plans=plans[:MOST_PLANS],
            count=len(plans),
            asked=plan.strip(),
        )
    iri = plans[0].iri
    answers = version.once(f"structure {iri}", lambda: answers_of(next(iter(structures_of(facts, plans)))))
    if not page:
        return json_answer(structures_to_json([answers]))
    return _page(request, site, version, answers)


def _page(request: Request, site: Site, version: Version, answers: StructureAnswers) -> Response:
    lang = request_lang(request)
    return site.page(
        request,
        "structure.html",
        version=version,
        found=answers,
        most=MOST_ROWS,
        figures=FIGURES,
        figure=figure,
        shown=lambda named: shown(named, lang),
    )


@router.get("/similar", summary="What resembles a project or policy in other cities")
def similar_page(request: Request, of: str = "", most: int = Query(10, ge=1, le=200)) -> Response:
    """Projects and policies of other bodies with similar titles, each with a score and what is shared."""
    site = Site.of(request)
    version = site.versions.current()
    of = of.strip()
    page = page_first(request.headers.get("accept"))
    if page and not of:
        return site.page(request, "similar.html", version=version, found=None, said="", kind_of=kind_of)
    compared = version.once("resemblance", lambda: Resemblance.of_facts(version.facts))
    iri = of if of in compared.things else names_of(version).resolve_one(of, KINDS).iri
    found = compared.like(iri, most)
    if not page:
        return json_answer(resemblances_to_json(found))
    said = said_of(found)[request_lang(request)]
    return site.page(request, "similar.html", version=version, found=found, said=said, kind_of=kind_of)
