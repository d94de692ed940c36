"""/graph: the viewer."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from plangraph.asking.names import KINDS
from plangraph.model.texts import Bilingual
from plangraph.serving.fragments import Fragments
from plangraph.serving.negotiation import page_first
from plangraph.serving.panel import links_to, panel
from plangraph.serving.problems import bad_request
from plangraph.serving.sifting import filters, said_of
from plangraph.serving.site import CORS, Site, json_answer, request_lang
from plangraph.serving.trace_pages import names_of
from plangraph.serving.versions import Version
from plangraph.serving.view_state import MOST_OPEN, MOST_STEPS, Layout, Shown, ViewState, shown
from plangraph.serving.viewer import Picture, graph_to_picture, picture_words, standalone_html
from plangraph.serving.words import Words

router = APIRouter()

_MOST_FACTS = 60
"""Of how many things a file that stands alone tells facts and sources."""
_MOST_TEXT = 4096

Texts = Annotated[list[str], Query()]


def _asked(
    request: Request,
    focus: str = "",
    steps: int = Query(1, ge=1, le=MOST_STEPS),
    open: Texts = [],  # noqa: B006 - the word of the address; never changed
    close: Texts = [],  # noqa: B006 - never changed
    nokind: Texts = [],  # noqa: B006 - never changed
    norelation: Texts = [],  # noqa: B006 - never changed
    year: Literal[""] | Annotated[int, Query(ge=0, le=9999)] = 0,
    designation: str = "",
    layout: Layout = "columns",
    start: str = Query("", alias="from"),
    end: str = Query("", alias="to"),
) -> ViewState:
    """The state that an address names; things by their IRI or their name."""
    version = Site.of(request).versions.current()
    return ViewState(
        focus=_iri(version, focus),
        steps=steps,
        opened=tuple(open[:MOST_OPEN]),
        closed=tuple(close[:MOST_OPEN]),
        no_kinds=frozenset(nokind),
        no_relations=frozenset(norelation),
        year=year or 0,
        designation=designation,
        layout=layout,
        start=_iri(version, start),
        end=_iri(version, end),
    )


State = Annotated[ViewState, Depends(_asked)]


def _iri(version: Version, text: str) -> str:
    text = text.strip()
    if not text or "://" in text or text.startswith("urn:"):
        return text
    return names_of(version).resolve_one(text[:_MOST_TEXT], KINDS).iri


@router.get("/graph", summary="The viewer")
def graph(request: Request, state: State) -> Response:
    """What stands around a thing, given by its IRI or its name; without one the tree of all plans."""
    site = Site.of(request)
    version = site.versions.current()
    picture, found = _picture(request, version, state)
    if not page_first(request.headers.get("accept")):
        return json_answer(picture.as_json())
    focused = next((node for node in picture.nodes if node["id"] == found.focus), None)
    return site.page(
        request,
        "graph.html",
        version=version,
        picture=picture,
        focused=focused,
        state=state,
        words=picture_words(site.texts, request_lang(request)),
    )


@router.get("/graph.json", summary="The picture as JSON")
def graph_json(request: Request, state: State) -> Response:
    """Nodes with their places, edges, what it can be sifted by, and what is left out."""
    picture, _ = _picture(request, Site.of(request).versions.current(), state)
    return json_answer(picture.as_json())


@router.get("/graph.html", summary="The picture as a file that stands alone")
def graph_file(request: Request, state: State) -> Response:
    """One HTML file without any address outside, with the facts of the first things."""
    site = Site.of(request)
    version = site.versions.current()
    lang = request_lang(request)
    found = shown(state, Fragments.of(version))
    words = Words(site.texts, lang)
    facts = {
        iri: panel(version.endpoint, iri, words)
        for iri in [node for node in found.network if not node.startswith("urn:plangraph:folded:")][
            :_MOST_FACTS
        ]
    }
    text = standalone_html(found.network, lang, found.focus, state.layout, facts)
    headers = {"Content-Disposition": 'attachment; filename="plangraph.html"', **CORS}
    return HTMLResponse(text, headers=headers)


@router.get("/graph/node", summary="Facts and sources of a thing of the picture")
def node(request: Request, iri: str) -> Response:
    """What the panel shows, as texts."""
    site = Site.of(request)
    version = site.versions.current()
    return json_answer(panel(version.endpoint, iri, site.words(request, version)))


@router.get("/graph/path", summary="A shortest way between two things")
def path(
    request: Request,
    start: str = Query(..., alias="from"),
    end: str = Query(..., alias="to"),
) -> Response:
    """Over links in either direction, within some steps; `complete` is false where the search gave up."""
    version = Site.of(request).versions.current()
    ends = _iri(version, start), _iri(version, end)
    if not all(ends):
        raise bad_request(Bilingual("from と to が要ります。", "from and to are needed"))
    fragments = Fragments.of(version)
    found = fragments.path(*ends)
    network = fragments.chain(found)
    return json_answer(
        {
            "from": ends[0],
            "to": ends[1],
            "found": bool(found.nodes),
            "complete": found.complete,
            "nodes": [{"iri": iri, "label": network.nodes[iri]["label"]} for iri in found.nodes],
        }
    )


def _picture(request: Request, version: Version, state: ViewState) -> tuple[Picture, Shown]:
    site = Site.of(request)
    words = site.words(request, version)
    found = shown(state, Fragments.of(version))
    made = graph_to_picture(found.network, words.lang, site.texts, found.focus, state.layout)
    for one in made.nodes:
        if not one["folded"]:
            one.update(links_to(one["id"], one["group"], words))
    more: dict[str, Any] = {
        "layout": state.layout,
        "path": list(found.path.nodes) if found.path else [],
        "closed": [iri for iri in state.closed if iri in found.network],
        "filters": filters(found, state, words),
        "said": said_of(found, words),
    }
    return replace(made, more=more), found
