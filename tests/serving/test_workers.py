"""Queries that can be ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from plangraph.errors import QueryError, QueryStoppedError, StoreError
from plangraph.graph.store import write_version
from plangraph.serving.workers import BusyError, Question, Workers

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Question:
    """A question that counts 300 triples."""
    folder = tmp_path_factory.mktemp("store")
    node = NamedNode("http://example.org/x")
    version = write_version(folder, [Quad(node, node, Literal(str(n))) for n in range(300)])
    return Question(str(folder), version, COUNT, "text/csv")


def asking(question: Question, query: str) -> Question:
    """The same question with another query."""
    return Question(question.folder, question.version, query, question.media_type)


@pytest.fixture
def workers() -> Iterator[Workers]:
    """Two workers with a limit of one second and a half, and room for two to wait."""
    workers = Workers(1.5, count=2, waiting=2)
    yield workers
    workers.close()


def test_a_query_is_answered_whole(workers: Workers, question: Question) -> None:
    """In the media type of the question."""
    assert workers.ask(question) == b"n\r\n300\r\n"


def test_a_query_beyond_the_limit_is_ended_and_the_next_is_answered(
    workers: Workers, question: Question
) -> None:
    """The process that ran it is gone, and another stands in its place."""
    started = time.monotonic()
    with pytest.raises(QueryStoppedError, match=r"1\.5 seconds"):
        workers.ask(asking(question, ENDLESS))
    assert time.monotonic() - started < 5
    for _ in range(3):
        assert workers.ask(question) == b"n\r\n300\r\n"


def test_a_worker_that_dies_is_replaced(workers: Workers, question: Question) -> None:
    """So deep a nesting ends the process itself."""
    with pytest.raises(QueryStoppedError, match="ended before its answer"):
        workers.ask(asking(question, "SELECT * {" + "{" * 30_000 + "}" * 30_000 + "}"))
    assert workers.ask(question) == b"n\r\n300\r\n"


def test_a_query_that_takes_too_much_memory_ends_alone(question: Question) -> None:
    """The answer of 27 million rows does not fit into 300 MB."""
    workers = Workers(60, count=1, memory=300 << 20)
    with pytest.raises(QueryStoppedError, match="out of memory"):
        workers.ask(asking(question, "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"))
    assert workers.ask(question) == b"n\r\n300\r\n"
    workers.close()


def test_a_syntax_error_has_its_place(workers: Workers, question: Question) -> None:
    """It comes back through the pipe with line and column."""
    with pytest.raises(QueryError) as caught:
        workers.ask(asking(question, "SELECT *\nWHERE { ?s ?p }"))
    assert (caught.value.at_line, caught.value.at_column) == (2, 16)


def test_a_version_that_is_gone_is_told(workers: Workers, question: Question) -> None:
    """The door asks again with the version that came after it."""
    with pytest.raises(StoreError):
        workers.ask(Question(question.folder, "gone", COUNT, "text/csv"))


def test_too_many_queries_are_turned_away(workers: Workers, question: Question) -> None:
    """Two run, two wait; the fifth is told at once to come back."""
    endless = asking(question, ENDLESS)
    outcomes: list[str] = []

    def ask() -> None:
        try:
            workers.ask(endless)
        except (QueryStoppedError, BusyError) as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    started = time.monotonic()
    with pytest.raises(BusyError) as caught:
        workers.ask(question)
    assert time.monotonic() - started < 0.5
    assert caught.value.retry_after > 0
    for thread in threads:
        thread.join()
    assert outcomes.count("QueryStoppedError") >= 2
    assert workers.ask(question) == b"n\r\n300\r\n"


def test_closing_leaves_no_process(tmp_path: Path, question: Question) -> None:
    """Every process that was started has ended."""
    workers = Workers(5, count=1)
    workers.ask(question)
    worker = workers.places.get()
    assert worker is not None
    workers.places.put(worker)
    workers.close()
    assert not worker.alive
