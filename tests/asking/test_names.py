"""Finding things by what people call them."""

from __future__ import annotations

import pytest

from plangraph.asking.names import Names, find, resolve_one
from plangraph.asking.terms import iri_term, string_term, values_of
from plangraph.errors import NotFoundError, QueryError, SeveralFoundError
from plangraph.graph.endpoint import Endpoint

BASE = "https://w3id.org/plangraph/id/"


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("ＩＣＴを活用した 市民参加", "ICTを活用した市民参加手法の充実", "project"),
        ("ictを活用した市民参加手法の充実", "ICTを活用した市民参加手法の充実", "project"),
        ("ホームページの充実 （協２－２で再掲）", "ホームページの充実", "project"),
        ("生涯学習情報提供システムの整備活用", "生涯学習情報提供システムの整備、活用", "project"),
        ("協２－１", "開かれた市政の推進", "policy"),
        ("協2‐1", "開かれた市政の推進", "policy"),
        ("笑1-1", "笑1-1", "unread-policy"),
        ("01-02", "市民と行政の情報共有", "basic-project"),
        ("企画政策課", "企画部 企画政策課", "division"),
        ("協働の指針", "協働の指針", "guideline"),
        ("住み続けたい", "住み続けたいと思っている市民の割合", "indicator"),
        ("地域のつながり", "地域のつながりづくり", "planned-project"),
        ("西東京市", "西東京市", "body"),
        ("実施計画", "実施計画（平成24～26年度）", "plan"),
        (f"{BASE}policy/13229-jisshi-2012/協2-2", "地域情報化の推進", "policy"),
        ("13229-jisshi-2012/協2-2", "地域情報化の推進", "policy"),
    ],
)
def test_width_spaces_marks_and_codes_do_not_matter(
    endpoint: Endpoint, text: str, label: str, kind: str
) -> None:
    """The first hit is what the text means."""
    hit = find(endpoint, text)[0]
    assert (hit.label, hit.kind) == (label, kind)


def test_a_hit_knows_the_policy_it_stands_under(endpoint: Endpoint) -> None:
    """A project goes by its home's policy, also where the relisting is meant; a policy by its own code."""
    names = Names.fetch(endpoint)
    station = names.find("地域活動情報ステーションの活用")[0]
    assert (station.policy_code, station.code) == ("協1-2", "")
    assert names.find("福祉情報総合")[0].policy_code == "協2-2"
    assert names.find("住み続けたい")[0].policy_code == "01"
    assert names.find("協2-1")[0].policy_code == "協2-1"


def test_a_whole_title_wins_over_parts(endpoint: Endpoint) -> None:
    """福祉部 is a division and the beginning of another; ホームページの充実 is one project."""
    assert resolve_one(endpoint, "福祉部", ["division"]).label == "福祉部"
    with pytest.raises(SeveralFoundError):
        resolve_one(endpoint, "福祉", ["division"])


def test_kinds_narrow_what_is_meant(endpoint: Endpoint) -> None:
    """指針 stands in two guidelines and in no project."""
    with pytest.raises(NotFoundError):
        resolve_one(endpoint, "指針", ["project"])
    with pytest.raises(SeveralFoundError) as caught:
        resolve_one(endpoint, "指針", ["guideline"])
    assert [item["project"] for item in caught.value.candidates] == ["協働の指針", "市民参加・情報提供の指針"]


def test_two_levels_print_one_code(endpoint: Endpoint) -> None:
    """01 is a 施策 and its 政策: neither is chosen."""
    with pytest.raises(SeveralFoundError) as caught:
        resolve_one(endpoint, "01", ["policy"])
    assert len(caught.value.candidates) == 2


@pytest.mark.parametrize("text", ["", "   ", "・", "(再掲)"])
def test_what_says_nothing_finds_nothing(endpoint: Endpoint, text: str) -> None:
    """An empty text is no part of every title."""
    assert find(endpoint, text) == ()


@pytest.mark.parametrize("text", ["x", "a b", "http://x/> <y", "http://x/{", "", "http://x/\n"])
def test_only_an_iri_becomes_an_iri(text: str) -> None:
    """What is no absolute IRI is refused before any query is made of it."""
    with pytest.raises(QueryError):
        iri_term(text)


def test_a_string_cannot_leave_its_quotes() -> None:
    """Quotes, backslashes and line ends are escaped, a lone surrogate is replaced."""
    assert string_term('"} #\\\n') == '"\\"} #\\\\\\n"'
    assert string_term("\ud800") == '"?"'
    assert values_of("x", []) == "VALUES ?x {  }"
