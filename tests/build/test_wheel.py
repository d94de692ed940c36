"""The installed package stands alone: documents, ontology, shapes and queries travel in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the pinned backend as `pip install .` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_everything_travels(wheel: Path) -> None:
    """Each file of data, ontology, shapes and queries is in the wheel; tests and secrets of the checkout are not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("data", "ontology", "shapes", "queries"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"plangraph/_bundled/{path.relative_to(ROOT).as_posix()}" in names
    assert not [name for name in names if name.startswith("tests/") or "/.venv/" in name]
    assert any(name.endswith("layouts/evaluation-sheet.toml") for name in names)
    assert any("serving/templates/" in name for name in names)
    assert "plangraph/py.typed" in names


def test_the_installed_package_works_anywhere(wheel: Path, tmp_path: Path) -> None:
    """Unpacked outside the checkout, `plangraph build` and `query` work in an empty folder."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    # -P keeps the folder we stand in off the path; PYTHONPATH goes before the editable checkout.
    environment = {**os.environ, "PYTHONPATH": str(site), "LANG": "C.UTF-8"}
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import plangraph; print(plangraph.__file__)"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert where.stdout.startswith(str(site))
    for words in (["build"], ["query", "--example", "list"], ["validate", "--fail-on", "never"]):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "plangraph", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout
