"""A real Virtuoso from Debian's `virtuoso-opensource-7-bin`, on free ports, in a folder of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from plangraph.graph.backend import Backend

PASSWORD = "dba"
_PATIENCE = 90.0
_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = {sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = {folder}

[HTTPServer]
ServerPort = {http}
ServerRoot = {folder}
ServerThreads = 4

[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def virtuoso(folder: Path, *, rows: int = 1_000_000) -> Iterator[Backend]:
    """Serve an empty store; `rows` is the most that it answers with."""
    program = shutil.which("virtuoso-t")
    assert program, "virtuoso-t is not here: apt-get install virtuoso-opensource-7-bin"
    sql, http = _free_ports()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, sql=sql, http=http, rows=rows), encoding="ascii")
    command = [program, "+foreground", "+configfile", str(settings), "+wait"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            address = f"http://127.0.0.1:{http}"
            _wait_for(address, process)
            yield Backend(f"{address}/sparql", f"{address}/sparql-graph-crud-auth", "dba", PASSWORD)
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _free_ports() -> tuple[int, int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(2)]
        for free in sockets:
            free.bind(("127.0.0.1", 0))
        return sockets[0].getsockname()[1], sockets[1].getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"virtuoso ended with {process.returncode}"
        try:
            answer = httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            if answer.is_success:
                return
            time.sleep(0.2)
    raise AssertionError("virtuoso does not answer")
