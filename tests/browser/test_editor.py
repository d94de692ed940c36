"""The editor at /sparql in a real browser: YASGUI as the build makes it, with nothing from outside."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, Route, expect

from ..build.hook import load_hook  # noqa: TID252 (tests are no installed package)

pytestmark = pytest.mark.browser

PLG = "PREFIX plg: <https://w3id.org/plangraph/ontology#>\n"
ENGLISH = re.compile(r"[A-Za-z]{3,}")
NAMES = {"SPARQL", "Ctrl", "Enter", "Space", "Tab", "CSV", "XLSX", "JSON", "IRI"}
"""Words that are English in Japanese text too."""


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """A stale bundle would be tested in the place of these sources."""
    assert load_hook().is_fresh(), "the editor is not built from these sources: run make editor"


@pytest.fixture
def editor(page: Page, address: str) -> Page:
    """The editor with its first query."""
    return opened(page, address + "/sparql")


def opened(page: Page, url: str) -> Page:
    """A page with the editor, once its scripts have run."""
    page.goto(url)
    page.wait_for_function("() => document.body.dataset.editor === 'ready'")
    return page


def text_of(page: Page) -> str:
    """What stands in the query field."""
    text: str = page.evaluate("() => document.querySelector('.CodeMirror').CodeMirror.getValue()")
    return text


def typed(page: Page, text: str) -> None:
    """Write over what stands in the query field, by the keyboard."""
    page.locator(".CodeMirror").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def table_after(page: Page, query: str) -> Locator:
    """Run a query; its table."""
    typed(page, query)
    page.keyboard.press("Control+Enter")
    table = page.locator("#outcome table")
    expect(table).to_be_visible()
    return table


def suggested(page: Page, query: str) -> list[str]:
    """What Ctrl+Space offers behind a text."""
    typed(page, query)
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint").first.wait_for()
    return page.locator(".CodeMirror-hint").all_inner_texts()


def test_yasgui_stands_in_the_place_of_the_text_field(editor: Page) -> None:
    """With the first query in it, coloured, under a name that a screen reader says."""
    expect(editor.locator(".yasqe .CodeMirror")).to_be_visible()
    expect(editor.locator("textarea#query")).to_be_hidden()
    assert "plg:listingRole" in text_of(editor)
    assert editor.locator(".cm-keyword").first.inner_text() == "PREFIX"
    expect(editor.get_by_role("textbox", name="問い合わせ文")).to_be_attached()


def test_an_example_is_run_and_its_things_are_links(editor: Page, address: str) -> None:
    """The link leads to the page of the thing, in another tab so that the answer stays."""
    editor.locator("#example").select_option(value="cross-listed-projects")
    expect(editor.locator("#outcome table")).to_be_visible()
    table = table_after(editor, PLG + "SELECT ?p { ?p a plg:MainProject } ORDER BY ?p LIMIT 3")
    link = table.locator("a").first
    assert (link.get_attribute("href") or "").startswith("/id/project/")
    with editor.context.expect_page() as tab:
        link.click()
    tab.value.wait_for_load_state()
    assert tab.value.url.startswith(address + "/id/project/")
    expect(tab.value.locator("h1")).not_to_be_empty()


def test_properties_are_suggested_from_this_store(editor: Page) -> None:
    """By name, with the Japanese label and the count, own terms alone behind an own prefix."""
    asked: list[str] = []
    editor.on("request", lambda request: asked.append(urlsplit(request.url).path))
    offers = suggested(editor, PLG + "SELECT * { ?s plg:crossList")
    assert any(offer.startswith("plg:crossListedAt") and "再掲先" in offer for offer in offers)
    assert all(offer.startswith("plg:") for offer in offers)
    assert "/api/terms" in asked
    editor.keyboard.press("Enter")
    assert re.search(r"\?s plg:crossList\w+$", text_of(editor))


def test_a_japanese_word_finds_its_property(editor: Page) -> None:
    """Who does not know the English name writes the label."""
    offers = suggested(editor, PLG + "SELECT * { ?s plg:再掲先")
    assert any(offer.startswith("plg:crossListedAt") for offer in offers)


def test_classes_are_suggested_behind_a(editor: Page) -> None:
    """And no property there."""
    offers = suggested(editor, PLG + "SELECT * { ?s a plg:")
    names = {offer.split()[0] for offer in offers}
    assert {"plg:MainProject", "plg:Listing", "plg:Division"} <= names
    assert "plg:listingRole" not in names


def test_a_prefix_that_is_missing_is_written(editor: Page) -> None:
    """The house's address for it, as soon as the prefix is used."""
    typed(editor, "SELECT * { ?s ")
    editor.keyboard.type("skos:")
    expect(editor.locator(".CodeMirror").first).to_contain_text(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    )


def test_a_fault_is_shown_where_it_is(editor: Page) -> None:
    """In words and in the text; the mark of the line speaks Japanese, and its tip breaks no policy."""
    typed(editor, "SELECT *\nWHERE { ?s ?p }")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#outcome")).to_contain_text("2 行 16 文字目")
    expect(editor.locator(".wrong-here")).to_be_visible()
    icon = editor.locator(".parseErrorIcon")
    icon.hover()
    editor.wait_for_timeout(200)
    assert icon.get_attribute("title") == "この行は、SPARQL としてまだ正しくありません"
    expect(editor.locator(".yasqe_tooltip")).to_have_count(0)
    wrong: list[str] = editor.wrong  # type: ignore[attr-defined]
    assert [one for one in wrong if "400" not in one] == []
    wrong.clear()


def test_figures_are_sorted_by_size(editor: Page) -> None:
    """Rising, falling, and as they came; thousands are parted, a year is not."""
    table = table_after(editor, "SELECT ?n { VALUES ?n { 9 2012 680000000 } }")
    cells = table.locator("tbody td")
    assert cells.all_inner_texts() == ["9", "2012", "680,000,000"]
    head = table.get_by_role("columnheader", name="n")
    for state, shown in (("ascending", "9"), ("descending", "680,000,000"), (None, "9")):
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == state
        assert cells.first.inner_text() == shown


def test_the_table_is_narrowed_and_turned(editor: Page) -> None:
    """A hundred rows at a time; what is typed is looked for in all of them."""
    table = table_after(editor, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 250")
    expect(table.locator("tbody tr")).to_have_count(100)
    editor.get_by_role("button", name="次へ").click()
    editor.get_by_role("button", name="次へ").click()
    expect(table.locator("tbody tr")).to_have_count(50)
    expect(editor.get_by_role("button", name="次へ")).to_be_disabled()
    editor.get_by_role("searchbox", name="表の中を絞り込む").fill("この語はない")
    expect(table.locator("tbody tr")).to_have_count(0)


def test_a_text_is_shown_as_it_is(editor: Page) -> None:
    """YASGUI's own table would put a column in the place of braces; markup stays text."""
    table = table_after(editor, 'SELECT ("{{b}}" AS ?a) ("<b>x</b>" AS ?b) {}')
    assert table.locator("tbody td").all_inner_texts() == ["{{b}}", "<b>x</b>"]


def test_triples_come_as_a_table_and_as_turtle(editor: Page) -> None:
    """With the downloads that fit."""
    query = PLG + "CONSTRUCT { ?p a plg:MainProject } WHERE { ?p a plg:MainProject } LIMIT 2"
    table = table_after(editor, query)
    assert table.locator("th").all_inner_texts() == ["subject", "predicate", "object"]
    editor.get_by_role("button", name="受信した内容").click()
    expect(editor.locator(".yasr_results")).to_contain_text("MainProject")
    with editor.expect_download() as download:
        editor.get_by_role("button", name="Turtle").click()
    assert download.value.suggested_filename.endswith(".ttl")


def test_yes_and_no_and_nothing(editor: Page) -> None:
    """An ASK is answered in words, an empty graph with a sentence."""
    for query, said in (("ASK {}", "はい（true）"), ("ASK { <urn:x> a <urn:y> }", "いいえ（false）"),
                        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s a <urn:x> ; ?p ?o }", "当てはまるものはありません。")):  # fmt: skip
        typed(editor, query)
        editor.keyboard.press("Control+Enter")
        expect(editor.locator("#outcome .message:visible")).to_have_text(said)


def test_the_whole_answer_is_taken_as_csv_and_xlsx(editor: Page) -> None:
    """More than the page shows; CSV with the mark that spreadsheets need, XLSX with a head that stays."""
    table_after(editor, "SELECT ?n ?t { VALUES (?n ?t) { (1 '=1+1') (20 '施策') } }")
    with editor.expect_download() as download:
        editor.get_by_role("button", name="CSV").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbfn,t\r\n1,")
    with editor.expect_download() as download:
        editor.get_by_role("button", name="XLSX").click()
    assert re.fullmatch(r"問い合わせ結果-\d{8}-\d{4}\.xlsx", download.value.suggested_filename)
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    assert list(sheet.values) == [("n", "t"), (1, "=1+1"), (20, "施策")]
    assert sheet.freeze_panes == "A2"


def test_a_link_carries_query_and_view(editor: Page, address: str) -> None:
    """Opened anew it is run at once and shows the same."""
    query = "SELECT ?n { VALUES ?n { 1 2 } }  # 施策 & 事業"
    table_after(editor, query)
    editor.get_by_role("button", name="受信した内容").click()
    editor.get_by_role("button", name="リンクを作る").click()
    link = editor.get_by_role("textbox", name="この問い合わせへのリンク").input_value()
    assert parse_qs(urlsplit(link).query) == {"query": [query], "view": ["response"]}
    assert editor.url == link
    opened(editor, link)
    assert text_of(editor) == query
    expect(editor.locator(".yasr_results .CodeMirror")).to_contain_text('"bindings"')


def test_nothing_is_kept_unless_asked(editor: Page, address: str) -> None:
    """Neither in local storage, nor in session storage, nor in a cookie."""
    stored = (
        "() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie"
    )
    table_after(editor, "SELECT ('秘密' AS ?a) {}")
    assert editor.evaluate(stored) == "{}{}"
    editor.get_by_label("問い合わせ文をこの端末に残す").check()
    assert "秘密" in editor.evaluate(stored)
    opened(editor, address + "/sparql")
    assert "秘密" in text_of(editor)
    editor.get_by_role("button", name="問い合わせ文と結果を消す").click()
    assert editor.evaluate(stored) == "{}{}"
    assert text_of(editor) == ""
    assert "秘密" not in editor.locator("main").inner_text()
    assert editor.url == address + "/sparql"


def test_a_query_can_be_stopped(editor: Page) -> None:
    """The button is there while a query runs, and only then."""
    editor.route("**/sparql", lambda _: None)
    stop = editor.get_by_role("button", name="中止")
    expect(stop).to_be_hidden()
    editor.locator("#run").click()
    stop.click()
    expect(editor.locator("#outcome")).to_contain_text("問い合わせを中止しました。")
    expect(stop).to_be_hidden()
    editor.unroute_all(behavior="ignoreErrors")


def test_an_answer_that_was_cut_says_so(editor: Page) -> None:
    """The header of the server becomes a sentence."""

    def cut(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "x-plangraph-cut": "rows=100000"})

    editor.route("**/sparql", cut)
    table_after(editor, "SELECT (1 AS ?n) {}")
    expect(editor.locator("#outcome")).to_contain_text("上限（rows=100000）")


def test_the_keyboard_is_not_caught(editor: Page) -> None:
    """Tab leaves the query field for the button behind it, Shift+Tab for the examples before it."""
    editor.locator(".CodeMirror").first.click()
    editor.keyboard.press("Tab")
    expect(editor.locator("#run")).to_be_focused()
    editor.keyboard.press("Shift+Tab")
    editor.keyboard.press("Shift+Tab")
    expect(editor.locator("#example")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(page: Page, address: str, scheme: Any) -> None:
    """At 360 pixels, with an answer of many columns; in the dark the field is dark."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    opened(page, address + "/sparql")
    table_after(page, "SELECT ('長い内容の文' AS ?a) (1 AS ?b) (2 AS ?c) (3 AS ?d) (4 AS ?e) (5 AS ?f) {}")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    ground = page.evaluate("getComputedStyle(document.querySelector('.CodeMirror')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 22, 26)"}[scheme]


SAID = """() => {
  const main = document.querySelector("main");
  for (const data of main.querySelectorAll(".CodeMirror-code, .CodeMirror-hints, table, select, details")) data.style.display = "none";
  const tips = [...main.querySelectorAll("[title], [aria-label], [placeholder]")]
    .flatMap((one) => ["title", "aria-label", "placeholder"].map((name) => one.getAttribute(name)));
  return [main.innerText, ...tips.filter(Boolean)].join("\\n");
}"""


@pytest.mark.parametrize("view", ["表", "受信した内容"])
def test_the_interface_is_japanese(editor: Page, view: str) -> None:
    """No word of YASGUI's is left in English, nor in a tip or a name for screen readers."""
    table_after(editor, "SELECT ?s { ?s ?p ?o } LIMIT 101")
    editor.get_by_role("button", name=view).click()
    typed(editor, "SELECT ?s { ?s rdfs:")
    expect(editor.locator(".notification.active")).to_be_visible()
    said = editor.evaluate(SAID)
    assert {"実行（Ctrl+Enter）", "結果を受け取る:", "Ctrl+Space で語の候補を表示します"} <= set(
        said.splitlines()
    )
    assert set(ENGLISH.findall(said)) <= NAMES | {"Shift"}


def test_the_interface_is_english_where_asked(page: Page, address: str) -> None:
    """And stays so in the links of the answer and in what is shared."""
    opened(page, address + "/sparql?lang=en")
    table = table_after(page, PLG + "SELECT ?p { ?p a plg:MainProject } LIMIT 1")
    expect(page.locator("#outcome")).to_contain_text("1 rows")
    assert (table.locator("a").first.get_attribute("href") or "").endswith("?lang=en")
    assert parse_qs(urlsplit(page.url).query)["lang"] == ["en"]


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(locale="ja-JP", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("button", "ending"), [("受け取る", "csv"), ("XLSX で受け取る", "xlsx")])
def test_a_plain_form_is_left_without_scripts(
    without_scripts: Page, address: str, button: str, ending: str
) -> None:
    """The text field and two buttons that work; what needs a script is not shown."""
    page = without_scripts
    page.goto(address + "/sparql")
    expect(page.locator("#run")).to_be_hidden()
    page.locator("#query").fill("SELECT (1 AS ?n) {}")
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    assert ending in download.value.suggested_filename or ending == "csv"
    data = Path(download.value.path()).read_bytes()
    assert data == b"n\r\n1\r\n" if ending == "csv" else data.startswith(b"PK")
