"""Whatever is given to the readers is read soundly or refused in one line, and nothing else ever comes out of them.

Hypothesis mutates a file of each kind in the usual run. `make fuzz` (PLANGRAPH_FULL=1) lets atheris, which follows the
code's own branches, do so for longer. What either finds is kept in cases/, as a file of the name that it was opened by.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plangraph.reading.extract import Extract
from plangraph.reading.lines import Line, SourceText

HERE = Path(__file__).parent
FULL = os.environ.get("PLANGRAPH_FULL") == "1"
SECONDS = int(os.environ.get("PLANGRAPH_FUZZ_SECONDS", "60"))
CASES = sorted(path for path in (HERE / "cases").iterdir() if path.is_file())


def _seeds() -> ModuleType:
    """The module beside this one, which the runner's way of importing does not put on the path."""
    spec = importlib.util.spec_from_file_location("fuzz_seeds", HERE / "seeds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_seeds"] = module
    spec.loader.exec_module(module)
    return module


seeds = _seeds()
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=4) | st.sampled_from(seeds.WORDS)),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """A file in which some stretches were replaced by other bytes."""
    for where, length, new in changes:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    return data


@pytest.mark.parametrize("name", seeds.SEEDS)
def test_the_seeds_are_read(name: str) -> None:
    """What the mutations begin from is no file that is refused."""
    extract = seeds.open_bytes(seeds.SEEDS[name], name, "d", place=name)
    assert any("市民" in line.text or "協" in line.text or "西" in line.text for line in extract.lines)


def test_the_check_sees_what_is_unsound() -> None:
    """An exception of another kind, a place outside the text, a newline in a line, a cell that repeats and is filled."""
    source = SourceText("d", "ab")
    for broken in (
        Extract(source, (Line("a", (7,)),), "text"),
        Extract(source, (Line("a\n", (0, 1)),), "text"),
        Extract(source, (Line("a\tb", (0, 0, 1)),), "text", merged={(0, 1): (0, 0)}),
        Extract(source, (Line("a", (0,)),), "text", tables=(("t", 0, 2),)),
    ):
        with pytest.raises(AssertionError):
            seeds.check(b"", "a.txt", opening=lambda *_, extract=broken, **__: extract)
    with pytest.raises(TypeError):
        seeds.check(b"", "a.txt", opening=len)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_what_was_found_before(path: Path) -> None:
    """Each file that once broke a reader."""
    name = path.name.partition("-")[2]
    for cells in seeds.CELLS:
        seeds.check(path.read_bytes(), name, cells)


@settings(max_examples=300 if FULL else 60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@pytest.mark.parametrize("name", seeds.SEEDS)
@given(changes=CHANGES, cells=st.sampled_from(seeds.CELLS))
def test_a_changed_file(name: str, changes: list[tuple[float, int, bytes]], cells: str | list[int]) -> None:
    """A file of each kind, some of its bytes replaced."""
    seeds.check(changed(seeds.SEEDS[name], changes), name, cells)


@settings(max_examples=300 if FULL else 60, deadline=None)
@given(part=st.sampled_from(sorted(seeds.PARTS)), changes=CHANGES)
def test_a_changed_part_of_a_workbook(part: str, changes: list[tuple[float, int, bytes]]) -> None:
    """A workbook whose archive is whole and one part of which is not."""
    parts = {name: text.encode() for name, text in seeds.PARTS.items()}
    parts[part] = changed(parts[part], changes)
    seeds.check(seeds.packed(parts), "a.xlsx")


@settings(max_examples=300 if FULL else 60, deadline=None)
@given(
    st.sampled_from(["a.txt", "a.csv", "a.html", "a.md"]),
    st.lists(st.sampled_from(seeds.WORDS) | st.binary(max_size=3), max_size=40),
)
def test_any_words(name: str, words: list[bytes]) -> None:
    """What means something to a reader, in any order."""
    seeds.check(b"".join(words), name)


if FULL:

    @pytest.mark.parametrize("kind", ["text", "html", "csv", "markdown", "xlsx", "charset"])
    @pytest.mark.timeout(SECONDS * 3 + 60)
    def test_atheris(kind: str, tmp_path: Path) -> None:
        """A run of atheris on one reader, bounded in time, ends without a find; what it finds is left in tmp_path."""
        command = [sys.executable, str(HERE / "run_atheris.py"), kind, str(tmp_path), str(SECONDS)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
