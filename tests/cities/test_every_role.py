"""Layouts written by hand that together use every role: what each makes of a cell, and that no cell is lost."""

from __future__ import annotations

from typing import Any

from tests.reading.entry_layouts import column, field, read

from plangraph.model.records import Listing, Policy
from plangraph.reading.layout_keys import layout_roles


def notes(one: Listing | Policy) -> list[tuple[str, str]]:
    return [(note.label, note.text) for note in one.note]


LEVELS = [{"name": "政策"}, {"name": "施策"}]

PROJECTS: dict[str, Any] = {
    "family": "project-table",
    "file": {"cells": "pipe", "furniture": ["水沢市"]},
    "level": LEVELS,
    "table": {"header_rows": 1, "fill_down": False, "total_rows": ["計"], "skip_rows": ["※.*"]},
    "years": {"first": 2018, "last": 2020},
    "column": [
        column("row-number", "行"),
        column("level-code", "政策番号", level="政策"),
        column("level-title", "政策", level="政策"),
        column("level", "施策", level="施策", pattern=r"(?P<code>\d-\d) (?P<title>.+)"),
        column("code-part", "款"),
        column("code-part", "項"),
        column("project", "事業"),
        column("former-title", "旧事業名"),
        column("mark", "再掲"),
        column("department", "部"),
        column("section", "課"),
        column("designation", "区分"),
        column("flag", "重点", word="重点"),
        column("content", "内容"),
        column("unit", "単位"),
        column("cost", r"平成\d+年度"),
        column("total", "計"),
        column("guideline", "計画名"),
        column("link", "URL", pattern=r"/(?P<code>\d+)\.html$"),
        column("person", "担当者"),
        column("count", "件数", year=2018),
        column("note", "備考", label="備考"),
        column("ignore", "内部", why="整理のための欄"),
    ],
}

PROJECT_ROWS = """水沢市
行|政策番号|政策|施策|款|項|事業|旧事業名|再掲|部|課|区分|重点|内容|単位|平成30年度|平成31年度|計|計画名|URL|担当者|件数|備考|内部
1|1|安全|1-1 防災|03|01|訓練|防災訓練|-|総務部|防災課|新規|○|年1回|千円|10|20|30|防災計画、なし|http://x/7.html|山田花子|4|要綱改正|あ
2|1|安全|1-1 防災|03|02|備蓄||再掲|総務部|防災課||×||円|5,000|-|||||||い
※印は予定
計|||||||||||||||5,010|20|30|||||||
"""


def test_a_table_of_projects() -> None:
    first, second = read(PROJECT_ROWS, **PROJECTS).listings
    assert (first.listed_under, first.project_code, first.title) == ("1-1", "03-01", "訓練")
    assert first.former_title == "防災訓練"
    assert [d.name for d in first.responsible_division] == ["総務部 防災課"]
    assert first.designation == ("新規", "重点")
    assert second.designation == ()
    assert [c.text for c in first.content] == ["年1回"]
    assert [mention.name for mention in first.guided_by] == ["防災計画"]
    assert first.linked_code == "7"
    assert second.listing_role.word == "relisting"
    assert first.printed_total is not None
    assert (first.printed_total.first_year, first.printed_total.last_year) == (2018, 2020)


def test_each_row_has_its_own_unit() -> None:
    first, second = read(PROJECT_ROWS, **PROJECTS).listings
    assert [c.amount_yen for c in first.cost] == [10_000, 20_000]
    assert [c.amount_yen for c in second.cost] == [5_000, None]


def test_a_unit_that_names_no_money_is_kept_as_a_note() -> None:
    first = read(PROJECT_ROWS.replace("千円", "別紙"), **PROJECTS).listings[0]
    assert ("単位", "別紙") in notes(first)
    assert [c.amount_yen for c in first.cost] == [None, None]


def test_cells_that_a_listing_has_no_field_for_are_kept() -> None:
    """A count of projects says something of a policy; in a project's row it stays a note."""
    first, second = read(PROJECT_ROWS, **PROJECTS).listings
    assert ("件数", "4") in notes(first)
    assert ("備考", "要綱改正") in notes(first)
    assert not any(text in ("あ", "い") for one in (first, second) for _, text in notes(one))


def test_a_total_of_unknown_years_and_a_second_total_are_kept() -> None:
    settings: dict[str, Any] = {
        "family": "project-table",
        "file": {"cells": "pipe"},
        "money": {"unit": "千円"},
        "column": [
            column("project", "事業"),
            column("total", "総額"),
            column("total", "人件費計", kind="PersonnelCost"),
        ],
    }
    text = "事業|総額|人件費計\n訓練|300|40\n"
    one = read(text, **settings).listings[0]
    assert (one.printed_total, notes(one)) == (None, [("総額", "300"), ("人件費計", "40")])
    settings["years"] = {"first": 2018, "last": 2020}
    one = read(text, **settings).listings[0]
    assert one.printed_total is not None
    assert one.printed_total.printed_amount == "300"
    assert notes(one) == [("人件費計", "40")]


def test_a_cell_under_a_blank_header_is_kept_and_reported_once() -> None:
    settings = {"family": "project-table", "file": {"cells": "pipe"}, "column": [column("project", "事業")]}
    records = read("事業||課\n訓練|あ|x\n備蓄|い|y\n", **settings)
    assert [notes(one)[0] for one in records.listings] == [("（見出しなし）", "あ"), ("（見出しなし）", "い")]
    said = [f.printed for f in records.findings if f.rule == "header-cell-unknown"]
    assert said == ["課", "（見出しなし）"]


def test_numbers_begin_anew_under_sections_that_begin_anew_themselves() -> None:
    """政策Ⅰ has 1 with 1 below, and so has 政策Ⅱ: four sections, not two with two titles each."""
    headings = [
        {"name": name, "heading": rf"{name}(?P<code>\w+) (?P<title>.+)"}
        for name in ("政策", "基本施策", "施策")
    ]
    text = "事業|課\n政策A あ\n基本施策1 い\n施策1 う\nX|課\n政策B え\n基本施策1 お\n施策1 か\nY|課\n"
    settings = {
        "family": "project-table",
        "file": {"cells": "pipe"},
        "level": headings,
        "column": [column("project", "事業")],
    }
    records = read(text, **settings)
    assert [one.listed_under for one in records.listings] == ["A-1-1", "B-1-1"]
    assert [p.title for p in records.policies] == list("あいうえおか")


def test_a_persons_name_is_masked_everywhere() -> None:
    records = read(PROJECT_ROWS, **PROJECTS)
    assert "山田花子" not in records.text
    assert "山田花子" not in repr(records)


POLICIES: dict[str, Any] = {
    "family": "project-table",
    "file": {"cells": "pipe"},
    "level": [{"name": "施策"}],
    "table": {"rows": "policy"},
    "column": [
        column("level", "施策", level="施策", pattern=r"(?P<code>\d+) (?P<title>.+)"),
        column("division", "主管課", **{"as": "lead"}),
        column("division", "関係課", **{"as": "related"}),
        column("text", "現状", aspect="CurrentState", year=2018),
        column("indicator-title", "指標", number="1"),
        column("indicator-unit", "指標単位", number="1"),
        column("indicator-value", "実績", number="1", year="平成30年度"),
        column("indicator-target", "目標", number="1", year="令和2年度"),
        column("count", "事業数", year=2018),
        column("standing", "位置づけ"),
        column("planned", "予定"),
        column("cost", "事業費", year=2018, unit="千円"),
        column("designation", "区分"),
    ],
}

POLICY_ROWS = """施策|主管課|関係課|現状|指標|指標単位|実績|目標|事業数|位置づけ|予定|事業費|区分
01 防災|防災課|福祉課、市民課|進む|参加率|％|45.2|50|4|重点施策|庁舎建設|1,200|新規
01 防災|防災課|||備蓄|食|100|200||||1,200|
02 防犯|市民課|なし||||||3|－||800|
02 防犯|市民課||||||||重点||900|
"""


def test_a_row_is_known_by_one_cell_of_code_and_title() -> None:
    """The header needs no column of titles where the lowest level has one cell for both."""
    assert [(p.key, p.title) for p in read(POLICY_ROWS, **POLICIES).policies] == [
        ("01", "防災"),
        ("02", "防犯"),
    ]


def test_a_table_of_policies() -> None:
    policy = read(POLICY_ROWS, **POLICIES).policies[0]
    assert [d.name for d in policy.lead_division] == ["防災課"]
    assert [d.name for d in policy.related_division] == ["福祉課", "市民課"]
    assert [(a.aspect.value, a.text, a.fiscal_year) for a in policy.assessment] == [
        ("CurrentState", "進む", 2018)
    ]
    assert [(c.fiscal_year, c.count) for c in policy.project_count] == [(2018, 4)]
    assert policy.standing is not None
    assert policy.standing.value == "Priority"
    assert [one.title for one in policy.planned_project] == ["庁舎建設"]


def test_further_rows_of_a_policy_add_what_they_have() -> None:
    first, second = read(POLICY_ROWS, **POLICIES).policies
    assert [(i.title, str(i.observation[0].value)) for i in first.indicator] == [
        ("参加率", "45.2"),
        ("備蓄", "100"),
    ]
    assert notes(first) == [("区分", "新規"), ("参加率 目標", "50"), ("備蓄 目標", "200")]
    assert [c.amount_yen for c in first.cost] == [1_200_000]
    assert [c.amount_yen for c in second.cost] == [800_000]


def test_a_further_row_that_contradicts_the_first_is_reported() -> None:
    records = read(POLICY_ROWS, **POLICIES)
    said = [(f.item, f.severity.name) for f in records.findings if f.rule == "policy-row-repeated"]
    assert said == [("防犯", "WARNING")]


CARDS: dict[str, Any] = {
    "family": "project-list",
    "file": {"cells": "pipe"},
    "level": [{"name": "施策"}],
    "item": {"start_field": "project-code", "end": ["以上"], "text": "note"},
    "money": {"unit": "千円"},
    "field": [
        field("project-code", "番号"),
        field("project", "事業名"),
        field("level-title", "施策", level="施策"),
        field("years", "年度"),
        field("cost", "事業費"),
        field("indicator-title", "指標"),
    ],
}

CARD_ROWS = """番号|7|事業名|訓練
施策|防災
年度||H29|H30|H31
事業費||10||30
指標|単位|H29実績|H30実績|R2目標
参加率|％|45.2||50
補足の文
以上
"""


def test_a_card_keeps_each_value_under_its_own_year() -> None:
    """A blank cell between two figures moves neither; rows under a head of years are indicators."""
    one = read(CARD_ROWS, **CARDS).listings[0]
    assert (one.project_code, one.title, one.listed_under) == ("7", "訓練", "防災")
    assert [(c.fiscal_year, c.amount_yen) for c in one.cost] == [
        (2017, 10_000),
        (2018, None),
        (2019, 30_000),
    ]
    assert [(i.title, i.unit_label) for i in one.indicator] == [("参加率", "％")]
    values = [(v.fiscal_year, v.printed_value) for v in one.indicator[0].observation]
    assert values == [(2017, "45.2"), (2018, "")]
    assert notes(one) == [("本文", "補足の文"), ("参加率 R2目標", "50")]


def test_money_of_a_card_without_a_year_is_a_note_and_is_reported_once() -> None:
    text = "番号|7\n事業名|訓練\n事業費|10\n番号|8\n事業名|備蓄\n事業費|20\n"
    records = read(text, **CARDS)
    assert [notes(one) for one in records.listings] == [[("事業費", "10")], [("事業費", "20")]]
    assert [f.rule for f in records.findings].count("column-without-year") == 1


def test_a_name_beside_other_words_is_masked_and_the_words_are_kept() -> None:
    settings = {**CARDS, "field": [*CARDS["field"], field("person", "課長名")]}
    records = read("番号|7\n事業名|訓練\n課長名|佐藤次郎|内線12\n", **settings)
    assert "佐藤次郎" not in records.text
    assert notes(records.listings[0]) == [("課長名", "内線12")]


def test_the_layouts_of_this_file_use_every_role() -> None:
    used = {one["is"] for s in (PROJECTS, POLICIES) for one in s["column"]}
    used |= {one["is"] for one in CARDS["field"]}
    assert used == set(layout_roles())
