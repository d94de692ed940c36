"""The server as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plangraph.asking.queries import load_queries
from plangraph.bundled import bundled
from plangraph.errors import PlangraphError
from plangraph.graph.backend import Backend
from plangraph.graph.cutting import Limits
from plangraph.model.texts import Bilingual
from plangraph.serving import (
    api,
    discovery,
    document_pages,
    edition_pages,
    editor,
    entities,
    front,
    graph_store,
    impact_pages,
    picture_pages,
    posted,
    protocol,
    rule_pages,
    search_pages,
    source_pages,
    spreadsheet,
    structure_pages,
    totals_pages,
    trace_pages,
    updates,
    validation,
    viewer_pages,
)
from plangraph.serving.backend import BackendVersions, BackendWorkers
from plangraph.serving.compression import Compressed
from plangraph.serving.jobs import Jobs
from plangraph.serving.negotiation import wants_page
from plangraph.serving.page_pictures import PagePictures
from plangraph.serving.problems import (
    MEDIA_TYPE,
    Problem,
    error_to_problem,
    internal_problem,
    status_to_problem,
)
from plangraph.serving.site import CORS, HERE, Site, json_answer, make_templates, request_lang
from plangraph.serving.texts import Texts
from plangraph.serving.tokens import Token, store_to_serve
from plangraph.serving.versions import Versions
from plangraph.serving.viewer import vis_network_folder
from plangraph.serving.workers import MEMORY, Workers
from plangraph.serving.writer import Writer

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(
    store: Path,
    *,
    timeout: float = 30.0,
    workers: int = 2,
    limits: Limits | None = None,
    memory: int = MEMORY,
    backend: Backend | None = None,
    data: Path | None = None,
) -> FastAPI:
    """Serve a store directory, which is only read; with a `backend`, what is loaded there, and take no writes.

    A query may run `timeout` seconds on one of `workers` processes, in `memory` bytes beside the graph; its answer may
    have as many rows and bytes as `limits` say. Documents that are sent are kept in `data`; without it none are taken.
    Raises StoreError where there is no store to serve, and no token to write one with.
    """
    token = Token.of_environment() if backend is None else Token()
    versions, queries = _engine(store, token, timeout, workers, limits, memory, backend)
    site = Site(
        versions=versions,
        workers=queries,
        texts=Texts.load(),
        templates=make_templates(),
        examples=load_queries(bundled("queries")),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        site.workers.prepare(str(site.versions.folder), site.versions.current().name)
        yield
        site.workers.close()
        app.state.writer.close()
        if app.state.jobs is not None:
            app.state.jobs.close()
        site.versions.close()

    app = FastAPI(
        title="plangraph",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.site = site
    app.state.token = token
    app.state.writer = Writer(store, timeout)
    app.state.pictures = PagePictures()
    app.state.jobs = Jobs(store, data) if data is not None and backend is None and token.secret else None
    app.state.streams = 0
    for module in (
        front,
        protocol,
        editor,
        spreadsheet,
        updates,
        graph_store,
        entities,
        trace_pages,
        search_pages,
        impact_pages,
        picture_pages,
        totals_pages,
        edition_pages,
        structure_pages,
        viewer_pages,
        validation,
        rule_pages,
        posted,
        source_pages,
        document_pages,
        discovery,
        api,
    ):
        app.include_router(module.router)
    app.mount("/static/vis", StaticFiles(directory=vis_network_folder()), name="vis")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    _catch_errors(app)
    app.add_middleware(_WithHeaders)
    app.add_middleware(Compressed)
    return app


def _engine(
    store: Path,
    token: Token,
    timeout: float,
    workers: int,
    limits: Limits | None,
    memory: int,
    backend: Backend | None,
) -> tuple[Versions, Workers]:
    if backend is not None:
        remote = BackendVersions(backend, bundled("shapes"), timeout=timeout)
        return remote, BackendWorkers(remote, timeout, workers, limits)
    store_to_serve(store, token)
    return Versions(store, bundled("shapes")), Workers(timeout, workers, memory=memory, limits=limits)


_ABOUT = "自治体の計画書の知識グラフ / a knowledge graph of municipal plans"


class _WithHeaders:
    """Gives every answer the headers that keep pages to themselves, and answers HEAD wherever there is GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        # The server, which keeps the scope that it made, sends no body after HEAD.
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        await self.app(asked, receive, send_with_headers)


def _catch_errors(app: FastAPI) -> None:
    """Every error leaves by one door."""
    app.add_exception_handler(PlangraphError, _on_known_error)
    app.add_exception_handler(HTTPException, _on_status)
    app.add_exception_handler(RequestValidationError, _on_parameters)
    app.add_exception_handler(Exception, _on_unknown_error)


def _on_known_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, PlangraphError), "registered for these"
    return _problem_answer(request, error_to_problem(error))


def _on_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for these"
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods_at(request))
    return _problem_answer(request, status_to_problem(error.status_code, headers))


def _methods_at(request: Request) -> list[str]:
    """Every method that some route has at this address; the framework names those of the first route only."""
    scope = dict(request.scope)
    methods: set[str] = set()
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        scope["method"] = method
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes):
            methods.add(method)
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def _on_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "registered for these"
    names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
    detail = Bilingual(
        f"パラメーター {names} がないか、正しくありません。", f"the parameter {names} is missing or wrong"
    )
    return _problem_answer(request, Problem(400, "bad-request", detail))


def _on_unknown_error(request: Request, _: Exception) -> Response:
    response = _problem_answer(request, internal_problem())
    response.headers.update(_HEADERS)  # this door lies outside the middleware
    response.headers["Connection"] = "close"  # the fault goes on to uvicorn, which ends the connection
    return response


def _problem_answer(request: Request, problem: Problem) -> Response:
    """A page for people, else application/problem+json."""
    site, lang = Site.of(request), request_lang(request)
    if wants_page(request.headers.get("accept"), ("application/json", MEDIA_TYPE)):
        response: Response = site.page(
            request, "problem.html", status=problem.status, problem=problem, title=problem.title(lang)
        )
    else:
        response = json_answer(problem.as_json(lang, request.url.path), problem.status, MEDIA_TYPE)
    response.headers.update({**CORS, **problem.headers})
    return response
