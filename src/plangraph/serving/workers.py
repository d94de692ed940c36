"""Queries in processes that can be ended at their time limit, a few at a time, fairly between those who ask.

Everything runs on one event loop: `Workers.answer` on the loop of the server, without a thread for a query. `Workers.ask`
is the same for code in threads.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from plangraph.errors import EndpointError, PlangraphError, QueryError, QueryStoppedError, StoreError
from plangraph.graph.cutting import Cut, Limits, TooLargeError
from plangraph.model.texts import Bilingual
from plangraph.serving.nursery import Kept, Nursery, Reply, Worker

MEMORY = 2 << 30
"""Bytes that one query may use beside the graph; one that needs more ends with its worker."""
_BYTES_A_QUAD = 150
"""What a quad of a version takes in memory: 300 bytes in the unnamed graph, which holds half of them."""
_MOST_IN_MEMORY = 20_000_000
_HELD = 8
"""How many answers of the greatest size may wait on disk for slow clients."""


def most_in_memory() -> int:
    """Quads of the largest version whose unnamed graph is taken into memory: no more than a quarter of this machine's."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(_MOST_IN_MEMORY, memory // 4 // _BYTES_A_QUAD)


class BusyError(PlangraphError):
    """Every worker is at work, and as many queries wait as may; `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "",
            Bilingual(
                f"問い合わせが混み合っています。{retry_after} 秒ほどおいて、もう一度お試しください。",
                f"too many queries are under way; try again in {retry_after} seconds",
            ),
        )
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the version it is put to, and the media type it is answered in. Places are shared fairly between `client`s."""

    folder: str
    version: str
    query: str
    media_type: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    client: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body that is known to be well-formed; `cut` says where it is not the whole answer.

    `body` is None where the answer is long and lies in a file; `chunks` gives it either way, more than once if need be.
    """

    size: int
    cut: Cut | None
    body: bytes | None
    kept: Kept | None = None

    def chunks(self) -> Iterator[bytes]:
        """The body in pieces of at most 256 KiB, or in one piece where it is in memory."""
        if self.kept is not None:
            yield from self.kept.chunks(self.size)
        elif self.body:
            yield self.body

    def whole(self) -> bytes:
        """The body in one piece, however long it is."""
        return self.body if self.body is not None else b"".join(self.chunks())


@dataclass(eq=False)
class _Waiter:
    client: str
    turn: asyncio.Future[None]


class Workers:
    """At most `count` queries at work, and at most `waiting` that wait. Processes start when they are first needed.

    Of the waiting, the next is who has the fewest at work, then who came first. Where no more may wait, a newcomer takes
    the place of the last to come from a client that has at least two more waiting than the newcomer's.
    """

    def __init__(
        self,
        timeout: float,
        count: int = 2,
        waiting: int = 16,
        memory: int = MEMORY,
        limits: Limits | None = None,
        in_memory: int | None = None,
    ) -> None:
        self.timeout = timeout
        self.count = count
        self.waiting = waiting
        self.memory = memory
        self.limits = limits or Limits()
        self.in_memory = most_in_memory() if in_memory is None else in_memory
        self.nurseries = _Nurseries(memory, self.in_memory)
        self.idle: list[Worker] = []
        self.running: Counter[str] = Counter()
        self.queue: list[_Waiter] = []
        self.held = 0
        self.let_go: deque[int] = deque()
        """Sizes of answers that were held and are no more. Any thread may add to it at any moment."""
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread: threading.Thread | None = None
        self.lock = threading.Lock()

    async def answer(self, question: Question) -> Answer:
        """Answer a question on the next free worker.

        Raises QueryError; QueryStoppedError after `timeout` seconds or where the memory ran out, TooLargeError (one of
        its kind) for an answer over the limits that cannot be cut; BusyError where too many wait, or one waits longer than
        a query may run; StoreError where the version is gone; EndpointError for the rest.
        """
        loop = asyncio.get_running_loop()
        if self.loop is None:
            self.loop = loop
        if self.loop is not loop:
            return await asyncio.wrap_future(
                asyncio.run_coroutine_threadsafe(self._answer(question), self.loop)
            )
        return await self._answer(question)

    def ask(self, question: Question) -> Answer:
        """The same as `answer` for a thread other than that of the event loop."""
        return asyncio.run_coroutine_threadsafe(self._answer(question), self._any_loop()).result()

    def prepare(self, folder: str, version: str) -> None:
        """Begin to load a version before anyone asks; on the event loop."""
        self.loop = asyncio.get_running_loop()
        self.nurseries.follow(folder, version)

    async def _answer(self, question: Question) -> Answer:
        while self.let_go:
            self.held -= self.let_go.popleft()
        if self.held > _HELD * self.limits.bytes:
            raise BusyError(5)
        await self._take_place(question.client)
        try:
            reply = await self._put(question)
        finally:
            self._leave_place(question.client)
        if reply is None:
            raise _died()
        return self._reply_to_answer(reply)

    async def _put(self, question: Question) -> Reply | None:
        worker = self._free_worker(await self.nurseries.best(question.folder, question.version))
        head = {
            "folder": question.folder,
            "version": question.version,
            "media_type": question.media_type,
            "default_graphs": list(question.default_graphs),
            "named_graphs": list(question.named_graphs),
            "rows": self.limits.rows,
            "bytes": self.limits.bytes,
            "seconds": self.timeout,
        }
        body = question.query.encode("utf-8", "surrogatepass")
        try:
            reply = await worker.ask(head, body, self.timeout)
        except TimeoutError:
            raise _stopped(self.timeout) from None
        if worker.alive:
            self.idle.append(worker)
        return reply

    def _free_worker(self, nursery: Nursery) -> Worker:
        """A worker of this nursery; idle ones of another, or that have ended, go."""
        idle, self.idle = self.idle, []
        for worker in idle:
            if worker.alive and worker.nursery is nursery:
                self.idle.append(worker)
            else:
                worker.end()
        return self.idle.pop() if self.idle else nursery.fork()

    async def _take_place(self, client: str) -> None:
        if self.running.total() < self.count:
            self.running[client] += 1
            return
        if len(self.queue) >= self.waiting:
            self._make_room(client)
        waiter = _Waiter(client, asyncio.get_running_loop().create_future())
        self.queue.append(waiter)
        try:
            async with asyncio.timeout(self.timeout):
                await waiter.turn
        except TimeoutError:
            if not _was_given(waiter):
                raise BusyError(5) from None
        except asyncio.CancelledError:
            if _was_given(waiter):
                self._leave_place(client)
            raise
        finally:
            with suppress(ValueError):
                self.queue.remove(waiter)

    def _make_room(self, client: str) -> None:
        """Turn away the newcomer, or in its stead the last of a client that has two more waiting."""
        waiting = Counter(waiter.client for waiter in self.queue if not waiter.turn.done())
        greediest, most = waiting.most_common(1)[0] if waiting else (client, 0)
        if most < waiting[client] + 2:
            raise BusyError(2)
        last = next(
            waiter for waiter in reversed(self.queue) if waiter.client == greediest and not waiter.turn.done()
        )
        self.queue.remove(last)
        last.turn.set_exception(BusyError(2))

    def _leave_place(self, client: str) -> None:
        self.running[client] -= 1
        if not self.running[client]:
            del self.running[client]
        # One that has given up waiting takes itself out a moment later.
        waiting = [waiter for waiter in self.queue if not waiter.turn.done()]
        if not waiting:
            return
        following = min(waiting, key=lambda waiter: self.running[waiter.client])
        self.queue.remove(following)
        self.running[following.client] += 1
        following.turn.set_result(None)

    def _reply_to_answer(self, reply: Reply) -> Answer:
        head = reply.head
        match head["outcome"]:
            case "answer":
                cut = None if head["cut"] is None else Cut(**head["cut"])
                if isinstance(reply.body, bytes):
                    return Answer(head["size"], cut, reply.body)
                self._hold(reply.body, head["size"])
                return Answer(head["size"], cut, None, reply.body)
            case "query":
                raise QueryError(Bilingual(head["ja"], head["en"]), head["line"], head["column"])
            case "large":
                raise TooLargeError(self.limits)
            case "gone":
                raise StoreError("", Bilingual("この版はもうありません。", "this version is gone"))
        raise EndpointError(
            "",
            Bilingual(
                f"問い合わせに失敗しました（{head['words']}）。", f"the query failed ({head['words']})"
            ),
        )

    def _hold(self, kept: Kept, size: int) -> None:
        self.held += size
        kept.on_close = lambda: self.let_go.append(size)

    def _any_loop(self) -> asyncio.AbstractEventLoop:
        """The loop that everything runs on; where there is none yet, one in a thread of its own."""
        with self.lock:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                self.thread = threading.Thread(target=self.loop.run_forever, name="workers", daemon=True)
                self.thread.start()
            return self.loop

    def close(self) -> None:
        """End every process. Questions that are being answered get a QueryStoppedError."""
        if self.thread is None or self.loop is None:
            self.nurseries.end()
            return
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _end(self) -> None:
        self.nurseries.end()
        await asyncio.sleep(0)  # who waited for an answer hears of it


class _Nurseries:
    """Where workers come from: the memory once the version that is asked for is in it, until then the disk."""

    settle = 1.0
    """Seconds that a version after the first must stand before it is loaded, so that a row of updates loads one."""
    patience = 1.0
    """Seconds that a first question waits for its version to be loaded, which a small one is by then."""

    def __init__(self, memory: int, most: int) -> None:
        self.memory = memory
        self.most = most
        self.disk: Nursery | None = None
        self.loaded: Nursery | None = None
        self.name: tuple[str, str] | None = None
        self.seen: set[tuple[str, str]] = set()
        self.later: asyncio.TimerHandle | None = None
        self.first = 0.0

    def follow(self, folder: str, version: str) -> None:
        """Load a version that was not asked for before, and let go of the one before it."""
        name = (folder, version)
        if name in self.seen or not self.most:
            return
        loop = asyncio.get_running_loop()
        if not self.seen:
            self.first = loop.time()
            self._load(name)
        else:
            self._drop_loaded()
            self.later = loop.call_later(self.settle, self._load, name)
        self.seen.add(name)

    async def best(self, folder: str, version: str) -> Nursery:
        """The nursery to fork a worker from."""
        self.follow(folder, version)
        if self.loaded is not None and self.name == (folder, version) and self.loaded.alive:
            left = self.first + self.patience - asyncio.get_running_loop().time()
            if not self.loaded.loaded.done() and left > 0:
                await asyncio.wait([self.loaded.loaded], timeout=left)
            if self.loaded is not None and self.loaded.ready:
                return self.loaded
        if self.disk is None or not self.disk.alive:
            self.disk = Nursery(self.memory)
        return self.disk

    def _load(self, name: tuple[str, str]) -> None:
        self.later = None
        self.name = name
        self.loaded = Nursery(self.memory, (*name, self.most))

    def _drop_loaded(self) -> None:
        if self.later is not None:
            self.later.cancel()
            self.later = None
        if self.loaded is not None:
            self.loaded.retire()
            self.loaded = None

    def end(self) -> None:
        """End every process."""
        if self.loaded is not None:
            self.loaded.end()
        self._drop_loaded()
        if self.disk is not None:
            self.disk.end()
            self.disk = None


def _was_given(waiter: _Waiter) -> bool:
    return waiter.turn.done() and not waiter.turn.cancelled() and waiter.turn.exception() is None


def _stopped(timeout: float) -> QueryStoppedError:
    return QueryStoppedError(
        "",
        Bilingual(
            f"問い合わせが制限時間の {timeout:g} 秒を超えたため、打ち切りました。条件を絞るか LIMIT を付けてください。",
            f"the query ran into the time limit of {timeout:g} seconds and was ended; narrow it, or add a LIMIT",
        ),
    )


def _died() -> QueryStoppedError:
    return QueryStoppedError(
        "",
        Bilingual(
            "問い合わせの処理が途中で止まりました（メモリ不足など）。条件を絞るか LIMIT を付けてください。",
            "the query's process ended before its answer (out of memory, perhaps); narrow it, or add a LIMIT",
        ),
    )
