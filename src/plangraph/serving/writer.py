"""Changes to the served store, one after the other, in a process that can be ended at its time limit."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plangraph.errors import EndpointError, QueryError, QueryStoppedError, StoreError
from plangraph.graph.changes import Change, ChangeError
from plangraph.model.texts import Bilingual
from plangraph.serving.update_worker import change_to_frame, receive, send
from plangraph.serving.workers import MEMORY, BusyError


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change: the version that is served now, and whether a graph came to be."""

    version: str
    created: bool


class Writer:
    """Makes one change at a time on the store in a folder. The process starts with the first and stays for the next."""

    def __init__(self, folder: Path, timeout: float, memory: int = MEMORY) -> None:
        self.folder = folder
        self.timeout = timeout
        self.memory = memory
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def apply(self, change: Change) -> Changed:
        """Make a change whole or not at all.

        Raises QueryError and ChangeError for what is wrong with it, QueryStoppedError after `timeout` seconds,
        BusyError where it had to wait for as long, StoreError where a build is under way, EndpointError for the rest.
        """
        head, body = change_to_frame(change)
        if not self.lock.acquire(timeout=self.timeout):
            raise BusyError(5)
        try:
            outcome = self._exchange(
                {"folder": str(self.folder.absolute()), "seconds": self.timeout, "change": head}, body
            )
        finally:
            self.lock.release()
        return _outcome_to_changed(outcome)

    def _exchange(self, head: dict[str, Any], body: bytes) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None, "opened with pipes"
        assert process.stdout is not None, "opened with pipes"
        struck = threading.Event()

        def strike() -> None:
            struck.set()
            process.kill()

        timer = threading.Timer(self.timeout, strike)
        timer.daemon = True
        timer.start()
        try:
            send(process.stdin, head, body)
            frame = receive(process.stdout)
        except BrokenPipeError:
            frame = None
        timer.cancel()
        if struck.is_set() or frame is None:
            self._end()
        if frame is not None:
            return frame[0]
        raise _stopped(self.timeout) if struck.is_set() else _died()

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is not None and self.process.poll() is not None:
            self._end()
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603 - this interpreter, with fixed arguments
                [sys.executable, "-P", "-m", "plangraph.serving.update_worker", str(self.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C in a terminal is the server's affair
            )
        return self.process

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None, "opened with pipes"
            with suppress(BrokenPipeError):  # what was still to be written has no reader
                pipe.close()
        process.wait()

    def close(self) -> None:
        """End the process; a change that is being made is not made."""
        if self.process is not None:
            self.process.kill()
        with self.lock:
            self._end()


def _outcome_to_changed(head: dict[str, Any]) -> Changed:
    match head["outcome"]:
        case "done":
            return Changed(head["version"], head["created"])
        case "query":
            raise QueryError(Bilingual(head["ja"], head["en"]), head["line"], head["column"])
        case "change":
            raise ChangeError(head["fault"], Bilingual(head["ja"], head["en"]), head["line"], head["column"])
        case "store":
            raise StoreError("", Bilingual(head["ja"], head["en"]))
    raise EndpointError(
        "", Bilingual(f"更新に失敗しました（{head['words']}）。", f"the update failed ({head['words']})")
    )


def _stopped(timeout: float) -> QueryStoppedError:
    return QueryStoppedError(
        "",
        Bilingual(
            f"更新が制限時間の {timeout:g} 秒を超えたため、打ち切りました。何も変わっていません。",
            f"the update ran into the time limit of {timeout:g} seconds and was ended; nothing was changed",
        ),
    )


def _died() -> QueryStoppedError:
    return QueryStoppedError(
        "",
        Bilingual(
            "更新の処理が途中で止まりました（メモリ不足など）。何も変わっていません。",
            "the update's process ended before it was done (out of memory, perhaps); nothing was changed",
        ),
    )
