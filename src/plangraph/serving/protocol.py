"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013) for queries, at /sparql. Updates are in `updates`.

A query runs in a worker process (`plangraph.serving.workers`) and nothing of its answer is sent before it is known to
be whole, or known where it was cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool

from plangraph.errors import EndpointError, QueryError, StoreError
from plangraph.graph.merging import graphs_of_from
from plangraph.graph.query_words import answers_alike, calls_service, cut_off, is_cut_off, query_form
from plangraph.model.texts import Bilingual
from plangraph.serving.answers import Format, answer_to_response, choose_format
from plangraph.serving.bodies import MOST_BYTES, body_text, media_type_of, read_body, unsupported
from plangraph.serving.editor import editor_page
from plangraph.serving.negotiation import wants_page
from plangraph.serving.problems import Problem, RequestError, bad_request
from plangraph.serving.service_description import service_description
from plangraph.serving.site import CORS, Site
from plangraph.serving.validators import caching, is_known, not_modified, tag_of
from plangraph.serving.versions import Version
from plangraph.serving.workers import Answer, Question

METHODS = "GET, HEAD, OPTIONS, POST"
FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")
_RELATIVE_IRI = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)[^<>\"{}|^`\\\x00-\x20]*>")
_UNKNOWN_FUNCTION = "custom function"
"""What the engine says of a function that it does not have; it meets it when it runs, not when it parses."""

_PROLOGUE = re.compile(r"BASE <[^>]*> ")
_TRIES = 3

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """One protocol request, whichever way it came. `format` is what `format=` names, a short name or a media type."""

    query: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    format: str | None = None


@router.get("/sparql", summary="SPARQL 1.1 Protocol, query by GET")
async def query_by_get(request: Request) -> Response:
    """Answer a query; without one give the service description, or the editor to a browser."""
    site = Site.of(request)
    asked = _parameters_to_asked(parse_qsl(request.url.query, keep_blank_values=True), required=False)
    accept = request.headers.get("accept")
    if (asked is None or asked.format is None) and wants_page(accept, _PROGRAMS):
        return await run_in_threadpool(editor_page, site, request, asked.query if asked else "")
    if asked is None:
        return await run_in_threadpool(service_description, site, request)
    return await _answer(site, request, asked)


@router.post("/sparql", summary="SPARQL 1.1 Protocol, query by POST")
async def query_by_post(request: Request) -> Response:
    """Answer a query in a form, or one that is the body itself."""
    return await _answer(Site.of(request), request, await _post_to_asked(request))


@router.options("/sparql", summary="What a page of another origin may send")
def preflight() -> Response:
    """The preflight of CORS."""
    return preflight_answer(METHODS)


def preflight_answer(methods: str) -> Response:
    """What another origin may send here. A token counts as sent on purpose: no browser adds it by itself."""
    headers = {
        **CORS,
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-Match, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


_PROGRAMS = ("application/sparql-results+json", "text/turtle")


async def _post_to_asked(request: Request) -> Asked:
    """Read a POST by its content type (clauses 2.1.2 and 2.1.3)."""
    kind = media_type_of(request)
    if kind not in (FORM, _QUERY):
        raise unsupported(kind, f"{_QUERY}, {FORM}")
    body = body_text(await read_body(request, MOST_BYTES))
    beside = parse_qsl(request.url.query, keep_blank_values=True)
    if kind == FORM:
        parameters = parse_qsl(body, keep_blank_values=True) + [
            pair for pair in beside if pair[0] == "format"
        ]
    else:
        parameters = [("query", body), *(pair for pair in beside if pair[0] != "query")]
    asked = _parameters_to_asked(parameters, required=True)
    assert asked is not None, "a missing query has raised"
    return asked


def by_name(parameters: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Every value of each parameter, in order."""
    found: dict[str, list[str]] = {}
    for name, value in parameters:
        found.setdefault(name, []).append(value)
    return found


def _parameters_to_asked(parameters: Iterable[tuple[str, str]], *, required: bool) -> Asked | None:
    found = by_name(parameters)
    if found.keys() & {"update", "using-graph-uri", "using-named-graph-uri"}:
        raise bad_request(_NO_UPDATE)
    queries = found.get("query", [])
    if len(queries) > 1:
        raise bad_request(Bilingual("query は一つだけにしてください。", "give query once"))
    if not queries:
        if required:
            raise bad_request(Bilingual("query がありません。", "query is missing"))
        return None
    default, named = (found.get(name, []) for name in _GRAPH_PARAMETERS)
    return Asked(queries[0], default, named, found.get("format", [None])[0] or None)


async def _answer(site: Site, request: Request, asked: Asked) -> Response:
    base = address_of(request)
    # The words of a long query take long to look at, and nobody else is to wait for it.
    looked_at = (
        _looked_at(asked.query)
        if len(asked.query) < _LONG
        else await run_in_threadpool(_looked_at, asked.query)
    )
    query, form = looked_at
    # What has no form does not parse either, and the engine says where: whatever is accepted, that is the fault.
    accept = request.headers.get("accept") if form is not None else None
    chosen = choose_format(graph=form == "graph", named=asked.format if form else None, accept=accept)
    asked = _with_graphs(replace(asked, query=query), base)
    version = site.versions.current()
    headers: dict[str, str] = {}
    if request.method != "POST" and answers_alike(query):
        tag = tag_of(version.name, query, asked.default_graphs, asked.named_graphs, chosen.sent, base)
        if is_known(request, tag):
            return not_modified(tag, {**CORS, "Vary": "Accept"})
        headers = caching(tag)
    answer = await _ask(site, _question(site, request, version, asked, chosen, base))
    return answer_to_response(answer, chosen.sent, headers)


def _looked_at(text: str) -> tuple[str, str | None]:
    """A query with its SERVICE targets cut off, and its form; raises a 400 where it calls a service all the same."""
    query = cut_off(text, "SERVICE")
    if calls_service(query):
        raise RequestError(_SERVICE_REFUSED)
    return query, query_form(query)


def _question(
    site: Site, request: Request, version: Version, asked: Asked, chosen: Format, base: str
) -> Question:
    return Question(
        str(site.versions.folder),
        version.name,
        _prologue(asked.query, base) + asked.query,
        chosen.made,
        asked.default_graphs,
        asked.named_graphs,
        request.client.host if request.client else "",
    )


async def _ask(site: Site, question: Question) -> Answer:
    try:
        return await _ask_again(site, question)
    except QueryError as error:
        raise _without_prologue(error, question.query) from None
    except EndpointError as error:
        if is_cut_off(question.query):
            raise RequestError(_SERVICE_REFUSED) from None
        if _UNKNOWN_FUNCTION in error.message.en:
            raise RequestError(Problem(400, "query-failed", error.message)) from None
        raise


async def _ask_again(site: Site, question: Question) -> Answer:
    for _ in range(_TRIES - 1):
        try:
            return await site.workers.answer(question)
        except StoreError:  # the version went while the question waited; the one after it is there
            question = replace(question, version=site.versions.current().name)
    return await site.workers.answer(question)


def _prologue(query: str, base: str) -> str:
    """What goes before a query with relative IRIs: their base is the address that it came to (clause 2.1.5)."""
    return f"BASE <{base}> " if _RELATIVE_IRI.search(query) else ""


def address_of(request: Request) -> str:
    """The address that a request was sent to, without its query; raises a 400 where the Host makes it none."""
    address = str(request.url.replace(query="", fragment=""))
    try:
        return NamedNode(address).value
    except ValueError:
        raise bad_request(Bilingual("Host が正しくありません。", "the Host is wrong")) from None


def _with_graphs(asked: Asked, base: str) -> Asked:
    """Name the graphs of several FROM as the protocol does, so that they are merged and none counts twice."""
    if asked.default_graphs or asked.named_graphs:
        return asked
    default, named = graphs_of_from(asked.query, base)
    return replace(asked, default_graphs=default, named_graphs=named) if len(set(default)) > 1 else asked


def _without_prologue(error: QueryError, query: str) -> QueryError:
    """The error with the column that it has in the query as it was sent."""
    added = _PROLOGUE.match(query)
    if added is None or error.at_line != 1 or error.at_column is None or error.at_column <= added.end():
        return error
    return QueryError(error.message, 1, error.at_column - added.end())


_LONG = 10_000
"""Characters from which a query is looked at in a thread."""
_NO_UPDATE = Bilingual("更新は /sparql/update に送ってください。", "send updates to /sparql/update")
_SERVICE = Bilingual(
    "このサーバーは外のサーバーに問い合わせないので、SERVICE は使えません。「service」を含む接頭辞も別の名にしてください。",
    "this server asks no other server, so SERVICE is not available; give a prefix with service in it another name",
)
_SERVICE_REFUSED = Problem(400, "service-refused", _SERVICE)
