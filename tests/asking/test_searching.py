"""Search: found by part of a title in any spelling, counted once however often it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangraph.asking.facts import facts_of
from plangraph.asking.search_index import index_is_fit, write_index
from plangraph.asking.searching import FACETS, SORTS, SearchIndex, Wanted, hits_table
from plangraph.graph.endpoint import Endpoint


@pytest.fixture
def index(endpoint: Endpoint, tmp_path: Path) -> SearchIndex:
    """The founding documents, indexed."""
    path = tmp_path / "search.sqlite"
    write_index(path, endpoint, facts_of(endpoint))
    assert index_is_fit(path)
    return SearchIndex(path)


@pytest.mark.parametrize(
    "text",
    [
        "ホームページの充実",
        "ﾎｰﾑﾍﾟｰｼﾞ",
        "ほーむぺーじ",
        "ホーム ページの",
        "充実　ホームページ",
        "ホームページの充実(協2-1で再掲)",
    ],
)
def test_spelling_does_not_matter(index: SearchIndex, text: str) -> None:
    """Width, kana, spaces, the order of words and a mark: the project is found, once, though it is printed twice."""
    found = index.search(Wanted(text))
    assert [hit.label for hit in found.hits] == ["ホームページの充実"]
    assert found.total == 1
    assert found.hits[0].listings == 2
    policies = next(facet for facet in found.facets if facet.name == "policy")
    assert {"協2-1 開かれた市政の推進", "協2-2 地域情報化の推進"} <= {one.label for one in policies.values}


@pytest.mark.parametrize("text", ["課", "推進", "協2-1", "協２‐１"])
def test_short_words_and_codes(index: SearchIndex, text: str) -> None:
    """A word of one character, of two, and a code with any dash."""
    assert index.search(Wanted(text)).total > 0


def test_every_facet_counts_what_choosing_it_finds(index: SearchIndex) -> None:
    """The figure beside a value is the number of hits that choosing it gives, also beside another chosen value."""
    for chosen in ({}, {"kind": ("project",)}, {"designation": ("重点",)}, {"status": ("derived",)}):
        for facet in index.search(Wanted(facets=chosen)).facets:
            for value in facet.values:
                narrowed = {**chosen, facet.name: (value.value,)}
                assert index.search(Wanted(facets=narrowed)).total == value.count, (chosen, facet.name, value)


def test_facets_of_the_founding_chapter(index: SearchIndex) -> None:
    """35 projects; four pairs that are mutual, ten whose target was not read; eight for the merger, five new, seven first."""
    facets = {
        facet.name: {one.label: one.count for one in facet.values} for facet in index.search(Wanted()).facets
    }
    assert set(facets) == set(FACETS)
    assert facets["kind"]["project"] == 35
    assert facets["state"] == {"mutual": 4, "targetNotLoaded": 10}
    assert facets["city"]["西東京市"] + facets["city"]["東久留米市"] <= index.search(Wanted()).total
    assert facets["year"]["2012"] == 35


def test_year_and_status_hold_for_one_cell(index: SearchIndex) -> None:
    """庁舎機能 5 | 5 | ***: undetermined in 2013 alone, though it has a cell in each year."""
    found = {
        year: index.search(Wanted(facets={"year": (year,), "status": ("undetermined",)})).total
        for year in ("2012", "2013", "2014")
    }
    assert found == {"2012": 0, "2013": 1, "2014": 0}


def test_sorting_by_amount_puts_the_unknown_last(index: SearchIndex) -> None:
    """The largest first; a project whose money is not known is not taken for one that costs nothing."""
    hits = index.search(Wanted(facets={"kind": ("project",)}, sort="amount")).hits
    known = [hit.yen for hit in hits if hit.yen is not None]
    assert known == sorted(known, reverse=True)
    assert all(hit.yen is None for hit in hits[len(known) :])
    assert 0 < len(known) < 35


@pytest.mark.parametrize("sort", SORTS)
def test_pages_join_without_gap(index: SearchIndex, sort: str) -> None:
    """Page by page gives every hit once."""
    whole = index.hits(Wanted(sort=sort), 1000)
    pages = [
        hit for start in range(0, len(whole), 7) for hit in index.search(Wanted(sort=sort), start, 7).hits
    ]
    assert pages == list(whole)
    assert len({hit.iri for hit in whole}) == len(whole)
    assert len(hits_table(whole).rows) == len(whole)


def test_suggestions_begin_with_what_was_typed(index: SearchIndex) -> None:
    """Titles that begin so come first; nothing typed, nothing offered."""
    offered = index.suggest("情報")
    assert offered[0].label.startswith("情報")
    assert len(offered) == 8
    assert index.suggest("  ") == ()


@pytest.mark.parametrize("text", ['"', "' OR 1=1 --", "a*", "NEAR(a b)", "%", "\x00", "(" * 500, "🙂"])
def test_odd_words_are_words(index: SearchIndex, text: str) -> None:
    """What means something to SQL or to the tokenizer is looked for as it stands."""
    assert index.search(Wanted(text)).total in (0, index.search(Wanted()).total)


def test_values_that_no_index_has(index: SearchIndex) -> None:
    """A facet value from elsewhere finds nothing, an unknown facet is passed over."""
    assert index.search(Wanted(facets={"city": ("urn:x",)})).total == 0
    assert index.search(Wanted(facets={"year": ("２０１２", "x")})).total == 0
    assert index.search(Wanted(facets={"nonsense": ("x",)})).total == index.search(Wanted()).total


def test_a_file_that_is_no_index(tmp_path: Path) -> None:
    """Said to be unfit, so that it is made anew."""
    path = tmp_path / "x"
    assert not index_is_fit(path)
    path.write_bytes(b"nonsense" * 100)
    assert not index_is_fit(path)
