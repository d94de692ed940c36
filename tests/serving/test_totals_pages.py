"""/totals over real HTTP, on the founding documents, on a graph that means harm, and on none."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from .running import JSON, PAGE, served, write_turtle
from .test_escaping import BASE as EVIL_BASE
from .test_escaping import EVIL, TRIG

POLICY = "https://w3id.org/plangraph/id/policy/13229-jisshi-2012/協1-2"


def page_of(client: httpx.Client, **params: str) -> str:
    """The page, which must be there."""
    response = client.get("/totals", params=params, headers=PAGE)
    assert response.status_code == 200, response.text[:500]
    return response.text


def test_both_sums_side_by_side(client: httpx.Client) -> None:
    """The chapter's 1,385 and 2,054 million with the interval, the rule, and a row for each section that leads to its proof."""
    text = page_of(client)
    for said in ("1,385,000,000円", "2,054,000,000円", "2,040,500,000～2,070,000,000", "按分: 本掲のみ"):
        assert said in text
    row = re.search(r"<tr>\s*<th scope=.row.>[^\n]*協1-2 協働のまちづくりの推進.*?</tr>", text, re.DOTALL)
    assert row is not None
    assert re.findall(r'class="number[^"]*">(?:<strong>)?([\d,]+)', row[0])[:2] == [
        "36,000,000",
        "53,000,000",
    ]
    assert "of=https" in row[0]


def test_every_link_of_the_page_leads_somewhere(client: httpx.Client) -> None:
    """To the things, the proofs, the files; one of each."""
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', page_of(client, by="plan"))
    }
    assert any(link.startswith("/totals.xlsx") for link in links)
    for link in links:
        assert client.get(link, headers=PAGE).status_code == 200, link


def test_a_row_and_its_proof(client: httpx.Client) -> None:
    """協1-2: what carries its two carried listings, and its three cells without a figure."""
    text = page_of(client, by="policy", of=POLICY)
    for said in (
        "53,000,000円",
        "市民協働推進センターの運営",
        "他の事業で実施",
        "大学との連携",
        "失われた",
        "印字なし",
    ):
        assert said in text
    assert "ホームページの充実" not in text
    assert "53,000,000" in page_of(client, of="協1-2", lang="en")


def test_the_form_keeps_what_was_asked(client: httpx.Client) -> None:
    """Every view is a link: the chosen values are selected, and a field left empty is not asked."""
    text = page_of(client, by="division", plan="実施計画", year="2013", level="", spread="equal")
    for chosen in ('value="division" selected', 'value="2013" selected', 'value="equal" selected'):
        assert chosen in text
    assert "687,000,000円" in text
    asked = page_of(client, by="policy", plan="", year="", level="", spread="home")
    assert asked.partition("<main")[2] == page_of(client).partition("<main")[2]


def test_the_same_as_json_csv_and_xlsx(client: httpx.Client) -> None:
    """By Accept and by suffix, with the same parameters."""
    params = {"by": "year", "plan": "実施計画"}
    rows = client.get("/totals", params=params, headers=JSON).json()
    assert [(row["key"], row["counted_once_yen"]) for row in rows] == [
        ("2012", 680_000_000), ("2013", 687_000_000), ("2014", 687_000_000), ("all", 2_054_000_000),
    ]  # fmt: skip
    answer = client.get("/totals.csv", params=params)
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["as_printed_yen"] for line in lines] == ["680000000", "687000000", "18000000", "1385000000"]
    book = load_workbook(io.BytesIO(client.get("/totals.xlsx", params=params).content))
    assert book["集計"].max_row == 5
    assert client.get("/totals", params={"proof": "false"}, headers=JSON).json()[-1]["left_out"] == []
    (one,) = client.get("/totals", params={"of": "協1-1"}, headers=JSON).json()
    assert (one["key"], len(one["left_out"])) == ("協1-1", 3)


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"by": "colour"}, 400),
        ({"spread": "half"}, 400),
        ({"year": "平成"}, 400),
        ({"year": "²"}, 400),
        ({"year": "1999"}, 404),
        ({"plan": "なにか"}, 404),
        ({"plan": "計画"}, 300),
        ({"level": "課"}, 404),
        ({"of": "協9-9"}, 404),
        ({"of": "01"}, 300),
    ],
)
def test_wrong_words_are_answered(client: httpx.Client, params: dict[str, str], status: int) -> None:
    """As a problem for programs and as a page for people."""
    problem = client.get("/totals", params=params, headers=JSON)
    assert problem.status_code == status
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == status
    assert client.get("/totals", params=params, headers=PAGE).status_code == status


@pytest.mark.parametrize("by", ["policy", "level", "division", "designation", "year", "plan"])
def test_every_key_in_english(client: httpx.Client, by: str) -> None:
    """A page for each, with the row for all."""
    assert "<bdi>all</bdi>" in page_of(client, by=by, lang="en")


def test_a_graph_that_means_harm_is_text(tmp_path: Path) -> None:
    """Titles, codes and plan names are shown, never run; from the address too."""
    write_turtle(tmp_path / "store", TRIG, EVIL_BASE)
    with served(tmp_path / "store") as client:
        for params in ({}, {"by": "plan"}, {"by": "policy", "of": f"{EVIL_BASE}policy/1/1"}, {"plan": EVIL}):
            text = client.get("/totals", params=params, headers=PAGE).text
            assert "&lt;script&gt;alert(1)" in text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
        cells = client.get("/totals.csv").text
        assert "alert(1)" in cells


def test_a_store_of_nothing(tmp_path: Path) -> None:
    """A graph without any plan says so."""
    write_turtle(tmp_path / "store", "", EVIL_BASE)
    with served(tmp_path / "store") as client:
        assert "掲載がない" in page_of(client)
        (row,) = client.get("/totals", headers=JSON).json()
        assert (row["key"], row["counted_once_yen"]) == ("all", 0)
        assert client.get("/totals.xlsx").status_code == 200
