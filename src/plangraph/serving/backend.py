"""A remote store in the place of the embedded one: which version it serves, and queries passed on to it.

A query goes through the same queue as one that runs here, with the same limits; what stops at the time limit is this
server's waiting, and the remote store has to have a limit of its own to stop as well.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from concurrent.futures import Future
from pathlib import Path
from tempfile import SpooledTemporaryFile

import httpx

from plangraph.checking.report import Report
from plangraph.errors import PlangraphError, QueryStoppedError, StoreError
from plangraph.graph.backend import Backend
from plangraph.graph.cutting import Cut, Limits, TooLargeError
from plangraph.graph.loading import BASE_VARIABLE, State, served_state
from plangraph.graph.remote import RemoteEndpoint, Request
from plangraph.model.texts import Bilingual
from plangraph.serving.nursery import Kept, Reply
from plangraph.serving.query_worker import INLINE
from plangraph.serving.report_process import ReportMaker
from plangraph.serving.versions import Version, Versions
from plangraph.serving.workers import Question, Workers

_PAUSE = 2.0
"""Seconds between two looks at the version that the remote store serves."""
_WIDER = 8
"""How many times larger than the answer that is printed from it the JSON of the remote store may be."""
_log = logging.getLogger(__name__)


class BackendVersions(Versions):
    """Follows `graph/backend` of a remote store, from a thread: no request waits for it."""

    def __init__(self, backend: Backend, shapes: Path, *, timeout: float, pause: float = _PAUSE) -> None:
        self.backend = backend
        self.timeout = timeout
        self.pause = pause
        self.folder = Path()
        self.endpoint = RemoteEndpoint.at(backend, timeout=timeout)
        self.reports = ReportMaker(backend.query_url, shapes)
        self.closed = threading.Event()
        self.endpoints: dict[str, RemoteEndpoint] = {}
        """Of the version that is served and the one before it, which is still there."""
        self.version = self._take_up(served_state(self.endpoint, os.environ.get(BASE_VARIABLE)))
        self.thread = threading.Thread(target=self._watch, name="backend", daemon=True)
        self.thread.start()

    def current(self) -> Version:
        """The version to serve now; while the remote store does not say, the one that was served last."""
        return self.version

    def endpoint_of(self, version: str) -> RemoteEndpoint:
        """Raises StoreError where the version is neither the one that is served nor the one before it."""
        endpoint = self.endpoints.get(version)
        if endpoint is None:
            raise StoreError("", Bilingual("この版はもうありません。", "this version is gone"))
        return endpoint

    def close(self) -> None:
        """Look no further, and end the report."""
        self.closed.set()
        self.reports.close()
        self.thread.join(self.timeout)
        for endpoint in (self.endpoint, *self.endpoints.values()):
            endpoint.client.close()

    def _watch(self) -> None:
        while not self.closed.wait(self.pause):
            try:
                state = served_state(self.endpoint, os.environ.get(BASE_VARIABLE))
            except PlangraphError as error:
                if not self.closed.is_set():
                    _log.warning("stays with version %s: %s", self.version.name, error)
                continue
            if state.version != self.version.name:
                old, self.version = self.version, self._take_up(state)
                old.report.cancel()

    def _take_up(self, state: State) -> Version:
        endpoint = RemoteEndpoint.at(self.backend, timeout=self.timeout, dataset=state.dataset)
        kept = list(self.endpoints.items())[-1:]
        self.endpoints = {**dict(kept), state.version: endpoint}
        report: Future[Report] = self.reports.start(state.version)
        return Version(state.version, endpoint, tuple(sorted(state.graphs)), report)


class BackendWorkers(Workers):
    """Passes queries on, at most `count` at a time. An answer is read whole, checked, and printed anew before any is sent."""

    def __init__(
        self, versions: BackendVersions, timeout: float, count: int, limits: Limits | None = None
    ) -> None:
        super().__init__(timeout, count, limits=limits, in_memory=0)
        self.versions = versions
        self.client: httpx.AsyncClient | None = None

    def prepare(self, folder: str, version: str) -> None:
        """Nothing has to be loaded."""
        self.loop = asyncio.get_running_loop()

    async def _put(self, question: Question) -> Reply:
        endpoint = self.versions.endpoint_of(question.version)
        asked = endpoint.request(
            question.query, question.media_type, question.default_graphs, question.named_graphs
        )
        try:
            async with asyncio.timeout(self.timeout):
                with SpooledTemporaryFile(max_size=INLINE) as sent:
                    await self._fetch(endpoint, asked, sent)
                    sent.seek(0)
                    return await asyncio.to_thread(self._print, endpoint, asked, question.media_type, sent)
        except TimeoutError:
            raise _stopped(self.timeout) from None

    async def _fetch(
        self, endpoint: RemoteEndpoint, asked: Request, into: SpooledTemporaryFile[bytes]
    ) -> None:
        if self.client is None:
            self.client = httpx.AsyncClient(
                timeout=self.timeout, trust_env=False, auth=self.versions.backend.auth()
            )
        size = 0
        try:
            async with self.client.stream(
                "POST", endpoint.query_url, data=asked.form, headers={"Accept": asked.accept}
            ) as response:
                if response.status_code != 200:
                    await response.aread()
                endpoint.check_answer(response)
                async for piece in response.aiter_bytes():
                    size += len(piece)
                    if size > _WIDER * self.limits.bytes:
                        raise TooLargeError(self.limits)
                    into.write(piece)
        except httpx.TimeoutException:
            raise TimeoutError from None
        except httpx.HTTPError as error:
            raise endpoint.unreachable(error) from None

    def _print(
        self, endpoint: RemoteEndpoint, asked: Request, media_type: str, sent: SpooledTemporaryFile[bytes]
    ) -> Reply:
        with SpooledTemporaryFile(max_size=INLINE) as body:
            cut = endpoint.print_body(sent, asked, media_type, body, self.limits)
            size = body.tell()
            head = {"outcome": "answer", "cut": None if cut is None else _cut_to_head(cut), "size": size}
            if size <= INLINE:
                body.seek(0)
                return Reply(head, body.read())
            body.flush()
            return Reply(head, Kept(os.dup(body.fileno())))


def _cut_to_head(cut: Cut) -> dict[str, str | int]:
    return {"reason": cut.reason, "limit": cut.limit, "rows": cut.rows}


def _stopped(timeout: float) -> QueryStoppedError:
    return QueryStoppedError(
        "",
        Bilingual(
            f"後ろのストアの答えが制限時間の {timeout:g} 秒のうちに届きませんでした。条件を絞るか LIMIT を付けてください。",
            f"the store behind did not answer within the time limit of {timeout:g} seconds; narrow the query, or add a LIMIT",
        ),
    )
