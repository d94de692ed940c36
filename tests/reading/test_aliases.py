"""Aliases: what a planner says is one thing is resolved as one, and the doubt goes away."""

from __future__ import annotations

import pytest

from plangraph.model.records import Aliases, DocumentRecords
from plangraph.reading.aliases import KnownAs, same_by_alias
from plangraph.reading.listings import CrossListingState, Links, resolve_listings

from .made_records import document, listing, office, policy


def rules(links: Links) -> list[str]:
    """The rules of the findings, sorted."""
    return sorted(finding.rule for finding in links.findings)


def city(aliases: Aliases | None = None) -> DocumentRecords:
    """A plan without codes that spells one policy in two ways, under a parent that it spells in two ways."""
    policies = [
        policy("", "人を育てる", level="柱"),
        policy("", "特性を活かした町", key="人を育てる/特性を活かした町", part_of="人を育てる"),
        policy("", "人を育む道", level="柱"),
        policy("", "学びの場", key="人を育む道/学びの場", part_of="人を育む道"),
        policy("", "特性を生かした町", key="人を育てる/特性を生かした町", part_of="人を育てる"),
    ]
    rows = [
        listing("甲事業", "人を育てる/特性を活かした町", marks=["人を育む道/学びの場"]),
        listing("甲事業", "人を育む道/学びの場", marks=["人を育てる/特性を生かした町"], home=False),
    ]
    return document("d", rows, policies, aliases=aliases or Aliases())


def test_two_spellings_of_a_policy_are_a_finding() -> None:
    links = resolve_listings([city()])
    assert rules(links) == ["policy-titles-near"]
    assert links.listings[1].state is CrossListingState.ONE_WAY


def test_an_alias_makes_two_policies_one() -> None:
    """A mark that names the one spelling is answered by a listing under the other."""
    links = resolve_listings([city(Aliases(policies={"特性を生かした町": "特性を活かした町"}))])
    assert rules(links) == []
    assert [item.state for item in links.listings] == [CrossListingState.MUTUAL] * 2


def test_what_stands_below_goes_with_its_parent() -> None:
    """The key of a policy without a code begins with its parent's."""
    known = KnownAs(
        city(Aliases(policies={"人を育む道": "人を育てる", "特性を生かした町": "特性を活かした町"}))
    )
    assert known.policy("人を育む道") == "人を育てる"
    assert known.policy("人を育む道/学びの場") == "人を育てる/学びの場"
    assert known.policy("人を育てる/特性を生かした町") == "人を育てる/特性を活かした町"


@pytest.mark.parametrize(
    ("alias", "key", "title", "code"),
    [
        ({"二の題名": "一の題名"}, "1", "一の題名", "1"),
        ({"02": "1"}, "1", "一の題名", "1"),
        ({"二の題名": "01"}, "1", "一の題名", "1"),
        ({"二の題名": "二つ目の題名"}, "2", "二つ目の題名", "2"),
        ({"二の題名": "9-9"}, "9-9", "二の題名", "2"),
    ],
)
def test_a_policy_is_aliased_by_title_or_code(alias: dict[str, str], key: str, title: str, code: str) -> None:
    """To a policy of this document, to another title of its own, or to one of another document by its code."""
    two = policy("2", "二の題名")
    known = KnownAs(document("d", [], [policy("1", "一の題名"), two], aliases=Aliases(policies=alias)))
    assert (known.policy("2"), known.policy_title(two), known.policy_code(two)) == (key, title, code)


def test_divisions_are_aliased_by_their_whole_name() -> None:
    rows = [listing("甲事業", offices=["市民部 協働課", "市民部 協動課", "協動課"])]
    aliases = Aliases(divisions={"市民部協動課": "市民部 協働課", "協動課": "福祉部 協働課"})
    known = KnownAs(document("d", rows, aliases=aliases))
    assert known.division(office("市民部 協動課")) == office("市民部 協働課")
    assert known.division(office("協動課")) == office("福祉部 協働課")
    assert known.division(office("市民部 協働課")) == office("市民部 協働課")


def test_a_project_is_aliased_by_its_number_to_a_number() -> None:
    rows = [listing("窓口を広げる", project_code="03"), listing("待ち時間を短く", project_code="04")]
    links = resolve_listings([document("d", rows, aliases=Aliases(projects={"4": "3"}))])
    assert {item.project for item in links.listings} == {"窓口を広げる"}
    assert rules(links) == []


def test_a_name_in_the_text_is_known_by_its_alias_too() -> None:
    rows = [
        listing("甲の仕事", carried_by_text="昔の名の事業"),
        listing("今の名の事業"),
    ]
    documents = [document("d", rows, aliases=Aliases(projects={"昔の名の事業": "今の名の事業"}))]
    carried = {item.key: item.carried_by for item in resolve_listings(documents).projects}
    assert carried["甲の仕事"] == ("今の名の事業",)


def test_an_alias_that_nothing_prints_is_a_finding() -> None:
    aliases = Aliases(
        policies={"消えた施策": "一の題名"},
        projects={"消えた事業": "甲事業"},
        divisions={"消えた課": "市民課"},
        guidelines={"消えた指針": "協働の指針"},
    )
    links = resolve_listings([document("d", [listing("甲事業")], [policy("1", "一の題名")], aliases=aliases)])
    assert rules(links) == ["alias-not-met"] * 4
    assert {finding.about.key for finding in links.findings if finding.about} == {"d"}


def test_documents_that_contradict_each_other_are_a_finding() -> None:
    """Each keeps its own; what neither prints of the other is not guessed."""
    one = document("a", [listing("甲")], aliases=Aliases(projects={"甲": "乙"}), years=(2023, 2025))
    two = document("b", [listing("甲")], aliases=Aliases(projects={"甲": "丙"}))
    links = resolve_listings([one, two])
    assert [item.project for item in links.listings] == ["乙", "丙"]
    assert rules(links) == ["alias-contradicts-another"]


def test_labels_are_one_by_alias_however_they_are_spaced() -> None:
    table = {"生かした 町": "活かした町"}
    assert same_by_alias(table, "生かした町", "活かした 町")
    assert not same_by_alias(table, "生かした町", "別の町")
