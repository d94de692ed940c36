"""/source/DOCUMENT: the document as it was read, with numbered lines."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from plangraph.asking.documents import Document
from plangraph.asking.labels import term_labels
from plangraph.asking.terms import iri_term, select, string_term
from plangraph.model.places import first_line
from plangraph.model.texts import Bilingual
from plangraph.serving.addresses import with_parameters
from plangraph.serving.negotiation import preferred
from plangraph.serving.problems import not_acceptable, not_found
from plangraph.serving.site import CORS, Site
from plangraph.serving.versions import Version

router = APIRouter()

_TEXT = "SELECT ?text WHERE { GRAPH ?g { %s plg:sourceText ?text } }"
_CITED = """
SELECT DISTINCT ?node ?label ?class ?place WHERE {
  GRAPH ?g {
    ?node prov:hadPrimarySource ?line . ?line oa:hasSource %s ; plg:place ?printed
    OPTIONAL { ?line plg:textLines ?lines }
  }
  BIND(COALESCE(?lines, ?printed) AS ?place)
  VALUES ?class { plg:Listing plg:Policy plg:BasicProject plg:Indicator plg:GuidelineEvent }
  ?node a ?class ; rdfs:label ?label FILTER (LANG(?label) != "en")
}"""
_LINES_OF = """
SELECT ?lines WHERE { GRAPH ?g { ?line oa:hasSource %s ; plg:place %s ; plg:textLines ?lines } } LIMIT 1"""


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


@router.get("/source/{document}", summary="A document as it was read")
def source(request: Request, document: str) -> Response:
    """The text with line numbers, or as plain text; a file name leads to the document that has it."""
    site = Site.of(request)
    version = site.versions.current()
    known = version.documents
    if document not in known:
        return _redirect(request, document, known)
    found = known[document]
    place = request.query_params.get("place")
    if place is not None:
        return _to_lines(request, version, found, place)
    kind = preferred(["text/html", "text/plain"], request.headers.get("accept"))
    if kind is None:
        raise not_acceptable(["text/html", "text/plain"])
    if kind == "text/plain":
        return _plain(version, found)
    text = _text(version, found)
    return site.page(
        request,
        "source.html",
        version=version,
        document=found,
        id=document,
        lines=text.split("\n"),
        masked="［氏名］" in text,
        cited=_cited(version, found),
    )


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


def _cited(version: Version, document: Document) -> dict[int, list[dict[str, Any]]]:
    """What rests on each line that begins a place: line → things."""
    terms = version.once("term labels", lambda: term_labels(version.endpoint))
    found: dict[int, list[dict[str, Any]]] = {}
    for row in select(version.endpoint, _CITED % iri_term(document.iri)):
        found.setdefault(first_line(row["place"]), []).append({**row, "kind": terms[row["class"]]})
    return {line: sorted(rows, key=lambda row: (row["class"], row["label"])) for line, rows in found.items()}
