"""A real `oxigraph serve` on a free port, for the tests that hold both endpoints to one interface."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from plangraph.graph.remote import RemoteEndpoint

_PATIENCE = 30.0


def binary() -> str:
    """The program that the wheel `oxigraph` puts beside the interpreter."""
    beside = Path(sys.executable).parent / "oxigraph"
    found = str(beside) if beside.is_file() else shutil.which("oxigraph")
    assert found, "the wheel `oxigraph` of the development requirements is not installed"
    return found


@contextmanager
def served(location: Path) -> Iterator[str]:
    """Serve an empty store in a folder; gives the address of the server, and ends it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [binary(), "serve", "--location", str(location), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def endpoint_at(address: str) -> RemoteEndpoint:
    """The endpoint over a server that `served` started."""
    return RemoteEndpoint(f"{address}/query", f"{address}/store")


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"oxigraph ended with {process.returncode}"
        try:
            httpx.get(f"{address}/query", params={"query": "ASK {}"}, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("oxigraph does not answer")
