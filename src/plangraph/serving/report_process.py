"""The validation report, made in a process of its own:
`python -m plangraph.serving.report_process FOLDER VERSION SHAPES NOW`.

The address of a remote store may stand in the place of FOLDER; then it is the version that is served there.

pyshacl works for seconds or minutes and holds Python's lock all the while; on a thread of the server it would slow every
request. The report comes over a pipe a line at a time, so that neither side holds it twice. What is found is held against
the run that was kept before, and kept in its turn, where the store is a folder that can be written.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from plangraph.checking.baseline import compare, report_to_baseline
from plangraph.checking.report import Report, check
from plangraph.checking.report_lines import lines_to_report, report_to_lines
from plangraph.checking.runs import FOLDER, keep_run, previous_run, read_run, run_of
from plangraph.checking.waivers import Waivers, accept, texts_to_waivers
from plangraph.errors import EndpointError, PlangraphError, SourceError
from plangraph.graph.backend import Backend
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.loading import loaded_endpoint
from plangraph.graph.store import open_version, waiver_texts
from plangraph.model.texts import Bilingual

_NICE = 10


def _now() -> datetime:
    return datetime.now().astimezone()


class ReportMaker:
    """Makes one report at a time, each in a process that ends with it; `now` tells what day it is."""

    def __init__(self, folder: Path | str, shapes: Path, now: Callable[[], datetime] = _now) -> None:
        self.folder = folder
        self.shapes = shapes
        self.now = now
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.closed = False
        self.queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")

    @property
    def kept(self) -> Path | None:
        """Where the runs are kept; None where the store is a remote one."""
        return self.folder / FOLDER if isinstance(self.folder, Path) else None

    def start(self, version: str) -> Future[Report]:
        """Begin the report on a version, or put it behind the one that is being made.

        A report that has not begun can be cancelled. One that fails holds an EndpointError with what was said.
        """
        return self.queue.submit(self._make, version)

    def close(self) -> None:
        """End the report that is being made, and begin no further one."""
        with self.lock:
            self.closed = True
            if self.process is not None:
                self.process.kill()
        self.queue.shutdown(wait=True, cancel_futures=True)

    def _make(self, version: str) -> Report:
        words = [str(self.folder), version, str(self.shapes), self.now().isoformat()]
        with self.lock:
            if self.closed:
                raise _failed("the server is closing")
            self.process = subprocess.Popen(  # noqa: S603 - this interpreter, with arguments of the server's own
                [sys.executable, "-P", "-m", "plangraph.serving.report_process", *words],
                stdin=subprocess.PIPE,  # never written to; it ends when this process does, however that ends
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C in a terminal is the server's affair
            )
        report, complaints = _read_both(self.process)
        if self.process.returncode or report is None:
            raise _failed(complaints.decode("utf-8", "replace").strip().rpartition("\n")[2])
        return report


def _read_both(process: subprocess.Popen[bytes]) -> tuple[Report | None, bytes]:
    """The report that a process prints, None where it is not whole, and what it complains of.

    Its standard input is left open until its end.
    """
    assert process.stdin is not None, "opened with pipes"
    assert process.stdout is not None, "opened with pipes"
    assert process.stderr is not None, "opened with pipes"
    with process.stdin, process.stdout, process.stderr, ThreadPoolExecutor(max_workers=1) as beside:
        complaints = beside.submit(process.stderr.read)
        try:
            report: Report | None = lines_to_report(process.stdout)
        except SourceError:
            report = None
        process.stdout.read()  # what is left, so that the process can end
        process.wait()
        return report, complaints.result()


def end_with_server() -> None:
    """End this process when its standard input ends, as it does with the server, however that was ended."""

    def watch() -> None:
        while os.read(0, 1):
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="watch").start()


def _failed(words: str) -> EndpointError:
    return EndpointError(
        "",
        Bilingual(
            f"検証の報告を作れませんでした（{words}）。", f"the validation report could not be made ({words})"
        ),
    )


def _report(folder: str, version: str, shapes: Path, now: datetime) -> Report:
    """What is found in a version, held against the run before and kept."""
    local = None if folder.startswith(("http://", "https://")) else Path(folder)
    if local is None:
        endpoint: Endpoint = loaded_endpoint(Backend.of(folder, os.environ), os.environ)
        waivers = Waivers()
    else:
        endpoint = EmbeddedEndpoint(open_version(local, version))
        waivers = texts_to_waivers(waiver_texts(local, version))
    run = run_of(endpoint, shapes, data=version, waivers=waivers.digest, now=now)
    found = check(endpoint, shapes, kept=None if local is None else (local, version))
    report = accept(replace(found, run=run), waivers, now.date())
    return report if local is None else _over_time(report, local / FOLDER)


def _over_time(report: Report, folder: Path) -> Report:
    """Held against the run that was kept before, where it can be, and kept."""
    before = previous_run(folder, report)
    report = keep_run(folder, report)
    if before is None:
        return report
    try:
        return compare(report, report_to_baseline(read_run(before), before.name))
    except SourceError:  # a run that is broken, or of other documents: there is nothing to compare with
        return report


def main() -> int:
    """Make the report that the words name and print it line by line; gives the exit status."""
    os.nice(_NICE)  # requests go first
    end_with_server()
    folder, version, shapes, now = sys.argv[1:]
    try:
        report = _report(folder, version, Path(shapes), datetime.fromisoformat(now))
    except PlangraphError as error:
        print(error.line("ja"), file=sys.stderr)
        return 2
    sys.stdout.buffer.writelines(report_to_lines(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
