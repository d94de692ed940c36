"""The processes that run queries: `python -m plangraph.serving.query_worker MEMORY [FOLDER VERSION QUADS]`.

What is started is a nursery. It loads the unnamed graph of a version into memory, where it is told one of at most QUADS
quads, and then forks a worker whenever its server asks: a worker so made shares the loaded graph and is there in
milliseconds. A nursery has one thread and no open database, which is what makes forking it sound. Standard input is a
socket to the server:

    to the nursery    F NUMBER, with a socket    fork a worker that answers on this socket
                      E NUMBER                   end that worker, whatever it is doing
    from it           R 0                        loaded
                      S 0                        not loaded: too large, or it could not be read

A worker takes frames and answers each: the length of a JSON head (4 bytes, big-endian), the length of a body (8 bytes),
head, body. A long answer is no body but an open file that travels beside the head. pyoxigraph cannot be stopped from
Python, so who waits for an answer too long has the worker ended.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NoReturn

from pyoxigraph import DefaultGraph, RdfFormat, Store

from plangraph.errors import PlangraphError, QueryError, StoreError
from plangraph.graph.cutting import Limits, TooLargeError
from plangraph.graph.embedded import EmbeddedEndpoint, names_graphs
from plangraph.graph.store import open_version

ORDER = struct.Struct(">cI")
LENGTHS = struct.Struct(">IQ")
INLINE = 1 << 20
"""Answers of more bytes travel as a file."""
_PR_SET_PDEATHSIG = 1
_OOM_FIRST = "1000"


def make_frame(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame."""
    text = json.dumps(head).encode("ascii")
    return LENGTHS.pack(len(text), len(body)) + text + body


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Take in one frame; None where the stream ended before it was whole."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return json.loads(head), body


@dataclass
class Graphs:
    """What a worker can ask: the unnamed graph that was loaded, and the version that it has open on disk."""

    loaded_name: tuple[str, str] | None = None
    loaded: EmbeddedEndpoint | None = None
    name: tuple[str, str] | None = None
    endpoint: EmbeddedEndpoint | None = None

    def of(self, folder: str, version: str, *, unnamed: bool) -> EmbeddedEndpoint:
        """The memory where the unnamed graph is enough, else the disk."""
        if unnamed and self.loaded is not None and self.loaded_name == (folder, version):
            return self.loaded
        if self.endpoint is None or self.name != (folder, version):
            self.endpoint = EmbeddedEndpoint(open_version(Path(folder), version))
            self.name = (folder, version)
        return self.endpoint


def answer_frames(server: socket.socket, graphs: Graphs) -> None:
    """Answer every question until there are no more."""
    with server.makefile("rb") as questions:
        while (frame := read_frame(questions)) is not None:
            head, query = frame
            # Who asked ends this process at the time limit; should it be gone itself, the alarm's default action does.
            signal.setitimer(signal.ITIMER_REAL, 2 * head["seconds"] + 1)
            with SpooledTemporaryFile(max_size=INLINE) as body:
                try:
                    cut = _print_answer(graphs, head, query, body)
                except (PlangraphError, OSError, RuntimeError, ValueError) as error:
                    server.sendall(make_frame(_error_to_head(error)))
                else:
                    _send_answer(server, cut, body)
            signal.setitimer(signal.ITIMER_REAL, 0)


def _print_answer(
    graphs: Graphs, head: dict[str, Any], query: bytes, body: SpooledTemporaryFile[bytes]
) -> dict[str, Any] | None:
    text = query.decode()
    default, named = head["default_graphs"], head["named_graphs"]
    unnamed = not default and not named and not names_graphs(text)
    endpoint = graphs.of(head["folder"], head["version"], unnamed=unnamed)
    limits = Limits(head["rows"], head["bytes"])
    cut = endpoint.print_answer(text, head["media_type"], body, limits, default, named)
    return None if cut is None else {"reason": cut.reason, "limit": cut.limit, "rows": cut.rows}


def _send_answer(
    server: socket.socket, cut: dict[str, Any] | None, body: SpooledTemporaryFile[bytes]
) -> None:
    size = body.tell()
    head = {"outcome": "answer", "cut": cut, "size": size}
    if size <= INLINE:
        body.seek(0)
        server.sendall(make_frame(head, body.read()))
    else:
        body.flush()
        socket.send_fds(server, [make_frame(head)], [body.fileno()])


def _error_to_head(error: Exception) -> dict[str, Any]:
    match error:
        case QueryError():
            return {
                "outcome": "query",
                "ja": error.message.ja,
                "en": error.message.en,
                "line": error.at_line,
                "column": error.at_column,
            }
        case TooLargeError():
            return {"outcome": "large"}
        case StoreError():
            return {"outcome": "gone"}
    return {"outcome": "failed", "words": str(error)}


class _Orphaned(Exception):  # noqa: N818 - ends the loading, and is no error
    """The server is gone."""


class _Watching:
    """What the loader reads: lines from a pipe, for as long as the server is there."""

    def __init__(self, pipe: int, server: socket.socket) -> None:
        self.pipe = pipe
        self.server = server

    def read(self, size: int, /) -> bytes:
        if select.select([self.server], [], [], 0)[0] and not self.server.recv(1, socket.MSG_PEEK):
            raise _Orphaned
        return os.read(self.pipe, size)


def load_unnamed(server: socket.socket, folder: str, version: str, most: int) -> Store | None:
    """The unnamed graph of a version in memory; None where the version has more than `most` quads or is gone.

    Another process reads the database, so that none is ever open in this one, and both cores work.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _dump_unnamed(writing, folder, version, most)
    os.close(writing)
    store = Store()
    lines = _Watching(reading, server)
    try:
        store.bulk_load(lines, format=RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    except (OSError, SyntaxError):
        return None
    finally:
        os.close(reading)
        _, status = os.waitpid(child, 0)
    return store if status == 0 else None


def _dump_unnamed(writing: int, folder: str, version: str, most: int) -> NoReturn:
    status = 1
    with suppress(PlangraphError, OSError), open(writing, "wb") as pipe:
        store = open_version(Path(folder), version)
        if len(store) <= most:
            store.dump(pipe, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
            status = 0
    os._exit(status)


def fork_workers(server: socket.socket, graphs: Graphs, memory: int) -> None:
    """Fork and end workers as the server asks, until it is gone; then end all."""
    workers: dict[int, int] = {}
    try:
        while True:
            order, handles, _, _ = socket.recv_fds(server, ORDER.size, 1)
            if len(order) < ORDER.size:
                return
            kind, number = ORDER.unpack(order)
            if kind == b"F":
                workers[number] = _fork_worker(server, handles[0], graphs, memory)
            elif (worker := workers.pop(number, None)) is not None:
                _end(worker)
    finally:
        for worker in workers.values():
            _end(worker)


def _end(worker: int) -> None:
    # It is this process's child and has not been waited for, so that its number is nobody else's.
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def _fork_worker(server: socket.socket, handle: int, graphs: Graphs, memory: int) -> int:
    nursery = os.getpid()
    worker = os.fork()
    if worker:
        os.close(handle)
        return worker
    status = 1
    try:
        server.close()
        _die_with(nursery)
        _bound_memory(memory)
        with socket.socket(fileno=handle) as own, suppress(BrokenPipeError, ConnectionResetError):
            answer_frames(own, graphs)
        status = 0
    finally:
        os._exit(status)  # nothing of the nursery's is to be done twice


def _die_with(parent: int) -> None:
    """End this process when its parent ends, where the system offers it; elsewhere the alarm ends a query that runs on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _bound_memory(memory: int) -> None:
    """Allow `memory` bytes beyond what the nursery loaded; where memory runs out all the same, take this process first."""
    limit = _data_size() + memory
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_FIRST, encoding="ascii")


def _data_size() -> int:
    """Bytes that RLIMIT_DATA counts by now; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmData")), 0)


def main() -> None:
    """Be a nursery on the socket that standard input is."""
    memory, what = int(sys.argv[1]), sys.argv[2:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    server = socket.socket(fileno=os.dup(0))
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    graphs = Graphs()
    with server, suppress(_Orphaned, ConnectionResetError, BrokenPipeError):
        if what:
            folder, version, most = what
            store = load_unnamed(server, folder, version, int(most))
            if store is None:
                server.sendall(ORDER.pack(b"S", 0))
                os._exit(0)
            graphs = Graphs((folder, version), EmbeddedEndpoint(store))
            server.sendall(ORDER.pack(b"R", 0))
        gc.freeze()  # what is there by now is never looked at again, so that its pages stay shared
        fork_workers(server, graphs, memory)
    os._exit(0)  # without taking the graph apart, triple by triple


if __name__ == "__main__":
    main()
