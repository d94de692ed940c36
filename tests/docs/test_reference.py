"""The pages of docs/reference say what the code says."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from plangraph.build import read_all, records_to_quads, source_folders
from plangraph.bundled import bundled
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import DEFAULT_BASE, Iris
from plangraph.graph.vocabulary import TERMS
from plangraph.reading.listings import resolve_listings

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "make_reference.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/make_reference.py as a module; it is no part of the package."""
    sys.path.insert(0, str(TOOL.parent))
    try:
        return importlib.import_module(TOOL.stem)
    finally:
        sys.path.remove(str(TOOL.parent))


@pytest.fixture(scope="module")
def made(tool: ModuleType) -> dict[str, str]:
    """Every page as the code gives it now."""
    return {name: make() for name, make in tool.PAGES.items()}


def test_every_page_is_what_the_code_gives(tool: ModuleType, made: dict[str, str]) -> None:
    """A page that differs was made from other code."""
    stale = [n for n, text in made.items() if (tool.REFERENCE / n).read_text(encoding="utf-8") != text]
    assert not stale, f"{', '.join(stale)}: run make reference"


def test_the_folder_has_no_other_page(tool: ModuleType) -> None:
    """What nobody makes any more would never be seen to be stale."""
    assert {path.name for path in tool.REFERENCE.glob("*.md")} == set(tool.PAGES)


def test_another_process_gives_the_same_bytes(tmp_path: Path, made: dict[str, str]) -> None:
    """Neither the order of sets nor the width of the terminal shows in a page."""
    code = (
        "import json, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from make_reference import PAGES\n"
        "print(json.dumps({name: make() for name, make in PAGES.items()}))\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "COLUMNS": "20", "LANG": "en_US.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(TOOL.parent)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == made


def test_every_term_has_its_row(made: dict[str, str]) -> None:
    """Each class, property and individual begins one row of the tables of terms."""
    rows = re.findall(r"^\| `plg:(\w+)` \|", made["graph.md"], re.MULTILINE)
    assert sorted(rows) == sorted(TERMS)


def test_no_cell_is_lost_to_a_bar(made: dict[str, str]) -> None:
    """Every row of a table has as many cells as its header."""
    for name, text in made.items():
        width = 0
        for line in text.splitlines():
            if not line.startswith("|"):
                width = 0
                continue
            cells = len(re.findall(r"(?<!\\)\|", line))
            width = width or cells
            assert cells == width, f"{name}: {line}"


def test_the_named_graphs_are_those_of_a_build(tool: ModuleType) -> None:
    """The founding documents make exactly the graphs that the page lists, and the unnamed one those it marks."""
    iris = Iris()
    documents = read_all(source_folders([bundled("data")]), keep_names=False, progress=lambda *_: None)
    links = resolve_listings(documents)
    named: dict[str, set[tuple[str, ...]]] = {"graph/runs": set()}
    unnamed: set[tuple[str, ...]] = set()
    ids = "|".join(re.escape(records.document.id) for records in documents)
    for quad in with_unnamed_graph(records_to_quads(documents, links, iris), iris):
        triple = str(quad.subject), str(quad.predicate), str(quad.object)
        graph = str(quad.graph_name)
        if graph == "DEFAULT":
            unnamed.add(triple)
        else:
            name = re.sub(rf"/(?:{ids})$", "/ID", graph.strip("<>").removeprefix(DEFAULT_BASE))
            named.setdefault(name, set()).add(triple)
    told = tool.words()["graphs"]
    # Nothing is found in resolving the founding documents, so that these two are empty.
    assert set(told) - set(named) <= {"graph/findings/links", "graph/provenance/links"}
    assert set(named) <= set(told)
    assert unnamed == set().union(*(named[name] for name in named if told[name].get("merged")))


@pytest.mark.parametrize("change", ["routes", "document", "facts"])
def test_a_missing_word_is_named(tool: ModuleType, change: str) -> None:
    """What the code knows and words.toml does not is an error that names it."""
    known = [*tool.words()[change], "a-new-one"]
    with pytest.raises(KeyError, match=rf"{change}.*a-new-one"):
        tool.words_for(change, known)
