"""/documents: what is loaded, each with its account, and a form to send a document; /jobs/ID: how far its build is."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from plangraph.asking.overview import loaded_documents
from plangraph.model.texts import Bilingual
from plangraph.serving.jobs import Job, Jobs
from plangraph.serving.negotiation import preferred, wants_page
from plangraph.serving.problems import Problem, RequestError, not_acceptable, not_found
from plangraph.serving.site import Site, json_answer
from plangraph.serving.tokens import Token
from plangraph.serving.uploads import MOST_SENT, Upload, read_upload, save_upload

router = APIRouter()

_PAGE = 200
_PAUSE = 0.2
_KEEPALIVE = 15.0
_MOST_STREAMS = 30


@router.get("/documents", summary="The documents that are loaded, each with its account")
def documents(request: Request) -> Response:
    """As a page, or as JSON. `page` counts from 1."""
    site = Site.of(request)
    kind = preferred(["text/html", "application/json"], request.headers.get("accept"))
    if kind is None:
        raise not_acceptable(["text/html", "application/json"])
    version = site.versions.current()
    every = version.once("loaded documents", lambda: loaded_documents(version.endpoint))
    if kind == "application/json":
        return json_answer(
            [
                {
                    "id": one.document.iri.rpartition("/")[2],
                    "iri": one.document.iri,
                    "title": one.document.title,
                    "file": one.document.file,
                    "plan": one.document.plan_title,
                    "body": one.document.body_name,
                    "read": one.lines_read,
                    "repaired": one.lines_repaired,
                    "not_read": one.lines_not_read,
                }
                for one in every
            ]
        )
    asked = request.query_params.get("page", "1")
    pages = max((len(every) + _PAGE - 1) // _PAGE, 1)
    page = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 9 else 1
    return site.page(
        request,
        "documents.html",
        version=version,
        count=len(every),
        documents=every[(page - 1) * _PAGE : page * _PAGE],
        page=page,
        pages=pages,
        takes=Token.of(request).secret != "",
        jobs=_jobs_or_none(request) is not None,
        most=MOST_SENT >> 20,
    )


@router.post("/documents", summary="Send a document, with the token, and begin the build with it")
async def send_document(request: Request) -> Response:
    """A form of several parts: `file` (a document, or a zip of its folder), `plan` (a plan.toml, may be missing), `token`."""
    token = Token.of(request)
    jobs = _jobs_or_none(request)
    token.check_open()
    if jobs is None:
        raise RequestError(Problem(403, "writing-off", _NO_FOLDER))
    if "authorization" in request.headers:
        token.check(request)
    jobs.check_room()
    upload = await read_upload(request)
    try:
        if "authorization" not in request.headers:
            token.check_sent(upload.token)
        job = await run_in_threadpool(_begin, request, jobs, upload)
    finally:
        await upload.close()
    address = f"/jobs/{job.id}"
    if wants_page(request.headers.get("accept")):
        lang = request.query_params.get("lang")
        return RedirectResponse(f"{address}?lang={quote(lang, safe='')}" if lang else address, 303)
    answer = json_answer(_job_json(job), 202)
    answer.headers["Location"] = address
    return answer


def _begin(request: Request, jobs: Jobs, upload: Upload) -> Job:
    """Put what was sent on disk and its build in the queue."""
    staged = jobs.stage()
    try:
        name = save_upload(upload, staged)
        return jobs.submit(staged, name, Site.of(request).versions.current().base)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


@router.get("/jobs/{job}", summary="How far the build of a document that was sent is, and its account")
def job_page(request: Request, job: str) -> Response:
    """As a page that renews itself, or as JSON."""
    found = _job(request, job)
    kind = preferred(["text/html", "application/json"], request.headers.get("accept"))
    if kind is None:
        raise not_acceptable(["text/html", "application/json"])
    if kind == "application/json":
        answer: Response = json_answer(_job_json(found))
    else:
        jobs = _jobs_or_none(request)
        answer = Site.of(request).page(
            request,
            "job.html",
            job=found,
            outcome=found.outcome,
            last=found.events[-1] if found.events else None,
            ahead=jobs.ahead_of(found) if jobs is not None else 0,
        )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/jobs/{job}/events", summary="The steps of a build as server-sent events")
def job_events(request: Request, job: str) -> Response:
    """Events `step` and, at the end, `end`, each with JSON; `Last-Event-ID` goes on from there."""
    found = _job(request, job)
    state = request.app.state
    if state.streams >= _MOST_STREAMS:
        raise RequestError(Problem(503, "busy", _MANY, headers={"Retry-After": "10"}))
    said = request.headers.get("last-event-id", "")
    first = int(said) + 1 if said.isdecimal() and len(said) < 9 else 0
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(request, found, first), media_type="text/event-stream", headers=headers)


async def _events(request: Request, job: Job, at: int) -> AsyncIterator[str]:
    state = request.app.state
    state.streams += 1
    quiet = 0.0
    try:
        yield "retry: 2000\n\n"
        while True:
            while at < len(job.events):
                event = job.events[at]
                name = "end" if "outcome" in event else "step"
                body = {"state": job.state} if name == "end" else event
                yield f"id: {at}\nevent: {name}\ndata: {json.dumps(body)}\n\n"
                at, quiet = at + 1, 0.0
                if name == "end":
                    return
            if job.outcome is not None:  # asked for what comes after the end
                yield f"event: end\ndata: {json.dumps({'state': job.state})}\n\n"
                return
            await asyncio.sleep(_PAUSE)
            quiet += _PAUSE
            if quiet >= _KEEPALIVE:
                yield ": waiting\n\n"
                quiet = 0.0
    finally:
        state.streams -= 1


def _jobs_or_none(request: Request) -> Jobs | None:
    jobs = request.app.state.jobs
    assert jobs is None or isinstance(jobs, Jobs), "put there by create_app"
    return jobs


def _job(request: Request, name: str) -> Job:
    jobs = _jobs_or_none(request)
    found = jobs.jobs.get(name) if jobs is not None else None
    if found is None:
        raise not_found(
            Bilingual(
                "この取り込みの記録はありません（サーバーを再起動すると消えます）。",
                "there is no such upload; they are forgotten when the server is started again",
            )
        )
    return found


def _job_json(job: Job) -> dict[str, object]:
    outcome = dict(job.outcome or {})
    outcome.pop("outcome", None)
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "steps": [event for event in job.events if "outcome" not in event][-1:],
        **outcome,
    }


_NO_FOLDER = Bilingual(
    "文書を置くフォルダーがないため、受け取れません。serve に --data を付けて起動してください。",
    "there is no folder to keep documents in; start the server with --data",
)
_MANY = Bilingual(
    "進み具合を見ている人が多すぎます。しばらくしてから開いてください。",
    "too many are watching; open it again in a while",
)
