"""The server's side of a process that forks workers (`plangraph.serving.query_worker`). Everything here is of one event loop."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from plangraph.serving.query_worker import LENGTHS, ORDER, make_frame

_PIECE = 1 << 18


class Kept:
    """The body of a long answer: an open file without a name, gone when nobody holds this any more."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.on_close: Callable[[], None] | None = None

    def chunks(self, size: int) -> Iterator[bytes]:
        """The bytes from the first to the last, in pieces."""
        place = 0
        while piece := os.pread(self.handle, _PIECE, place):
            place += len(piece)
            yield piece
        if place != size:
            raise OSError(f"{place} bytes of {size} are left of an answer")

    def __del__(self) -> None:
        os.close(self.handle)
        if self.on_close is not None:
            self.on_close()


@dataclass(frozen=True, slots=True)
class Reply:
    """One frame of a worker."""

    head: dict[str, Any]
    body: bytes | Kept


class _Incoming:
    """Bytes and open files that come in until a frame is whole."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.files: list[int] = []

    def take(self, data: bytes, files: Sequence[int]) -> Reply | None:
        self.data += data
        self.files += files
        if len(self.data) < LENGTHS.size:
            return None
        head_length, body_length = LENGTHS.unpack_from(self.data)
        begin = LENGTHS.size + head_length
        if len(self.data) < begin + body_length:
            return None
        head = json.loads(self.data[LENGTHS.size : begin])
        body = Kept(self.files.pop()) if self.files else bytes(self.data[begin : begin + body_length])
        self.data.clear()
        return Reply(head, body)

    def drop(self) -> None:
        while self.files:
            os.close(self.files.pop())


class Worker:
    """One worker; `alive` until it has ended or was told to."""

    def __init__(self, nursery: Nursery, number: int, own: socket.socket) -> None:
        self.nursery = nursery
        self.number = number
        self.socket = own
        self.alive = True
        self.incoming = _Incoming()
        self.waiting: asyncio.Future[Reply | None] | None = None
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(own, self._receive)

    async def ask(self, head: dict[str, Any], body: bytes, seconds: float) -> Reply | None:
        """Put one question; None where the worker ended before its answer. Raises TimeoutError, and ends the worker.

        Whoever gives up waiting ends the worker too.
        """
        self.waiting = self.loop.create_future()
        try:
            async with asyncio.timeout(seconds):
                with suppress(BrokenPipeError, ConnectionResetError):
                    await self.loop.sock_sendall(self.socket, make_frame(head, body))
                return await self.waiting
        except BaseException:
            self.end()
            raise
        finally:
            self.waiting = None

    def _receive(self) -> None:
        try:
            data, files, _, _ = socket.recv_fds(self.socket, _PIECE, 1)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data, files = b"", []
        if not data:
            self.end()
            return
        reply = self.incoming.take(data, files)
        if reply is not None and self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(reply)

    def end(self) -> None:
        """End the process, whatever it is doing, and let the socket go."""
        if not self.alive:
            return
        self.alive = False
        self.loop.remove_reader(self.socket)
        self.socket.close()
        self.incoming.drop()
        self.nursery.forget(self)
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(None)


class Nursery:
    """One process that forks workers. With `load` it first takes the unnamed graph of a version into memory."""

    def __init__(self, memory: int, load: tuple[str, str, int] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        self.control, theirs = socket.socketpair()
        words = [str(memory), *(str(word) for word in load or ())]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - this interpreter, with arguments of the server's own
                [sys.executable, "-P", "-m", "plangraph.serving.query_worker", *words],
                stdin=theirs.fileno(),
                start_new_session=True,  # Ctrl-C in a terminal is the server's affair
            )
        self.control.setblocking(False)
        self.workers: set[Worker] = set()
        self.made = 0
        self.alive = True
        self.retired = False
        self.loaded: asyncio.Future[bool] = self.loop.create_future()
        self.loop.add_reader(self.control, self._receive)

    @property
    def ready(self) -> bool:
        """Whether the version is in memory."""
        return self.alive and self.loaded.done() and self.loaded.result()

    def fork(self) -> Worker:
        """A new worker. Where the process is gone, one that ends before its answer."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self.made += 1
        with theirs, suppress(OSError):
            socket.send_fds(self.control, [ORDER.pack(b"F", self.made)], [theirs.fileno()])
        worker = Worker(self, self.made, ours)
        self.workers.add(worker)
        return worker

    def forget(self, worker: Worker) -> None:
        """Have a worker ended that answers no more."""
        self.workers.discard(worker)
        with suppress(OSError):  # where the process is gone, its workers are
            self.control.send(ORDER.pack(b"E", worker.number))
        if self.retired and not self.workers:
            self.end()

    def retire(self) -> None:
        """End the process when its last worker has ended."""
        self.retired = True
        if not self.workers:
            self.end()

    def _receive(self) -> None:
        try:
            said = self.control.recv(ORDER.size)
        except BlockingIOError:
            return
        except ConnectionResetError:
            said = b""
        if said[:1] == b"R" and not self.loaded.done():
            self.loaded.set_result(True)
        elif not said or said[:1] == b"S":
            self.end()

    def end(self) -> None:
        """End the process and all its workers."""
        if not self.alive:
            return
        self.alive = False
        if not self.loaded.done():
            self.loaded.set_result(False)
        for worker in list(self.workers):
            worker.end()
        self.loop.remove_reader(self.control)
        self.control.close()  # upon which it ends its workers and itself
        if self.made:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_PATIENCE)
        self.process.kill()
        self.process.wait()


_PATIENCE = 2.0
