"""A real server in a process of its own, that can be killed and looked into."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

_START = """
import sys
from pathlib import Path
from plangraph.graph.cutting import Limits
from plangraph.serving.run import listen, run_server
store, timeout, workers, rows, size, memory = sys.argv[1:]
listener = listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
limits = Limits(int(rows), int(size))
run_server(
    listener, Path(store), timeout=float(timeout), workers=int(workers), limits=limits, memory=int(memory)
)
"""


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process

    def children(self) -> list[psutil.Process]:
        """Every process that it has started and that is there still."""
        return self.process.children(recursive=True)

    def client(self, timeout: float = 60) -> httpx.Client:
        """A client that asks it by paths alone."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=timeout, trust_env=False)


@contextmanager
def server_process(
    store: Path,
    *,
    timeout: float = 30,
    workers: int = 2,
    rows: int = 1_000_000,
    size: int = 256 << 20,
    memory: int = 1 << 30,
) -> Iterator[Server]:
    """Serve a store with these limits until the block ends."""
    words = [sys.executable, "-c", _START, store, timeout, workers, rows, size, memory]
    with subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        server = Server(int(started.stdout.readline()), psutil.Process(started.pid))
        try:
            _wait_for(server)
            yield server
        finally:
            started.terminate()
            try:
                started.wait(20)
            finally:
                started.kill()


def _wait_for(server: Server) -> None:
    until = time.monotonic() + 30
    with server.client() as client:
        while True:
            try:
                client.get("/healthz")
            except httpx.TransportError:
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.05)
            else:
                return


def wait_until_ended(processes: list[psutil.Process], seconds: float = 10) -> None:
    """Wait for processes to end; fails where one does not."""
    _, left = psutil.wait_procs(processes, timeout=seconds)
    assert not left, [process.cmdline() for process in left]
