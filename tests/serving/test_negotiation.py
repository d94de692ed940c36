"""Accept and Accept-Language."""

from __future__ import annotations

import pytest

from plangraph.model.texts import Lang
from plangraph.serving.negotiation import preferred, preferred_lang, wants_page

OFFERS = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, OFFERS[0]),
        ("", OFFERS[0]),
        ("*/*", OFFERS[0]),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", OFFERS[1]),
        ("*/*, application/sparql-results+json;q=0", OFFERS[1]),
        ("text/csv;q=0", None),
        ("image/png", None),
        ("TEXT/CSV ; Q=1.0", "text/csv"),
        ("text/csv;charset=utf-8;q=0.9, */*;q=0.1", "text/csv"),
        ("text/csv;q=2", None),
        ("nonsense, text/csv", "text/csv"),
        ("text/*;q=0.9, text/csv;q=0.1, application/sparql-results+json;q=0.2", OFFERS[0]),
    ],
)
def test_the_best_liked_offer_is_chosen(header: str | None, chosen: str | None) -> None:
    """Quality decides, the exacter range before the wider, the first of equals; none where nothing is accepted."""
    assert preferred(OFFERS, header) == chosen


@pytest.mark.parametrize(
    ("header", "page"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/html;q=0.5, application/json", False),
        ("*/*", False),
        (None, False),
        ("text/html;q=0", False),
    ],
)
def test_only_who_names_html_gets_a_page(header: str | None, page: bool) -> None:
    """A wildcard is a program's."""
    assert wants_page(header) is page


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        (None, "ja"),
        ("en", "en"),
        ("ja,en;q=0.9", "ja"),
        ("en-US,en;q=0.9,ja;q=0.8", "en"),
        ("fr,de", "ja"),
        ("en;q=0", "ja"),
    ],
)
def test_japanese_is_the_first_language(header: str | None, lang: Lang) -> None:
    """English only where it is liked better."""
    assert preferred_lang(header) == lang
