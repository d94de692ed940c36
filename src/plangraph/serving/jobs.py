"""Builds that a server makes on request: one at a time in a process of its own, the others wait their turn."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plangraph.errors import StoreError
from plangraph.model.texts import Bilingual
from plangraph.serving.problems import Problem, RequestError

_SECONDS = 900.0
_MOST_WAITING = 5
_MOST_KEPT = 50
_MOST_EVENTS = 2000
_STAGED = ".staged"


@dataclass
class Job:
    """One build and how far it is. `events` only grows; each is {"step", "done", "of"} or the last, with "outcome"."""

    id: str
    name: str
    staged: Path
    base: str
    begun: float = field(default_factory=time.time)
    running: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def outcome(self) -> dict[str, Any] | None:
        """What came of it; None while it waits or runs."""
        last = self.events[-1] if self.events else {}
        return last if "outcome" in last else None

    @property
    def state(self) -> str:
        """ "waiting", "running", "done" or "failed"."""
        outcome = self.outcome
        if outcome is not None:
            return "done" if outcome["outcome"] == "done" else "failed"
        return "running" if self.running else "waiting"

    def say(self, event: dict[str, Any]) -> None:
        """Add an event; beyond some thousand only the last is added."""
        if len(self.events) < _MOST_EVENTS or "outcome" in event:
            self.events.append(event)


class Jobs:
    """The builds of one server. `folder` holds a folder for each document that was sent."""

    def __init__(self, store: Path, folder: Path, *, seconds: float = _SECONDS) -> None:
        self.store = store
        self.folder = folder
        self.seconds = seconds
        self.lock = threading.Lock()
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self.queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")
        self.closed = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folder / _STAGED, ignore_errors=True)  # of a server that was ended
            (folder / _STAGED).mkdir()
        except OSError as error:
            raise StoreError(
                str(folder),
                Bilingual(
                    f"ここに書き込めません（{error}）。--data を確かめてください。",
                    f"cannot be written ({error}); check --data",
                ),
            ) from None

    def stage(self) -> Path:
        """A new folder for what is sent."""
        path = self.folder / _STAGED / secrets.token_hex(8)
        path.mkdir()
        return path

    def check_room(self) -> None:
        """Raise a 503 where too many builds wait."""
        with self.lock:
            waiting = sum(1 for job in self.jobs.values() if job.outcome is None)
        if waiting > _MOST_WAITING:
            raise RequestError(Problem(503, "too-many-jobs", _FULL, headers={"Retry-After": "30"}))

    def submit(self, staged: Path, name: str, base: str) -> Job:
        """Begin a build with what was staged, or put it behind those before it."""
        self.check_room()
        job = Job(secrets.token_urlsafe(12), name, staged, base)
        with self.lock:
            self.jobs[job.id] = job
            done = [one.id for one in self.jobs.values() if one.outcome is not None]
            for old in done[: max(len(self.jobs) - _MOST_KEPT, 0)]:
                del self.jobs[old]
        self.queue.submit(self._run, job)
        return job

    def ahead_of(self, job: Job) -> int:
        """How many builds are to end before this one begins."""
        with self.lock:
            ids = list(self.jobs)
            before = ids[: ids.index(job.id)] if job.id in ids else []
            return sum(1 for one in before if self.jobs[one].outcome is None)

    def close(self) -> None:
        """End the build that runs; the store stays as it was."""
        with self.lock:
            self.closed = True
            for job in self.jobs.values():
                if job.process is not None:
                    job.process.kill()
        self.queue.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job) -> None:
        outcome = None
        try:
            outcome = self._build(job)
        finally:  # the end is said when nothing is left to do
            shutil.rmtree(job.staged, ignore_errors=True)
            job.say(outcome or _failure(_DIED))

    def _build(self, job: Job) -> dict[str, Any] | None:
        """What came of it; None where the process ended without a word."""
        words = [str(path.absolute()) for path in (self.store, self.folder, job.staged)]
        with self.lock:
            if self.closed:
                return None
            job.process = subprocess.Popen(  # noqa: S603 - this interpreter, with arguments of the server's own
                [sys.executable, "-P", "-m", "plangraph.cli.build_job", *words, job.base],
                stdin=subprocess.PIPE,  # never written to; the process ends when this one does
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            job.running = True
        process = job.process
        struck = threading.Event()

        def strike() -> None:
            struck.set()
            process.kill()

        timer = threading.Timer(self.seconds, strike)
        timer.daemon = True
        timer.start()
        assert process.stdin is not None, "opened with pipes"
        assert process.stdout is not None, "opened with pipes"
        outcome = None
        with process.stdin, process.stdout:
            for line in process.stdout:
                event = json.loads(line)
                if "outcome" in event:
                    outcome = event
                else:
                    job.say(event)
        process.wait()
        timer.cancel()
        job.process = None
        if struck.is_set() and outcome is None:
            outcome = _failure(_too_long(self.seconds))
        return outcome


def _failure(words: Bilingual) -> dict[str, Any]:
    return {"outcome": "failed", "place": "", "ja": words.ja, "en": words.en}


def _too_long(seconds: float) -> Bilingual:
    return Bilingual(
        f"制限時間の {seconds:g} 秒を超えたため、打ち切りました。ストアは前のままです。",
        f"ran into the time limit of {seconds:g} seconds and was ended; the store is as it was",
    )


_DIED = Bilingual(
    "読み取りの処理が途中で止まりました（メモリ不足など）。ストアは前のままです。",
    "the build ended before it was done (out of memory, perhaps); the store is as it was",
)
_FULL = Bilingual(
    "順番を待つ取り込みが多すぎます。終わってから、もう一度送ってください。",
    "too many uploads are waiting; send it again when they are done",
)
