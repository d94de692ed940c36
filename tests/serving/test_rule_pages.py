"""The catalogue of rules over real HTTP, on the founding documents."""

from __future__ import annotations

import re

import httpx

from .running import JSON, PAGE
from .test_protocol import problem_of


def test_the_catalogue_lists_every_rule_with_its_counts(client: httpx.Client) -> None:
    """Counts are those of the report; a rule that was met leads to its findings."""
    client.get("/validation.json")  # the counts wait for the report
    rules = {one["rule"]: one for one in client.get("/rules", headers=JSON).json()["rules"]}
    assert len(rules) > 150
    assert rules["figure-derived"]["met"] == 12
    assert rules["total-not-sum"]["met"] == 0
    assert rules["stray-character"]["source"] == "reading"
    page = client.get("/rules", headers=PAGE).text
    assert page.count("<tr id=") == len(rules)
    assert re.search(r'href="/validation\?rule=figure-derived#figure-derived">12<', page)


def test_a_rule_has_a_page_in_both_languages(client: httpx.Client) -> None:
    """Why, an example, what to do, and what a finding says."""
    page = client.get("/rules/continued-from-nothing", headers=PAGE).text
    for said in (
        "前年度が空の「継続」",
        "見る理由",
        "平成24年度の欄が空で",
        "continued-from-nothing",
        "shapes/structure.ttl",
    ):
        assert said in page
    english = client.get("/rules/continued-from-nothing?lang=en", headers=PAGE).text
    assert "Continued from an empty year" in english
    assert 'href="/rules?lang=en#continued-from-nothing"' in english
    data = client.get("/rules/continued-from-nothing?lang=en", headers=JSON).json()
    assert data["iri"] == "https://w3id.org/plangraph/rules/continued-from-nothing"
    assert data["severity"] == "warning"
    assert data["remedy"].endswith(".")


def test_a_rule_that_there_is_not_is_said(client: httpx.Client) -> None:
    """404 with where to look, and nothing of the name comes back as markup."""
    assert "/rules" in problem_of(client.get("/rules/no-such-rule", headers=JSON), 404)["detail"]
    page = client.get("/rules/<b>x", headers=PAGE)
    assert page.status_code == 404
    assert "<b>x" not in page.text
