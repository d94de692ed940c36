"""A real headless Chromium that may ask 127.0.0.1 alone, and a page that remembers what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from plangraph.build import build
from plangraph.bundled import bundled

from ..serving.running import served  # noqa: TID252 (tests are no installed package)
from .chromium import chromium
from .guard import guarded


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
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test for an outside request, a breach of the policy or an error in a script."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 860})
    page, wrong = guarded(context, address)
    page.wrong = wrong  # type: ignore[attr-defined]
    yield page
    context.close()
    assert not wrong
