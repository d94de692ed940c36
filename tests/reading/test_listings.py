"""Resolving: marks by section and by number, plans that mark relistings only, keys over documents and editions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from plangraph.model.findings import Finding
from plangraph.model.records import Aliases, DocumentRecords, Listing
from plangraph.reading.listings import CrossListingState, Links, ResolvedListing, resolve_listings

from .made_records import document, listing, policy

MUTUAL, ONE_WAY = CrossListingState.MUTUAL, CrossListingState.ONE_WAY
NOT_LOADED = CrossListingState.TARGET_NOT_LOADED


def numbered(*listings: Listing, **more: str) -> DocumentRecords:
    """A table whose marks name project numbers, and that marks relistings only."""
    described = {"mark_refers_to": "project", "who_marks": "relisting", **more}
    return document("index", listings, body="made", **described)


def resolved(links: Links, title_key: str) -> ResolvedListing:
    """The one resolved listing with a key."""
    (found,) = (item for item in links.listings if item.key == title_key)
    return found


def rules(links: Links) -> list[str]:
    """The rules of the findings, sorted."""
    return sorted(finding.rule for finding in links.findings)


def finding(links: Links, rule: str) -> Finding:
    """The one finding of a rule."""
    (found,) = (item for item in links.findings if item.rule == rule)
    return found


def keys(*documents: DocumentRecords) -> dict[tuple[str, str], str]:
    """The project key of every listing."""
    return {(item.document, item.key): item.project for item in resolve_listings(documents).listings}


# ---- marks that name a project's number


@pytest.mark.parametrize(
    ("mark", "number"),
    [("497", "0497"), ("031", "0031"), ("新30-024", "新30-0024"), ("４９７", "497"), ("1-2", "01-02")],
)
def test_a_number_is_found_however_it_is_padded(mark: str, number: str) -> None:
    links = resolve_listings(
        [numbered(listing("甲事業", project_code=number), listing("甲事業 ", marks=[mark], home=False))]
    )
    relisting = resolved(links, "/甲事業~2")
    assert relisting.state is MUTUAL
    assert relisting.cross_listed_with == (("index", "/甲事業"),)
    assert relisting.project == "甲事業"
    assert rules(links) == []


def test_a_bare_number_is_not_the_last_part_of_another() -> None:
    """24 would match 新30-024 and 新31-024 if the last part were enough."""
    links = resolve_listings(
        [
            numbered(
                listing("甲事業", project_code="新30-0024"),
                listing("乙事業", project_code="新31-0024"),
                listing("甲事業", marks=["24"], home=False),
            )
        ]
    )
    relisting = resolved(links, "/甲事業~2")
    assert relisting.state is NOT_LOADED
    assert relisting.cross_listed_with == ()
    assert relisting.project != "甲事業"
    assert relisting.likely_partner == ("index", "/甲事業")
    unknown = finding(links, "marked-number-not-found")
    assert [str(e.place) for e in unknown.evidence] == ["line=3", "line=1"]
    assert (unknown.printed, unknown.expected) == ("24", "新30-0024")
    assert rules(links) == ["marked-number-not-found"]


def test_no_mark_back_is_owed_where_a_plan_marks_relistings_only() -> None:
    """The same table under the other rule wants the mark back."""
    rows = listing("甲事業", project_code="1"), listing("甲事業", marks=["1"], home=False, project_code="1-1")
    only, both = (
        resolved(resolve_listings([numbered(*rows, who_marks=who)]), "/甲事業~2")
        for who in ("relisting", "both")
    )
    assert (only.state, both.state) == (MUTUAL, ONE_WAY)
    assert only.note is not None
    assert "再掲の側だけ" in only.note.ja
    assert both.note is not None
    assert "1-1 を指す記号がありません" in both.note.ja


def test_no_mark_back_is_owed_by_sections_either() -> None:
    rows = [listing("甲事業", "1-1"), listing("甲事業", "1-2", marks=["1-1"], home=False)]
    policies = [policy("1-1", "一"), policy("1-2", "二の施策")]
    links = resolve_listings([document("d", rows, policies, who_marks="relisting")])
    assert resolved(links, "1-2/甲事業").state is MUTUAL
    links = resolve_listings([document("d", rows, policies)])
    assert resolved(links, "1-2/甲事業").state is ONE_WAY


def test_a_number_makes_no_policy() -> None:
    """A mark that names a project is no section that was not read."""
    links = resolve_listings([numbered(listing("甲事業", marks=["9"], home=False))])
    assert links.unread_policies == ()
    assert links.projects[0].cross_listed_in == ()


def test_a_number_with_a_like_title_is_one_project_and_a_finding() -> None:
    """What is printed links; that the titles differ is said with both places."""
    links = resolve_listings(
        [
            numbered(
                listing("就業支援全国展開事業", project_code="0418"),
                listing("就業支援全国展開事業費", marks=["418"], home=False),
            )
        ]
    )
    relisting = resolved(links, "/就業支援全国展開事業費")
    assert (relisting.state, relisting.project) == (MUTUAL, "就業支援全国展開事業")
    differs = finding(links, "title-differs-at-code")
    assert [str(e.place) for e in differs.evidence] == ["line=2", "line=1"]
    assert rules(links) == ["title-differs-at-code"]


def test_a_number_with_another_title_altogether_links_and_does_not_merge() -> None:
    links = resolve_listings(
        [
            numbered(
                listing("道路の補修", project_code="12"),
                listing("図書館の本を買う", marks=["12"], home=False),
            )
        ]
    )
    relisting = resolved(links, "/図書館の本を買う")
    assert (relisting.state, relisting.project) == (ONE_WAY, "図書館の本を買う")
    assert relisting.cross_listed_with == (("index", "/道路の補修"),)
    assert rules(links) == ["title-differs-at-code"]


def test_a_mark_that_contradicts_its_link_is_followed_nowhere() -> None:
    """The text names 442, the link leads to 422: reported, not chosen."""
    links = resolve_listings(
        [
            numbered(
                listing("甲の事業", project_code="0442"),
                listing("乙の事業", project_code="0422"),
                listing("甲の事業", marks=["442"], linked_code="422", home=False),
            )
        ]
    )
    relisting = resolved(links, "/甲の事業~2")
    assert (relisting.state, relisting.cross_listed_with) == (ONE_WAY, ())
    said = finding(links, "mark-contradicts-link")
    assert (said.printed, said.expected) == ("442", "422")


def test_a_link_may_carry_the_last_part_of_a_number() -> None:
    links = resolve_listings(
        [
            numbered(
                listing("甲の事業", project_code="新30-0024"),
                listing("甲の事業", marks=["新30-024"], linked_code="024", project_code="新30", home=False),
            )
        ]
    )
    assert resolved(links, "/甲の事業~2").state is MUTUAL
    assert rules(links) == []


# ---- marks that name a section


def test_a_mark_may_name_the_policy_above() -> None:
    """A listing stands in every section above its own."""
    policies = [
        policy("1", "大きな柱", level="章"),
        policy("1-1", "柱の一", part_of="1"),
        policy("2", "別の柱"),
    ]
    rows = [listing("甲事業", "1-1", marks=["2"]), listing("甲事業", "2", marks=["1"], home=False)]
    links = resolve_listings([document("d", rows, policies)])
    assert [item.state for item in links.listings] == [MUTUAL, MUTUAL]


def test_a_code_is_the_same_with_another_hyphen() -> None:
    policies = [policy("協2-2", "情報を伝える"), policy("協1-1", "協働を進める")]
    rows = [
        listing("甲事業", "協1-1", marks=["協２－２"]),
        listing("甲事業", "協2-2", marks=["協1-1"], home=False),
    ]
    links = resolve_listings([document("d", rows, policies)])
    assert [item.state for item in links.listings] == [MUTUAL, MUTUAL]
    assert links.unread_policies == ()


# ---- same title, same number


def test_one_title_with_two_numbers_is_two_projects() -> None:
    links = resolve_listings(
        [document("d", [listing("委託費", project_code="0649"), listing("委託費", project_code="0637")])]
    )
    assert {item.project for item in links.listings} == {"委託費", "委託費~0649"}
    assert "番号も違います" in finding(links, "same-title-unmarked").message.ja


def test_one_title_with_one_number_is_one_project() -> None:
    """The printed number joins what no mark does."""
    rows = [listing("委託費", "1", project_code="7"), listing("委託費", "2", project_code="07")]
    links = resolve_listings([document("d", rows, [policy("1", "一つ目"), policy("2", "二つ目")])])
    assert {item.project for item in links.listings} == {"委託費"}
    assert rules(links) == []


def test_many_rows_of_one_name_without_section_or_number_stay_apart() -> None:
    """セグメントシート stands fourteen times in a ministry's index: fourteen things."""
    links = resolve_listings([document("d", [listing("シート")] * 4)])
    assert [item.project for item in links.listings] == ["シート", "シート~~2", "シート~~3", "シート~~4"]
    assert rules(links) == ["same-title-unmarked"] * 3


def test_one_number_with_two_titles_is_a_finding_and_nothing_merged() -> None:
    rows = [
        listing("窓口を広げる", project_code="3"),
        listing("窓口を拡げる", project_code="03"),
        listing("別のこと"),
    ]
    links = resolve_listings([document("d", rows)])
    assert len({item.project for item in links.listings}) == 3
    said = finding(links, "project-code-two-titles")
    assert (said.printed, said.expected) == ("窓口を拡げる", "窓口を広げる")
    assert [str(e.place) for e in said.evidence] == ["line=2", "line=1"]


def test_numbers_that_are_counted_anew_in_each_section_join_nothing() -> None:
    """1, 2, 3 … under every policy are row numbers; that is said once."""
    rows = [
        listing(f"{section}の{name}", section, project_code=str(number))
        for section in ("東", "西", "南")
        for number, name in enumerate(("道", "橋", "川", "池", "森"), 1)
    ]
    links = resolve_listings([document("d", rows)])
    assert len({item.project for item in links.listings}) == 15
    assert rules(links) == ["project-codes-repeat"]


def test_a_project_by_its_marks_with_two_numbers_is_a_finding() -> None:
    rows = [
        listing("甲事業", "1", marks=["2"], project_code="11"),
        listing("甲事業", "2", marks=["1"], project_code="12", home=False),
    ]
    links = resolve_listings([document("d", rows, [policy("1", "一つ目"), policy("2", "二つ目")])])
    assert {item.project for item in links.listings} == {"甲事業"}
    assert rules(links) == ["project-title-two-codes"]


# ---- keys over documents


def test_keys_do_not_depend_on_the_names_of_documents() -> None:
    """Which project keeps the plain title is told by the section, not by what a file is called."""
    seen = set()
    for names in permutations(["a", "m", "z"]):
        chapters = [
            document(name, [listing("甲事業", code)], [policy(code, f"{code}の題")])
            for name, code in zip(names, ("1-1", "1-2", "1-10"), strict=True)
        ]
        by_section = {key[1]: project for key, project in keys(*chapters).items()}
        seen.add(tuple(sorted(by_section.items())))
    assert seen == {(("1-1/甲事業", "甲事業"), ("1-10/甲事業", "甲事業~1-10"), ("1-2/甲事業", "甲事業~1-2"))}


def test_a_later_section_moves_no_key() -> None:
    first = document("z", [listing("甲事業", "1-1")])
    second = document("a", [listing("甲事業", "1-2")])
    assert keys(first)["z", "1-1/甲事業"] == keys(first, second)["z", "1-1/甲事業"] == "甲事業"
    assert keys(first, second)["a", "1-2/甲事業"] == "甲事業~1-2"


def test_the_section_of_a_home_that_is_read_later_changes_no_key() -> None:
    """The relisting names the home's section, so that the key holds it already."""
    other = document("a", [listing("甲事業", "1-1")], [policy("1-1", "一")])
    relisting = document("b", [listing("甲事業", "2-1", marks=["9-9"], home=False)], [policy("2-1", "二")])
    home = document("c", [listing("甲事業", "9-9", marks=["2-1"])], [policy("9-9", "九")])
    before, after = keys(other, relisting), keys(other, relisting, home)
    assert before["b", "2-1/甲事業"] == after["b", "2-1/甲事業"] == after["c", "9-9/甲事業"] == "甲事業~9-9"


# ---- editions


def edition(
    year: int, *listings: Listing, series: str | None = "実施計画", **more: object
) -> DocumentRecords:
    """One edition of a rolling plan of three years."""
    return document(f"e{year}", listings, years=(year, year + 2), series=series, **more)


def test_a_project_is_one_over_editions_by_its_title() -> None:
    """Moved to another section, with another number: the same project; one added, one dropped."""
    old = edition(
        2023, listing("甲事業", "1", project_code="1"), listing("やめる事業", "1", project_code="2")
    )
    new = edition(
        2024, listing("甲事業", "2", project_code="8"), listing("始める仕事", "2", project_code="9")
    )
    links = resolve_listings([old, new])
    assert [item.project for item in links.listings] == ["甲事業", "やめる事業", "甲事業", "始める仕事"]
    assert rules(links) == []


def test_a_new_edition_moves_no_key_of_an_older_one() -> None:
    """Whichever of two projects of one title an edition lists, each keeps its key."""
    old = edition(2023, listing("甲事業", "1"), listing("甲事業", "2"))
    for sections in (("1",), ("2",), ("1", "2"), ("2", "3"), ("0", "1", "2")):
        new = edition(2024, *(listing("甲事業", section) for section in sections))
        both = keys(old, new)
        assert {k: v for k, v in both.items() if k[0] == "e2023"} == keys(old), sections
        assert {both["e2024", f"{s}/甲事業"] for s in sections} >= {
            {"1": "甲事業", "2": "甲事業~2"}[s] for s in sections if s in "12"
        }, sections
    assert (
        keys(old, edition(2024, listing("甲事業", "0"), listing("甲事業", "1")))["e2024", "0/甲事業"]
        == "甲事業~0"
    )


def test_two_cities_share_no_project() -> None:
    documents = [document(city, [listing("甲事業")], body=city) for city in ("13998", "13997")]
    links = resolve_listings(documents)
    assert {(item.body, item.key) for item in links.projects} == {("13998", "甲事業"), ("13997", "甲事業")}
    assert rules(links) == []


def renamed(**more: object) -> Sequence[DocumentRecords]:
    """Two editions in which number 2 bears another title."""
    old = edition(2023, listing("甲事業", project_code="1"), listing("広場をつくる", project_code="2"))
    new = edition(
        2024, listing("甲事業", project_code="1"), listing("公園を整える", project_code="2"), **more
    )
    return old, new


def test_a_new_title_at_an_old_number_is_asked_about_and_not_merged() -> None:
    links = resolve_listings(renamed())
    assert len({item.project for item in links.listings}) == 3
    said = finding(links, "project-renamed")
    assert (said.printed, said.expected) == ("公園を整える", "広場をつくる")
    assert [(e.document, str(e.place)) for e in said.evidence] == [("e2024", "line=2"), ("e2023", "line=2")]


def test_an_alias_makes_the_renamed_project_one() -> None:
    links = resolve_listings(renamed(aliases=Aliases(projects={"広場をつくる": "公園を整える"})))
    assert [item.project for item in links.listings] == ["甲事業", "公園を整える", "甲事業", "公園を整える"]
    assert {item.label for item in links.projects if item.key == "公園を整える"} == {"公園を整える"}
    assert [item.printed_titles for item in links.projects if item.plan == "13999-2023"] == [
        (),
        ("広場をつくる",),
    ]
    assert rules(links) == []


def test_numbers_that_a_year_gives_anew_rename_nothing() -> None:
    """行政事業レビュー numbers its sheets anew each year: only like titles are asked about."""
    names = ["道路", "公園", "図書", "水道", "学校", "防災", "福祉", "観光"]
    old = edition(2023, *(listing(f"{n}旧年の仕事", project_code=str(i)) for i, n in enumerate(names)))
    new = edition(2024, *(listing(f"{n}にまつわる別件", project_code=str(i)) for i, n in enumerate(names)))
    assert rules(resolve_listings([old, new])) == []


def test_costs_and_states_of_two_editions_stay_apart() -> None:
    """A mark in one edition is not answered by a listing of another."""
    policies = [policy("1", "一つ目"), policy("2", "二つ目")]
    old = edition(2023, listing("甲事業", "1", marks=["2"]), policies=policies)
    new = edition(2024, listing("甲事業", "2", marks=["1"], home=False), policies=policies)
    links = resolve_listings([old, new])
    assert [item.state for item in links.listings] == [ONE_WAY, ONE_WAY]
    assert {item.project for item in links.listings} == {"甲事業"}


def test_the_order_of_documents_does_not_matter() -> None:
    documents = [*renamed(), document("x", [listing("甲事業", "5"), listing("甲事業", "4")])]
    assert len({repr(resolve_listings(order)) for order in permutations(documents)}) == 1
