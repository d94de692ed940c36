"""/search: every view is a link, and the same hits are there as page, JSON, CSV and workbook."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from openpyxl import load_workbook

from plangraph.asking.search_index import index_is_fit, index_path
from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.graph.store import current_version

from .running import served

PAGE = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


def test_json_counts_a_cross_listed_project_once(client: httpx.Client) -> None:
    """Under each of its policies, and once in the total."""
    answer = client.get("/search", params={"q": "ホームページの充実"}, headers=JSON).json()
    assert answer["total"] == 1
    policies = {one["label"]: one["count"] for one in answer["facets"]["policy"]["values"]}
    assert policies["協2-1 開かれた市政の推進"] == policies["協2-2 地域情報化の推進"] == 1
    assert answer["hits"][0]["listings"] == 2


def test_every_facet_link_leads_to_its_count(client: httpx.Client) -> None:
    """The number beside a value is that of the page behind it; choosing twice takes it back."""
    text = client.get("/search?kind=project&lang=ja", headers=PAGE).text
    links = re.findall(
        r'<li><a href="(/search\?[^"]+)"[^>]*><span>.*?</span> <span class="count">([\d,]+)</span>', text
    )
    assert len(links) > 20
    for href, count in links[::7]:
        address = href.replace("&amp;", "&")
        if address.count("kind=") != 1:  # a second value of one facet widens the search
            continue
        found = client.get(address, headers=JSON).json()
        assert found["total"] == int(count.replace(",", "")), address
        assert ("lang", "ja") in parse_qsl(urlsplit(address).query)


def test_the_tables_hold_what_the_page_counts(client: httpx.Client) -> None:
    """CSV and XLSX of a narrowed search; figures of the workbook are numbers, what is unknown is empty."""
    asked = {"kind": "project", "designation": "重点"}
    total = client.get("/search", params=asked, headers=JSON).json()["total"]
    rows = list(
        csv.DictReader(io.StringIO(client.get("/search.csv", params=asked).content.decode("utf-8-sig")))
    )
    assert len(rows) == total == 7
    book = load_workbook(io.BytesIO(client.get("/search.xlsx", params=asked).content))
    sheet = book.worksheets[0]
    assert sheet.max_row == total + 1
    column = [cell.value for cell in sheet[1]].index("counted_once_yen") + 1
    values = [sheet.cell(row, column).value for row in range(2, total + 2)]
    assert {type(value) for value in values} <= {int, type(None)}
    assert sheet.freeze_panes == "A2"
    assert client.get("/search.json", params=asked).json()["total"] == total
    assert client.get("/search.pdf", params=asked).status_code == 406


def test_suggestions_lead_to_pages(client: httpx.Client) -> None:
    """Each has a page of this server, in the reader's language."""
    offered = client.get("/api/suggest", params={"q": "ほーむぺー", "lang": "en"}).json()
    assert [one["label"] for one in offered] == ["ホームページの充実"]
    assert client.get(offered[0]["href"], headers=PAGE).status_code == 200
    assert offered[0]["kind_label"] == "Main project"
    assert client.get("/api/suggest", params={"q": ""}).json() == []


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-5",
        "page=99999999999999999999",
        "sort=x",
        "q=" + "あ" * 5000,
        "year=x",
        "policy=" + "&policy=".join("x" * 200),
    ],
)
def test_odd_parameters(client: httpx.Client, query: str) -> None:
    """Answered, or refused in words; never a fault."""
    assert client.get(f"/search?{query}", headers=PAGE).status_code in (200, 422)


def test_a_page_beyond_the_last(client: httpx.Client) -> None:
    """Says so and leads back."""
    text = client.get("/search?q=情報&page=40&lang=ja", headers=PAGE).text
    assert "このページに結果はありません" in text


def test_the_build_leaves_the_index_and_the_server_does_without(tmp_path: Path) -> None:
    """The index stands beside the store and goes with its version; where it is gone the server makes its own."""
    store = tmp_path / "store"
    for _ in range(2):
        build([bundled("data")], store)
    path = index_path(store, current_version(store))
    assert index_is_fit(path)
    assert {one.name.removesuffix(".sqlite") for one in path.parent.iterdir()} <= {
        one.name for one in (store / "versions").iterdir()
    }
    path.unlink()
    with served(store) as client:
        assert client.get("/search", params={"q": "ホームページ"}, headers=JSON).json()["total"] == 1
    assert not path.exists()
