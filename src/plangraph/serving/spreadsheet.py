"""/sparql.xlsx: the answer of a query as an Excel workbook.

The query is put to /sparql inside this process, so that what is taken, refused, limited and said of an error is the same
there and here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import httpx
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from plangraph.asking.workbook import results_to_xlsx
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.bodies import body_text, read_body
from plangraph.serving.negotiation import wants_page
from plangraph.serving.problems import Problem, RequestError, bad_request
from plangraph.serving.site import CORS, Site, request_lang

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
"""Rows that a workbook is made of; a longer answer is for CSV."""

_RESULTS = "application/sparql-results+json"
_OURS = ("format", "lang")
_PASSED_ON = ("retry-after", "vary", "content-language", "x-plangraph-cut")

router = APIRouter()


@router.get("/sparql.xlsx", summary="A query's answer as an Excel workbook")
async def workbook_by_get(request: Request) -> Response:
    """Answer a query that stands in the address."""
    return await _workbook(request, parse_qsl(request.url.query, keep_blank_values=True))


@router.post("/sparql.xlsx", summary="A query's answer as an Excel workbook, by a form")
async def workbook_by_post(request: Request) -> Response:
    """Answer a query that stands in a form."""
    body = body_text(await read_body(request))
    return await _workbook(request, parse_qsl(body, keep_blank_values=True))


async def _workbook(request: Request, parameters: Iterable[tuple[str, str]]) -> Response:
    asked = [(name, value) for name, value in parameters if name not in _OURS]
    query = next((value for name, value in asked if name == "query"), None)
    if query is None:
        raise bad_request(Bilingual("query がありません。", "query is missing"))
    answer = await _ask(request, asked)
    passed_on = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
    if answer.status_code != 200:
        kind = {"Content-Type": answer.headers["content-type"]}
        return Response(answer.content, answer.status_code, {**CORS, **passed_on, **kind})
    lang = request_lang(request)
    about = {
        **_about(lang, query, str(request.base_url), Site.of(request).versions.current().name),
        **_cut(lang, passed_on.get("x-plangraph-cut")),
    }
    body = await run_in_threadpool(_to_xlsx, answer.content, about, lang)
    headers = {**CORS, **passed_on, "Content-Type": XLSX, "Content-Disposition": _disposition(lang)}
    return Response(body, headers=headers)


async def _ask(request: Request, asked: list[tuple[str, str]]) -> httpx.Response:
    """Put the query to this server's own /sparql, without a connection."""
    accept = f"{_RESULTS}, text/html;q=0.5" if wants_page(request.headers.get("accept")) else _RESULTS
    headers = {
        "Accept": accept,
        "Accept-Encoding": "identity",
        "Accept-Language": request.headers.get("accept-language", ""),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    inside = httpx.ASGITransport(request.app, client=request.client or ("127.0.0.1", 0))
    async with httpx.AsyncClient(transport=inside, base_url="http://localhost", timeout=None) as client:  # noqa: S113 - /sparql has the time limit
        return await client.post(
            "/sparql",
            params={"lang": request_lang(request)},
            content=urlencode(asked).encode(),
            headers=headers,
        )


def _to_xlsx(results: bytes, about: Mapping[str, str], lang: Lang) -> bytes:
    answer: dict[str, Any] = json.loads(results)
    rows = len(answer.get("results", {}).get("bindings", ()))
    if rows > MOST_ROWS:
        detail = Bilingual(
            f"結果が {rows:,} 行あり、XLSX の上限の {MOST_ROWS:,} 行を超えています。条件を絞るか、CSV で受け取ってください。",
            f"the answer has {rows:,} rows, more than the {MOST_ROWS:,} of an XLSX; narrow the query, or take CSV",
        )
        raise RequestError(Problem(413, "too-large", detail, {"rows": rows}))
    return results_to_xlsx(answer, about, lang)


def _about(lang: Lang, query: str, server: str, version: str) -> dict[str, str]:
    names = (
        ("問い合わせ文", "サーバー", "版", "取得日時")
        if lang == "ja"
        else ("query", "server", "version", "taken")
    )
    return dict(
        zip(names, (query, server, version, datetime.now(UTC).isoformat(timespec="seconds")), strict=True)
    )


def _cut(lang: Lang, at: str | None) -> dict[str, str]:
    if at is None:
        return {}
    said = Bilingual(f"上限（{at}）に達したため、途中までです。", f"cut at a limit ({at})")
    return {"打ち切り" if lang == "ja" else "cut": said[lang]}


def _disposition(lang: Lang) -> str:
    return f"attachment; filename=\"answer.xlsx\"; filename*=UTF-8''{quote('問い合わせ結果.xlsx' if lang == 'ja' else 'answer.xlsx')}"
