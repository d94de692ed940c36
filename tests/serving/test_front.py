"""The front page: what it says of few cities and of many, and menus that lead nowhere wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from plangraph.asking.documents import Document
from plangraph.asking.holdings import documents_to_regions
from plangraph.asking.overview import LoadedDocument
from plangraph.checking.report import Report, ReportFinding
from plangraph.model.findings import Severity
from plangraph.model.prefectures import PREFECTURES
from plangraph.model.texts import Bilingual
from plangraph.serving.front import report_in_short

from .running import JSON, PAGE, served, write_turtle

BASE = "https://example.org/id/"
LINK = re.compile(r'href="(/[^"#]*)')


def many(cities: int) -> str:
    """A graph of so many cities, each with a plan and a document; every third in 群馬県 (10), the rest in 北海道 (01)."""
    things = []
    for number in range(cities):
        code = f"{'10' if number % 3 == 0 else '01'}{number:03}"
        things.append(
            f"""<{BASE}body/{code}> a plg:Municipality ; rdfs:label "第{code}市" .
            <{BASE}plan/{code}> a plg:Plan ; rdfs:label "計画{code}" ; plg:firstYear 2012 ; plg:lastYear 2014 ;
              plg:publishedBy <{BASE}body/{code}> .
            <{BASE}document/{code}> a plg:SourceDocument ; rdfs:label "文書{code}" ; plg:fileName "plan.txt" ;
              dcterms:isPartOf <{BASE}plan/{code}> ; plg:linesRead 1 ; plg:linesRepaired 0 ; plg:linesNotRead 0 ."""
        )
    prefixes = """PREFIX plg: <https://w3id.org/plangraph/ontology#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    """
    return f"{prefixes} GRAPH <{BASE}graph/document/d> {{ {' '.join(things)} }}"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over three hundred cities."""
    store: Path = tmp_path_factory.mktemp("crowd")
    write_turtle(store, many(300), BASE)
    with served(store) as client:
        yield client


def test_many_cities_are_folded_by_prefecture(crowd: httpx.Client) -> None:
    """北海道 before 群馬県, each with its counts; of 200 cities sixty are named, and the rest is one link."""
    text = crowd.get("/", headers=PAGE).text
    assert text.index("<strong>北海道</strong>") < text.index("<strong>群馬県</strong>")
    assert "200団体・200計画・200文書" in text
    assert "100団体・100計画・100文書" in text
    assert "ほか140団体" in text
    assert text.count("<details") == 2 + 1  # and the menu
    assert len(crowd.get("/", headers={**PAGE, "Accept-Encoding": "br"}).content) < 100_000


def test_the_catalogue_still_has_all(crowd: httpx.Client) -> None:
    """The link leads to every plan."""
    text = crowd.get("/catalogue", headers=PAGE).text
    assert text.count("計画01") == 200


def test_a_document_is_linked_by_its_own_address(crowd: httpx.Client, client: httpx.Client) -> None:
    """File names are no addresses: in many cities they are the same."""
    assert 'href="/source/13229-nishitokyo-h24-chapter6"' in client.get("/", headers=PAGE).text
    assert crowd.get("/source/01001", headers=PAGE).status_code in (200, 404)


def document(body: str, name: str) -> LoadedDocument:
    """A document of a body."""
    made = Document("d/" + body, "f", "t", "p/" + body, "plan", BASE + "body/" + body, name, 2012, 2014)
    return LoadedDocument(made, 1, 0, 0)


def test_bodies_stand_from_north_to_south() -> None:
    """By area code; a ministry belongs to no prefecture and comes last."""
    found = documents_to_regions(
        [document("mhlw", "厚生労働省"), document("47201", "那覇市"), document("01100", "札幌市")]
    )
    assert [region.code for region in found] == ["01", "47", ""]
    assert found[2].name is None
    assert PREFECTURES["47"] == Bilingual("沖縄県", "Okinawa")
    assert len(PREFECTURES) == 47


def test_the_gravest_rules_come_first() -> None:
    """One violation before two warnings, and of equal gravity the more frequent."""

    def finding(rule: str, severity: Severity) -> ReportFinding:
        return ReportFinding(rule=rule, severity=severity, message=Bilingual("も", "m"))

    grave, light = Severity.VIOLATION, Severity.WARNING
    findings = [finding("a", light), finding("b", light), finding("b", light), finding("z", grave)]
    short = report_in_short(Report(False, tuple(findings)))
    assert [(one.rule, one.count) for one in short.worst] == [("z", 1), ("b", 2), ("a", 1)]
    assert short.counts == {grave: 1, light: 3, Severity.INFO: 0}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", ["/", "/trace", "/nothing"])
def test_every_link_of_head_and_foot_answers(client: httpx.Client, path: str, lang: str) -> None:
    """Menus, foot, alternates and style sheets, of a page that is there and of one that is not."""
    text = client.get(path, params={"lang": lang}, headers=PAGE).text
    outside = re.sub(r"<main.*</main>", "", text, flags=re.DOTALL).replace("&amp;", "&")
    links = set(LINK.findall(outside))
    assert {f"/validation?lang={lang}", f"/sparql?lang={lang}", "/static/house.css"} <= links
    for link in links - {f"{path}?lang=ja", f"{path}?lang=en", path}:
        assert client.get(link, headers=PAGE).status_code == 200, link


def test_a_new_page_comes_into_the_menu_by_itself(client: httpx.Client) -> None:
    """A menu entry is shown if its route is there: none of them is dead, and none is forgotten."""
    text = client.get("/?lang=ja", headers=PAGE).text
    for path in (
        "/search",
        "/trace",
        "/impact",
        "/totals",
        "/diff",
        "/structure",
        "/graph",
        "/validation",
        "/rules",
    ):
        there = client.get(path, headers=PAGE).status_code != 404
        assert (f'href="{path}?lang=ja"' in text) is there, path


def test_a_page_names_its_other_forms(client: httpx.Client) -> None:
    """Both languages, and the data where they have an address; the parameters of the view are kept."""
    text = client.get("/search?q=x%26y&lang=en", headers=PAGE).text.replace("&amp;", "&")
    assert '<link rel="alternate" hreflang="ja" href="/search?q=x%26y&lang=ja">' in text
    assert '<link rel="alternate" hreflang="x-default" href="/search?q=x%26y">' in text
    assert 'name="description"' in text
    for path in ("/", "/validation", f"/trace?project={quote('地域活動情報ステーションの活用')}"):
        page = client.get(path, headers=PAGE).text
        (data,) = re.findall(r'type="application/json" href="([^"]+)"', page)
        assert client.get(data, headers=JSON).json()


def test_where_one_stands_is_said(client: httpx.Client) -> None:
    """In both menus, for eyes and for screen readers."""
    text = client.get("/validation?lang=ja", headers=PAGE).text
    assert text.count('href="/validation?lang=ja" aria-current="page"') == 2


def test_json_says_what_is_here(client: httpx.Client) -> None:
    """Counts and documents, without waiting for sums."""
    answer = client.get("/", headers=JSON).json()
    assert answer["counts"]["Listing"] == 39
    assert len(answer["documents"]) == 2
