"""/graph: the viewer."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request, Response

from plangraph.asking.names import KINDS
from plangraph.asking.neighbourhood import neighbourhood
from plangraph.serving.negotiation import page_first
from plangraph.serving.site import PageWords, Site, json_answer, request_lang
from plangraph.serving.trace_pages import names_of
from plangraph.serving.viewer import Picture, graph_to_picture, picture_words

router = APIRouter()


@router.get("/graph", summary="The viewer")
def graph(request: Request, focus: str = "", steps: int = Query(1, ge=1, le=3)) -> Response:
    """What stands around a thing, given by its IRI or its name; without one the tree of all plans."""
    site = Site.of(request)
    version = site.versions.current()
    lang = request_lang(request)
    focus = focus.strip()
    iri = names_of(version).resolve_one(focus, KINDS).iri if focus and "://" not in focus else focus or None
    network = neighbourhood(version.endpoint, iri, steps)
    shown = iri if iri in network else next(iter(network), None) if iri else None
    picture = graph_to_picture(network, lang, site.texts, shown)
    _add_links(picture, site.words(request, version))
    if not page_first(request.headers.get("accept")):
        return json_answer(picture.as_json())
    focused = next((node for node in picture.nodes if node["id"] == shown), None)
    return site.page(
        request,
        "graph.html",
        version=version,
        picture=picture,
        focused=focused,
        steps=steps,
        words=picture_words(site.texts, lang),
    )


def _add_links(picture: Picture, words: PageWords) -> None:
    for node in picture.nodes:
        if node["folded"]:
            continue
        node["page"] = words.thing(node["id"])
        node["around"] = words.link("/graph", focus=node["id"])
        if node["group"] == "project":
            node["trace"] = words.link("/trace", project=node["id"])
