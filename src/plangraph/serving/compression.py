"""gzip and br for bodies that are worth it, by what the request accepts (RFC 9110, clause 12.5.3)."""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plangraph.serving.negotiation import preferred_coding

SMALLEST = 1000
"""A body with fewer bytes goes as it is: it fits into one packet either way."""

_BESIDE = 64 << 10
"""More bytes than this at once are packed on another thread, so that no other request waits."""
_GZIP_LEVEL = 5
_BROTLI_LEVEL = 4
_KINDS = ("text/", "application/json", "application/xml", "application/n-", "application/trig", "image/svg")
_SUFFIXES = ("+json", "+xml", "javascript")


class _Packer(Protocol):
    def process(self, data: bytes) -> bytes: ...

    def flush(self) -> bytes: ...

    def finish(self) -> bytes: ...


class _Gzip:
    """zlib in gzip's wrapping, with the methods of brotli's compressor."""

    def __init__(self) -> None:
        self.packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)

    def process(self, data: bytes) -> bytes:
        return self.packer.compress(data)

    def flush(self) -> bytes:
        return self.packer.flush(zlib.Z_SYNC_FLUSH)

    def finish(self) -> bytes:
        return self.packer.flush()


class Compressed:
    """Packs the bodies of an application. A body that comes in pieces leaves in pieces."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, Headers(scope=scope).get("accept-encoding"))
        await self.app(scope, receive, answer.send)


class _Answer:
    """One answer on its way. The head waits for the first piece of the body, which shows whether packing is worth it."""

    def __init__(self, send: Send, accepted: str | None) -> None:
        self.send_on = send
        self.accepted = accepted
        self.head: Message | None = None
        self.packer: _Packer | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.head = message
        elif message["type"] == "http.response.body":
            await self._send_body(message)
        else:
            await self._send_head()
            await self.send_on(message)

    async def _send_body(self, message: Message) -> None:
        more = message.get("more_body", False)
        if self.head is not None:
            self._choose(len(message.get("body", b"")), more)
        if self.packer is None:
            await self._send_head()
            await self.send_on(message)
            return
        packed = await self._pack(message.get("body", b""), more)
        if self.head is not None and not more:
            MutableHeaders(raw=self.head["headers"])["Content-Length"] = str(len(packed))
        await self._send_head()
        await self.send_on({"type": "http.response.body", "body": packed, "more_body": more})

    async def _send_head(self) -> None:
        if self.head is not None:
            head, self.head = self.head, None
            await self.send_on(head)

    async def _pack(self, body: bytes, more: bool) -> bytes:
        if len(body) > _BESIDE:
            return await run_in_threadpool(self._pack_now, body, more)
        return self._pack_now(body, more)

    def _pack_now(self, body: bytes, more: bool) -> bytes:
        assert self.packer is not None, "chosen before"
        return self.packer.process(body) + (self.packer.flush() if more else self.packer.finish())

    def _choose(self, length: int, more: bool) -> None:
        assert self.head is not None, "not sent yet"
        headers = MutableHeaders(raw=self.head["headers"])
        if not _is_packable(headers) or self.head["status"] in (204, 206, 304):
            return
        headers.add_vary_header("Accept-Encoding")
        coding = preferred_coding(self.accepted)
        if coding == "identity" or (length < SMALLEST and not more):
            return
        self.packer = _Gzip() if coding == "gzip" else brotli.Compressor(quality=_BROTLI_LEVEL)
        headers["Content-Encoding"] = coding
        del headers["Content-Length"]
        if headers.get("ETag", "").startswith('"'):  # a strong tag names the bytes, which are others now
            headers["ETag"] = f"W/{headers['ETag']}"


def _is_packable(headers: Headers) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/event-stream":  # each event goes out as it comes
        return False
    return (kind.startswith(_KINDS) or kind.endswith(_SUFFIXES)) and "content-encoding" not in headers
