"""The pages of docs are true: their commands run, and say what is shown; each page is found and begins as it should."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from ..shell import run_block, shell_environment  # noqa: TID252 (tests are no installed package)

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def fences(page: Path) -> list[tuple[str, str]]:
    """Every fenced block of a page: its language and its text."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "sh" in dict(fences(page))]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `plangraph` and `python` are those under test."""
    return shell_environment(tmp_path_factory.mktemp("bin"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_say_what_is_shown(page: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    """Every ```sh block of a page exits 0, in one empty folder.

    Each line of a ```text block behind one stands in its output, in that order.
    """
    said = ""
    before = ""
    for language, text in fences(page):
        if language == "sh":
            done = run_block(text, tmp_path, environment)
            assert done.returncode == 0, f"{text}\n{done.stderr}"
            said = _plain(done.stdout + done.stderr)
        elif language == "text" and before == "sh":
            rest = said
            for line in filter(None, map(_plain, text.splitlines())):
                assert line in rest, f"{page.name} shows {line!r}, and the command says\n{said}"
                rest = rest.partition(line)[2]
        before = language


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_pages_show_output() -> None:
    """The test above would be empty without them."""
    shown = [pair for page in PAGES for pair in pairwise(language for language, _ in fences(page))]
    assert shown.count(("sh", "text")) >= 10


def test_every_page_is_reached_from_the_index() -> None:
    """A page that no link leads to is not found by its readers."""
    reached: set[Path] = set()
    waiting = [DOCS / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
        waiting += [page.parent / target for target in targets]
    assert {page.resolve() for page in DOCS.rglob("*.md")} <= reached


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_begins_with_a_title_and_an_english_summary(page: Path) -> None:
    """Japanese first, with a few lines of English at the head."""
    parts = [part for part in page.read_text(encoding="utf-8").split("\n\n") if not part.startswith("<!--")]
    assert parts[0].startswith("# ")
    assert parts[1].startswith("*")
    assert parts[1].rstrip().endswith("*")
    assert re.search(r"[A-Za-z]{3,} [a-z]+ [a-z]+", parts[1])
