"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013) for queries, at /sparql.

Updates are not taken here. A query runs in a worker process (`plangraph.serving.workers`) and nothing of its answer is
sent before all of it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from plangraph.errors import StoreError
from plangraph.graph.formats import GRAPHS, RESULTS, SHORT_NAMES
from plangraph.graph.query_words import calls_service, query_form
from plangraph.model.texts import Bilingual
from plangraph.serving.editor import editor_page, service_description
from plangraph.serving.negotiation import content_type, preferred, wants_page
from plangraph.serving.problems import Problem, RequestError, bad_request, not_acceptable
from plangraph.serving.site import CORS, Site
from plangraph.serving.workers import Question

METHODS = "GET, HEAD, OPTIONS, POST"
MOST_BYTES = 1 << 20
"""The longest body that is taken in."""

_MOST_DRAINED = 16 * MOST_BYTES
"""How much of a body that is too long is read and let go, so that its sender comes to read the answer."""
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")
_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_GRAPH_ALIASES = {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
}

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """One protocol request, whichever way it came. `format` is what `format=` names, a short name or a media type."""

    query: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    format: str | None = None


@router.get("/sparql", summary="SPARQL 1.1 Protocol, query by GET")
def query_by_get(request: Request) -> Response:
    """Answer a query; without one give the service description, or the editor to a browser."""
    site = Site.of(request)
    asked = _parameters_to_asked(parse_qsl(request.url.query, keep_blank_values=True), required=False)
    accept = request.headers.get("accept")
    if (asked is None or asked.format is None) and wants_page(accept, _PROGRAMS):
        return editor_page(site, request, asked.query if asked else "")
    if asked is None:
        return service_description(site, request)
    return _answer(site, asked, accept)


@router.post("/sparql", summary="SPARQL 1.1 Protocol, query by POST")
async def query_by_post(request: Request) -> Response:
    """Answer a query in a form, or one that is the body itself."""
    asked = await _post_to_asked(request)
    return await run_in_threadpool(_answer, Site.of(request), asked, request.headers.get("accept"))


@router.options("/sparql", summary="What a page of another origin may send")
def preflight() -> Response:
    """The preflight of CORS."""
    return Response(status_code=204, headers={**CORS, "Allow": METHODS, **_PREFLIGHT})


_PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_PROGRAMS = ("application/sparql-results+json", "text/turtle")


async def _post_to_asked(request: Request) -> Asked:
    """Read a POST by its content type (clauses 2.1.2 and 2.1.3)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (_FORM, _QUERY):
        raise _unsupported(kind)
    body = await _body(request)
    beside = parse_qsl(request.url.query, keep_blank_values=True)
    if kind == _FORM:
        parameters = parse_qsl(body, keep_blank_values=True) + [
            pair for pair in beside if pair[0] == "format"
        ]
    else:
        parameters = [("query", body), *(pair for pair in beside if pair[0] != "query")]
    asked = _parameters_to_asked(parameters, required=True)
    assert asked is not None, "a missing query has raised"
    return asked


async def _body(request: Request) -> str:
    body = bytearray()
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= MOST_BYTES:
            body += chunk
        elif length > _MOST_DRAINED:
            break
    if length > MOST_BYTES:
        detail = Bilingual(
            f"リクエストの本文は {MOST_BYTES} バイトまでです。",
            f"a request's body may have {MOST_BYTES} bytes",
        )
        # What may be left of the body is never read, so that this connection can carry no further request.
        raise RequestError(Problem(413, "too-large", detail, headers={"Connection": "close"}))
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = Bilingual(
            f"本文が UTF-8 ではありません（{error.start} バイト目）。",
            f"the body is not UTF-8 (byte {error.start})",
        )
        raise bad_request(detail) from None


def _parameters_to_asked(parameters: Iterable[tuple[str, str]], *, required: bool) -> Asked | None:
    by_name: dict[str, list[str]] = {}
    for name, value in parameters:
        by_name.setdefault(name, []).append(value)
    if "update" in by_name or "using-graph-uri" in by_name:
        raise bad_request(Bilingual("ここでは更新はできません。", "updates are not taken here"))
    queries = by_name.get("query", [])
    if len(queries) > 1:
        raise bad_request(Bilingual("query は一つだけにしてください。", "give query once"))
    if not queries:
        if required:
            raise bad_request(Bilingual("query がありません。", "query is missing"))
        return None
    default, named = (by_name.get(name, []) for name in _GRAPH_PARAMETERS)
    return Asked(queries[0], default, named, by_name.get("format", [None])[0] or None)


def _unsupported(kind: str) -> RequestError:
    takes = f"{_QUERY}, {_FORM}"
    detail = Bilingual(
        f"{kind or 'Content-Type なし'} は受け取れません。使えるもの: {takes}",
        f"{kind or 'no Content-Type'} is not taken here, but {takes}",
    )
    return RequestError(Problem(415, "unsupported-media-type", detail, headers={"Accept-Post": takes}))


def _answer(site: Site, asked: Asked, accept: str | None) -> Response:
    if calls_service(asked.query):
        raise RequestError(Problem(400, "service-refused", _SERVICE))
    offered, media_type = _media_type(asked, accept)
    version = site.versions.current()
    question = Question(
        str(site.versions.folder),
        version.name,
        asked.query,
        media_type,
        asked.default_graphs,
        asked.named_graphs,
    )
    try:
        body = site.workers.ask(question)
    except StoreError:  # the version went while the question waited; the one after it is there
        body = site.workers.ask(_replaced(question, site.versions.current().name))
    return Response(body, media_type=content_type(offered), headers={**CORS, "Vary": "Accept"})


def _replaced(question: Question, version: str) -> Question:
    return Question(
        question.folder,
        version,
        question.query,
        question.media_type,
        question.default_graphs,
        question.named_graphs,
    )


def _media_type(asked: Asked, accept: str | None) -> tuple[str, str]:
    """The media type to send, and that of the engine it stands for. A query whose form is unseen does not parse either."""
    graph = query_form(asked.query) == "graph"
    offers = _offers(GRAPHS, _GRAPH_ALIASES) if graph else _offers(RESULTS, _ALIASES)
    if asked.format is not None:
        named = SHORT_NAMES.get(asked.format.lower(), asked.format.lower().replace(" ", "+"))
        short = {"json": "application/json", "xml": "application/xml"}.get(asked.format.lower(), named)
        wanted = named if named in offers else short
        if wanted not in offers:
            raise not_acceptable(list(offers))
        return offers[wanted], offers[wanted]
    chosen = preferred(list(offers), accept)
    if chosen is None:
        raise not_acceptable(list(offers))
    return chosen, offers[chosen]


def _offers(formats: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    return {**{name: name for name in formats}, **aliases}


_SERVICE = Bilingual(
    "このサーバーは外のサーバーに問い合わせないので、SERVICE は使えません。「service」を含む接頭辞も別の名にしてください。",
    "this server asks no other server, so SERVICE is not available; give a prefix with service in it another name",
)
