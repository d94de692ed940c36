"""Queries that can be ended."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from plangraph.errors import QueryError, QueryStoppedError, StoreError
from plangraph.graph.cutting import Cut, Limits, TooLargeError
from plangraph.graph.store import write_version
from plangraph.serving.workers import Answer, BusyError, Question, Workers

from .running import run_apart

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
WIDE = "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
"""27 million rows."""
WHOLE = Answer(8, None, b"n\r\n300\r\n")


def quads(count: int) -> list[Quad]:
    """So many triples in the unnamed graph, and one in another."""
    node, graph = NamedNode("http://example.org/x"), NamedNode("http://example.org/graph")
    return [*(Quad(node, node, Literal(str(n))) for n in range(count)), Quad(node, node, node, graph)]


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Question:
    """A question that counts 300 triples."""
    folder = tmp_path_factory.mktemp("store")
    return Question(str(folder), write_version(folder, quads(300)), COUNT, "text/csv")


def asking(question: Question, query: str, client: str = "") -> Question:
    """The same question with another query."""
    return Question(question.folder, question.version, query, question.media_type, client=client)


@pytest.fixture
def workers() -> Iterator[Workers]:
    """Two workers with a limit of one second and a half, and room for two to wait."""
    workers = Workers(1.5, count=2, waiting=2)
    yield workers
    workers.close()


def processes() -> set[int]:
    """The worker processes and nurseries under this one."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        try:
            if "plangraph.serving.query_worker" in process.cmdline():
                found.add(process.pid)
        except psutil.NoSuchProcess:  # it ended meanwhile
            continue
    return found


def wait_until_gone(numbers: set[int], seconds: float = 5) -> None:
    """Wait for processes to end, zombies included."""
    until = time.monotonic() + seconds
    while any(psutil.pid_exists(number) for number in numbers):
        assert time.monotonic() < until, "a process is left"
        time.sleep(0.02)


def wait_until_loaded(workers: Workers, question: Question) -> None:
    """Ask until a worker from memory has answered."""
    until = time.monotonic() + 20
    while workers.nurseries.loaded is None or not workers.nurseries.loaded.ready:
        assert time.monotonic() < until, "the version is not loaded"
        time.sleep(0.05)
    workers.ask(question)


def test_a_query_is_answered_whole(workers: Workers, question: Question) -> None:
    """In the media type of the question."""
    assert workers.ask(question) == WHOLE


def test_it_is_answered_on_an_event_loop(question: Question) -> None:
    """Several at once, without a thread for each."""

    async def ask() -> list[Answer]:
        workers = Workers(20, count=2)
        try:
            return await asyncio.gather(*(workers.answer(question) for _ in range(8)))
        finally:
            workers.close()

    assert run_apart(ask()) == [WHOLE] * 8


def test_the_memory_and_the_disk_give_one_answer(question: Question) -> None:
    """The unnamed graph comes from memory, named ones from disk, and where nothing is loaded all from disk."""
    named = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    describe = "DESCRIBE <http://example.org/x>"
    turtle = Question(question.folder, question.version, describe, "application/n-triples")
    answers = []
    for most in (0, 1000):
        workers = Workers(20, count=1, in_memory=most)
        lines = sorted(workers.ask(turtle).whole().splitlines())
        answers.append([workers.ask(question), workers.ask(asking(question, named)), lines])
        loaded = workers.nurseries.loaded
        assert (loaded is not None and loaded.ready) == bool(most)
        workers.close()
    assert answers[0] == answers[1]
    assert answers[0][1].body == b"n\r\n1\r\n"


def test_a_version_that_is_too_large_stays_on_disk(question: Question) -> None:
    """And is answered from there."""
    workers = Workers(20, count=1, in_memory=300)  # there are 301
    assert workers.ask(question) == WHOLE
    assert workers.nurseries.loaded is not None
    assert not workers.nurseries.loaded.ready
    workers.close()


def test_a_new_version_is_answered_at_once_and_loaded_later(tmp_path: Path, workers: Workers) -> None:
    """What was loaded of the old one goes."""
    workers.nurseries.settle = 0.1
    first = write_version(tmp_path, quads(3))
    assert workers.ask(Question(str(tmp_path), first, COUNT, "text/csv")).body == b"n\r\n3\r\n"
    second = Question(str(tmp_path), write_version(tmp_path, quads(4)), COUNT, "text/csv")
    assert workers.ask(second).body == b"n\r\n4\r\n"
    wait_until_loaded(workers, second)
    assert workers.nurseries.name == (second.folder, second.version)
    assert workers.ask(second).body == b"n\r\n4\r\n"


def test_a_query_beyond_the_limit_is_ended_and_the_next_is_answered(
    workers: Workers, question: Question
) -> None:
    """The process that ran it is gone, and another stands in its place."""
    workers.ask(question)
    started = time.monotonic()
    with pytest.raises(QueryStoppedError, match=r"1\.5 seconds"):
        workers.ask(asking(question, ENDLESS))
    assert time.monotonic() - started < 5
    for _ in range(3):
        assert workers.ask(question) == WHOLE
    busy = [number for number in processes() if psutil.Process(number).cpu_percent(0.1) > 50]
    assert not busy


def test_a_worker_that_dies_is_replaced(workers: Workers, question: Question) -> None:
    """So deep a nesting ends the process itself."""
    with pytest.raises(QueryStoppedError, match="ended before its answer"):
        workers.ask(asking(question, "SELECT * {" + "{" * 30_000 + "}" * 30_000 + "}"))
    assert workers.ask(question) == WHOLE


def test_a_nursery_that_dies_is_replaced(workers: Workers, question: Question) -> None:
    """Its workers end with it, and the next question is answered from disk by another."""
    workers.ask(question)
    wait_until_loaded(workers, question)
    assert workers.nurseries.loaded is not None
    nursery = workers.nurseries.loaded.process.pid
    its = {nursery, *(process.pid for process in psutil.Process(nursery).children())}
    assert len(its) > 1
    os.kill(nursery, signal.SIGKILL)
    until = time.monotonic() + 10
    while workers.nurseries.loaded.alive:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert workers.ask(question) == WHOLE
    wait_until_gone(its)


def test_a_query_that_takes_too_much_memory_ends_alone(question: Question) -> None:
    """Sorting 27 million rows does not fit into 100 MB beside the graph."""
    workers = Workers(60, count=1, memory=100 << 20)
    with pytest.raises(QueryStoppedError, match="out of memory"):
        workers.ask(asking(question, WIDE + " ORDER BY ?b"))
    assert workers.ask(question) == WHOLE
    workers.close()


def test_a_long_answer_is_cut_and_says_so(question: Question) -> None:
    """It travels as a file, and is there more than once."""
    workers = Workers(60, count=1, limits=Limits(bytes=3 << 20))
    answer = workers.ask(asking(question, WIDE))
    assert answer.cut == Cut("bytes", 3 << 20, answer.whole().count(b"\r\n") - 1)
    assert answer.body is None
    assert sum(len(piece) for piece in answer.chunks()) == answer.size <= 3 << 20
    assert workers.held == answer.size
    del answer
    workers.ask(question)
    assert workers.held == 0
    workers.close()


def test_rows_are_cut(question: Question) -> None:
    """The first ones are there."""
    workers = Workers(60, count=1, limits=Limits(rows=2))
    answer = workers.ask(asking(question, "SELECT ?o { ?s ?p ?o }"))
    assert answer.cut == Cut("rows", 2, 2)
    assert answer.whole().count(b"\r\n") == 3
    workers.close()


def test_what_cannot_be_cut_is_an_error(question: Question) -> None:
    """A value of 4 MB where 1 MB may be sent."""
    workers = Workers(60, count=1, limits=Limits(bytes=1 << 20))
    long = f'SELECT (REPLACE("{"x" * 2000}", "x", "{"y" * 2000}") AS ?long) {{}}'
    with pytest.raises(TooLargeError, match="too large"):
        workers.ask(asking(question, long))
    assert workers.ask(question) == WHOLE
    workers.close()


def test_answers_that_nobody_takes_are_bounded(question: Question) -> None:
    """Nine of the greatest size are held for slow clients; then nobody is answered until one goes."""
    workers = Workers(60, count=1, limits=Limits(bytes=2 << 20))
    held = [workers.ask(asking(question, WIDE)) for _ in range(9)]
    with pytest.raises(BusyError):
        workers.ask(question)
    held.pop()
    assert workers.ask(question) == WHOLE
    workers.close()


def test_a_syntax_error_has_its_place(workers: Workers, question: Question) -> None:
    """It comes back from the process with line and column."""
    with pytest.raises(QueryError) as caught:
        workers.ask(asking(question, "SELECT *\nWHERE { ?s ?p }"))
    assert (caught.value.at_line, caught.value.at_column) == (2, 16)


def test_a_version_that_is_gone_is_told(workers: Workers, question: Question) -> None:
    """The door asks again with the version that came after it."""
    with pytest.raises(StoreError):
        workers.ask(Question(question.folder, "gone", COUNT, "text/csv"))


def ask_in_threads(workers: Workers, questions: list[Question]) -> tuple[list[threading.Thread], list[str]]:
    """Put questions at once; gives the threads and, as they come, `client outcome`."""
    outcomes: list[str] = []

    def ask(question: Question) -> None:
        try:
            workers.ask(question)
            outcomes.append(f"{question.client} answered")
        except (QueryStoppedError, BusyError) as error:
            outcomes.append(f"{question.client} {type(error).__name__}")

    threads = [threading.Thread(target=ask, args=(one,)) for one in questions]
    for thread in threads:
        thread.start()
        time.sleep(0.03)
    return threads, outcomes


def test_too_many_queries_are_turned_away(workers: Workers, question: Question) -> None:
    """Two run, two wait; the fifth is told at once to come back."""
    workers.ask(question)
    threads, outcomes = ask_in_threads(workers, [asking(question, ENDLESS)] * 4)
    started = time.monotonic()
    with pytest.raises(BusyError) as caught:
        workers.ask(question)
    assert time.monotonic() - started < 0.5
    assert caught.value.retry_after > 0
    for thread in threads:
        thread.join()
    assert sum("QueryStoppedError" in outcome for outcome in outcomes) >= 2
    assert workers.ask(question) == WHOLE


def test_one_client_does_not_keep_others_out(question: Question) -> None:
    """With one place and three to wait in, all taken by one client, another is put in the stead of its last, and goes first."""
    workers = Workers(2, count=1, waiting=3)
    workers.ask(question)
    first, running = ask_in_threads(workers, [asking(question, ENDLESS, "greedy")])
    workers.timeout = 30
    greedy = [asking(question, COUNT, "greedy")] * 3
    threads, outcomes = ask_in_threads(workers, [*greedy, asking(question, COUNT, "modest")])
    for thread in first + threads:
        thread.join()
    assert running == ["greedy QueryStoppedError"]
    assert outcomes[0] == "greedy BusyError"
    assert sorted(outcomes[1:]) == ["greedy answered", "greedy answered", "modest answered"]
    workers.close()


def test_closing_leaves_no_process(question: Question) -> None:
    """Every process that was started has ended, also one at work."""
    before = processes()
    workers = Workers(20, count=2)
    workers.ask(question)
    threads, outcomes = ask_in_threads(workers, [asking(question, ENDLESS)])
    started = processes() - before
    assert started
    workers.close()
    wait_until_gone(started)
    threads[0].join()
    assert outcomes == [" QueryStoppedError"]


STARTER = """
import os, sys, threading, time
from plangraph.serving.workers import Question, Workers
workers = Workers(60, count=2)
question = Question(sys.argv[1], sys.argv[2], sys.argv[3], "text/csv")
threading.Thread(target=lambda: workers.ask(question), daemon=True).start()
time.sleep(2)
print("at work", flush=True)
time.sleep(60)
"""


def test_a_killed_server_leaves_no_process(question: Question) -> None:
    """Not even a worker that is deep in a query."""
    words = [sys.executable, "-c", STARTER, question.folder, question.version, ENDLESS]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"at work\n"
        started = {process.pid for process in psutil.Process(server.pid).children(recursive=True)}
        assert len(started) >= 2
        server.kill()
        server.wait()
    wait_until_gone(started)
