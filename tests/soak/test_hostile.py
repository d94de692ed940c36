"""A server after an attack answers as before. Forty-eight hostile queries; PLANGRAPH_FULL=1 (`make soak`) puts a thousand."""

from __future__ import annotations

import os
import random
import statistics
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import psutil
import pytest

from plangraph.build import build
from plangraph.bundled import bundled

from ..serving.process import Server, server_process, wait_until_ended  # noqa: TID252 (tests are no installed package)
from .hostile import QUERIES, half_a_request, reads_nothing, too_long

FULL = os.environ.get("PLANGRAPH_FULL") == "1"
COUNT = 1000 if FULL else 48
CLIENTS = 8
MEMORY = 256 << 20
SMALL = "SELECT ?p ?o { ?s a ?class ; ?p ?o } LIMIT 5"
HONEST = {200, 400, 413, 503, 504, 507}
_MIB = 1 << 20


def median_seconds(server: Server) -> float:
    """What a small query takes."""
    with server.client() as client:
        taken = []
        for _ in range(20):
            started = time.monotonic()
            client.post("/sparql", data={"query": SMALL}).raise_for_status()
            taken.append(time.monotonic() - started)
    return statistics.median(taken)


def attack(server: Server, seed: int, count: int, outcomes: Counter[str], faults: list[str]) -> None:
    """One client's part: each query in turn; notes every status, and each answer that is not what it says it is."""
    chance = random.Random(seed)
    with server.client() as client:
        for _ in range(count):
            make = chance.choice(QUERIES)
            query = make(chance)
            while put(client, make.__name__, query, outcomes, faults) == 503 and FULL:
                time.sleep(0.2)  # so that every query comes to be run


def put(client: httpx.Client, name: str, query: str, outcomes: Counter[str], faults: list[str]) -> int:
    """One query; gives the status, or 0 where there was none."""
    try:
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": "application/json"})
    except httpx.HTTPError as error:
        faults.append(f"{name}: {error!r}")
        return 0
    outcomes[f"{name} {answer.status_code}"] += 1
    if answer.status_code not in HONEST:
        faults.append(f"{name}: {answer.status_code} {answer.text[:200]}")
    elif answer.status_code == 200:
        answer.json()
    return answer.status_code


@pytest.mark.timeout(1700)
def test_a_hostile_crowd_does_no_lasting_harm(tmp_path: Path) -> None:
    """Every answer is honest; then a small query takes what it took, and neither processes nor memory are left over."""
    build([bundled("data")], tmp_path / "store")
    with server_process(
        tmp_path / "store", timeout=1, workers=2, rows=50_000, size=16 * _MIB, memory=MEMORY
    ) as server:
        time.sleep(1)
        before = median_seconds(server)
        processes, memory = len(server.children()), server.process.memory_info().rss
        outcomes: Counter[str] = Counter()
        faults: list[str] = []
        slow = [half_a_request(server.port) for _ in range(5)]
        slow += [reads_nothing(server.port) for _ in range(2)]
        threads = [
            threading.Thread(target=attack, args=(server, seed, COUNT // CLIENTS, outcomes, faults))
            for seed in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        assert too_long(server.port).startswith(b"HTTP/1.1 413")
        largest = 0
        while any(thread.is_alive() for thread in threads):
            largest = max(largest, *(_rss(child) for child in server.children()), 0)
            time.sleep(0.1)
        print(sorted(outcomes.items()))
        assert not faults
        assert sum(outcomes.values()) >= COUNT // CLIENTS * CLIENTS
        assert largest < MEMORY + 200 * _MIB
        assert server.process.memory_info().rss < memory + 150 * _MIB
        assert median_seconds(server) < max(3 * before, 0.1)
        assert len(server.children()) <= processes + 2
        time.sleep(0.5)
        idle = [child for child in server.children() if child.cpu_percent(0.2) > 50]
        assert not idle
        children = server.children()
        for client in slow:
            client.close()
    wait_until_ended(children)


def _rss(process: psutil.Process) -> int:
    try:
        size: int = process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
    return size
