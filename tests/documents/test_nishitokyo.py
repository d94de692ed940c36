"""The 西東京市 chapter against what a person wrote down from its print."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from plangraph.model.amounts import AmountStatus, parse_figure
from plangraph.model.places import Evidence
from plangraph.model.records import DocumentRecords, Listing
from plangraph.reading.document import read_document
from plangraph.reading.listings import Links, ResolvedListing, resolve_listings

from .copies import text_of
from .expected import (
    DATA,
    differences,
    lines_of,
    listing_as_printed,
    load_expected,
    numbers_of,
    policy_as_printed,
    squeezed,
)

DOCUMENT = "13229-nishitokyo-h24-chapter6"
EXPECTED = load_expected(DOCUMENT)


@pytest.fixture(scope="module")
def records() -> DocumentRecords:
    return read_document(DATA / DOCUMENT)


@pytest.fixture(scope="module")
def links(records: DocumentRecords) -> Links:
    return resolve_listings([records])


@pytest.fixture(scope="module")
def pairs(records: DocumentRecords, links: Links) -> list[tuple[Listing, ResolvedListing]]:
    """Each listing with what resolution made of it."""
    resolved = {(r.document, r.key): r for r in links.listings}
    assert len(resolved) == len(links.listings)
    return [(listing, resolved[records.document.id, listing.key]) for listing in records.listings]


def test_each_field_of_each_listing_is_as_printed(pairs: list[tuple[Listing, ResolvedListing]]) -> None:
    """39 rows, field by field: names, marks, roles, states, offices, contents, 117 costs and 39 totals."""
    met = [listing_as_printed(a, b, EXPECTED["years"], EXPECTED["unit_yen"]) for a, b in pairs]
    assert not (said := differences(EXPECTED["listings"], met, ["section", "title"])), "\n".join(said)


def test_listings_stand_in_the_order_of_the_print(records: DocumentRecords) -> None:
    """The order of a plan's rows carries meaning and is kept."""
    assert [(x.listed_under, x.title) for x in records.listings] == [
        (x["section"], x["title"]) for x in EXPECTED["listings"]
    ]


def test_policies_are_the_eight_of_the_chapter(records: DocumentRecords) -> None:
    """One chapter, two 基本施策 and five 施策; 協2-2 is one section under three printed headings."""
    met = [policy_as_printed(policy) for policy in records.policies]
    assert not (said := differences(EXPECTED["policies"], met, ["code"])), "\n".join(said)
    assert len(met) == len(EXPECTED["policies"]) == 8


def test_every_heading_is_evidence_of_its_policy(records: DocumentRecords) -> None:
    """協2-2 rests on three headings, at lines 82, 93 and 114."""
    rests_on = {policy.code: set(numbers_of(policy.evidence)) for policy in records.policies}
    for policy in EXPECTED["policies"]:
        assert {int(n) for n in policy["lines"]} <= rests_on[policy["code"]], policy["code"]


def test_headline_counts(pairs: list[tuple[Listing, ResolvedListing]]) -> None:
    """39 listings of 35 projects, by role and by the state of their marks."""
    assert len(pairs) == 39
    assert len({resolved.project for _, resolved in pairs}) == 35
    assert Counter(listing.listing_role.word for listing, _ in pairs) == {
        "home": 22,
        "relisting": 13,
        "carried": 4,
    }
    assert Counter(r.state.word if r.state else None for _, r in pairs) == {
        "mutual": 8,
        "targetNotLoaded": 10,
        None: 21,
    }


def test_four_projects_are_mutually_listed(pairs: list[tuple[Listing, ResolvedListing]]) -> None:
    """The two sides of a pair are one project and name each other."""
    mutual = [(listing, r) for listing, r in pairs if r.state is not None and r.state.word == "mutual"]
    sides: dict[str, set[str | None]] = {}
    for listing, _ in mutual:
        sides.setdefault(listing.title, set()).add(listing.listed_under)
    assert sides == {
        "地域活動情報ステーションの活用": {"協1-2", "協2-2"},
        "ホームページの充実": {"協2-1", "協2-2"},
        "ICTを活用した市民参加手法の充実": {"協2-1", "協2-2"},
        "情報公開の推進": {"協2-1", "協2-2"},
    }
    by_project: dict[object, list[Listing]] = {}
    for listing, resolved in mutual:
        by_project.setdefault(resolved.project, []).append(listing)
    assert sorted(len(both) for both in by_project.values()) == [2, 2, 2, 2]
    for listing, resolved in mutual:
        (other,) = (x for x in by_project[resolved.project] if x is not listing)
        assert [other.key in str(reference) for reference in resolved.cross_listed_with] == [True], (
            listing.key
        )


def test_printed_totals_add_to_2054_million_yen(records: DocumentRecords) -> None:
    """The chapter's printed three-year totals, as a check on every total cell at once."""
    totals = [x.printed_total.amount_yen or 0 for x in records.listings if x.printed_total is not None]
    assert sum(totals) == 2_054_000_000


def test_sums_as_printed_and_counted_once_agree(records: DocumentRecords) -> None:
    """No relisting states money here: the homes' years, stated and derived, make up the printed totals."""
    homes = [x for x in records.listings if x.listing_role.word == "home"]
    assert sum(cost.amount_yen or 0 for x in homes for cost in x.cost) == 2_054_000_000


def test_third_years_that_the_extraction_lost(records: DocumentRecords) -> None:
    """Of 19 homes in five-column tables 12 derive it; 庁舎機能 cannot, and six print no money."""
    homes = [x for x in records.listings if x.listing_role.word == "home" and x.listed_under != "協1-1"]
    third = {x.title: next(c for c in x.cost if c.fiscal_year == 2014) for x in homes}
    assert Counter(cost.amount_status for cost in third.values()) == {
        AmountStatus.DERIVED: 12,
        AmountStatus.LOST: 7,
    }
    assert third["庁舎機能の整理統合についての検討"].amount_status is AmountStatus.LOST
    no_money = [x.title for x in homes if all(cost.amount_yen is None for cost in x.cost)]
    assert len(no_money) == 6
    assert all(third[title].amount_status is AmountStatus.LOST for title in no_money)


def test_a_derived_year_says_how_it_came_about(records: DocumentRecords) -> None:
    """What is derived is never mixed up with print: it has its own status, its sum, and no printed figure."""
    derived = [c for x in records.listings for c in x.cost if c.amount_status is AmountStatus.DERIVED]
    assert derived
    for cost in derived:
        assert cost.derivation
        assert cost.printed_amount is None
        assert cost.amount_low is not None
        assert cost.amount_low <= (cost.amount_yen or 0) <= (cost.amount_high or 0)


def test_stated_amounts_carry_the_printed_figure_and_its_line(records: DocumentRecords) -> None:
    """A stated amount is its printed figure times one million and rests on the listing's 事業費 line."""
    for listing in records.listings:
        money_line = numbers_of(listing.evidence[:1])[-1]
        for cost in [*listing.cost, *filter(None, [listing.printed_total])]:
            if cost.amount_status is not AmountStatus.STATED:
                continue
            assert cost.unit_yen == 1_000_000, listing.key
            printed = parse_figure(cost.printed_amount or "").value
            assert printed is not None
            assert printed * 1_000_000 == cost.amount_yen == cost.amount_low == cost.amount_high
            assert lines_of(cost.evidence) == str(money_line), listing.key


def test_the_largest_total_keeps_its_comma(records: DocumentRecords) -> None:
    """行政関連情報の運営管理 prints 1,750."""
    (listing,) = (x for x in records.listings if x.title == "行政関連情報の運営管理")
    assert listing.printed_total is not None
    assert listing.printed_total.printed_amount == "1,750"
    assert (listing.printed_total.first_year, listing.printed_total.last_year) == (2012, 2014)


def test_quotes_are_the_documents_own_words(records: DocumentRecords) -> None:
    """What evidence quotes stands, white space aside, in the very lines that its place names."""
    lines = text_of(DOCUMENT).split("\n")
    quoted: list[Evidence] = [e for policy in records.policies for e in policy.evidence]
    for x in records.listings:
        parts: list[Any] = [*x.content, *x.cost, *x.guided_by, *filter(None, [x.printed_total])]
        quoted += [*x.evidence, *(e for part in parts for e in part.evidence)]
    quoted += [e for finding in records.findings for e in finding.evidence]
    for evidence in quoted:
        there = "\n".join(lines[n - 1] for n in numbers_of([evidence]))
        for words in evidence.quote.split("\n"):
            assert squeezed(words) in squeezed(there), evidence


def test_every_listing_rests_on_its_two_lines(records: DocumentRecords) -> None:
    """The quote of a listing holds its printed title and its 事業費 row."""
    for listing in records.listings:
        quote = squeezed(listing.evidence[0].quote)
        assert squeezed(listing.printed_title) in quote
        assert "事業費" in quote


def test_every_character_is_accounted_for(records: DocumentRecords) -> None:
    """119 lines hold something; each was read, repaired or reported, and no character vanished."""
    filled = [line for line in text_of(DOCUMENT).split("\n") if line.strip()]
    account = records.account
    assert len(filled) == 119
    assert (
        account.lines == len(filled) == account.lines_read + account.lines_repaired + account.lines_not_read
    )
    assert account.characters == len(squeezed(text_of(DOCUMENT))) == account.characters_out


def test_no_line_of_the_founding_chapter_is_unread(records: DocumentRecords) -> None:
    """The layout explains every line, so a line that is not read is always news."""
    assert records.account.lines_not_read == 0
    assert [f for f in records.findings if f.rule == "line-not-read"] == []


def test_marks_lead_to_chapters_that_can_be_named(records: DocumentRecords) -> None:
    """Every mark's prefix (笑, 創, 安, 環, 活, 協) is a chapter of the plan."""
    marked = {code[0] for listing in records.listings for code in listing.marked_code}
    assert marked == set("笑創安環活協")
    assert marked <= set(records.document.plan.chapters)


def test_evidence_does_not_decide_equality(records: DocumentRecords) -> None:
    """Two readings of the document are the same records."""
    again = read_document(DATA / DOCUMENT)
    assert again == records
    assert again.listings == records.listings


def test_the_expectation_adds_up_by_itself() -> None:
    """The hand-written figures agree with the counts that are known of this chapter, without any reader."""
    listings = EXPECTED["listings"]
    assert len(listings) == 39
    assert len({x["title"] for x in listings}) == 35
    assert sum(x["total"] or 0 for x in listings) == 2054
    status = Counter(c if isinstance(c, str) else next(iter(c)) for x in listings for c in x["costs"])
    assert status == {
        "stated": 32,
        "derived": 12,
        "blank": 14,
        "lost": 7,
        "undetermined": 1,
        "relisted": 39,
        "carried": 12,
    }
    for x in listings:
        figures = [next(iter(c.values())) for c in x["costs"] if not isinstance(c, str)]
        if x["title"] != "庁舎機能の整理統合についての検討":
            assert sum(figures, Decimal(0)) == (x["total"] or 0), x["title"]
