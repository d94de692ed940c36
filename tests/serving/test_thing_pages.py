"""Pages of things over real HTTP: values by hand, links that lead somewhere, harm, ten thousand letters, much and nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from .running import PAGE, served, write_turtle
from .test_escaping import EVIL

BASE = "https://example.org/id/"
LONG = "長" * 10_000
BIDI = "請求\u202e0001"
HARM = f"{EVIL}{BIDI}{LONG}"
HEAD = """
PREFIX plg: <https://w3id.org/plangraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
"""
TRIG = f"""{HEAD}
GRAPH <{BASE}graph/document/d> {{
  <{BASE}body/1> a plg:Municipality ; rdfs:label '''{HARM}''' .
  <{BASE}plan/1> a plg:Plan ; rdfs:label '''{HARM}''' ; plg:firstYear 2012 ; plg:lastYear 2014 ; plg:publishedBy <{BASE}body/1> .
  <{BASE}document/d> a plg:SourceDocument ; rdfs:label '''{HARM}''' ; plg:fileName '''{HARM}''' ; plg:repair '''{HARM}''' ;
    plg:layout '''{HARM}''' ; dcterms:isPartOf <{BASE}plan/1> .
  <{BASE}policy/1/1> a plg:Policy ; rdfs:label '''{HARM}''' ; plg:code '''{HARM}''' ; plg:level '''{HARM}''' ; plg:partOf <{BASE}plan/1> ;
    plg:guidedBy <{BASE}guideline/1/g> ; plg:leadDivision <{BASE}division/1/v> ; plg:indicator <{BASE}indicator/1> ;
    plg:assessment <{BASE}assessment/1> .
  <{BASE}policy/1/2> a plg:UnreadPolicy ; rdfs:label '''{HARM}''' ; plg:code '''{HARM}''' ; plg:chapterTitle '''{HARM}''' .
  <{BASE}assessment/1> a plg:Assessment ; plg:aspect plg:BasicIdea ; plg:text '''{HARM}''' .
  <{BASE}project/1/p> a plg:MainProject ; rdfs:label '''{HARM}''' ; plg:carriedByText '''{HARM}''' ; plg:guidedBy <{BASE}guideline/1/g> .
  <{BASE}listing/1> a plg:Listing ; plg:order 1 ; plg:listsProject <{BASE}project/1/p> ; plg:listedUnder <{BASE}policy/1/1> ;
    plg:listingRole plg:Home ; rdfs:label '''{HARM}''' ; plg:fromDocument <{BASE}document/d> ; plg:markedCode '''{HARM}''' ;
    plg:crossListedAt <{BASE}policy/1/2> ; plg:crossListingState plg:TargetNotLoaded ;
    plg:responsibleDivision <{BASE}division/1/v> ; plg:designation <{BASE}designation/1> ; plg:cost <{BASE}listing/1/cost> .
  <{BASE}designation/1> a plg:Designation ; rdfs:label '''{HARM}''' .
  <{BASE}listing/1/cost> a plg:CostObservation ; plg:costKind plg:ProjectCost ; plg:fiscalYear <{BASE}fy/2012> ;
    plg:amountStatus plg:Derived ; plg:amountYen 5 ; plg:derivation '''{HARM}''' .
  <{BASE}fy/2012> a plg:FiscalYear ; plg:year 2012 ; rdfs:label '''{HARM}''' .
  <{BASE}division/1/v> a plg:Division ; rdfs:label '''{HARM}''' .
  <{BASE}guideline/1/g> a plg:Guideline ; rdfs:label '''{HARM}''' ; plg:event <{BASE}event/1> .
  <{BASE}event/1> a plg:GuidelineEvent ; rdfs:label '''{HARM}''' ; plg:eventKind plg:Revised ; plg:fiscalYear <{BASE}fy/2012> .
  <{BASE}indicator/1> a plg:Indicator ; rdfs:label '''{HARM}''' ; plg:unitLabel '''{HARM}''' ; plg:observation <{BASE}indicator/1/o> .
  <{BASE}indicator/1/o> a plg:IndicatorObservation ; plg:fiscalYear <{BASE}fy/2012> ; plg:value 1.5 ; plg:printedValue '''{HARM}''' .
}}
GRAPH <{BASE}graph/findings/d> {{
  <{BASE}finding/1> a plg:Finding ; plg:rule '''{EVIL}''' ; sh:resultSeverity sh:Warning ; sh:resultMessage '''{HARM}'''@ja, '''{HARM}'''@en ;
    sh:focusNode <{BASE}policy/1/1> ; plg:item '''{HARM}''' ; plg:printed '''{HARM}''' ; plg:expected '''{HARM}''' .
}}
"""
THINGS = [
    "plan/1", "document/d", "policy/1/1", "policy/1/2", "project/1/p", "listing/1", "listing/1/cost", "division/1/v", "guideline/1/g",
    "event/1", "indicator/1", "finding/1", "fy/2012", "body/1",
]  # fmt: skip
PLAN = quote(BASE + "plan/1", safe="")
PICTURES = ["money", "treemap", "matrix", "flow", "shares"]


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over a thing of each kind that means harm."""
    store = tmp_path_factory.mktemp("evil things")
    write_turtle(store, TRIG, BASE)
    with served(store) as client:
        yield client


def page_of(client: httpx.Client, path: str) -> str:
    """The page, which must be there."""
    response = client.get(path, headers=PAGE)
    assert response.status_code == 200, response.text[-500:]
    return response.text


def plain(text: str) -> str:
    """What a reader sees: no tags, one space for any run."""
    return " ".join(
        unescape(re.sub(r"<wbr>|<[^>]*>", lambda m: "" if m[0] == "<wbr>" else " ", text)).split()
    )


def test_a_policy_page(client: httpx.Client) -> None:
    """協1-1: its way from the plan, its neighbour, 22, 20 and 18 million as bars and as a table, its six listings."""
    text = page_of(client, "/id/policy/13229-jisshi-2012/協1-1")
    assert "<h1>" in text
    said = plain(text)
    assert "協1-1 市民主体のまちづくりの推進" in said
    crumbs = plain(text[text.index('class="crumbs"') : text.index("</nav>", text.index('class="crumbs"'))])
    assert "6 協働で拓くまちづくり 協1 まちを支える市民のために" in crumbs
    assert "協1-2 協働のまちづくりの推進 →" in said
    for amount in ("22,000,000円", "20,000,000円", "18,000,000円", "60,000,000円"):
        assert amount in said
    assert text.count('height="') > 3
    assert "本掲 3 件、ほか 3 件" in said
    assert "再掲先が未読" in said


def test_a_sheet_policy_page(client: httpx.Client) -> None:
    """施策01: what is printed for it, 14 / 12 / 13 事務事業, its indicators, its two texts, no sum of projects."""
    said = plain(page_of(client, "/id/policy/13222-chouki4-kouki/01"))
    for words in (
        "61,077,000円",
        "25,540,000円",
        "38,869,000円",
        "▼ 66.2",
        "▼ 81.8",
        "協働の指針",
        "統括 生活文化課",
    ):
        assert words in said, words
    assert "年度ごとの事業費" not in said


def test_a_project_page(client: httpx.Client) -> None:
    """The station: home 協1-2, 1, 1 and 2 million, the last derived within its bounds, every statement with its line."""
    said = plain(page_of(client, "/id/project/13229/地域活動情報ステーションの活用"))
    assert "協1-2 協働のまちづくりの推進 本掲" in said
    assert "平成26年度 2,000,000円 推計 4 - 1 - 1 500,000円～3,500,000円" in said
    assert "協1-2 平成24年度 地域活動情報ステーションの運用 – 53 行目" in said
    assert "← 市民のまちづくり参加への支援" in said


def test_a_division_page(client: httpx.Client) -> None:
    """協働コミュニティ課: 22, 20, 17 million, five projects alone, the way to its impact."""
    text = page_of(client, "/id/division/13229/生活文化スポーツ部/協働コミュニティ課")
    said = plain(text)
    assert "単独で所管 5 共管 1" in said
    for amount in ("22,000,000円", "20,000,000円", "17,000,000円", "59,000,000円"):
        assert amount in said
    assert "/impact?of=" in text


def test_a_plan_and_its_document(client: httpx.Client) -> None:
    """2,054 million within its interval, the tree, 107 lines read and 12 repaired; the document counts its findings by rule."""
    said = plain(page_of(client, "/id/plan/13229-jisshi-2012"))
    assert "2,054,000,000円 2,040,500,000～2,070,000,000" in said
    assert "協2-2 地域情報化の推進 施策 16 1,789,000,000円" in said
    assert "6 協働で拓くまちづくり 107 12 0" in said
    document = plain(page_of(client, "/id/document/13229-nishitokyo-h24-chapter6"))
    assert "読んだ行 107 補正して読んだ行 12 読めなかった行 0 掲載 39" in document


def test_an_indicator_and_a_guideline(client: httpx.Client) -> None:
    """72.7, 66.2, 70.0 with what falls; 協働の指針 revised in 平成29年度."""
    said = plain(page_of(client, "/id/statement/13222-higashikurume-h31-policy01/policy/01/indicator/1"))
    assert "平成29年度 66.2 ％ 66. 2 前の年度より低い 425 行目" in said
    assert "平成30年度 70.0 ％" in said
    guideline = plain(page_of(client, "/id/guideline/13222/協働の指針"))
    assert "平成29年度 改訂" in guideline


def test_incoming_links_lead_to_all_of_them(client: httpx.Client) -> None:
    """FY2012: 39 amounts, twenty named, and a query that gives the 39."""
    text = page_of(client, "/id/fy/2012")
    assert "39 件" in plain(text)
    queries = [unescape(one) for one in re.findall(r'href="(/sparql\?[^"]*CostObservation[^"]*)"', text)]
    (link,) = queries
    rows = client.get(link, headers={"Accept": "text/csv"}).text.splitlines()
    assert len(rows) == 1 + 39


@pytest.mark.parametrize(
    "path",
    [
        "/id/policy/13229-jisshi-2012/協1-2",
        "/id/policy/13229-jisshi-2012/笑1-1",
        "/id/basic-project/13222-chouki4-kouki/01-02",
        "/id/guideline/13222/協働の指針",
        "/id/plan/13229-jisshi-2012",
        "/id/document/13222-higashikurume-h31-policy01",
        "/pictures",
        "/pictures?plan=13229-jisshi-2012",
    ],
)
def test_every_link_leads_somewhere(client: httpx.Client, path: str) -> None:
    """To things, sources, queries, files; a sample of each page's."""
    found = sorted(set(re.findall(r'href="(/[^"#]*)', page_of(client, path))))
    kinds = {re.sub(r"[^/?]*$", "", unescape(link))[:24]: link for link in found}
    for link in kinds.values():
        assert client.get(unescape(link), headers=PAGE).status_code == 200, link


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_harm_in_every_field_is_text(evil: httpx.Client, thing: str, lang: str) -> None:
    """Markup, quotes, marks of direction and ten thousand letters in every field of every kind."""
    text = page_of(evil, f"/id/{thing}?lang={lang}")
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert " style=" not in text
    assert "{{7*7}}" in text or "{{" not in text
    if thing != "fy/2012":
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("name", PICTURES)
def test_harm_in_pictures_is_text(evil: httpx.Client, name: str) -> None:
    """In the SVG alone, and in the page with all of them."""
    response = evil.get(f"/pictures/{name}.svg?plan={PLAN}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert "<script" not in response.text
    assert len(response.content) < 50_000
    page = page_of(evil, f"/pictures?plan={PLAN}")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_pictures_of_the_chapter(client: httpx.Client) -> None:
    """Five pictures with their numbers, each as SVG and CSV; the sheet's plan has none, and says so."""
    text = page_of(client, "/pictures?plan=13229-jisshi-2012")
    assert text.count("<svg") == 5
    assert "1,750" in plain(text)
    answer = client.get("/pictures/money.csv?plan=13229-jisshi-2012")
    assert "協1-1 市民主体のまちづくりの推進,平成24年度,22000000" in answer.text
    sheet = page_of(client, "/pictures?plan=13222-chouki4-kouki")
    assert "<svg" not in sheet
    assert sheet.count("描く数字がありません") == 5
    alone = client.get("/pictures/money.svg?plan=13222-chouki4-kouki")
    assert "描く数字がありません" in alone.text


def test_pictures_that_are_not_there(client: httpx.Client) -> None:
    """An unknown name or plan is a 404 that says what there is."""
    assert client.get("/pictures/pie.svg?plan=13229-jisshi-2012").status_code == 404
    assert client.get("/pictures/money.svg?plan=nothing").status_code == 404
    assert client.get("/pictures/money.svg").status_code == 404
    assert client.get("/pictures?plan=nothing", headers=PAGE).status_code == 404


def test_much_is_bounded(tmp_path: Path) -> None:
    """Two thousand projects of one division and one policy: a hundred of them on its page, the rest by number."""
    lines = [
        f'<{BASE}body/1> a plg:Municipality ; rdfs:label "市" . <{BASE}plan/1> a plg:Plan ; rdfs:label "計画" ; plg:firstYear 2012 ; '
        f'plg:lastYear 2012 ; plg:publishedBy <{BASE}body/1> . <{BASE}division/1/課> a plg:Division ; rdfs:label "課" . '
        f'<{BASE}document/d> a plg:SourceDocument ; rdfs:label "文書" ; plg:fileName "d" ; dcterms:isPartOf <{BASE}plan/1> . '
        f'<{BASE}policy/1/1> a plg:Policy ; plg:code "1" ; rdfs:label "施策" ; plg:partOf <{BASE}plan/1> .',
        *(
            f'<{BASE}project/1/{i}> a plg:MainProject ; rdfs:label "事業{i}" . <{BASE}listing/{i}> a plg:Listing ; plg:order {i} ; '
            f"plg:listsProject <{BASE}project/1/{i}> ; plg:listedUnder <{BASE}policy/1/1> ; plg:listingRole plg:Home ; "
            f'rdfs:label "事業{i}" ; plg:fromDocument <{BASE}document/d> ; plg:responsibleDivision <{BASE}division/1/課> .'
            for i in range(2_000)
        ),
    ]
    write_turtle(tmp_path, f"{HEAD} GRAPH <{BASE}graph/document/d> {{ {' '.join(lines)} }}", BASE)
    with served(tmp_path) as client:
        for path in ("/id/division/1/課", "/id/policy/1/1"):
            text = page_of(client, path)
            assert "ほか 1,900 件" in plain(text)
            assert "2,000 件" in plain(text)
            assert len(text) < 150_000


def test_an_empty_plan(tmp_path: Path) -> None:
    """A plan that nothing belongs to has a page and pictures."""
    turtle = (
        f'{HEAD} GRAPH <{BASE}graph/document/d> {{ <{BASE}body/1> a plg:Municipality ; rdfs:label "市" . '
        f'<{BASE}plan/1> a plg:Plan ; rdfs:label "計画" ; plg:publishedBy <{BASE}body/1> }}'
    )
    write_turtle(tmp_path, turtle, BASE)
    with served(tmp_path) as client:
        assert "施策 0 事業 0 掲載 0 件" in plain(page_of(client, "/id/plan/1"))
        assert "描く数字がありません" in page_of(client, "/pictures")


def test_the_catalogue_keeps_its_labels_to_itself(client: httpx.Client) -> None:
    """What is kept for one page is not taken for that of another, whichever is asked for first."""
    page_of(client, "/catalogue")
    assert "平成29年度 改訂" in plain(page_of(client, "/id/guideline/13222/協働の指針"))
