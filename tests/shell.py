"""Running the commands that pages show, in a shell whose `plangraph` and `python` are those under test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def shell_environment(folder: Path) -> dict[str, str]:
    """An environment with both commands; `folder` is an empty one in which they may be put."""
    for name, words in {"plangraph": "-m plangraph", "python": ""}.items():
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name != "PLANGRAPH_STORE"}
    return {**kept, "PATH": f"{folder}:{os.environ['PATH']}", "LANG": "C.UTF-8", "LC_ALL": ""}


def run_block(text: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a block of commands in a folder; the first that fails ends it."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
