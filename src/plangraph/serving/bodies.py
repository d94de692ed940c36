"""The body of a request: how much of it is taken in, and its text."""

from __future__ import annotations

from fastapi import Request
from starlette.requests import ClientDisconnect

from plangraph.model.texts import Bilingual
from plangraph.serving.problems import Problem, RequestError, bad_request

MOST_BYTES = 1 << 20
"""The longest query that is taken in."""
MOST_WRITTEN = 64 << 20
"""The longest update or graph."""

_DRAINED = 16 << 20
"""How much of a body that is too long is read and let go, so that its sender comes to read the answer."""


def media_type_of(request: Request) -> str:
    """The media type of the body in lower case, without parameters (SPARQL 1.2 adds `version`, which changes nothing)."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_body(request: Request, most: int = MOST_BYTES) -> bytes:
    """Take a body in; raises a 413 where it has more than `most` bytes."""
    body = bytearray()
    length = 0
    try:
        async for chunk in request.stream():
            length += len(chunk)
            if length <= most:
                body += chunk
            elif length > most + _DRAINED:
                break
    except ClientDisconnect:  # nobody is there to read an answer
        raise bad_request(Bilingual("本文が途中で切れました。", "the body broke off")) from None
    if length > most:
        detail = Bilingual(
            f"リクエストの本文は {most} バイトまでです。", f"a request's body may have {most} bytes"
        )
        # What may be left of the body is never read, so that this connection can carry no further request.
        raise RequestError(Problem(413, "too-large", detail, headers={"Connection": "close"}))
    return bytes(body)


def body_text(body: bytes) -> str:
    """The text of a body, which is UTF-8 by the protocol whatever its charset says; raises a 400 where it is not."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = Bilingual(
            f"本文が UTF-8 ではありません（{error.start} バイト目）。",
            f"the body is not UTF-8 (byte {error.start})",
        )
        raise bad_request(detail) from None


def unsupported(kind: str, takes: str) -> RequestError:
    """415, with the media types that are taken."""
    detail = Bilingual(
        f"{kind or 'Content-Type なし'} は受け取れません。使えるもの: {takes}",
        f"{kind or 'no Content-Type'} is not taken here, but {takes}",
    )
    headers = {"Accept-Post": takes, "Accept": takes}
    return RequestError(Problem(415, "unsupported-media-type", detail, headers=headers))
