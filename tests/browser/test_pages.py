"""The pages in a real browser: drawn, not only sent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from plangraph.asking.neighbourhood import neighbourhood
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current
from plangraph.serving.viewer import standalone_html

pytestmark = pytest.mark.browser

TITLE = "地域活動情報ステーションの活用"
PROJECT = f"https://w3id.org/plangraph/id/project/13229/{TITLE}"
DIVISION = "生活文化スポーツ部 協働コミュニティ課"
DRAWN = "() => document.body.dataset.drawn === 'true'"
COLOURS = """() => {
  const canvas = document.querySelector("#picture canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = new Map();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 200) continue;
    const colour = [data[i], data[i + 1], data[i + 2]].join();
    found.set(colour, (found.get(colour) || 0) + 1);
  }
  return Object.fromEntries(found);
}"""


def drawn_colours(page: Page) -> dict[str, int]:
    """How many pixels of each colour, nearly opaque, the picture has."""
    page.wait_for_function(DRAWN)
    found: dict[str, int] = page.evaluate(COLOURS)
    return found


def test_the_front_page_leads_to_a_trace(page: Page, address: str) -> None:
    """From the search box in Japanese, by the keyboard."""
    page.goto(address + "/")
    expect(page.locator("h1")).to_have_text("計画書を、たどれる・確かめられる形で")
    page.locator("input[name=q]").fill("地域活動情報")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("h1")).to_have_text(TITLE)


def test_from_a_division_to_a_trace_with_its_picture(page: Page, address: str) -> None:
    """From the index to what hangs on a division, to one of its projects, whose picture is drawn with words in it."""
    page.goto(address + "/impact")
    page.get_by_role("link", name=DIVISION).click()
    expect(page.locator("h1")).to_have_text(f"{DIVISION} の影響")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("h1")).to_have_text(TITLE)
    picture = page.get_by_role("img", name=f"{TITLE} の再掲の図")
    expect(picture).to_be_visible()
    expect(picture).to_contain_text("協働のまちづくりの推進")
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 600
    dashed = picture.locator("path.edge-relisting").first
    assert dashed.evaluate("(line) => getComputedStyle(line).strokeDasharray") != "none"


def test_the_picture_of_a_trace_is_light_in_the_dark(page: Page, address: str) -> None:
    """Its words have the colour of the page's, and the phone scrolls it inside its frame."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/trace?project={quote(PROJECT)}")
    colour = "(one) => getComputedStyle(one).fill"
    assert page.locator("svg.trace-picture text").first.evaluate(colour) == "rgb(236, 238, 242)"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_picture_is_drawn(page: Page, address: str) -> None:
    """Pixels of the home line, of the relisting line, of policies and divisions: not only elements of a page."""
    page.goto(f"{address}/graph?focus={quote(PROJECT, safe='')}")
    colours = drawn_colours(page)
    for name, colour in {
        "home": "0,23,193",
        "relisting": "193,104,0",
        "policy": "232,241,254",
        "division": "230,245,236",
    }.items():
        assert colours.get(colour, 0) > 50, f"{name}: {colour}"


def test_the_tree_is_drawn(page: Page, address: str) -> None:
    """Without a focus."""
    page.goto(f"{address}/graph")
    assert drawn_colours(page).get("232,241,254", 0) > 1000


def test_the_picture_fits_a_phone_in_the_dark(page: Page, address: str) -> None:
    """Drawn in the dark colours, and nothing wider than the screen."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/graph?focus={quote(PROJECT, safe='')}")
    assert drawn_colours(page).get("29,42,72", 0) > 50
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(
    "path",
    ["/", "/trace", "/impact", f"/impact?of={quote(DIVISION)}", "/search?q=情報", "/validation", "/sparql", "/ontology", "/docs", "/source/13222-higashikurume-h31-policy01",
     f"/trace?project={quote(PROJECT)}", f"/id/project/13229/{quote(TITLE)}"],
)  # fmt: skip
def test_every_page_fits_a_phone(page: Page, address: str, path: str) -> None:
    """At 360 pixels nothing is cut off at the side."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_editor_runs_an_example(page: Page, address: str) -> None:
    """And shows a table whose addresses are links; the address of the page holds the query."""
    page.goto(f"{address}/sparql?editor=plain")
    page.locator("#example").select_option(index=1)
    expect(page.locator("#outcome table")).to_be_visible()
    assert page.locator("#outcome tbody tr").count() > 0
    assert "query=" in page.url
    page.locator("#query").fill(f"SELECT ?p WHERE {{ <{PROJECT}> ?p ?o }}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome a").first).to_be_visible()


def test_the_editor_shows_where_a_query_is_wrong(page: Page, address: str) -> None:
    """The place as words. The browser itself reports the 400, and that alone."""
    page.goto(f"{address}/sparql?editor=plain")
    page.locator("#query").fill("SELECT *\nWHERE { ?s ?p }")
    page.locator("#run").click()
    expect(page.locator("#outcome")).to_contain_text("2 行 16 文字目")
    wrong: list[str] = page.wrong  # type: ignore[attr-defined]
    assert len(wrong) == 1
    assert "400" in wrong.pop()


def test_the_named_lines_of_a_document_are_lit(page: Page, address: str) -> None:
    """From the fragment, and again when it changes."""
    page.goto(f"{address}/source/13229-nishitokyo-h24-chapter6#line=53-54,60")
    expect(page.locator(".source .lit")).to_have_count(3)
    expect(page.locator("#L53")).to_be_in_viewport()
    page.locator("#L57 > a").click()
    expect(page.locator(".source .lit")).to_have_count(1)


def test_the_guard_sees_what_goes_wrong(page: Page, address: str) -> None:
    """A planted script from elsewhere breaks the policy; without it the other tests would say nothing."""
    page.goto(address + "/")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), { src: 'https://cdn.example/x.js' }))"
    )
    page.wait_for_timeout(300)
    wrong: list[str] = page.wrong  # type: ignore[attr-defined]
    assert any("cdn.example" in one for one in wrong)
    wrong.clear()


def test_a_picture_that_stands_alone_is_drawn_from_a_file(page: Page, store: Path, tmp_path: Path) -> None:
    """Without a server, and without asking for anything."""
    network = neighbourhood(EmbeddedEndpoint(open_current(store)), PROJECT)
    file = tmp_path / "図.html"
    file.write_text(standalone_html(network), encoding="utf-8")
    page.goto(file.as_uri())
    assert drawn_colours(page).get("0,23,193", 0) > 50
    expect(page.locator("#facts h2")).to_have_text(TITLE)
