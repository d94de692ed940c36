"""Pictures of every page, to be looked at: both languages, three widths, light and dark, paper.

`python tools/take_pictures.py [NAME…] [--store DIR] [--out DIR]`; without a store, of the founding documents. The pages
are those of `tests/browser/pages.py`. An `index.html` beside the pictures shows them all.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import chromium  # noqa: E402 (a checkout is no installed package)
from tests.browser.pages import BY_NAME, LANGS, Shown  # noqa: E402
from tests.serving.running import served  # noqa: E402

from plangraph.build import build  # noqa: E402
from plangraph.bundled import bundled  # noqa: E402

WIDTHS = (360, 1280, 1920)
HEIGHTS = {360: 740, 1280: 860, 1920: 1080}
SCHEMES = ("light", "dark")
MOST = 6000
"""Pixels of a long page that a picture shows."""


def main() -> int:
    """Take the pictures; give the exit status."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("names", nargs="*", metavar="NAME", help="names of pages; all without one")
    words.add_argument("--store", type=Path, help="a store that is there already")
    words.add_argument("--out", type=Path, default=ROOT / "build" / "pictures")
    words.add_argument("--lang", action="append", choices=LANGS)
    words.add_argument("--width", action="append", type=int, choices=WIDTHS)
    words.add_argument("--scheme", action="append", choices=SCHEMES)
    asked = words.parse_args()
    unknown = set(asked.names) - BY_NAME.keys()
    if unknown:
        words.error(f"no such page: {', '.join(sorted(unknown))}; there are {', '.join(BY_NAME)}")
    pages = [BY_NAME[name] for name in asked.names or BY_NAME]
    views = [
        (lang, width, scheme)
        for lang in asked.lang or LANGS
        for width in asked.width or WIDTHS
        for scheme in asked.scheme or SCHEMES
    ]
    asked.out.mkdir(parents=True, exist_ok=True)
    with store_of(asked.store) as store, served(store) as client, chromium() as browser:
        address = str(client.base_url).rstrip("/")
        taken = list(pictures(browser, address, pages, views, asked.out))
    (asked.out / "index.html").write_text(contact_sheet(taken), encoding="utf-8")
    sys.stdout.write(f"{len(taken)} {asked.out}\n")
    return 0


@contextmanager
def store_of(store: Path | None) -> Iterator[Path]:
    """The store that was named, else one of the founding documents for as long as it is needed."""
    if store is not None:
        yield store
        return
    with tempfile.TemporaryDirectory() as folder:
        build([bundled("data")], Path(folder))
        yield Path(folder)


def pictures(
    browser: Browser, address: str, pages: Iterable[Shown], views: Iterable[tuple[str, int, str]], out: Path
) -> Iterator[str]:
    """Take every page in every view, and once as it is printed; give the names of the files."""
    for lang, width, scheme in views:
        with browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme="dark" if scheme == "dark" else "light",
        ) as context:
            for shown in pages:
                page = context.new_page()
                page.goto(address + shown.address(lang))
                if shown.drawn:
                    page.wait_for_function("(name) => name in document.body.dataset", arg=shown.drawn)
                name = f"{shown.name}-{lang}-{width}-{scheme}.png"
                height = min(page.evaluate("document.documentElement.scrollHeight"), MOST)
                clip = {"x": 0, "y": 0, "width": width, "height": height}
                page.screenshot(path=out / name, full_page=True, clip=clip)  # type: ignore[arg-type]
                yield name
                if (width, scheme) == (1280, "light"):
                    page.pdf(path=out / f"{shown.name}-{lang}.pdf", prefer_css_page_size=True)
                page.close()


def contact_sheet(names: Iterable[str]) -> str:
    """A page of all pictures."""
    figures = "\n".join(
        f'<figure><a href="{escape(name)}"><img src="{escape(name)}" loading="lazy" width="320" alt=""></a>'
        f"<figcaption>{escape(name)}</figcaption></figure>"
        for name in sorted(names)
    )
    return f"<!doctype html><meta charset=utf-8><title>pictures</title>\n{figures}\n"


if __name__ == "__main__":
    sys.exit(main())
