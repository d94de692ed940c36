"""A newcomer's minute: a fresh copy, a clean home, `make serve`, and the graph is there."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def fresh_copy(into: Path) -> Path:
    """What a clone would hold: the files that git tracks, as they are in this checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, into / name)
    return into


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answer(url: str) -> str | None:
    """The body at an address, None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            body: bytes = response.read()
            return body.decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


@pytest.mark.timeout(600)
def test_make_serve_from_nothing(tmp_path: Path) -> None:
    """With only Python, make and the package registries, `make serve` ends in a server that answers SPARQL."""
    clone, home, port = fresh_copy(tmp_path / "clone"), tmp_path / "home", free_port()
    home.mkdir()
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("PYTHON", "VIRTUAL_ENV", "PLANGRAPH", "MAKE"))
    }
    python = str(Path(sys.base_prefix) / "bin" / "python3")
    log = (tmp_path / "log").open("w+")
    server = subprocess.Popen(
        ["make", "serve", f"PORT={port}", f"PYTHON={python}"],
        cwd=clone,
        env={**kept, "HOME": str(home)},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        url, body = f"http://127.0.0.1:{port}/", None
        deadline = time.monotonic() + 500
        while body is None and server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.5)
            body = answer(url)
        log.seek(0)
        assert body is not None, log.read()
        assert "西東京市" in body
        query = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fl%20a%20%3Chttps://w3id.org/plangraph/ontology%23Listing%3E%20%7D"
        assert "39" in (answer(f"{url}sparql?format=csv&query={query}") or "")
        assert (clone / "build" / "report.txt").is_file()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
        log.close()
