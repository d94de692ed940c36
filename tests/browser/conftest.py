"""A real headless Chromium that may ask 127.0.0.1 alone, and a page that remembers what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from plangraph.build import build
from plangraph.bundled import bundled

from ..serving.running import served  # noqa: TID252 (tests are no installed package)

DEBIAN = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the founding documents."""
    store = tmp_path_factory.mktemp("browser") / "store"
    build([bundled("data")], store)
    return store


@pytest.fixture(scope="session")
def address(store: Path) -> Iterator[str]:
    """Where a server over the founding documents listens."""
    with served(store) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, else the one that `playwright install chromium` brought."""
    with sync_playwright() as playwright:
        path = str(DEBIAN) if DEBIAN.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test for an outside request, a breach of the policy or an error in a script."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    wrong: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((address + "/", "data:", "file:", "blob:")):
            wrong.append(f"asks outside: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(f"{message.type}: {message.text}")

    def on_error(error: Error) -> None:
        wrong.append(f"script: {error}")

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
    )
    page.wrong = wrong  # type: ignore[attr-defined]
    yield page
    context.close()
    assert not wrong
