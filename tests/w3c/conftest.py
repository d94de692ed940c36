"""One `plangraph serve` that begins with an empty store and takes writes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from .running import Server

TOKEN = "a-token-for-tests"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real command in a process of its own."""
    store = tmp_path_factory.mktemp("w3c") / "store"
    command = [
        sys.executable,
        "-m",
        "plangraph",
        "serve",
        "--store",
        str(store),
        "--port",
        "0",
        "--lang",
        "en",
    ]
    environment = {**os.environ, "PLANGRAPH_TOKEN": TOKEN}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://[^/\s]+", process.stderr.readline())
            assert found, "the command says where it listens"
            with httpx.Client(base_url=found[0], timeout=60, trust_env=False) as client:
                _wait_for(client)
                yield Server(client, TOKEN)
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            client.get("/healthz")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("plangraph serve does not answer")
