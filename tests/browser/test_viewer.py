"""The viewer in a real browser: drawn, chosen, unfolded, folded, sifted, searched, saved, by mouse and by keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from plangraph.asking.neighbourhood import neighbourhood
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current
from plangraph.serving.viewer import standalone_html

from ..serving.running import served, write_turtle  # noqa: TID252 (tests are no installed package)

pytestmark = pytest.mark.browser

BASE = "https://w3id.org/plangraph/id/"
STATION = BASE + "project/13229/地域活動情報ステーションの活用"
CITIZENS = BASE + "policy/13229-jisshi-2012/協1-2"
INFORMATION = BASE + "policy/13229-jisshi-2012/協2-2"
OFFICE = BASE + "division/13229/企画部/情報推進課"
DRAWN = "() => document.body.dataset.drawn === 'true'"
PIXELS = """() => {
  const canvas = document.querySelector("#picture canvas");
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, copy.width, copy.height);
  const found = new Map();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 200) continue;
    const colour = "#" + [0, 1, 2].map((n) => data[i + n].toString(16).padStart(2, "0")).join("");
    found.set(colour, (found.get(colour) || 0) + 1);
  }
  return Object.fromEntries(found);
}"""
COLOURS = "() => window.plangraphViewer.drawing.colours"
AT = """(id) => {
  const { network } = window.plangraphViewer.drawing;
  const at = network.canvasToDOM(network.getPosition(id));
  const box = document.querySelector("#picture canvas").getBoundingClientRect();
  return { x: box.x + at.x, y: box.y + at.y };
}"""
IDS = "() => window.plangraphViewer.drawing.picture.nodes.map((node) => node.id).sort()"
PLACES = "() => [...window.plangraphViewer.drawing.places].sort()"


def look_at(page: Page, address: str, **state: str) -> None:
    """Open a view and wait until it is drawn."""
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in state.items())
    page.goto(f"{address}/graph?{query}")
    page.wait_for_function(DRAWN)


def shown(page: Page) -> set[str]:
    """What the picture shows."""
    return set(page.evaluate(IDS))


def wait_for(page: Page, iri: str, there: bool = True) -> None:
    """Until the picture shows a thing, or no longer does."""
    page.wait_for_function(
        "([id, there]) => window.plangraphViewer.drawing.byId.has(id) === there", arg=[iri, there]
    )


def click(page: Page, iri: str, **how: object) -> None:
    """Click on a thing in the canvas."""
    at = page.evaluate(AT, iri)
    page.mouse.click(at["x"], at["y"], **how)  # type: ignore[arg-type]


def in_step(page: Page) -> None:
    """The table has a row for each edge, between the same ends."""
    edges = page.evaluate("() => window.plangraphViewer.drawing.picture.edges.length")
    expect(page.locator("#table tbody tr")).to_have_count(edges)


def test_relistings_stand_out_in_the_drawing(page: Page, address: str) -> None:
    """Pixels of each line and box in the colours of the style sheet, in the light and, when that changes, in the dark."""
    look_at(page, address, focus=STATION)
    light = page.evaluate(COLOURS)
    assert len({light["edges"][style] for style in ("home", "relisting", "oneway", "carried", "other")}) == 5
    pixels = page.evaluate(PIXELS)
    for colour in (
        light["edges"]["home"],
        light["edges"]["relisting"],
        light["kinds"]["policy"][0],
        light["kinds"]["division"][0],
    ):
        assert pixels.get(colour, 0) > 50, colour
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    dark = page.evaluate(COLOURS)
    assert dark["kinds"]["policy"] != light["kinds"]["policy"]
    pixels = page.evaluate(PIXELS)
    assert pixels.get(dark["kinds"]["policy"][0], 0) > 50
    assert not pixels.get(light["kinds"]["policy"][0])


def test_a_click_shows_facts_with_their_source(page: Page, address: str) -> None:
    """Of a project: where it is listed, its money, and the printed words with a link to their lines."""
    look_at(page, address, focus=INFORMATION)
    click(page, STATION)
    panel = page.locator("#facts")
    expect(panel.locator("h2")).to_have_text("地域活動情報ステーションの活用")
    expect(panel).to_contain_text("平成24年度 1,000,000円")
    expect(panel).to_contain_text("生活文化スポーツ部 協働コミュニティ課")
    expect(panel.locator(".source-quote").first).to_contain_text("地域活動情報ステーションの運用")
    panel.get_by_role("link", name="53–54 行目").click()
    expect(page.locator("#L53")).to_be_in_viewport()


def test_unfolding_and_folding_undone_and_redone(page: Page, address: str) -> None:
    """A double click unfolds in place, a right click folds; both can be undone; the table keeps in step."""
    look_at(page, address, focus=STATION)
    before = shown(page)
    assert before >= {STATION, CITIZENS, INFORMATION}
    place = page.evaluate(AT, INFORMATION)
    page.mouse.dblclick(place["x"], place["y"])
    wait_for(page, BASE + "project/13229/ホームページの充実")
    after = page.evaluate(AT, INFORMATION)
    assert abs(after["x"] - place["x"]) < 3
    assert abs(after["y"] - place["y"]) < 3
    in_step(page)
    unfolded = shown(page)
    click(page, INFORMATION, button="right")
    wait_for(page, BASE + "project/13229/ホームページの充実", there=False)
    assert shown(page) == before
    in_step(page)
    page.locator("#undo").click()
    wait_for(page, BASE + "project/13229/ホームページの充実")
    assert shown(page) == unfolded
    page.locator("#undo").click()
    wait_for(page, BASE + "project/13229/ホームページの充実", there=False)
    expect(page.locator("#undo")).to_be_disabled()
    page.locator("#redo").click()
    wait_for(page, BASE + "project/13229/ホームページの充実")
    boxes = page.evaluate(
        "() => { const { drawing } = window.plangraphViewer; return drawing.picture.nodes.map((n) => drawing.boxOf(n.id)) }"
    )
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            beside = one["right"] <= other["left"] or other["right"] <= one["left"]
            assert beside or one["bottom"] <= other["top"] or other["bottom"] <= one["top"], (one, other)


def test_a_link_opens_the_same_picture(page: Page, browser: Browser, address: str) -> None:
    """Unfolded, folded, sifted, laid out and chosen: all of it is in the address."""
    look_at(page, address, focus=STATION)
    at = page.evaluate(AT, INFORMATION)
    page.mouse.dblclick(at["x"], at["y"])
    wait_for(page, BASE + "project/13229/ホームページの充実")
    page.locator("#sifting summary").click()
    page.locator("#sift select[name=year]").select_option("2013")
    page.wait_for_function("() => document.querySelector('#said').textContent.includes('しぼりこみ')")
    page.locator("#layout").select_option("radial")
    page.wait_for_function("() => window.plangraphViewer.drawing.picture.layout === 'radial'")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["open"], query["year"], query["layout"]) == ([INFORMATION], ["2013"], ["radial"])
    assert query["at"] == [INFORMATION]
    again = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 860}).new_page()
    again.goto(page.url)
    again.wait_for_function(DRAWN)
    assert again.evaluate(PLACES) == page.evaluate(PLACES)
    expect(again.locator("#facts h2")).to_have_text("協2-2 地域情報化の推進")
    expect(again.locator("#sift select[name=year]")).to_have_value("2013")
    again.context.close()


def test_kinds_and_relations_are_left_out(page: Page, address: str) -> None:
    """Without relistings 協2-2 is gone, since nothing else leads to it; without divisions there is none."""
    look_at(page, address, focus=STATION)
    page.locator("#sifting summary").click()
    page.locator("#sift input[value=relisting]").check()
    wait_for(page, INFORMATION, there=False)
    in_step(page)
    page.locator("#sift input[value=division]").check()
    page.wait_for_function(
        "() => !window.plangraphViewer.drawing.picture.nodes.some((n) => n.group === 'division')"
    )
    page.locator("#sift input[value=relisting]").uncheck()
    wait_for(page, INFORMATION)


def test_a_path_between_two_things(page: Page, address: str) -> None:
    """From the panel: an end here, an end there; three steps, drawn in the colour of paths, and taken away again."""
    look_at(page, address, focus=STATION)
    page.locator("#facts [data-act=from]").click()
    expect(page.locator("#said")).to_have_text("もう一方の端を選んでください。")
    page.locator("#path-to").fill("企画部 情報推進課")
    page.locator("#path-form button").first.click()
    expect(page.locator("#said")).to_contain_text("経路は 3 段です")
    way = page.evaluate("() => window.plangraphViewer.drawing.picture.path")
    assert (way[0], way[-1], len(way)) == (STATION, OFFICE, 4)
    assert page.evaluate(PIXELS).get(page.evaluate(COLOURS)["path"], 0) > 50
    page.locator("#path-clear").click()
    wait_for(page, OFFICE, there=False)


def test_it_is_saved_as_png_svg_and_html(page: Page, address: str, tmp_path: Path) -> None:
    """The PNG has the signature of one, the SVG every title as text, the HTML opens without a server and has the facts."""
    look_at(page, address, focus=STATION)
    saved = {}
    for button in ("#save", "#save-svg", "#alone"):
        with page.expect_download() as download:
            page.locator(button).click()
        saved[button] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[button])
    assert saved["#save"].read_bytes().startswith(b"\x89PNG\r\n")
    root = ElementTree.parse(saved["#save-svg"]).getroot()
    space = "{http://www.w3.org/2000/svg}"
    titles = {one.text for one in root.iter(f"{space}title")}
    assert {"協2-2 地域情報化の推進", "地域活動情報ステーションの活用"} <= titles
    assert [one for one in root.iter(f"{space}path") if one.get("stroke-dasharray") == "9 5"]
    page.goto(saved["#alone"].as_uri())
    page.wait_for_function(DRAWN)
    assert page.evaluate(PIXELS).get(page.evaluate(COLOURS)["edges"]["relisting"], 0) > 20
    click(page, INFORMATION)
    expect(page.locator("#facts")).to_contain_text("82 行目")


def test_everything_goes_by_keys(page: Page, address: str) -> None:
    """Arrows go to what is linked in the next column; + unfolds, - folds, u undoes, Enter reads, Escape comes back, / searches."""
    look_at(page, address, focus=STATION)
    page.locator("#picture").focus()
    page.keyboard.press("ArrowLeft")
    heading = page.locator("#facts h2")
    expect(heading).to_have_text("協1-2 協働のまちづくりの推進")
    page.keyboard.press("ArrowDown")
    expect(heading).to_have_text("協2-2 地域情報化の推進")
    page.keyboard.press("+")
    wait_for(page, BASE + "project/13229/ホームページの充実")
    page.keyboard.press("-")
    wait_for(page, BASE + "project/13229/ホームページの充実", there=False)
    page.keyboard.press("u")
    wait_for(page, BASE + "project/13229/ホームページの充実")
    page.keyboard.press("Enter")
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#picture")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("ほーむぺーじ")
    expect(page.locator("#found")).to_have_text("1 件")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("ホームページの充実")


EVIL = """</script><script>window.harmed = 1</script><img src=x onerror="window.harmed = 2">"'`{{7*7}}"""
LONG = "長い題名" * 2500
BIDI = "請求\u202e0001"
HARM = "https://example.org/id/"
LISTED = "\n".join(
    f"""<{HARM}project/1/{n}> a plg:MainProject ; rdfs:label "事業{n:02}" .
    <{HARM}listing/{n}> a plg:Listing ; plg:order {n} ; plg:listsProject <{HARM}project/1/{n}> ; plg:listedUnder <{HARM}policy/1/1> ;
      plg:listingRole plg:Home ; plg:fromDocument <{HARM}document/d> ."""
    for n in range(10, 40)
)
TRIG = f"""
PREFIX plg: <https://w3id.org/plangraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
GRAPH <{HARM}graph/document/d> {{
  <{HARM}body/1> a plg:Municipality ; rdfs:label '''{EVIL}''' .
  <{HARM}plan/1> a plg:Plan ; rdfs:label '''{EVIL}''' ; plg:publishedBy <{HARM}body/1> .
  <{HARM}document/d> a plg:SourceDocument ; rdfs:label '''{EVIL}''' ; plg:fileName '''{EVIL}''' ; dcterms:isPartOf <{HARM}plan/1> .
  <{HARM}policy/1/1> a plg:Policy ; rdfs:label '''{LONG}''' ; plg:code '''{EVIL}''' ; plg:partOf <{HARM}plan/1> .
  <{HARM}project/1/1> a plg:MainProject ; rdfs:label '''{EVIL}''' .
  <{HARM}listing/1> a plg:Listing ; plg:order 1 ; plg:listsProject <{HARM}project/1/1> ; plg:listedUnder <{HARM}policy/1/1> ;
    plg:listingRole plg:Home ; rdfs:label '''{EVIL}''' ; plg:fromDocument <{HARM}document/d> ; plg:responsibleDivision <{HARM}division/1> .
  <{HARM}project/1/1> plg:responsibleDivision <{HARM}division/1> .
  <{HARM}division/1> a plg:Division ; rdfs:label '''{BIDI}''' .
  {LISTED}
}}
GRAPH <{HARM}graph/provenance/d> {{
  <{HARM}listing/1> prov:hadPrimarySource <{HARM}source/1> .
  <{HARM}source/1> a plg:SourceLine ; oa:hasSource <{HARM}document/d> ; plg:place "line=1" ; plg:quote '''{EVIL}''' .
}}
"""


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a graph that means harm, and whose policy lists thirty-one projects."""
    store = tmp_path_factory.mktemp("evil-view")
    write_turtle(store, TRIG, HARM)
    with served(store) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def careful(browser: Browser, evil: str) -> Iterator[Page]:
    """A page over it that fails for an error of a script or a breach of the policy."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda one: wrong.append(one.text) if one.type in ("error", "warning") else None)
    yield page
    context.close()
    assert not wrong


def test_titles_that_mean_harm_are_texts(careful: Page, evil: str) -> None:
    """Markup, quotes, marks of direction and ten thousand characters, in canvas, panel, table, search and SVG."""
    page = careful
    look_at(page, evil, focus=HARM + "project/1/1")
    expect(page.locator("#facts h2")).to_have_text(EVIL)
    expect(page.locator("#facts .source-quote").first).to_contain_text("<script>")
    click(page, HARM + "division/1")
    expect(page.locator("#facts h2 bdi")).to_have_text(BIDI)
    click(page, HARM + "policy/1/1")
    expect(page.locator("#facts h2")).to_contain_text("長い題名長い題名")
    box = page.evaluate("(id) => window.plangraphViewer.drawing.boxOf(id)", HARM + "policy/1/1")
    assert box["right"] - box["left"] < 340
    assert box["bottom"] - box["top"] < 96
    page.keyboard.press("/")
    page.locator("#find").fill("<script>")
    expect(page.locator("#found")).to_have_text("2 件")
    with page.expect_download() as download:
        page.locator("#save-svg").click()
    text = download.value.path().read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert "\u202e" not in text
    assert page.evaluate("window.harmed") is None
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_more_than_twenty_are_one_node_that_opens(careful: Page, evil: str) -> None:
    """Of thirty-one projects eleven are one node; a double click on it shows them all, and undoing folds them again."""
    page = careful
    look_at(page, evil, focus=HARM + "policy/1/1")
    title = page.locator("h1").bounding_box()
    assert title is not None
    assert title["height"] < 300, "ten thousand characters would push the picture off the screen"
    (folded,) = [iri for iri in shown(page) if iri.startswith("urn:plangraph:folded:")]
    label = "(id) => window.plangraphViewer.drawing.byId.get(id).name"
    assert page.evaluate(label, folded) == "ほか 11 件"
    page.evaluate("(id) => window.plangraphViewer.drawing.choose(id, true)", folded)
    at = page.evaluate(AT, folded)
    page.mouse.dblclick(at["x"], at["y"])
    wait_for(page, folded, there=False)
    assert sum("/project/" in iri for iri in shown(page)) == 31
    page.locator("#undo").click()
    wait_for(page, folded)


def test_without_a_script_the_table_is_there(browser: Browser, address: str) -> None:
    """The same view as rows, sifted by the same form."""
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{address}/graph?focus={quote(STATION, safe='')}&open={quote(INFORMATION, safe='')}")
    expect(page.locator("#table")).to_contain_text("ホームページの充実")
    rows = page.locator("#table tbody tr").count()
    page.locator("#sifting summary").click()
    page.locator("#sift input[value=relisting]").check()
    page.locator("#sift button").click()
    expect(page.locator("#table")).not_to_contain_text("ホームページの充実")
    assert 0 < page.locator("#table tbody tr").count() < rows
    context.close()


def test_the_picture_that_stands_alone_has_no_deeds_it_cannot_do(
    page: Page, store: Path, tmp_path: Path
) -> None:
    """From `plangraph view`: facts, search and saving, and nothing that would ask a server."""
    file = tmp_path / "図.html"
    network = neighbourhood(EmbeddedEndpoint(open_current(store)), STATION)
    file.write_text(standalone_html(network), encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_function(DRAWN)
    assert page.locator("[data-act]").count() == 0
    page.locator("#find").fill("協働")
    expect(page.locator("#found")).to_have_text("2 件")
    assert json.loads(page.locator("#words").text_content() or "")
