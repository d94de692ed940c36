"""/search: everything with a title, narrowed by facets; every view is a link, and a table of it is another."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from plangraph.asking.names import KINDS
from plangraph.asking.search_index import index_is_fit, index_path, write_index
from plangraph.asking.searching import (
    FACETS,
    SORTS,
    Facet,
    FacetValue,
    FoundPage,
    FoundThing,
    SearchIndex,
    Wanted,
    hits_table,
)
from plangraph.asking.table import to_csv
from plangraph.asking.workbook import Sheet, sheets_to_xlsx
from plangraph.model.texts import Bilingual
from plangraph.serving.negotiation import page_first
from plangraph.serving.problems import not_acceptable
from plangraph.serving.site import CORS, Site, json_answer, request_lang
from plangraph.serving.spreadsheet import XLSX
from plangraph.serving.trace_pages import names_of
from plangraph.serving.versions import Version, Versions

router = APIRouter()

PAGE = 50
"""Hits on a page."""
MOST_ROWS = 50_000
"""Hits in a table; the table says how many there are."""
_LONGEST = 200
"""Characters of a text that is searched for; what is beyond is no title."""
_MOST_CHOSEN = 50
"""Values of one facet that a request may name."""


def index_of(versions: Versions, version: Version) -> SearchIndex:
    """The index of a version: the file that the build left beside the store, else one that is made now and kept."""
    return version.once("search", lambda: _open(versions, version))


def _open(versions: Versions, version: Version) -> SearchIndex:
    if isinstance(versions.folder, Path):
        path = index_path(versions.folder, version.name)
        if index_is_fit(path):
            return SearchIndex(path)
    return _make(version)


def _make(version: Version) -> SearchIndex:
    folder = Path(tempfile.mkdtemp(prefix="plangraph-search-"))
    index = SearchIndex(folder / "search.sqlite")
    weakref.finalize(index, shutil.rmtree, folder, ignore_errors=True)  # it goes with the version
    write_index(index.path, version.endpoint, version.facts, names_of(version))
    return index


@router.get("/search", summary="Everything that answers to a text")
def search(request: Request, page: int = 1) -> Response:
    """Hits with facets and counts; near titles where there are none. Parameters: q, a facet's name (repeated), sort, page."""
    site = Site.of(request)
    version = site.versions.current()
    wanted = wanted_of(request)
    page = min(max(page, 1), 1_000_000)
    found = index_of(site.versions, version).search(wanted, (page - 1) * PAGE, PAGE)
    near = (
        names_of(version).near(wanted.text, KINDS)
        if wanted.text and not found.total and not any(wanted.facets.values())
        else ()
    )
    if not page_first(request.headers.get("accept")):
        return json_answer(_to_json(wanted, found, near, page))
    return site.page(
        request,
        "search.html",
        version=version,
        q=wanted.text,
        wanted=wanted,
        found=found,
        near=near,
        page_number=page,
        pages=max(1, -(-found.total // PAGE)),
        sorts=list(SORTS),
        links=_Links(request, wanted),
    )


@router.get("/search.{suffix}", summary="What a search finds, as a table")
def search_as(request: Request, suffix: str) -> Response:
    """The hits of the same parameters as CSV, XLSX or JSON, all of them up to 50,000."""
    site = Site.of(request)
    version = site.versions.current()
    wanted = wanted_of(request)
    index = index_of(site.versions, version)
    if suffix == "json":
        return json_answer(_to_json(wanted, index.search(wanted, 0, 1000), (), 1))
    if suffix not in ("csv", "xlsx"):
        raise not_acceptable(["text/csv", XLSX, "application/json"])
    table = hits_table(index.hits(wanted, MOST_ROWS))
    headers = {**CORS, "Content-Disposition": f'attachment; filename="search.{suffix}"'}
    if suffix == "csv":
        return Response(to_csv(table), media_type="text/csv; charset=utf-8", headers=headers)
    lang = request_lang(request)
    figures = {"listings", "yen", "low", "high"}
    names = [
        f"{name}_yen" if name in ("low", "high") else "counted_once_yen" if name == "yen" else name
        for name in table.header
    ]
    rows = [
        [
            int(cell) if cell and name in figures else cell or None
            for name, cell in zip(table.header, row, strict=True)
        ]
        for row in table.rows
    ]
    about = [
        (Bilingual("検索", "search")[lang], str(request.url.query)),
        (Bilingual("版", "version")[lang], version.name),
        (
            Bilingual("数え方", "counting")[lang],
            Bilingual(
                "事業は何度載っていても一行です。金額は最も新しい計画の本掲の、印字された年度と推計した年度の和です。",
                "A project is one row however often it is printed. Amounts are those of the home in its latest plan, stated and derived years.",
            )[lang],
        ),
    ]
    body = sheets_to_xlsx(
        [Sheet(Bilingual("結果", "hits")[lang], names, rows)], (Bilingual("説明", "about")[lang], about)
    )
    return Response(body, media_type=XLSX, headers=headers)


@router.get("/api/suggest", summary="Titles for what is being typed")
def suggest(request: Request, q: str = "") -> Response:
    """Up to eight titles, those that begin with the text first; each with its kind, code, city and page."""
    site = Site.of(request)
    version = site.versions.current()
    words = site.words(request, version)
    offered = index_of(site.versions, version).suggest(q[:_LONGEST])
    return json_answer(
        [
            {
                "iri": one.iri,
                "label": one.label,
                "kind": one.kind,
                "kind_label": words.text(f"kind.{one.kind}"),
                "code": one.code,
                "city": one.city,
                "href": words.link("/trace", project=one.iri)
                if one.kind == "project"
                else words.thing(one.iri),
            }
            for one in offered
        ]
    )


def wanted_of(request: Request) -> Wanted:
    """What a request searches for; what is too long is cut, what is no facet is passed over."""
    given = request.query_params
    facets = {
        name: tuple(dict.fromkeys(value for value in given.getlist(name)[:_MOST_CHOSEN] if value))
        for name in FACETS
    }
    sort = given.get("sort", "")
    return Wanted(
        " ".join(given.get("q", "")[:_LONGEST].split()),
        {name: values for name, values in facets.items() if values},
        sort if sort in SORTS else "relevance",
    )


class _Links:
    """Addresses of the views beside this one."""

    def __init__(self, request: Request, wanted: Wanted) -> None:
        self.lang = request.query_params.get("lang")
        self.wanted = wanted

    def toggled(self, facet: Facet, value: FacetValue) -> str:
        """The same search with one value chosen, or no longer."""
        chosen = self.wanted.facets.get(facet.name, ())
        kept = [one for one in chosen if one != value.value]
        return self._to({**self.wanted.facets, facet.name: kept if value.chosen else [*chosen, value.value]})

    def without(self, facet: str) -> str:
        """The same search with no value of a facet."""
        return self._to({**self.wanted.facets, facet: []})

    def sorted_by(self, sort: str) -> str:
        """The same hits in another order."""
        return self._to(self.wanted.facets, sort=sort)

    def at(self, page: int) -> str:
        """Another page of the same hits."""
        return self._to(self.wanted.facets, page=page)

    def table(self, suffix: str) -> str:
        """The same hits as a table."""
        return self._to(self.wanted.facets, path=f"/search.{suffix}")

    def _to(
        self, facets: Any, *, sort: str | None = None, page: int | None = None, path: str = "/search"
    ) -> str:
        parameters: list[tuple[str, str]] = [("q", self.wanted.text)] if self.wanted.text else []
        parameters += [(name, value) for name in FACETS for value in facets.get(name, ())]
        order = sort or self.wanted.sort
        parameters += [("sort", order)] if order != "relevance" else []
        parameters += [("page", str(page))] if page and page > 1 else []
        parameters += [("lang", self.lang)] if self.lang in ("ja", "en") else []
        return f"{path}?{urlencode(parameters)}" if parameters else path


def _to_json(wanted: Wanted, found: FoundPage, near: Iterable[str], page: int) -> dict[str, Any]:
    return {
        "query": wanted.text,
        "facets_chosen": {name: list(values) for name, values in wanted.facets.items()},
        "sort": wanted.sort,
        "page": page,
        "total": found.total,
        "hits": [_hit_to_json(hit) for hit in found.hits],
        "facets": {
            facet.name: {
                "values": [
                    {"value": one.value, "label": one.label, "count": one.count, "chosen": one.chosen}
                    for one in facet.values
                ],
                "more": facet.more,
            }
            for facet in found.facets
        },
        "near": list(near),
    }


def _hit_to_json(hit: FoundThing) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "label": hit.label,
        "kind": hit.kind,
        "code": hit.code,
        "policy_code": hit.policy_code,
        "policies": hit.policies,
        "divisions": hit.divisions,
        "designations": hit.designations,
        "states": hit.states,
        "city": hit.city,
        "listings": hit.listings,
        "counted_once_yen": hit.yen,
        "low_yen": hit.low,
        "high_yen": hit.high,
    }
