"""/pictures: a plan in pictures, each with its numbers, as a page, SVG and CSV; every view is a link."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from plangraph.asking.pictures.drawing import PICTURES, picture, picture_table, whole_svg
from plangraph.asking.pictures.scope import Picture, plans_in_order, scope_of
from plangraph.asking.table import to_csv
from plangraph.model.texts import Lang
from plangraph.serving.site import CORS, Site, request_lang
from plangraph.serving.versions import Version

MOST_ROWS = 40
"""Rows of a table that the page shows; the CSV file has them all."""
MOST_PLANS = 200
"""Plans that the page offers by name; any other is reached from its own page."""
_ALL = "shares"
"""The picture that may be of all plans together."""

router = APIRouter()


@router.get("/pictures", summary="Plans in pictures")
def pictures_page(request: Request, plan: str = "") -> Response:
    """Money, treemap, shared projects, flow and figures of a plan; without one, the figures of all plans."""
    site = Site.of(request)
    version = site.versions.current()
    facts = version.facts
    lang = request_lang(request)
    plans = plans_in_order(facts)
    if not plan.strip() and len(plans) == 1:
        plan = plans[0].iri
    chosen = scope_of(facts, plan).plan if plan.strip() else None
    names = list(PICTURES) if chosen else [_ALL]
    drawn = [_drawn(version, name, chosen.iri if chosen else "", lang) for name in names]
    return site.page(
        request,
        "pictures.html",
        version=version,
        plan=chosen,
        plans=plans[:MOST_PLANS],
        pictures=[(one, Markup(one.svg)) for one in drawn],  # noqa: S704 - every text in it is escaped
        most=MOST_ROWS,
    )


@router.get("/pictures/{name}.svg", summary="One picture of a plan as SVG")
def picture_svg(request: Request, name: str, plan: str = "") -> Response:
    """No script, and readable alone."""
    lang = request_lang(request)
    drawn = _drawn(Site.of(request).versions.current(), name, plan, lang)
    return Response(
        whole_svg(drawn, lang),
        media_type="image/svg+xml",
        headers={**CORS, "Vary": "Accept-Language", "Content-Language": lang},
    )


@router.get("/pictures/{name}.csv", summary="The numbers of one picture as CSV")
def picture_csv(request: Request, name: str, plan: str = "") -> Response:
    """Every row."""
    drawn = _drawn(Site.of(request).versions.current(), name, plan, request_lang(request))
    headers = {
        **CORS,
        "Vary": "Accept-Language",
        "Content-Disposition": f'attachment; filename="{drawn.name}.csv"',
    }
    return Response(to_csv(picture_table(drawn)), media_type="text/csv; charset=utf-8", headers=headers)


def _drawn(version: Version, name: str, plan: str, lang: Lang) -> Picture:
    return picture(version.facts, name, plan, lang)
