"""The validation report, made in a process of its own: `python -m plangraph.serving.report_process FOLDER VERSION SHAPES`.

The address of a remote store may stand in the place of FOLDER; then it is the version that is served there.

pyshacl works for seconds or minutes and holds Python's lock all the while; on a thread of the server it would slow every
request.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from pydantic import TypeAdapter

from plangraph.checking.report import Report, check
from plangraph.errors import EndpointError, PlangraphError
from plangraph.graph.backend import Backend
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.loading import loaded_endpoint
from plangraph.graph.store import open_version
from plangraph.model.texts import Bilingual

_REPORT = TypeAdapter(Report)
_NICE = 10


class ReportMaker:
    """Makes one report at a time, each in a process that ends with it."""

    def __init__(self, folder: Path | str, shapes: Path) -> None:
        self.folder = folder
        self.shapes = shapes
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.closed = False
        self.queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")

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
        words = [str(self.folder), version, str(self.shapes)]
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
        out, complaints = _read_both(self.process)
        if self.process.returncode:
            raise _failed(complaints.decode("utf-8", "replace").strip().rpartition("\n")[2])
        return _REPORT.validate_json(out)


def _read_both(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What a process prints and complains of, with its standard input left open until its end."""
    assert process.stdin is not None, "opened with pipes"
    assert process.stdout is not None, "opened with pipes"
    assert process.stderr is not None, "opened with pipes"
    with process.stdin, process.stdout, process.stderr, ThreadPoolExecutor(max_workers=1) as beside:
        complaints = beside.submit(process.stderr.read)
        out = process.stdout.read()
        process.wait()
        return out, complaints.result()


def _end_with_server() -> None:
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


def _endpoint(folder: str, version: str) -> Endpoint:
    if folder.startswith(("http://", "https://")):
        return loaded_endpoint(Backend.of(folder, os.environ), os.environ)
    return EmbeddedEndpoint(open_version(Path(folder), version))


def main() -> int:
    """Make the report that the words name and print it as JSON; gives the exit status."""
    os.nice(_NICE)  # requests go first
    _end_with_server()
    folder, version, shapes = sys.argv[1:]
    try:
        report = check(_endpoint(folder, version), Path(shapes))
    except PlangraphError as error:
        print(error.line("ja"), file=sys.stderr)
        return 2
    sys.stdout.buffer.write(_REPORT.dump_json(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
