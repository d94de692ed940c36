"""Lists and cards: where values stand, what ends an item, what is between them."""

from __future__ import annotations

from tests.reading.entry_layouts import field, read, rules

from plangraph.model.records import Aspect

CARD = [
    field("project", "事業名"),
    field("division", "担当課"),
    field("cost", r"事業費(?:\(千円\))?", unit="千円"),
    field("content", "概要"),
    field("years", "年度"),
]


def test_values_stand_beside_their_labels_in_several_forms() -> None:
    text = "事業名：甲\n担当課\t総務課\n【概要】あれこれ\n\n■事業名　乙\n担当課: 市民課\n"
    records = read(text, "project-list", item={"start_field": "project"}, field=CARD)
    assert [(one.title, [d.name for d in one.responsible_division]) for one in records.listings] == [
        ("甲", ["総務課"]),
        ("乙", ["市民課"]),
    ]
    assert records.listings[0].content[0].text == "あれこれ"
    assert rules(records) == []


def test_several_labels_share_a_line() -> None:
    records = read(
        "事業名\t甲\t担当課\t総務課\n", "project-list", item={"start_field": "project"}, field=CARD
    )
    assert [d.name for d in records.listings[0].responsible_division] == ["総務課"]


def test_values_may_stand_below_their_labels() -> None:
    text = "事業名\n甲\n担当課\n総務課\n"
    item = {"start_field": "project", "values": "below"}
    records = read(text, "project-list", item=item, field=CARD)
    assert (records.listings[0].title, records.listings[0].responsible_division[0].name) == ("甲", "総務課")


def test_all_values_may_follow_all_labels() -> None:
    text = "事業名\n担当課\n概要\n甲\n総務課\nあれこれ\n事業名\n担当課\n概要\n乙\n市民課\nこれ\n"
    item = {"start_field": "project", "values": "labels-first"}
    records = read(text, "project-list", item=item, field=CARD)
    assert [
        (one.title, one.responsible_division[0].name, one.content[0].text) for one in records.listings
    ] == [
        ("甲", "総務課", "あれこれ"),
        ("乙", "市民課", "これ"),
    ]


def test_a_value_may_name_its_own_year() -> None:
    text = "事業名：甲\n事業費：平成30年度　1,200千円\n"
    records = read(text, "project-list", item={"start_field": "project"}, field=CARD)
    assert [(c.fiscal_year, c.amount_yen) for c in records.listings[0].cost] == [(2018, 1_200_000)]


def test_values_in_a_row_beyond_the_years_are_notes() -> None:
    text = "事業名：甲\n年度\t平成30年度\n事業費\t10\t20\n"
    records = read(text, "project-list", item={"start_field": "project"}, field=CARD)
    assert [(c.fiscal_year, c.amount_yen) for c in records.listings[0].cost] == [(2018, 10_000)]
    assert [note.text for note in records.listings[0].note] == ["20"]


def test_text_under_an_item_is_what_the_layout_says() -> None:
    item = {"start": r"\((?P<code>\d)\)\s*(?P<title>\S.*)", "text": "CurrentState"}
    records = read("(1) 甲\nまだ足りない。\n", "project-list", item=item)
    assert [(a.aspect, a.text) for a in records.listings[0].assessment] == [
        (Aspect.CURRENT_STATE, "まだ足りない。")
    ]
    assert records.listings[0].project_code == "1"


def test_text_that_nobody_expects_is_reported() -> None:
    item = {"start": r"\(\d\)\s*(?P<title>\S.*)"}
    records = read("前書き\n(1) 甲\nまだ足りない。\n", "project-list", item=item)
    assert rules(records) == ["line-not-read", "line-not-read"]
    assert records.account.lines_not_read == 2


def test_an_item_ends_where_the_layout_says() -> None:
    item = {"start": r"○(?P<title>\S.*)", "end": ["以上"], "text": "content"}
    records = read("○甲\n内容\n以上\n後書き\n", "project-list", item=item)
    assert [c.text for c in records.listings[0].content] == ["内容"]
    assert rules(records) == ["line-not-read"]


def test_a_heading_ends_an_item_and_names_the_next_ones_section() -> None:
    level = [{"name": "施策", "heading": r"施策(?P<code>\d)\s+(?P<title>\S.*)"}]
    item = {"start": r"○(?P<title>\S.*)", "text": "content"}
    records = read("施策1 防災\n○甲\n内容\n施策2 福祉\n○乙\n", "project-list", item=item, level=level)
    assert [(one.title, one.listed_under) for one in records.listings] == [("甲", "1"), ("乙", "2")]
    assert records.listings[0].content[0].text == "内容"
