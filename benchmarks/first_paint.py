"""The pages in a real browser: when something is first painted, and what came over the wire, on a store of many cities."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from timing import Rows, table
from viewer import _FLAGS, CHROMIUM

PORT = 18765
PAGES = (
    "/",
    "/search?q=%E6%83%85%E5%A0%B1",
    "/search?kind=project",
    "/totals",
    "/validation",
    "/documents",
    "/rules",
)
_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
_BYTES = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def bench_first_paint(store: Path, times: int) -> dict[str, Rows]:
    """Medians of a page opened again and again, after once to warm the server; nothing where there is no Chromium."""
    if not CHROMIUM.exists():
        return {}
    from playwright.sync_api import sync_playwright

    rows: dict[str, dict[str, float]] = {}
    with _served(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_FLAGS)
        for path in PAGES:
            painted, weights = [], []
            for turn in range(times + 1):
                page = browser.new_context(locale="ja-JP").new_page()
                page.goto(address + path, wait_until="load", timeout=300_000)
                page.wait_for_timeout(100)
                if turn:
                    painted.append(page.evaluate(_PAINT))
                    weights.append(page.evaluate(_BYTES) / 1000)
                page.context.close()
            rows[path] = {
                "first paint": statistics.median(painted),
                "kB (not ms)": statistics.median(weights),
            }
        browser.close()
    return {"First paint of pages": rows}


@contextmanager
def _served(store: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{PORT}"
    words = [sys.executable, "-m", "plangraph", "serve", "--store", str(store), "--port", str(PORT)]
    server = subprocess.Popen(words, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address + "/healthz").close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    for title, found in bench_first_paint(Path(sys.argv[1]), 5).items():
        print(table(title, found))
