"""A few processes that run queries, each of which can be ended at its time limit."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from plangraph.errors import EndpointError, PlangraphError, QueryError, QueryStoppedError, StoreError
from plangraph.model.texts import Bilingual
from plangraph.serving.query_worker import read_frame, write_frame

MEMORY = 4 << 30
"""Bytes that one worker may use; a query that needs more ends with the worker."""


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
    """A query, the version it is put to, and the media type it is answered in."""

    folder: str
    version: str
    query: str
    media_type: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


class _Deadline:
    """Kills a process when it strikes, unless it was lifted before."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.lock = threading.Lock()
        self.struck = self.lifted = False

    def strike(self) -> None:
        with self.lock:
            if not self.lifted:
                self.struck = True
                self.process.kill()

    def lift(self) -> bool:
        """Whether it had struck already."""
        with self.lock:
            self.lifted = True
            return self.struck


class Worker:
    """One process; once it has been killed or has died it is not used again."""

    def __init__(self, memory: int) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter, with fixed arguments
            [sys.executable, "-P", "-m", "plangraph.serving.query_worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal is the server's affair
        )

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def ask(self, question: Question, timeout: float) -> bytes:
        """Put one question; raises QueryError, QueryStoppedError after `timeout` seconds, StoreError, EndpointError."""
        deadline = _Deadline(self.process)
        timer = threading.Timer(timeout, deadline.strike)
        timer.daemon = True
        timer.start()
        frame = self._exchange(question, timeout)
        timer.cancel()
        struck = deadline.lift()
        if struck or frame is None:
            self.close()
        if frame is not None:
            return _frame_to_body(*frame)
        raise _stopped(timeout) if struck else _died()

    def _exchange(self, question: Question, timeout: float) -> tuple[dict[str, Any], bytes] | None:
        assert self.process.stdin is not None, "opened with pipes"
        assert self.process.stdout is not None, "opened with pipes"
        head = {
            "folder": question.folder,
            "version": question.version,
            "media_type": question.media_type,
            "default_graphs": list(question.default_graphs),
            "named_graphs": list(question.named_graphs),
            "seconds": timeout,
        }
        try:
            write_frame(self.process.stdin, head, question.query.encode("utf-8", "surrogatepass"))
            return read_frame(self.process.stdout)
        except BrokenPipeError:
            return None

    def close(self) -> None:
        """End the process and let its pipes go."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None, "opened with pipes"
            with suppress(BrokenPipeError):  # what was still to be written has no reader
                pipe.close()
        self.process.wait()


class Workers:
    """A fixed number of workers, and at most `waiting` questions that wait for one.

    Workers start when they are first needed, and one that was killed is replaced when its place is next needed.
    """

    def __init__(self, timeout: float, count: int = 2, waiting: int = 16, memory: int = MEMORY) -> None:
        self.timeout = timeout
        self.memory = memory
        self.places: SimpleQueue[Worker | None] = SimpleQueue()
        for _ in range(count):
            self.places.put(None)
        self.admitted = threading.BoundedSemaphore(count + waiting)

    def ask(self, question: Question) -> bytes:
        """Answer a question on the next free worker.

        Raises BusyError where too many wait, or one waits longer than a query may run; see `Worker.ask` for the others.
        """
        if not self.admitted.acquire(blocking=False):
            raise BusyError(2)
        try:
            return self._ask(question)
        finally:
            self.admitted.release()

    def _ask(self, question: Question) -> bytes:
        try:
            worker = self.places.get(timeout=self.timeout)
        except Empty:
            raise BusyError(5) from None
        try:
            if worker is None or not worker.alive:
                if worker is not None:
                    worker.close()
                worker = Worker(self.memory)
            return worker.ask(question, self.timeout)
        finally:
            self.places.put(worker)

    def close(self) -> None:
        """End every worker that is not at work; those at work end with their questions' time limit or this process."""
        while True:
            try:
                worker = self.places.get_nowait()
            except Empty:
                return
            if worker is not None:
                worker.close()


def _frame_to_body(head: dict[str, Any], body: bytes) -> bytes:
    match head["outcome"]:
        case "answer":
            return body
        case "query":
            raise QueryError(Bilingual(head["ja"], head["en"]), head["line"], head["column"])
        case "gone":
            raise StoreError("", Bilingual("この版はもうありません。", "this version is gone"))
    raise EndpointError(
        "", Bilingual(f"問い合わせに失敗しました（{head['words']}）。", f"the query failed ({head['words']})")
    )


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
