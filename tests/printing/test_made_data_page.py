"""The page on made data is true: its commands run as written, and it names every kind of fault with its rules."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from plangraph.printing.faults import KINDS
from plangraph.printing.line_faults import LINE_KINDS
from plangraph.printing.samples import SAMPLE_LAYOUTS
from plangraph.printing.table_faults import LABEL_KINDS, TABLE_KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "made-data.md").read_text(encoding="utf-8")


def test_the_shell_blocks_run_as_written(tmp_path: Path) -> None:
    """One after the other in an empty folder, each command with success."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    assert len(blocks) == 3
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = {
        str(path.relative_to(tmp_path)) for path in tmp_path.glob("made*/*/plan.*") if path.suffix != ".toml"
    }
    assert made == {
        "made/90001-2024-one-row-table/plan.txt",
        "made-table/90001-2024-evaluation-table/plan.xlsx",
        "made-labels/90001-2024-evaluation-table/plan.csv",
    }
    assert (tmp_path / "made-store").is_dir()


def test_every_kind_and_layout_stands_on_the_page() -> None:
    """A kind is named beside each rule that finds it, in the same row of a table."""
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    for kind in (*KINDS, *TABLE_KINDS):
        assert any(
            f"`{kind.name}`" in row and (not kind.rules or f"`{kind.rules[0]}`" in row) for row in rows
        ), kind.name
    for name in (*LINE_KINDS, *LABEL_KINDS, *SAMPLE_LAYOUTS):
        assert f"`{name}`" in PAGE, name
