"""The store switches whole versions, whatever happens to a build."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from plangraph.errors import StoreError
from plangraph.graph.store import current_version, open_current, open_version, write_version

P = NamedNode("http://example.org/p")


def numbered(word: str, count: int = 300) -> list[Quad]:
    """Quads that all say one word."""
    return [Quad(NamedNode(f"http://example.org/{n}"), P, Literal(word)) for n in range(count)]


def words_in(folder: Path) -> set[str]:
    """The words that the served version says, after checking that it is whole."""
    quads = list(open_current(folder))
    assert len(quads) == 300
    return {quad.object.value for quad in quads if isinstance(quad.object, Literal)}


def test_no_store_is_a_clear_error(tmp_path: Path) -> None:
    """A folder without a store says what to do."""
    with pytest.raises(StoreError, match="run plangraph build first"):
        open_current(tmp_path / "none")


def test_a_version_replaces_the_one_before(tmp_path: Path) -> None:
    """After a second build the second is served."""
    write_version(tmp_path, numbered("a"))
    write_version(tmp_path, numbered("b"))
    assert words_in(tmp_path) == {"b"}


def test_an_open_version_stays_readable(tmp_path: Path) -> None:
    """Who has a version open goes on reading it while the next is built and switched to."""
    first = write_version(tmp_path, numbered("a"))
    store = open_version(tmp_path, first)
    write_version(tmp_path, numbered("b"))
    write_version(tmp_path, numbered("c"))
    assert {quad.object.value for quad in store} == {"a"}  # type: ignore[union-attr]


def test_same_quads_same_digest(tmp_path: Path) -> None:
    """The name of a version begins with a digest of its quads; their order and `runs` do not matter."""
    quads = numbered("a")
    first = write_version(tmp_path / "one", quads, runs=numbered("run 1", 1))
    random.shuffle(quads)
    second = write_version(tmp_path / "two", quads, runs=numbered("run 2", 1))
    assert first.partition("-")[0] == second.partition("-")[0]


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    """A file in the place of the folder is refused in words."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        write_version(tmp_path / "file", numbered("a"))


def test_a_broken_pointer_is_a_clear_error(tmp_path: Path) -> None:
    """A pointer to a version that is gone says to build anew."""
    write_version(tmp_path, numbered("a"))
    (tmp_path / "CURRENT").write_text("gone\n")
    with pytest.raises(StoreError, match="make it anew"):
        open_current(tmp_path)
    with pytest.raises(StoreError):
        open_version(tmp_path, current_version(tmp_path))


BUILDER = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from plangraph.graph.store import write_version
P = NamedNode("http://example.org/p")
print("ready", flush=True)
for word in sys.argv[2:]:
    write_version(Path(sys.argv[1]), [Quad(NamedNode(f"http://example.org/{n}"), P, Literal(word)) for n in range(300)])
"""


def test_a_build_killed_at_any_point_leaves_a_whole_version(tmp_path: Path) -> None:
    """SIGKILL at random moments of running builds: what is served afterwards is one build's graph, whole."""
    write_version(tmp_path, numbered("first"))
    rounds = 60 if os.environ.get("PLANGRAPH_FULL") else 12
    chance = random.Random(20121)
    for number in range(rounds):
        words = [f"{number}-{step}" for step in range(50)]
        build = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(tmp_path), *words], stdout=subprocess.PIPE, text=True
        )
        assert build.stdout is not None
        assert build.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.25))
        build.send_signal(signal.SIGKILL)
        build.wait()
        build.stdout.close()
        assert len(words_in(tmp_path)) == 1
    write_version(tmp_path, numbered("last"))
    assert words_in(tmp_path) == {"last"}
    assert not list(tmp_path.glob("new-*"))


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    """The second build says that the first is under way, and harms nothing."""
    import fcntl

    write_version(tmp_path, numbered("a"))
    with (tmp_path / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another build is under way"):
            write_version(tmp_path, numbered("b"))
    assert words_in(tmp_path) == {"a"}
