"""/source/DOCUMENT: the document as it was read, with numbered lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from plangraph.asking.cells import place_to_boxes, place_to_cells
from plangraph.asking.documents import Document
from plangraph.asking.labels import term_labels
from plangraph.asking.margins import Margin, margin_of
from plangraph.asking.terms import iri_term, select, string_term
from plangraph.graph.originals import original_of
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.texts import Bilingual
from plangraph.serving.addresses import with_parameters
from plangraph.serving.backend import BackendVersions
from plangraph.serving.negotiation import preferred
from plangraph.serving.page_pictures import PagePictures
from plangraph.serving.problems import not_acceptable, not_found
from plangraph.serving.site import CORS, Site
from plangraph.serving.source_view import (
    PAGE_LINES,
    headings_of,
    line_numbers_in,
    pager,
    sheet_view,
    shown_lines,
)
from plangraph.serving.versions import Version

router = APIRouter()

_TEXT = "SELECT ?text WHERE { GRAPH ?g { %s plg:sourceText ?text } }"
_LINES_OF = """
SELECT ?lines WHERE { GRAPH ?g { ?line oa:hasSource %s ; plg:place %s ; plg:textLines ?lines } } LIMIT 1"""
_MASK = "［氏名］"
_MOST_PLACE = 2000
_MOST_NAMED_PAGES = 300


@router.get("/source/{document}.txt", summary="A document as plain text")
def source_text(request: Request, document: str) -> Response:
    """The text as it was read."""
    version = Site.of(request).versions.current()
    known = version.documents
    return (
        _plain(version, known[document])
        if document in known
        else _redirect(request, f"{document}.txt", known)
    )


@router.get(
    "/source/{document}/page/{number}.png", summary="A page of a PDF as a picture, the box of a place lit"
)
def page_picture(request: Request, document: str, number: str) -> Response:
    """Drawn from the bytes that were read; 404 where they were not kept or would show a name that the text masks."""
    site = Site.of(request)
    version = site.versions.current()
    known = version.documents
    if document not in known or not number.isdecimal() or len(number) > 5:
        raise not_found(Bilingual("そのページの画像はありません。", "there is no picture of that page"))
    margin = margin_of(version.endpoint, known[document].iri)
    file, why = _original(site, margin, _text(version, known[document]))
    if file is None:
        raise not_found(site.texts.by_key[why])
    boxes = place_to_boxes(request.query_params.get("place", "")[:_MOST_PLACE])
    drawing = request.app.state.pictures
    assert isinstance(drawing, PagePictures), "put there by create_app"
    picture = drawing.draw(file, int(number), boxes)
    return Response(picture, media_type="image/png", headers={**CORS, "Cache-Control": "max-age=300"})


@router.get("/source/{document}", summary="A document as it was read")
def source(request: Request, document: str) -> Response:
    """The text with line numbers and what was made of each line, or as plain text; a file name leads to the document.

    `place` names cells of a sheet or a box on a page, `line` the lines to light, `show` is "notable" for those alone that
    were not read or have findings.
    """
    site = Site.of(request)
    version = site.versions.current()
    known = version.documents
    if document not in known:
        return _redirect(request, document, known)
    found = known[document]
    place = request.query_params.get("place", "")
    kind = preferred(["text/html", "text/plain"], request.headers.get("accept"))
    if kind is None:
        raise not_acceptable(["text/html", "text/plain"])
    if kind == "text/plain":
        return _plain(version, found)
    text = _text(version, found)
    margin = margin_of(version.endpoint, found.iri)
    if place:
        return _place_page(request, version, document, text, margin, place[:_MOST_PLACE])
    return _text_page(request, version, document, text, margin)


def _text_page(request: Request, version: Version, document: str, text: str, margin: Margin) -> Response:
    site, lines = Site.of(request), text.split("\n")
    lit = line_numbers_in(request.query_params.get("line", "")[:_MOST_PLACE])
    notable = request.query_params.get("show") == "notable"
    numbers: Sequence[int] = range(1, len(lines) + 1)
    if notable:
        numbers = margin.of_note(numbers)
    at = min(lit) if lit else 1
    if at > len(lines):
        raise not_found(
            Bilingual(f"{at} 行目はありません（全 {len(lines)} 行）。", f"no line {at} of {len(lines)}")
        )
    before = sum(1 for number in numbers if number < at) if notable else at - 1
    page = min(before, max(len(numbers) - 1, 0)) // PAGE_LINES
    here = numbers[page * PAGE_LINES : (page + 1) * PAGE_LINES]
    pages = pager(len(numbers), page)
    return site.page(
        request,
        "source.html",
        version=version,
        **_head(version, document, text, margin),
        count=len(lines),
        lines=shown_lines(lines, here, margin, lit),
        notable=notable,
        pages=[{**one, "line": numbers[one["line"] - 1], "to": numbers[one["to"] - 1]} for one in pages],
        headings=headings_of(margin, PLG_IRI + "Policy"),
        whole=margin.unplaced,
        named_pages=_named_pages(margin),
        sheets=_sheets(margin),
    )


def _place_page(
    request: Request, version: Version, document: str, text: str, margin: Margin, place: str
) -> Response:
    """A place in a sheet as a table, one on a page as a picture, with the lines that it was read into."""
    site, found, lines = Site.of(request), version.documents[document], text.split("\n")
    cells, boxes = place_to_cells(place), place_to_boxes(place)
    if not cells and not boxes:
        return _to_lines(request, version, found, place)
    numbers = margin.lines_of(place)
    sheet = sheet_view(lines, margin, cells) if cells else None
    if not numbers and sheet is not None:
        numbers = tuple(one.line for one in sheet.rows if any(lit for _, lit in one.cells))
    named = _named_pages(margin)
    if boxes and not numbers and boxes[0].page in named:
        numbers = _lines_of_page(margin, boxes[0].page)
    if not numbers and sheet is None:
        raise not_found(Bilingual(f"「{place}」という箇所はありません。", f"there is no place {place!r}"))
    file, why = _original(site, margin, text) if boxes else (None, "")
    pages = sorted({one.page for one in boxes})[:4]
    shown = [number for number in numbers if number <= len(lines)][:PAGE_LINES]
    return site.page(
        request,
        "source_place.html",
        version=version,
        **_head(version, document, text, margin),
        place=place,
        sheet=sheet,
        pictured=pages if file is not None else [],
        why=why,
        lines=shown_lines(lines, shown, margin, set()),
        named_pages=named,
        here=pages,
    )


def _head(version: Version, document: str, text: str, margin: Margin) -> dict[str, Any]:
    terms = version.once("term labels", lambda: term_labels(version.endpoint))
    return {
        "document": version.documents[document],
        "id": document,
        "masked": _MASK in text,
        "kinds": terms,
        "margin": margin,
    }


def _original(site: Site, margin: Margin, text: str) -> tuple[Path | None, str]:
    """The PDF to draw pages from; else the key of the words that say why there is none."""
    if _MASK in text:
        return None, "source.picture_names"
    file = (
        None
        if isinstance(site.versions, BackendVersions)
        else original_of(site.versions.folder, margin.sha256)
    )
    return (file, "") if file is not None else (None, "source.picture_missing")


def _named_pages(margin: Margin) -> list[int]:
    """The pages of a PDF that anything rests on."""
    pages = {one.page for stretch in margin.stretches for one in place_to_boxes(stretch.printed)}
    return sorted(pages)[:_MOST_NAMED_PAGES]


def _lines_of_page(margin: Margin, page: int) -> tuple[int, ...]:
    on_page = [s for s in margin.stretches if any(b.page == page for b in place_to_boxes(s.printed))]
    return tuple(sorted({number for stretch in on_page for number in stretch.lines}))


def _sheets(margin: Margin) -> list[tuple[str, str]]:
    """The sheets that anything rests on, each with its first place."""
    found: dict[str, str] = {}
    for stretch in margin.stretches:
        for one in place_to_cells(stretch.printed)[:1]:
            found.setdefault(one.sheet, stretch.printed)
    return list(found.items())


def _to_lines(request: Request, version: Version, document: Document, place: str) -> Response:
    """To the lines of the text that a place in a sheet or on a page was read into."""
    rows = select(version.endpoint, _LINES_OF % (iri_term(document.iri), string_term(place)))
    if not rows:
        raise not_found(Bilingual(f"「{place}」という箇所はありません。", f"there is no place {place!r}"))
    address = with_parameters(quote(request.url.path), lang=request.query_params.get("lang"))
    return RedirectResponse(f"{address}#{rows[0]['lines']}", 302)


def _plain(version: Version, document: Document) -> Response:
    return PlainTextResponse(_text(version, document), headers={**CORS, "Vary": "Accept"})


def _text(version: Version, document: Document) -> str:
    rows = select(version.endpoint, _TEXT % iri_term(document.iri))
    return rows[0]["text"] if rows else ""


def _redirect(request: Request, name: str, known: dict[str, Document]) -> Response:
    """To the document whose file has this name; raises a 404 with the documents that there are."""
    named = [key for key, document in known.items() if document.file == name]
    if len(named) != 1:
        near = [{"label": document.title, "iri": document.iri} for document in known.values()]
        raise not_found(Bilingual(f"文書「{name}」はありません。", f"there is no document {name!r}"), near)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/source/{quote(named[0], safe='')}{query}", 302)
