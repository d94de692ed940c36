"""Searching as a person does: type, choose, narrow."""

from __future__ import annotations

from urllib.parse import unquote

from playwright.sync_api import Page, expect


def test_suggestions_by_keyboard(page: Page, address: str) -> None:
    """Two characters offer titles; the arrow keys choose one, Enter opens its page."""
    page.goto(f"{address}/?lang=ja")
    field = page.get_by_role("combobox").first
    field.click()
    field.press_sequentially("ほーむぺ")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("ホームページの充実")
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    page.wait_for_url("**/trace?**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ホームページの充実")


def test_escape_closes_and_enter_searches(page: Page, address: str) -> None:
    """Without a choice the field is a plain search; a facet narrows it and its address holds the view."""
    page.goto(f"{address}/?lang=ja")
    field = page.get_by_role("combobox").first
    field.fill("情報")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("Enter")
    page.wait_for_url("**/search?**")
    page.get_by_role("complementary").get_by_role("link", name="事業").first.click()
    page.wait_for_url("**kind=project**")
    expect(page.get_by_text("「情報」 11 件")).to_be_visible()
    assert "q=情報" in unquote(page.url)
