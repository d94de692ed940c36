"""/diff and /timeline: editions compared on a page that is a link, and as data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plangraph.build import build

from ..asking.two_editions import OFFICES, write_edition  # noqa: TID252 (tests are no installed package)
from .running import JSON, PAGE, served

OLD, NEW = "架空市実施計画（2024年度版）", "架空市実施計画（2025年度版）"


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over the two made editions; one title of the newer one would be markup if it were not escaped."""
    folder = tmp_path_factory.mktemp("editions")
    text = (Path(__file__).parent.parent / "asking" / "editions" / "2025.csv").read_text(encoding="utf-8")
    write_edition(folder / "data" / "2024", 2024)
    write_edition(
        folder / "data" / "2025", 2025, OFFICES, text.replace("動画配信", "<script>動画</script>配信")
    )
    build([folder / "data"], folder / "store")
    with served(folder / "store") as client:
        yield client


def test_the_index_offers_editions_of_a_series(editions: httpx.Client) -> None:
    """`/diff` alone links the pair of the series; as JSON it lists pairs and plans."""
    page = editions.get("/diff", headers=PAGE)
    assert page.status_code == 200
    assert f"<bdi>{OLD}</bdi> → <bdi>{NEW}</bdi>" in page.text
    offered = editions.get("/diff", headers=JSON).json()
    assert [(pair["old"]["title"], pair["new"]["title"]) for pair in offered["pairs"]] == [(OLD, NEW)]
    assert [plan["first_year"] for plan in offered["plans"]] == [2024, 2025]


def test_a_comparison_is_a_page_and_data(editions: httpx.Client) -> None:
    """The account, each kind with its changes and sources; JSON and CSV by address, JSON by Accept too."""
    parameters = {"old": OLD, "new": NEW}
    page = editions.get("/diff", params=parameters, headers=PAGE)
    assert page.status_code == 200
    assert "「避難所運営」が「1-1 防災の推進」から「1-2 交通の安全」に移りました。" in page.text
    assert "改称かもしれないもの" in page.text
    assert "/source/99001-2024#line=6" in page.text
    data = editions.get("/diff", params=parameters, headers=JSON).json()
    assert data["differs"]
    (found,) = data["comparisons"]
    assert found["projects"] == {"old": 21, "new": 20, "kept": 18, "dropped": 3, "added": 2, "unchanged": 4}
    assert editions.get("/diff.json", params=parameters, headers=PAGE).json() == data
    table = editions.get("/diff.csv", params=parameters)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(table.content.decode("utf-8-sig").splitlines()) == 1 + sum(found["counts"].values())


def test_one_kind_has_a_link_of_its_own(editions: httpx.Client) -> None:
    """`kind=cost` shows the three changes of cost alone; a kind that is none is a bad request."""
    parameters = {"old": OLD, "new": NEW, "kind": "cost", "page": "9"}
    page = editions.get("/diff", params=parameters, headers=PAGE)
    assert page.text.count('<td data-name="内容">') == 3
    data = editions.get("/diff.json", params=parameters).json()
    assert {change["kind"] for change in data["comparisons"][0]["changes"]} == {"cost"}
    assert editions.get("/diff", params={**parameters, "kind": "x"}, headers=JSON).status_code == 400


def test_titles_are_escaped(editions: httpx.Client) -> None:
    """A title with markup in it is text on every page."""
    for path, parameters in (
        ("/diff", {"old": OLD, "new": NEW}),
        ("/timeline", {"project": "<script>動画</script>配信"}),
    ):
        page = editions.get(path, params=parameters, headers=PAGE)
        assert page.status_code == 200
        assert "<script>動画" not in page.text
        assert "&lt;script&gt;動画" in page.text


def test_a_timeline_has_a_picture_and_the_same_as_a_table(editions: httpx.Client) -> None:
    """災害情報伝達: two lines of steps, and the amounts of each year by edition; the year that differs is marked."""
    page = editions.get("/timeline", params={"project": "災害情報伝達"}, headers=PAGE)
    assert page.status_code == 200
    assert page.text.count("<polyline") == 2
    assert page.text.count("95,000円") >= 1
    assert page.text.count("版により違う") == 1
    assert "style=" not in page.text
    data = editions.get("/timeline", params={"project": "災害情報伝達"}, headers=JSON).json()
    assert data["fiscal_years"] == [2024, 2025, 2026, 2027]
    assert data["years_that_differ"] == [2026]
    assert editions.get("/timeline.json", params={"project": "災害情報伝達"}).json() == data


def test_what_is_not_there_is_said(editions: httpx.Client) -> None:
    """No such plan, an address of a project, several projects, nothing asked."""
    assert editions.get("/diff", params={"old": "x", "new": NEW}, headers=JSON).status_code == 404
    project = editions.get("/timeline.json", params={"project": "避難所運営"}).json()["iri"]
    problem = editions.get("/diff", params={"old": project, "new": NEW}, headers=JSON).json()
    assert "計画ではなく事業の IRI" in problem["detail"]
    several = editions.get("/timeline", params={"project": "防災"}, headers=PAGE)
    assert several.status_code == 300
    assert "防災訓練" in several.text
    assert editions.get("/timeline", headers=JSON).status_code == 400
    assert editions.get("/timeline", headers=PAGE).status_code == 200


def test_english_pages(editions: httpx.Client) -> None:
    """The same in English."""
    page = editions.get("/diff", params={"old": OLD, "new": NEW, "lang": "en"}, headers=PAGE)
    assert "Compare editions" in page.text
    assert "&#34;避難所運営&#34; moved from" in page.text
    assert (
        "FY2026" in editions.get("/timeline", params={"project": "防災訓練", "lang": "en"}, headers=PAGE).text
    )
