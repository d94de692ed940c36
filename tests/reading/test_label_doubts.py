"""Doubts on labels: what is planted is found with both places and the partner, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plangraph.model.findings import Finding
from plangraph.model.records import Aliases, DocumentRecords
from plangraph.reading.listings import resolve_listings

from .made_records import document, listing, policy


def findings(*documents: DocumentRecords) -> list[tuple[str, str | None, str | None]]:
    """Rule, label in doubt and likely partner of every finding, sorted."""
    return sorted((f.rule, f.printed, f.expected) for f in resolve_listings(documents).findings)


def places(*documents: DocumentRecords) -> list[tuple[str, str]]:
    """Document and place of the lines of the one finding."""
    found: list[Finding] = list(resolve_listings(documents).findings)
    assert len(found) == 1
    return [(e.document, str(e.place)) for e in found[0].evidence]


def test_one_code_with_two_titles_over_documents() -> None:
    first = document("a", [], [policy("1-1", "協働を進める")])
    second = document("b", [], [policy("1-1", "協働のまちへ")])
    assert findings(first, second) == [("policy-title-differs", "協働のまちへ", "協働を進める")]
    assert places(first, second) == [("b", "line=101"), ("a", "line=101")]


def test_an_alias_settles_one_code_with_two_titles() -> None:
    first = document("a", [], [policy("1-1", "協働を進める")])
    aliases = Aliases(policies={"協働のまちへ": "協働を進める"})
    assert findings(first, document("b", [], [policy("1-1", "協働のまちへ")], aliases=aliases)) == []


def test_one_code_in_two_editions_may_be_two_policies() -> None:
    """A new plan numbers its policies anew."""
    first = document("a", [], [policy("1-1", "協働を進める")], years=(2021, 2023))
    assert findings(first, document("b", [], [policy("1-1", "川をきれいに")])) == []


def test_policies_with_codes_of_their_own_are_two() -> None:
    """One character apart, and the print says by their codes that they are two."""
    assert (
        findings(document("a", [], [policy("1", "健康を増進する施策"), policy("2", "健康を推進する施策")]))
        == []
    )


def test_a_city_that_spells_a_policy_in_several_ways() -> None:
    """Without codes; the one printed most is the likely one."""
    dirty = document("a", [], [policy("", "特性を活かした街"), policy("", "特性を活かしたまち")])
    clean = document("b", [], [policy("", "特性を生かしたまち"), policy("", "別のことをする")])
    again = document("c", [], [policy("", "特性を生かしたまち")])
    assert findings(dirty, clean, again) == [
        ("policy-titles-near", "特性を活かしたまち", "特性を生かしたまち"),
        ("policy-titles-near", "特性を活かした街", "特性を生かしたまち"),
    ]


@pytest.mark.parametrize(
    ("office", "likely"),
    [
        ("市民部 協働コミュニテイ課", "市民部 協働コミュニティ課"),
        ("市民部 協働コミュニティー課", "市民部 協働コミュニティ課"),
        ("市民部 生活文化交硫課", "市民部 生活文化交流課"),
        ("市民部 生活文化流課", "市民部 生活文化交流課"),
        ("協働コミュニティ課", "市民部 協働コミュニティ課"),
        ("市民郡 生活文化交流課", None),
    ],
)
def test_a_division_unknown_elsewhere_near_a_known_one(office: str, likely: str | None) -> None:
    known = ["市民部 協働コミュニティ課", "市民部 生活文化交流課", "福祉部 生活福祉課"]
    rows = [listing(f"{name}の仕事{i}", offices=[name]) for name in known for i in "一二三四"]
    met = findings(document("a", [*rows, listing("別の仕事", offices=[office])]))
    assert [(printed, expected) for _, printed, expected in met] == ([(office, likely)] if likely else [])


def test_offices_of_like_names_that_are_both_known_are_two() -> None:
    """農業振興課 and 産業振興課 are named as often as each other; 市民課 and 市税課 are too short to tell."""
    names = ["産業部 農業振興課", "産業部 商業振興課", "市民部 市民課", "市民部 市税課", "市民部 納税課"]
    rows = [listing(f"仕事{i}{n}", offices=[name]) for n, name in enumerate(names) for i in "一二三"]
    assert findings(document("a", rows)) == []


def test_a_guideline_by_two_spellings() -> None:
    rows = [
        listing("甲事業", guided_by=["男女平等参画推進計画", "取組の指針"]),
        listing("乙事業", guided_by=["第二次男女平等参画推進計画", "取り組みの指針"]),
    ]
    assert findings(document("a", rows)) == [("guideline-names-near", "取り組みの指針", "取組の指針")]
    aliases = Aliases(guidelines={"取り組みの指針": "取組の指針"})
    assert findings(document("a", rows, aliases=aliases)) == []


def test_near_titles_of_projects_in_one_plan_and_over_editions() -> None:
    title, slip = "地域活動情報ステーションの活用", "地域活動情報ステーションを活用"
    rows = [listing(title, "1"), listing(slip, "2")]
    near = [("project-titles-near", slip, title)]
    assert findings(document("a", rows)) == near
    assert findings(document("a", rows[:1], years=(2023, 2025)), document("b", rows[1:])) == near
    aliases = Aliases(projects={slip: title})
    settled = findings(document("a", rows[:1], years=(2023, 2025)), document("b", rows[1:], aliases=aliases))
    assert settled == []


def test_near_titles_with_two_numbers_are_two_projects() -> None:
    rows = [
        listing("医療施設設備整備費補助金", project_code="0101"),
        listing("医療施設設備整備費負助金", project_code="0102"),
    ]
    assert findings(document("a", rows)) == []
    assert len(findings(document("a", [replace(row, project_code=None) for row in rows]))) == 1


def test_a_pair_that_a_mark_brings_up_is_told_once() -> None:
    """OneWay names the likely partner; a second finding would be noise."""
    title, slip = "地域活動情報ステーションの活用", "地域活動情報ステーションを活用"
    rows = [listing(title, "1", marks=["2"]), listing(slip, "2", marks=["1"], home=False)]
    links = resolve_listings([document("a", rows, [policy("1", "一つ目"), policy("2", "二つ目")])])
    assert links.findings == ()
    assert [item.likely_partner for item in links.listings] == [("a", f"2/{slip}"), ("a", f"1/{title}")]


def test_records_without_a_place_are_told_by_their_document() -> None:
    """Records that another program brings may have no lines."""
    made = document("a", [listing("予約サーバの更新", "1"), listing("予約サーバーの更新", "2")])
    bare = replace(made, listings=tuple(replace(item, evidence=()) for item in made.listings))
    (finding,) = resolve_listings([bare]).findings
    assert finding.about is not None
    assert (finding.about.kind, finding.about.key) == ("document", "a")
