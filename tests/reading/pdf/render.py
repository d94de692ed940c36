"""HTML → PDF by the Chromium that the browser tests use, in a process of its own.

Playwright's loop may run only once in a process, and the browser tests have theirs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

DEBIAN = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
STYLE = """
@page { size: A4; margin: 15mm }
body { font-family: "Noto Sans CJK JP", sans-serif; font-size: 9pt; margin: 0 }
table { border-collapse: collapse }
.ruled td { border: 0.75pt solid #000; padding: 2pt 3pt }
.plain td { padding: 3.5pt 5pt }
td { vertical-align: middle; white-space: pre-wrap }
tr { break-inside: avoid }
p { margin: 2pt 0 }
"""


def page(body: str, style: str = "") -> str:
    """A whole HTML page in the tests' own style."""
    return f'<!doctype html><html lang="ja"><meta charset="utf-8"><style>{STYLE}{style}</style><body>{body}</body></html>'


def html_to_pdf(pages: Mapping[str, str]) -> dict[str, bytes]:
    """Render several pages with one start of the browser; name → PDF."""
    command = [sys.executable, str(Path(__file__)), "render"]
    done = subprocess.run(command, input=json.dumps(dict(pages)).encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return {name: bytes.fromhex(data) for name, data in json.loads(done.stdout).items()}


def _main() -> None:
    from playwright.sync_api import sync_playwright

    pages: dict[str, str] = json.load(sys.stdin)
    made: dict[str, str] = {}
    with sync_playwright() as playwright:
        path = str(DEBIAN) if DEBIAN.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        tab = browser.new_page()
        for name, html in pages.items():
            tab.set_content(html)
            made[name] = tab.pdf(prefer_css_page_size=True, print_background=True).hex()
        browser.close()
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    _main()
