"""POST /validation: a graph that somebody else made, against the shapes of the house or their own."""

from __future__ import annotations

import threading
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from plangraph.bundled import bundled
from plangraph.checking.parts import groups
from plangraph.checking.render import FORMS, Look, report_pieces
from plangraph.checking.report import Report
from plangraph.graph.formats import GRAPHS, SHORT_NAMES
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual
from plangraph.serving.bodies import media_type_of, read_body, unsupported
from plangraph.serving.negotiation import content_type, preferred
from plangraph.serving.posted_process import Bounds, Posted, check_posted
from plangraph.serving.problems import Problem, RequestError, bad_request, not_acceptable
from plangraph.serving.site import CORS, Site, request_lang

MOST_POSTED = 32 << 20
"""The longest request that is checked."""
_SHOWN = 1000
"""Findings on the page; files hold all of them."""
_MULTIPART = "multipart/form-data"
_TAKEN = {
    **{name: name for name in GRAPHS},
    "application/x-turtle": "text/turtle",
    "application/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
_TAKES = ", ".join([*GRAPHS, _MULTIPART])
_BY_TYPE = {form.media_type: name for name, form in FORMS.items() if name not in ("text", "html")}
_TURNS = threading.BoundedSemaphore(2)
_PATIENCE = 10.0

router = APIRouter()


@router.post("/validation", summary="Check a graph that is sent")
async def post_validation(request: Request) -> Response:
    """Check an RDF graph: the body by its Content-Type, or a form with files `data` and, for other shapes, `shapes`.

    The report comes by Accept as that of GET does. Nothing is stored and nothing is fetched.
    """
    offers = ["text/html", *_BY_TYPE]
    media_type = preferred(offers, request.headers.get("accept"))
    if media_type is None:
        raise not_acceptable(offers)
    kind = media_type_of(request)
    if kind not in _TAKEN and kind != _MULTIPART:
        raise unsupported(kind, _TAKES)
    body = await read_body(request, MOST_POSTED)
    parts = (
        _form_to_parts(request.headers["content-type"], body)
        if kind == _MULTIPART
        else [Posted("data", _TAKEN[kind], body)]
    )
    report = await run_in_threadpool(_checked, parts)
    if media_type == "text/html":
        return await run_in_threadpool(_page, request, report)
    form = _BY_TYPE[media_type]
    pieces = report_pieces(report, form, request_lang(request), Look())
    headers = {**CORS, "Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type=content_type(FORMS[form].media_type), headers=headers)


def _checked(parts: list[Posted]) -> Report:
    if not _TURNS.acquire(timeout=_PATIENCE):
        raise RequestError(Problem(503, "busy", _BUSY, headers={"Retry-After": "30"}))
    try:
        return check_posted(parts, bundled("shapes"), Bounds())
    finally:
        _TURNS.release()


def _form_to_parts(kind: str, body: bytes) -> list[Posted]:
    """The files of a form; a field that was left empty is none."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode("latin-1") + body)
    if not message.is_multipart():
        raise bad_request(_BROKEN)
    parts = [part for part in map(_message_to_part, message.iter_parts()) if part is not None]
    if not any(not part.is_shapes for part in parts):
        raise bad_request(_NO_DATA)
    return parts


def _message_to_part(message: Message) -> Posted | None:
    name = message.get_param("name", header="content-disposition")
    body = message.get_payload(decode=True)
    if name not in ("data", "shapes"):
        raise bad_request(_FIELDS)
    if not isinstance(body, bytes):
        raise bad_request(_BROKEN)
    if not body.strip() and not message.get_filename():
        return None
    kind = message.get_content_type() if "content-type" in message else ""
    suffix = (message.get_filename() or "").rpartition(".")[2].lower()
    by_suffix = SHORT_NAMES.get(suffix, "") if suffix not in ("json", "xml") else ""
    media_type = _TAKEN.get(by_suffix) or _TAKEN.get(kind)
    if media_type is None:
        raise unsupported(kind, _TAKES)
    return Posted(str(name), media_type, body)


def _page(request: Request, report: Report) -> Response:
    """The findings as a page; where there are very many, the first of them, and the page says so."""
    shown, sections = 0, []
    for group in groups(report, "rule"):
        here = group.findings[: max(_SHOWN - shown, 0)]
        shown += len(here)
        if here:
            sections.append((group.key, group.name, len(group.findings), here))
    return Site.of(request).page(
        request,
        "validation_posted.html",
        report=report,
        sections=sections,
        shown=shown,
        severities=list(Severity),
    )


_BUSY = Bilingual(
    "ほかの検証が続いています。しばらくしてから、もう一度お試しください。",
    "other checks are under way; try again in a while",
)
_BROKEN = Bilingual("multipart の本文を読めません。", "the multipart body cannot be read")
_FIELDS = Bilingual(
    "フォームの欄は data（データ）と shapes（形状）だけです。", "the fields of the form are data and shapes"
)
_NO_DATA = Bilingual("data の欄にファイルがありません。", "there is no file in the field data")
