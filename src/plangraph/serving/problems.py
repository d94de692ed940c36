"""Errors as programs read them (RFC 9457) and as people do: one shape for the whole server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from plangraph.errors import (
    DescriptionError,
    EndpointError,
    NotFoundError,
    PlangraphError,
    QueryError,
    QueryStoppedError,
    SeveralFoundError,
    StoreError,
)
from plangraph.graph.cutting import TooLargeError
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.workers import BusyError

MEDIA_TYPE = "application/problem+json"
_TYPES = "https://w3id.org/plangraph/problem/"


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: HTTP status, a short name that stays, what was met and what to do, and more members."""

    status: int
    name: str
    detail: Bilingual
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def title(self, lang: Lang) -> str:
        """The title that its kind always has."""
        return _TITLES[self.name][lang]

    def as_json(self, lang: Lang, instance: str) -> dict[str, Any]:
        """The members of RFC 9457, clause 3.1, and those of this kind."""
        return {
            "type": problem_type(self.name),
            "title": self.title(lang),
            "status": self.status,
            "detail": self.detail[lang],
            "instance": instance,
            **self.members,
        }


def problem_type(name: str) -> str:
    """The address that names a kind of problem."""
    return _TYPES + name


class RequestError(PlangraphError):
    """A request that cannot be answered as it stands; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__("", problem.detail)
        self.problem = problem


def not_acceptable(offers: Sequence[str]) -> RequestError:
    """406: none of the formats that there are is accepted."""
    names = ", ".join(dict.fromkeys(offers))
    detail = Bilingual(
        f"この形式では返せません。選べる形式: {names}", f"none of these formats is accepted: {names}"
    )
    return RequestError(Problem(406, "not-acceptable", detail, {"offers": list(offers)}))


def bad_request(detail: Bilingual) -> RequestError:
    """400: a parameter that is missing, doubled or wrong."""
    return RequestError(Problem(400, "bad-request", detail))


def not_found(detail: Bilingual, near: Sequence[Mapping[str, str]] = ()) -> RequestError:
    """404, with `{"label", "iri"}` of near things."""
    return RequestError(Problem(404, "not-found", detail, {"near": [dict(hit) for hit in near]}))


def error_to_problem(error: PlangraphError) -> Problem:
    """Say of any error of the tree what it is over HTTP."""
    match error:
        case RequestError():
            return error.problem
        case QueryError():
            place = {"line": error.at_line, "column": error.at_column} if error.at_line is not None else {}
            return Problem(400, "query-syntax", error.message, place)
        case BusyError():
            return Problem(503, "busy", error.message, headers={"Retry-After": str(error.retry_after)})
        case TooLargeError():
            return Problem(413, "answer-too-large", error.message)
        case QueryStoppedError():
            return Problem(504, "query-stopped", error.message)
        case NotFoundError():
            return Problem(
                404, "not-found", error.message, {"near": [{"label": name} for name in error.near]}
            )
        case SeveralFoundError():
            return Problem(300, "several-found", error.message, {"candidates": list(error.candidates)})
        case StoreError() | EndpointError():
            return Problem(503, "store", _STORE, headers={"Retry-After": "5"})
        case DescriptionError():
            return Problem(500, "internal", _INTERNAL)
    return Problem(500, "internal", _INTERNAL)


def status_to_problem(status: int, headers: Mapping[str, str]) -> Problem:
    """An error that the framework met: no such route, a method that a route does not have."""
    if status == 404:
        return Problem(404, "not-found", _NO_PAGE)
    if status == 405:
        allowed = headers.get("allow", headers.get("Allow", ""))
        detail = Bilingual(f"ここで使えるメソッドは {allowed} です。", f"the methods here are {allowed}")
        return Problem(405, "method-not-allowed", detail, headers=dict(headers))
    words = HTTPStatus(status).phrase
    name = "bad-request" if status < 500 else "internal"
    return Problem(status, name, Bilingual(words, words), headers=dict(headers))


def internal_problem() -> Problem:
    """500, without a word on what went on inside."""
    return Problem(500, "internal", _INTERNAL)


_NO_PAGE = Bilingual("このアドレスのページはありません。", "there is no page at this address")
_STORE = Bilingual(
    "グラフを読めません。しばらくしてから、もう一度お試しください。",
    "the graph cannot be read; try again in a moment",
)
_INTERNAL = Bilingual(
    "サーバーの中で問題が起きました。記録はサーバーの標準エラー出力にあります。",
    "something went wrong inside; the server's standard error has the record",
)
_TITLES = {
    "bad-request": Bilingual("リクエストを読めません", "The request cannot be read"),
    "query-syntax": Bilingual("SPARQL を読めません", "The SPARQL cannot be read"),
    "query-failed": Bilingual("この問い合わせは実行できません", "The query cannot be run"),
    "query-stopped": Bilingual("問い合わせを打ち切りました", "The query was ended"),
    "service-refused": Bilingual("SERVICE は使えません", "SERVICE is not available"),
    "load-refused": Bilingual("LOAD と SERVICE は使えません", "LOAD and SERVICE are not available"),
    "update-failed": Bilingual("更新できませんでした", "The update was not made"),
    "graph-syntax": Bilingual("送られたグラフを読めません", "The graph that was sent cannot be read"),
    "not-checkable": Bilingual("検証できません", "It cannot be checked"),
    "check-stopped": Bilingual("検証を打ち切りました", "The check was ended"),
    "precondition-failed": Bilingual("条件に合いません", "The condition does not hold"),
    "writing-off": Bilingual("更新できません", "Nothing can be written here"),
    "unauthorized": Bilingual("トークンが要ります", "A token is needed"),
    "busy": Bilingual("混み合っています", "Busy"),
    "not-found": Bilingual("見つかりません", "Not found"),
    "several-found": Bilingual("複数あります", "Several were found"),
    "method-not-allowed": Bilingual("このメソッドは使えません", "Method not allowed"),
    "not-acceptable": Bilingual("この形式では返せません", "Not acceptable"),
    "answer-too-large": Bilingual("答えが大きすぎます", "The answer is too large"),
    "picture-failed": Bilingual("画像を作れません", "The picture could not be made"),
    "upload-refused": Bilingual("受け取れません", "The upload is refused"),
    "too-many-jobs": Bilingual("順番待ちがいっぱいです", "Too many jobs are waiting"),
    "too-large": Bilingual("大きすぎます", "Too large"),
    "unsupported-media-type": Bilingual("この形式は受け取れません", "Unsupported media type"),
    "store": Bilingual("グラフを読めません", "The graph cannot be read"),
    "internal": Bilingual("サーバーの問題です", "Something went wrong"),
}
