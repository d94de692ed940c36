"""/structure and /similar over real HTTP, on the founding documents."""

from __future__ import annotations

import httpx

from .running import JSON, PAGE

PLAN = "https://w3id.org/plangraph/id/plan/13229-jisshi-2012"


def page_of(client: httpx.Client, path: str, **params: str) -> str:
    """A page that is there."""
    response = client.get(path, params=params, headers=PAGE)
    assert response.status_code == 200, response.text[:500]
    return response.text


def test_several_plans_are_offered(client: httpx.Client) -> None:
    """Without a plan the page lists them, and JSON names them."""
    assert "西東京市 実施計画" in page_of(client, "/structure")
    chosen = client.get("/structure", headers=JSON).json()["choose"]
    assert PLAN in [one["iri"] for one in chosen]


def test_a_plan_by_the_name_of_its_city(client: httpx.Client) -> None:
    """Sentences with their numbers, and links to what they speak of."""
    text = page_of(client, "/structure", plan="西東京市")
    for said in (
        "9件です",
        "協2-2 地域情報化の推進",
        "企画部 企画政策課",
        "22.1%",
        "創造性の育つまちづくり（未読）",
    ):
        assert said in text
    assert 'href="/id/policy/13229-jisshi-2012/' in text
    assert "Bridges between" in page_of(client, "/structure", plan=PLAN, lang="en")


def test_a_plan_as_json(client: httpx.Client) -> None:
    """Every answer with its figures."""
    (plan,) = client.get("/structure", params={"plan": PLAN}, headers=JSON).json()["plans"]
    figures = {one["answer"]: one["figures"] for one in plan["answers"]}
    assert figures["policy-bridges"] == {"bridges": 9}
    assert figures["chapter-ties"]["crossing_projects"] == 10


def test_a_plan_that_is_not_there(client: httpx.Client) -> None:
    """404, as a problem for programs."""
    response = client.get("/structure", params={"plan": "<b>ない"}, headers=JSON)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_similar(client: httpx.Client) -> None:
    """A form without a thing; with one the likest first, as a page and as JSON."""
    assert 'name="of"' in page_of(client, "/similar")
    text = page_of(client, "/similar", of="協1-2")
    assert "市民と行政の協働によるまちづくり" in text
    assert "同じ仕事であることを示すものではありません" in text
    found = client.get("/similar", params={"of": "協1-2", "most": "1"}, headers=JSON).json()
    assert [one["title"] for one in found["similar"]] == ["市民と行政の協働によるまちづくり"]
    assert client.get("/similar", params={"of": "何もない題"}, headers=JSON).status_code == 404
    assert client.get("/similar", params={"of": "協1-2", "most": "0"}, headers=JSON).status_code == 400
