"""What every page owes its readers, in both languages, on a phone and a desk, in the light and the dark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from .guard import guarded
from .pages import BY_NAME, LANGS, PAGES, Shown

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "web" / "testing" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = f"""(rules) => axe.run(document, {{
  resultTypes: ["violations"],
  ...(rules ? {{ runOnly: {{ type: "rule", values: rules }} }} : {{ runOnly: {{ type: "tag", values: {json.dumps(TAGS)} }} }}),
}}).then(({{ violations }}) => violations
  .filter(({{ impact }}) => impact === "serious" || impact === "critical")
  .map(({{ id, nodes }}) => `${{id}}: ${{nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + " " + (node.any[0]?.message ?? "")).join(" | ")}}`))"""
THIN = """() => document.querySelectorAll(
  "ol > li:nth-child(n+25), ul > li:nth-child(n+25), tbody > tr:nth-child(n+15), article:nth-of-type(n+6)"
).forEach((one) => one.remove())"""
"""Of many things alike the first ones are looked at: what is wrong with the hundredth line is wrong with the tenth."""
OF_WIDTH = [
    "target-size",
    "scrollable-region-focusable",
    "landmark-unique",
    "link-name",
    "button-name",
    "label",
]
"""Rules that may find on a narrow screen what they do not find on a wide one."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PARTS = ("responseHeadersSize", "responseBodySize")
MOST = 150_000
"""Bytes of a page with all that it brings, as they went over the wire."""
CASES = [pytest.param(shown, lang, id=f"{shown.name}-{lang}") for shown in PAGES for lang in LANGS]


@cache
def axe() -> str:
    """The script of axe-core, given to the browser by its own door, for the policy of the pages lets none in."""
    assert AXE.is_file(), "axe-core is not there: run tools/install_axe.py (make test does)"
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def visited(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """One guarded page for all cases: what the browser keeps between two pages is a reader's too."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 860})
    yield guarded(context, address)
    context.close()


def opened(page: Page, address: str, shown: Shown, lang: str) -> None:
    """Go to a page on a desk, in the light, and wait until its scripts are done."""
    page.set_viewport_size({"width": 1280, "height": 860})
    page.emulate_media(color_scheme="light")
    answer = page.goto(address + shown.address(lang))
    assert answer is not None
    assert answer.status == shown.status
    if shown.drawn:
        page.wait_for_function("(name) => name in document.body.dataset", arg=shown.drawn)


@pytest.mark.parametrize(("shown", "lang"), CASES)
def test_a_page_serves_everybody(
    visited: tuple[Page, list[str]], address: str, shown: Shown, lang: str
) -> None:
    """Nothing serious for axe-core at 1280 and 360 pixels and in the dark; nothing wider than the screen, nothing wrong."""
    page, wrong = visited
    wrong.clear()
    opened(page, address, shown, lang)
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate(WIDER) <= 0, "wider than a desk"
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(WIDER) <= 0, "wider than a phone"
    page.evaluate(THIN)
    page.evaluate(axe())
    found = {"phone": page.evaluate(RUN, OF_WIDTH)}
    page.set_viewport_size({"width": 1280, "height": 860})
    found["desk"] = page.evaluate(RUN, None)
    page.emulate_media(color_scheme="dark")
    found["dark"] = page.evaluate(RUN, ["color-contrast"])
    assert not {view: said for view, said in found.items() if said}
    assert [one for one in wrong if not (shown.status >= 400 and str(shown.status) in one)] == []


@pytest.mark.parametrize("shown", [one for one in PAGES if one.own_weight], ids=lambda shown: shown.name)
def test_a_page_is_light(browser: Browser, address: str, shown: Shown) -> None:
    """With style, script and icon it takes less than 150 kB over the wire, on a first visit."""
    with browser.new_context() as context:
        page = context.new_page()
        done: list[Request] = []
        page.on("requestfinished", lambda request: done.append(request))
        page.goto(address + shown.address("ja"))
        sizes = {one.url: sum(one.sizes()[part] for part in PARTS) for one in done}
    assert any(url.endswith("house.css") for url in sizes)
    assert sum(sizes.values()) < MOST, sizes


def test_the_check_sees_what_is_wrong(page: Page, address: str) -> None:
    """A picture without words, pale text and a wide box are found; without them the cases above would say nothing."""
    opened(page, address, BY_NAME["front"], "ja")
    page.evaluate(axe())
    page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.append(Object.assign(document.createElement("img"), { src: "/static/icon.svg" }));
          const pale = document.createElement("p");
          pale.textContent = "淡い字";
          pale.style.color = "#ddd";
          const wide = document.createElement("div");
          wide.style.width = "3000px";
          wide.style.height = "1px";
          main.append(pale, wide);
        }"""
    )
    said: list[str] = page.evaluate(RUN, None)
    assert {one.partition(":")[0] for one in said} == {"image-alt", "color-contrast"}
    assert page.evaluate(WIDER) > 0


def menu_of(page: Page) -> dict[str, Any]:
    """The links of the menu that is shown, by their words."""
    links: dict[str, Any] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("header nav a")]
          .filter((link) => link.checkVisibility()).map((link) => [link.textContent, link.href]))"""
    )
    return links


def test_the_menu_unfolds_without_a_script(browser: Browser, address: str) -> None:
    """On a phone it is folded; a press on it shows the same links as on a desk."""
    with browser.new_context(java_script_enabled=True, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(address + "/trace?lang=ja")
        across = menu_of(page)
        page.set_viewport_size({"width": 360, "height": 740})
        assert menu_of(page) == {}
        page.get_by_text("メニュー").click()
        assert menu_of(page) == across
        assert "再掲を追う" in across
        scripts = [one.get_attribute("src") for one in page.locator("script").all()]
        assert scripts == ["/static/suggest.js"], "the search field's alone"


def test_what_the_keyboard_stands_on_is_seen(page: Page, address: str) -> None:
    """The first stop skips to the content, and each stop has a ring of four pixels that the design system gives it."""
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    style: list[str] = page.evaluate(
        "(({ outlineWidth, boxShadow }) => [outlineWidth, boxShadow])(getComputedStyle(document.activeElement))"
    )
    assert style[0] == "4px"
    assert "rgb(255, 212, 61)" in style[1]


def test_paper_is_light_and_has_no_menu(page: Page, address: str) -> None:
    """Whatever the screen's colours; links and forms of the head are left out, folded parts laid open."""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address + "/validation?lang=ja")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert menu_of(page) == {}
    assert page.locator(".head form").is_hidden()
    assert page.locator(".head .lang").is_hidden()
    assert page.evaluate(
        "[...document.querySelectorAll('details .finding')].every((one) => one.checkVisibility())"
    )
