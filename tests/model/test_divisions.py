"""Offices as cities print them, one and in lists."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.model.divisions import Division, DivisionList, masked_people, read_divisions

ONE = {
    "市民部市民課": "市民部 市民課",
    "市民部 市民課": "市民部 市民課",
    "市民部　市民課": "市民部 市民課",
    "市民部\u2028市民課": "市民部 市民課",
    "福祉部生活福祉課": "福祉部 生活福祉課",
    "危機管理室": "危機管理室",
    "危機管理室防災課": "危機管理室 防災課",
    "水道局": "水道局",
    "地域包括支援センター": "地域包括支援センター",
    "調査班": "調査班",
    "まちづくりＧ": "まちづくりＧ",
    "窓口グループ": "窓口グループ",
    "消防署": "消防署",
    "教育部図書館": "教育部 図書館",
    "中央公民館": "中央公民館",
    "議会事務局": "議会事務局",
    "選挙管理委員会 事務局": "選挙管理委員会事務局",
    "西部支所": "西部支所",
    "駅前出張所": "駅前出張所",
    "庶務係": "庶務係",
    "総務課庶務係": "総務課庶務係",
    "防災担当": "防災担当",
    "第一保育園": "第一保育園",
    "第三小学校": "第三小学校",
    "市民病院": "市民病院",
    "教育委員会": "教育委員会",
    "消防本部": "消防本部",
    "ＩＴ推進室": "ＩＴ推進室",
    "人権・市民協働課": "人権・市民協働課",
    "消防本部総務課": "消防本部 総務課",
    "上下水道部": "上下水道部",
    "上下水道部下水道課": "上下水道部 下水道課",
    "教育委員会生涯学習部社会教育課": "教育委員会 生涯学習部 社会教育課",
    "教育委員会事務局学校教育部学務課": "教育委員会事務局 学校教育部 学務課",
    "教育委員会 生涯学習部 社会教育課": "教育委員会 生涯学習部 社会教育課",
    "都市整備局市街地整備部": "都市整備局 市街地整備部",
    "市長公室秘書課": "市長公室 秘書課",
    "市長公室 秘書課": "市長公室 秘書課",
    "総務部内部統制課": "総務部 内部統制課",
    "内部統制課": "内部統制課",
    "北部図書館": "北部図書館",
    "建設部北部土木事務所": "建設部 北部土木事務所",
    "教育部部活動推進室": "教育部 部活動推進室",
    "総務部会計課": "総務部 会計課",
    "福祉部長寿社会課": "福祉部 長寿社会課",
    "医学部附属病院": "医学部附属病院",
    "都市計画課": "都市計画課",
    "国際課": "国際課",
    "道路課": "道路課",
    "NPO支援課": "NPO支援課",
    "子ども 家庭課": "子ども家庭課",
    "子ども\u2028家庭課": "子ども家庭課",
    "企画 部 情報推進課": "企画部 情報推進課",
    "・市民課": "市民課",
    "◎市民課": "市民課",
}


@pytest.mark.parametrize("printed", ONE)
def test_one_office(printed: str) -> None:
    """One cell, one office, its steps parted by a space; nothing else is said."""
    found = read_divisions(printed)
    assert [division.name for division in found.divisions] == [ONE[printed]]
    assert (found.and_others, found.outside, found.people, found.unread) == (False, (), (), ())


@pytest.mark.parametrize("separator", ["、", "，", ",", "／", "/", ";", "\u2028", "及び"])
def test_the_second_office_drops_its_department(separator: str) -> None:
    """The office is given as printed; the 部 before it stands beside it and is not asserted."""
    found = read_divisions(f"市民部市民課{separator}国保年金課")
    assert [division.name for division in found.divisions] == ["市民部 市民課", "国保年金課"]
    assert [item.department_before for item in found.items] == [None, "市民部"]
    assert found.items[1].completed == Division("市民部", "国保年金課")


def test_a_room_behind_a_department_need_not_be_inside_it() -> None:
    """Only a 課 or 係 is offered the 部 before it: a 危機管理室 stands by itself in many cities."""
    assert read_divisions("市民部市民課、危機管理室").items[1].department_before is None


def test_the_department_before_keeps_what_is_above_it() -> None:
    """教育委員会 stands above the 部 for both offices."""
    found = read_divisions("教育委員会生涯学習部社会教育課、公民館係")
    assert found.items[1].completed.name == "教育委員会 生涯学習部 公民館係"


def test_two_departments_are_two_offices() -> None:
    """A 部 is never inside another 部."""
    assert [d.name for d in read_divisions("企画部 市民部").divisions] == ["企画部", "市民部"]


@pytest.mark.parametrize(
    "printed",
    [
        "市民課 他",
        "市民課他",
        "市民課ほか",
        "市民課　外",
        "市民課等",
        "市民課など",
        "市民課ほか2課",
        "市民課、他３課",
        "市民課(他)",
        "市民課、その他関係課",
    ],
)
def test_others(printed: str) -> None:
    """他, ほか and 等 make an open list of the offices that are named."""
    found = read_divisions(printed)
    assert [division.name for division in found.divisions] == ["市民課"]
    assert found.and_others
    assert found.unread == ()


@pytest.mark.parametrize("printed", ["全庁", "各課", "関係各課", "関係課", "所管課", "庁内各課", "全部局"])
def test_an_open_list_names_nobody(printed: str) -> None:
    """全庁 and 関係各課 are open lists and no office."""
    found = read_divisions(printed)
    assert (found.divisions, found.and_others) == ((), True)
    assert [words.text for words in found.open_words] == [printed]


@pytest.mark.parametrize(
    "printed",
    [
        "社会福祉協議会",
        "○○株式会社",
        "(株)まちづくり",
        "㈱まちづくり",
        "まちづくり公社",
        "NPO法人みどり",
        "県",
        "東京都",
        "東京都建設局",
        "長野県土木部",
        "環境省",
        "消防庁",
        "商工会議所",
        "警察署",
        "シルバー事業団",
        "社団法人シルバー人材センター",
        "観光協会",
        "労働基準監督署",
        "衛生組合",
        "自治会",
    ],
)
def test_a_body_outside_the_city(printed: str) -> None:
    """A body outside the city is no office of it, whatever its name ends in."""
    found = read_divisions(printed)
    assert (found.divisions, found.unread) == ((), ())
    assert [words.text for words in found.outside] == [printed]


@pytest.mark.parametrize(
    ("printed", "offices", "masked"),
    [
        ("防災課長(山田太郎)", ["防災課"], "防災課長(*)"),
        ("防災課長（山田　太郎）", ["防災課"], "防災課長（*）"),
        ("防災課長 山田太郎", ["防災課"], "防災課長 *"),
        ("防災課長山田太郎", ["防災課"], "防災課長*"),
        ("防災課長：山田太郎", ["防災課"], "防災課長：*"),
        ("防災課長 阿部 花子", ["防災課"], "防災課長 * *"),
        ("防災課 課長 山田太郎", ["防災課"], "防災課 課長 *"),
        (
            "総務部総務課長(佐藤)、市民部市民課長(鈴木)",
            ["総務部 総務課", "市民部 市民課"],
            "総務部総務課長(*)、市民部市民課長(*)",
        ),
        ("福祉部長寿課長(山田)", ["福祉部 長寿課"], "福祉部長寿課長(*)"),
        ("市民部長、福祉部長", ["市民部", "福祉部"], "市民部長、福祉部長"),
    ],
)
def test_a_head_stands_for_the_office(printed: str, offices: list[str], masked: str) -> None:
    """課長(氏名) names the 課; the name of the person is found, to be masked."""
    found = read_divisions(printed)
    assert [division.name for division in found.divisions] == offices
    assert masked_people(printed, found, "*") == masked
    assert found.unread == ()


@pytest.mark.parametrize("printed", ["なし", "－", "該当なし", "-"])
def test_none(printed: str) -> None:
    """なし says that there is none, which is not the same as an empty cell."""
    assert read_divisions(printed) == DivisionList(none=True)
    assert read_divisions("") == DivisionList()


@pytest.mark.parametrize("printed", ["重点", "3箇所", "部", "内線123", "課長", "部署"])
def test_what_is_no_office_is_left_unread(printed: str) -> None:
    """Words that are no office are handed back as they stand."""
    found = read_divisions(printed)
    assert (found.divisions, found.unread) == ((), (printed,))


def test_a_bracket_behind_an_office_is_not_dropped() -> None:
    """The bracket may hold an old name or a 係; a separator inside it cuts nothing."""
    found = read_divisions("防災課（庶務係、消防係）")
    assert [division.name for division in found.divisions] == ["防災課"]
    assert found.unread == ("（庶務係、消防係）",)


def test_a_layout_says_its_own_words() -> None:
    """Separators and words for others of a layout are the only ones that count."""
    found = read_divisions("甲課|乙課|丙", separators=r"\|", others=["丙"], none=[])
    assert [division.name for division in found.divisions] == ["甲課", "乙課"]
    assert found.and_others
    assert read_divisions("市民課等", others=["他"]).unread == ("市民課等",)


@given(st.text(alphabet="市民部課局室係長他等、／ 　()（）・山田県社協センター\u2028", max_size=40))
def test_nothing_is_dropped(printed: str) -> None:
    """Every word is in an office, a name, an outside body, an open list or the unread words, at its place."""
    found = read_divisions(printed)
    spans = [item.printed for item in found.items]
    spans += [*found.outside, *found.open_words, *found.people, *found.not_read]
    for words in spans:
        assert printed[words.start : words.stop] == words.text
    told = {at for words in spans for at in range(words.start, words.stop)}
    left = "".join(" " if at in told else c for at, c in enumerate(printed))
    assert found.none or re.fullmatch(
        r"(?:[課部局室係]?長|他[課部室係]?|等[課部室係]?|[、／()（）・\s])*", left
    ), left


def test_a_long_cell_takes_bounded_time() -> None:
    """A cell of prose is handed back, not searched for ever."""
    assert read_divisions("あ " * 20000).divisions == ()
    assert Division.parse("総務部" * 60 + "総務課") is None
