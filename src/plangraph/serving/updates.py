"""SPARQL 1.1 Update over the protocol (clause 2.2), at /sparql/update, for whoever has the token.

A served version is never written: an update makes the next one, whole, and the server takes it up.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from plangraph.errors import StoreError
from plangraph.graph.changes import Change, ChangeError, Update
from plangraph.graph.update_words import with_dataset
from plangraph.model.texts import Bilingual
from plangraph.serving.bodies import MOST_WRITTEN, body_text, media_type_of, read_body, unsupported
from plangraph.serving.problems import Problem, RequestError, bad_request
from plangraph.serving.protocol import FORM, address_of, by_name, preflight_answer
from plangraph.serving.site import CORS
from plangraph.serving.tokens import Token
from plangraph.serving.writer import Changed, Writer

METHODS = "OPTIONS, POST"
_UPDATE = "application/sparql-update"
_STATUS = {
    "not-found": 404,
    "precondition-failed": 412,
    "graph-syntax": 400,
    "load-refused": 403,
    "update-failed": 400,
}

router = APIRouter()


@router.post("/sparql/update", summary="SPARQL 1.1 Protocol, update by POST")
async def update_by_post(request: Request) -> Response:
    """Take an update in a form, or one that is the body itself."""
    Token.of(request).check(request)
    kind = media_type_of(request)
    if kind not in (FORM, _UPDATE):
        raise unsupported(kind, f"{_UPDATE}, {FORM}")
    text = body_text(await read_body(request, MOST_WRITTEN))
    beside = parse_qsl(request.url.query, keep_blank_values=True)
    given = (
        parse_qsl(text, keep_blank_values=True)
        if kind == FORM
        else [("update", text), *(pair for pair in beside if pair[0] != "update")]
    )
    change = _parameters_to_update(given, address_of(request))
    changed = await run_in_threadpool(make_change, request, change)
    return Response(status_code=204, headers={**CORS, **version_header(changed)})


@router.options("/sparql/update", summary="What a page of another origin may send")
def preflight() -> Response:
    """The preflight of CORS."""
    return preflight_answer(METHODS)


def _parameters_to_update(parameters: list[tuple[str, str]], base: str) -> Update:
    found = by_name(parameters)
    texts = found.get("update", [])
    if "query" in found:
        raise bad_request(Bilingual("問い合わせは /sparql に送ってください。", "send queries to /sparql"))
    if len(texts) != 1:
        raise bad_request(Bilingual("update を一つだけ添えてください。", "give update once"))
    using, using_named = found.get("using-graph-uri", []), found.get("using-named-graph-uri", [])
    return Update(with_dataset(texts[0], using, using_named), base)


def make_change(request: Request, change: Change) -> Changed:
    """Make a change to the store of the server; raises a problem that says why it was not made."""
    writer = request.app.state.writer
    assert isinstance(writer, Writer), "put there by create_app"
    try:
        return writer.apply(change)
    except ChangeError as error:
        place = {"line": error.at_line, "column": error.at_column} if error.at_line is not None else {}
        raise RequestError(Problem(_STATUS[error.fault], error.fault, error.message, place)) from None
    except StoreError as error:  # most likely a build is under way, and the message says so
        retry = {"Retry-After": "5"}
        raise RequestError(Problem(503, "busy", error.message, headers=retry)) from None


def version_header(changed: Changed) -> dict[str, str]:
    """The name of the version that a change made."""
    return {"X-Plangraph-Version": changed.version}
