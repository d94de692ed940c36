"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013), at /graphs.

A graph is named by `?graph=IRI`, by `?default`, or by an address under /graphs that is its IRI as it was sent.
Whoever has the token may write; what is written makes the next version of the store.
"""

from __future__ import annotations

import uuid
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool

from plangraph.asking.terms import iri_term
from plangraph.graph.changes import DropGraph, Part, PutGraph, missing_graph
from plangraph.graph.formats import DATASETS, GRAPHS, SHORT_NAMES
from plangraph.model.texts import Bilingual
from plangraph.serving.answers import Format, answer_to_response, choose_format
from plangraph.serving.bodies import MOST_WRITTEN, media_type_of, read_body, unsupported
from plangraph.serving.problems import Problem, RequestError, bad_request, not_found
from plangraph.serving.protocol import address_of, by_name, preflight_answer
from plangraph.serving.service_description import graph_collection
from plangraph.serving.site import CORS, Site
from plangraph.serving.tokens import Token
from plangraph.serving.updates import make_change, version_header
from plangraph.serving.validators import caching, is_known, not_modified, tag_of
from plangraph.serving.versions import Version
from plangraph.serving.workers import Question
from plangraph.serving.writer import Changed

METHODS = "DELETE, GET, HEAD, OPTIONS, POST, PUT"
_MULTIPART = "multipart/form-data"
_TAKEN = {
    **{name: name for name in GRAPHS if name not in DATASETS},
    "application/x-turtle": "text/turtle",
    "application/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
_TAKES = ", ".join([*(name for name in GRAPHS if name not in DATASETS), _MULTIPART])

router = APIRouter()


@router.get("/graphs", summary="Graph Store HTTP Protocol: read a graph")
@router.get("/graphs/{path:path}", summary="Graph Store HTTP Protocol: read the graph of this address")
def read_graph(request: Request) -> Response:
    """A graph, or without a name the names of all (clause 5.2)."""
    site = Site.of(request)
    found = by_name(parse_qsl(request.url.query, keep_blank_values=True))
    form = (found.get("format", [None])[0]) or None
    chosen = choose_format(graph=True, named=form, accept=request.headers.get("accept"))
    version = site.versions.current()
    every = _is_store(request) and not found.keys() & {"graph", "default"}
    graph = None if every else _graph_of(request)
    if graph is not None and not _is_there(version, graph):
        raise not_found(missing_graph(graph))
    tag = tag_of(version.name, "all" if every else "one", graph, chosen.sent, address_of(request))
    if is_known(request, tag):
        return not_modified(tag, {**CORS, "Vary": "Accept"})
    if every:
        body = graph_collection(request, version, chosen.made)
        return answer_to_response(body, chosen.sent, caching(tag))
    return _graph_answer(site, version, graph, chosen, caching(tag))


def _graph_answer(
    site: Site, version: Version, graph: str | None, chosen: Format, headers: dict[str, str]
) -> Response:
    where = "?s ?p ?o" if graph is None else f"GRAPH {iri_term(graph)} {{ ?s ?p ?o }}"
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}"
    question = Question(str(site.versions.folder), version.name, query, chosen.made)
    return answer_to_response(site.workers.ask(question), chosen.sent, headers)


@router.put("/graphs", summary="Graph Store HTTP Protocol: put a graph in the place of another")
@router.put("/graphs/{path:path}", summary="Graph Store HTTP Protocol: put a graph at this address")
async def put_graph(request: Request) -> Response:
    """Replace a graph, or make it (clause 5.3)."""
    Token.of(request).check(request)
    graph = _graph_of(request)
    return await _write(request, graph, add=False)


@router.post("/graphs", summary="Graph Store HTTP Protocol: add to a graph, or make one")
@router.post("/graphs/{path:path}", summary="Graph Store HTTP Protocol: add to the graph of this address")
async def post_graph(request: Request) -> Response:
    """Add to a graph; without a name make one that is named under this address (clause 5.5)."""
    Token.of(request).check(request)
    found = by_name(parse_qsl(request.url.query, keep_blank_values=True))
    if _is_store(request) and not found.keys() & {"graph", "default"}:
        return await _write(request, f"{address_of(request)}/{uuid.uuid4()}", add=True)
    return await _write(request, _graph_of(request), add=True)


@router.delete("/graphs", summary="Graph Store HTTP Protocol: take a graph out")
@router.delete("/graphs/{path:path}", summary="Graph Store HTTP Protocol: take the graph of this address out")
def delete_graph(request: Request) -> Response:
    """Take a named graph out, or clear the unnamed one (clause 5.4)."""
    Token.of(request).check(request)
    graph = _graph_of(request)
    if _condition(request) == "new":
        raise RequestError(Problem(412, "precondition-failed", _NOT_NEW))
    return _written(request, graph, make_change(request, DropGraph(graph)))


@router.options("/graphs", summary="What a page of another origin may send")
@router.options("/graphs/{path:path}", summary="What a page of another origin may send")
def preflight() -> Response:
    """The preflight of CORS."""
    return preflight_answer(METHODS)


async def _write(request: Request, graph: str | None, *, add: bool) -> Response:
    kind = media_type_of(request)
    if kind not in _TAKEN and (kind != _MULTIPART or not add):
        raise unsupported(kind, _TAKES)
    condition = _condition(request)
    body = await read_body(request, MOST_WRITTEN)
    parts = (
        _multipart_to_parts(request.headers["content-type"], body)
        if kind == _MULTIPART
        else [Part(body, _TAKEN[kind])]
    )
    base = address_of(request) if graph is None else graph
    change = PutGraph(graph, tuple(parts), base, add, condition)
    return _written(request, graph, await run_in_threadpool(make_change, request, change))


def _written(request: Request, graph: str | None, changed: Changed) -> Response:
    headers = {**CORS, **version_header(changed)}
    if not changed.created:
        return Response(status_code=204, headers=headers)
    assert graph is not None, "the unnamed graph is always there"
    return Response(status_code=201, headers={**headers, "Location": _location(request, graph)})


def _location(request: Request, graph: str) -> str:
    """Where a graph is to be had: its own address where it lies here. ASCII, as every address in a header is."""
    store = _store_address(request)
    if graph.startswith(store + "/"):
        return quote(graph, safe="/:?#[]@!$&'()*+,;=%~")
    return f"{store}?graph={quote(graph, safe='')}"


def _store_address(request: Request) -> str:
    return str(request.url.replace(path="/graphs", query="", fragment=""))


def _is_store(request: Request) -> bool:
    return request.url.path == "/graphs"


def _graph_of(request: Request) -> str | None:
    """The graph that a request names (clause 4); None for the unnamed one. Raises a 400 where it does not name one."""
    found = by_name(parse_qsl(request.url.query, keep_blank_values=True))
    graphs, default = found.get("graph", []), "default" in found
    if not _is_store(request):
        if graphs or default:
            raise bad_request(_ONE)
        raw: bytes = request.scope["raw_path"]
        # As it was sent: once decoded, two addresses could not be told apart.
        return _absolute(_store_address(request) + raw.decode("ascii", "replace").removeprefix("/graphs"))
    if len(graphs) + default != 1:
        raise bad_request(_ONE)
    return _absolute(graphs[0]) if graphs else None


def _absolute(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError:
        raise bad_request(
            Bilingual(
                f"グラフの名「{iri}」は絶対 IRI ではありません。",
                f"the graph name {iri!r} is no absolute IRI",
            )
        ) from None


def _is_there(version: Version, graph: str) -> bool:
    return version.endpoint.ask(f"ASK {{ GRAPH {iri_term(graph)} {{ }} }}")


def _condition(request: Request) -> str:
    """What If-Match and If-None-Match ask of the graph: "new", "there" or nothing (RFC 9110, clause 13.1)."""
    match, none = request.headers.get("if-match"), request.headers.get("if-none-match")
    if match is not None and match.strip() != "*":
        # The tags here are weak, and a weak tag never matches strongly.
        raise RequestError(Problem(412, "precondition-failed", _WEAK))
    if match is not None:
        return "there"
    return "new" if none is not None and none.strip() == "*" else ""


def _multipart_to_parts(content_type: str, body: bytes) -> list[Part]:
    """The graphs of a form, one a part; each says its format itself, by its media type or its file's name."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise bad_request(_MULTIPART_BROKEN)
    return [_message_to_part(part) for part in message.iter_parts()]


def _message_to_part(message: Message) -> Part:
    kind = message.get_content_type() if "content-type" in message else ""
    suffix = (message.get_filename() or "").rpartition(".")[2].lower()
    by_suffix = SHORT_NAMES.get(suffix, "") if suffix not in ("json", "xml") else ""
    media_type = _TAKEN.get(kind) or (
        _TAKEN.get(by_suffix) if kind in ("", "application/octet-stream") else None
    )
    if media_type is None:
        raise unsupported(kind, _TAKES)
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes), "a part that is no multipart itself"
    return Part(body, media_type)


_ONE = Bilingual(
    "グラフを graph=IRI か default のどちらか一つで指定してください。",
    "name one graph, by graph=IRI or by default",
)
_WEAK = Bilingual(
    "If-Match には * だけが使えます。グラフの ETag は弱いもので、書き込みの条件になりません。",
    "If-Match takes * only: the ETags of graphs are weak and are no condition for writing",
)
_NOT_NEW = Bilingual(
    "If-None-Match: * を付けて消すことはできません。", "nothing can be taken out under If-None-Match: *"
)
_MULTIPART_BROKEN = Bilingual("multipart の本文を読めません。", "the multipart body cannot be read")
