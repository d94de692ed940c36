"""A document is sent, followed and read line by line, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from plangraph.build import build
from plangraph.bundled import bundled

from ..serving.running import served  # noqa: TID252 (tests are no installed package)
from ..serving.test_uploads import ID, PLAN, TABLE  # noqa: TID252
from .guard import guarded

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server listens that takes documents."""
    home = tmp_path_factory.mktemp("taking")
    build([bundled("data")], home / "store")
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLANGRAPH_TOKEN", "himitsu")
            client = stack.enter_context(served(home / "store", data=home / "data"))
        yield str(client.base_url).rstrip("/")


def test_from_the_form_over_the_progress_to_the_account(
    browser: Browser, taking: str, tmp_path: Path
) -> None:
    """By the form alone; the page shows the account when the build is done, and leads to the line that was not read."""
    (tmp_path / "plan.txt").write_bytes(TABLE)
    (tmp_path / "plan.toml").write_bytes(PLAN)
    context = browser.new_context(locale="ja-JP")
    page, wrong = guarded(context, taking)
    page.goto(f"{taking}/documents")
    page.get_by_label("文書（または").set_input_files(tmp_path / "plan.txt")
    page.get_by_label("plan.toml").set_input_files(tmp_path / "plan.toml")
    page.get_by_label("トークン").fill("himitsu")
    page.get_by_role("button", name="送って読み取る").click()
    expect(page.locator(".message.good")).to_contain_text("1 件の文書を読み", timeout=60_000)
    page.get_by_role("link", name="読めなかった行を見る").click()
    expect(page.locator(".source li")).to_have_count(1)
    expect(page.locator("#L4")).to_contain_text("読めなかった行")
    assert ID in page.url
    context.close()
    assert not wrong


def test_a_lit_line_has_its_margin_beside_it(page: Page, address: str) -> None:
    """The listing of line 53 stands to the right of it on a wide screen."""
    page.goto(f"{address}/source/13229-nishitokyo-h24-chapter6#line=53")
    line = page.locator("#L53.lit")
    expect(line).to_be_in_viewport()
    beside, text = line.locator(".margin").bounding_box(), line.locator(".line").bounding_box()
    assert beside is not None
    assert text is not None
    assert beside["x"] > text["x"] + 300
    expect(line.get_by_role("link", name="掲載：地域活動情報ステーションの活用")).to_be_visible()
