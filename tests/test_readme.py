"""The README is true: its command blocks run, one after the other, in an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .shell import run_block, shell_environment

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md"]  # tests/docs runs those of docs/
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `plangraph` is the one under test, whatever is on the PATH."""
    return shell_environment(tmp_path_factory.mktemp("bin"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_run(page: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    """Every ```sh block of a page exits 0, in the order of the page, in one empty folder."""
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        done = run_block(block, tmp_path, environment)
        assert done.returncode == 0, f"{block}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page leads to a file that is there."""
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_has_blocks() -> None:
    """The test above would be empty without them."""
    assert len(BLOCK.findall(PAGES[0].read_text(encoding="utf-8"))) >= 5
