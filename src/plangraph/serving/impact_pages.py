"""/impact: what hangs on divisions or guidelines, as page, JSON and CSV."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from plangraph.asking.facts import Facts
from plangraph.asking.impact import impact, impact_to_json, impact_to_table
from plangraph.asking.impact_text import TABLES
from plangraph.asking.impacted import Impact
from plangraph.asking.reaching import Network
from plangraph.asking.table import to_csv
from plangraph.errors import SeveralFoundError
from plangraph.model.texts import Bilingual
from plangraph.serving.impact_view import impact_view
from plangraph.serving.negotiation import page_first
from plangraph.serving.problems import not_found
from plangraph.serving.site import CORS, Site, json_answer
from plangraph.serving.trace_pages import names_of
from plangraph.serving.versions import Version

router = APIRouter()

Texts = Annotated[list[str], Query()]


@router.get("/impact", summary="Impact of divisions or guidelines")
def impact_page(request: Request, of: Texts = [], steps: int = 2, scenario: str = "") -> Response:  # noqa: B006 - never changed
    """What hangs on them, within some steps; without any, the divisions by 部 and the guidelines to choose from."""
    site = Site.of(request)
    version = site.versions.current()
    page = page_first(request.headers.get("accept"))
    asked = [text for text in of if text.strip()]
    if page and not asked:
        return site.page(request, "impact_index.html", version=version, **_index(version), of="", hits=[])
    try:
        found = _impact(version, asked, steps, scenario)
    except SeveralFoundError as error:
        if not page:
            return json_answer({"candidates": list(error.candidates)}, 300)
        return site.page(
            request,
            "impact_index.html",
            version=version,
            status=300,
            **_index(version),
            of="、".join(asked),
            hits=error.candidates,
        )
    if not page:
        return json_answer(impact_to_json(found))
    return site.page(request, "impact.html", version=version, query=_query(found), **impact_view(found))


@router.get("/impact.json", summary="Impact as JSON")
def impact_json(request: Request, of: Texts, steps: int = 2, scenario: str = "") -> Response:
    """The same as JSON, whatever is accepted."""
    version = Site.of(request).versions.current()
    return json_answer(impact_to_json(_impact(version, of, steps, scenario)))


@router.get("/impact.csv", summary="Impact as CSV")
def impact_csv(
    request: Request, of: Texts, steps: int = 2, scenario: str = "", table: str = TABLES[0]
) -> Response:
    """One of its tables: what is reached, the money, or where names are printed."""
    if table not in TABLES:
        known = ", ".join(TABLES)
        raise not_found(
            Bilingual(
                f"「{table}」という表はありません。{known} があります。",
                f"there is no table {table!r}; there are {known}",
            )
        )
    version = Site.of(request).versions.current()
    body = to_csv(impact_to_table(_impact(version, of, steps, scenario), table))
    headers = {**CORS, "Content-Disposition": f'attachment; filename="impact-{table}.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _impact(version: Version, of: list[str], steps: int, scenario: str) -> Impact:
    facts = version.facts
    if not of:
        raise not_found(
            Bilingual("of に部課か指針を指定してください。", "give a division or guideline as of")
        )
    network = version.once("impact network", lambda: Network(facts))
    return impact(
        version.endpoint, facts, names_of(version), of, steps=steps, scenario=scenario, network=network
    )


def _query(found: Impact) -> str:
    pairs = [("of", one.iri) for one in found.subjects]
    return urlencode([*pairs, ("steps", str(found.steps)), ("scenario", found.scenario)])


@dataclass(frozen=True, slots=True)
class _Office:
    iri: str
    name: str
    count: int
    below: tuple[_Office, ...] = ()


def _index(version: Version) -> dict[str, Any]:
    """The divisions by 部 and the guidelines, each with the number of projects and policies that name it."""
    return version.once("impact index", lambda: _make_index(version.facts))


def _make_index(facts: Facts) -> dict[str, Any]:
    named: Counter[str] = Counter()
    offices: dict[str, set[str]] = {}
    for item in facts.listings:
        offices.setdefault(item.project, set()).update(item.divisions, item.related)
    for project, found in offices.items():
        named.update(found)
        if project in facts.projects:
            named.update(facts.projects[project].guidelines)
    for policy in facts.policies.values():
        named.update({*policy.lead, *policy.related, *policy.guidelines})
    below: dict[str, list[_Office]] = {}
    ordered = sorted(facts.divisions.values(), key=lambda one: (one.name, one.iri))
    tops = [one for one in ordered if one.parent not in facts.divisions]
    for one in ordered:
        if one.parent in facts.divisions:
            below.setdefault(one.parent, []).append(_Office(one.iri, one.name, named[one.iri]))
    return {
        "offices": [
            _Office(
                one.iri,
                one.name,
                named[one.iri] + sum(office.count for office in below.get(one.iri, ())),
                tuple(below.get(one.iri, ())),
            )
            for one in tops
        ],
        "guidelines": [
            _Office(iri, name, named[iri])
            for iri, name in sorted(facts.guidelines.items(), key=lambda pair: (pair[1], pair[0]))
        ],
    }
