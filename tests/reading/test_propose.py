"""A document that nobody has described: what a proposal makes of it, and that the proposal says what it does not know."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from plangraph.model.records import DocumentRecords
from plangraph.reading.document import bytes_to_stages, describe_file, read_document
from plangraph.reading.plan_toml import load_description
from plangraph.reading.proposals import TO_FILL, escaped, proposal_to_toml
from plangraph.reading.propose import propose_layout

CITIES = Path(__file__).parents[1] / "cities"

HTML = """<html><body><h1>令和5年度 水沢市 事務事業一覧</h1><p>（単位：千円）</p><table>
<tr><th rowspan=2>基本目標<th rowspan=2>施策<th rowspan=2>No<th rowspan=2>事務事業名<th rowspan=2>担当部<th rowspan=2>担当課<th colspan=2>事業費<th>人件費</tr>
<tr><th>令和4年度決算<th>令和5年度予算<th>令和5年度予算</tr>
<tr><td rowspan=3>1 安全<td rowspan=2>1-1 防災<td>1<td>防災訓練事業<td>市民部<td>危機管理課<td>1,300<td>1,400<td>500
<tr><td>2<td>避難所運営事業（再掲）<td>福祉部<td>福祉課<td><td><td>
<tr><td>1-2 防犯<td>3<td>防犯灯整備<td>市民部<td>協働課<td>20<td>-<td>0
<tr><td>2 福祉<td>2-1 福祉<td>4<td>避難所運営事業<td>福祉部<td>福祉課<td>110<td>120<td>30
<tr><td colspan=6>合計<td>1,430<td>1,520<td>530
</table></body></html>"""

POLICIES = """政策コード,政策名,施策コード,施策名,統括課,関連課,成果指標1,成果指標1単位,成果指標1_H29実績,成果指標1_H30実績,トータルコスト_H30（千円）,事業費_H30（千円）,人件費_H30（千円）,位置づけ,現状と課題
01,安心できるまち,01-01,防災の推進,危機管理課,福祉課、市民課,訓練参加者数,人,120,90,1500,1000,500,重点施策,高齢化が進む
01,安心できるまち,01-02,防犯の推進,協働課,なし,刑法犯認知件数,件,480,,800,300,500,重点施策以外,減少している
02,支え合うまち,02-01,福祉の充実,福祉課,,満足度,％,51.0,52.3,9000,8000,1000,,
"""

SPACES = """水沢市　実施計画（単位：百万円）
施策１－１　防災
事業名　　　　　　　　　　　担当課　　　　平成30年度　　令和元年度
防災訓練事業　　　　　　　　危機管理課　　　　　　10　　　　　　12
避難所運営（２－１で再掲）　　福祉課　　　　　　　3　　　　　　4
"""

NUMBERED = """年度,事業番号,事業名,担当課
2018,0101,防災訓練事業,危機管理課
2018,0102,防犯灯整備事業（101再掲）,協働課
"""


def read(path: Path, text: str) -> DocumentRecords:
    """Read by the proposal alone, as `plangraph read` does."""
    path.write_text(text, encoding="utf-8")
    data, description, layout = describe_file(path)
    return bytes_to_stages(data, description, layout, place=str(path)).records


@pytest.mark.parametrize("name", ["heading-list", "label-cards", "one-row-table"])
def test_a_proposal_reads_what_the_layout_written_by_hand_reads(name: str, tmp_path: Path) -> None:
    """Titles, roles, marks, offices and money are the same, without a plan.toml."""
    folder = CITIES / name
    by_hand = read_document(folder)
    source = folder / load_description(folder / "plan.toml").file
    proposed = read(tmp_path / source.name, source.read_text(encoding="utf-8"))

    def said(records: DocumentRecords) -> list[object]:
        return [
            (
                one.listed_under,
                one.title,
                one.listing_role,
                one.marked_code,
                one.responsible_division,
                [(c.fiscal_year, c.cost_kind, c.amount_yen) for c in one.cost],
                [c.text for c in one.content],
            )
            for one in records.listings
        ]

    assert said(proposed) == said(by_hand)
    assert proposed.account.lines_not_read == 0


@pytest.mark.parametrize("name", ["heading-list", "label-cards", "one-row-table"])
def test_a_written_proposal_is_a_description_that_loads_and_reads(name: str, tmp_path: Path) -> None:
    folder = CITIES / name
    source = folder / load_description(folder / "plan.toml").file
    data = source.read_bytes()
    proposal = propose_layout(data, source.name, place=source.name)
    assert proposal is not None
    (tmp_path / source.name).write_bytes(data)
    (tmp_path / "plan.toml").write_text(proposal_to_toml(proposal, source.name, data), encoding="utf-8")
    records = read_document(tmp_path)
    assert len(records.listings) == len(read_document(folder).listings)
    assert "description-unfinished" in {finding.rule for finding in records.findings}


def test_two_header_rows_and_merged_cells(tmp_path: Path) -> None:
    records = read(tmp_path / "list.html", HTML)
    first = records.listings[0]
    assert (first.listed_under, first.title) == ("1-1", "防災訓練事業")
    assert [d.name for d in first.responsible_division] == ["市民部 危機管理課"]
    assert [(c.fiscal_year, c.cost_kind.value, c.amount_yen) for c in first.cost] == [
        (2022, "ProjectCost", 1_300_000),
        (2023, "ProjectCost", 1_400_000),
        (2023, "PersonnelCost", 500_000),
    ]
    assert [p.key for p in records.policies] == ["1", "1-1", "1-2", "2", "2-1"]
    assert [check.agrees for check in records.account.checks] == [True, True, True]


def test_a_row_is_a_policy_where_no_column_names_projects(tmp_path: Path) -> None:
    records = read(tmp_path / "hyouka.csv", POLICIES)
    assert records.listings == ()
    policy = next(p for p in records.policies if p.code == "01-01")
    assert [d.name for d in policy.lead_division] == ["危機管理課"]
    assert [d.name for d in policy.related_division] == ["福祉課", "市民課"]
    assert policy.standing is not None
    assert policy.standing.value == "Priority"
    assert [(i.title, i.unit_label, [str(v.value) for v in i.observation]) for i in policy.indicator] == [
        ("訓練参加者数", "人", ["120", "90"])
    ]
    assert {c.cost_kind.value: c.amount_yen for c in policy.cost} == {
        "TotalCost": 1_500_000,
        "ProjectCost": 1_000_000,
        "PersonnelCost": 500_000,
    }
    none = next(p for p in records.policies if p.code == "01-02")
    assert none.related_division == ()
    assert none.indicator[0].observation[1].value is None


def test_columns_parted_by_spaces(tmp_path: Path) -> None:
    records = read(tmp_path / "list.txt", SPACES)
    assert [(one.listed_under, one.title, one.marked_code) for one in records.listings] == [
        ("1-1", "防災訓練事業", ()),
        ("1-1", "避難所運営", ("2-1",)),
    ]
    assert records.listings[1].cost[0].amount_yen == 3_000_000


def test_marks_that_name_numbers_and_a_year_that_is_a_column(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(NUMBERED, encoding="utf-8")
    proposal = propose_layout(path.read_bytes(), path.name, place=path.name)
    assert proposal is not None
    assert proposal.settings["mark"] == {"refers_to": "project", "who_marks": "relisting"}
    assert proposal.years == (2018,)


def test_what_is_not_known_is_said_and_not_made_up(tmp_path: Path) -> None:
    """No city, no title, no code: each stands as a place to fill in; an unknown column is a note."""
    data = "事業名,担当課,謎の列\n防災訓練,危機管理課,あ\n".encode()
    proposal = propose_layout(data, "x.csv", place="x.csv")
    assert proposal is not None
    text = proposal_to_toml(proposal, "x.csv", data)
    plan = tomllib.loads(text)
    assert TO_FILL in plan["known"]["municipality"]["value"]
    assert TO_FILL in plan["known"]["plan_title"]["value"]
    assert plan["layout"]["column"][-1] == {"is": "note", "header": "謎の列", "label": "謎の列"}
    assert "知らない見出し" in text


def test_nothing_known_gives_no_proposal() -> None:
    assert (
        propose_layout("これはただの文章です。\n表も見出しもありません。\n".encode(), "a.txt", place="a.txt")
        is None
    )


def test_a_built_in_layout_goes_before_a_proposal() -> None:
    folder = Path(__file__).parents[2] / "data" / "13229-nishitokyo-h24-chapter6"
    description = load_description(folder / "plan.toml")
    proposal = propose_layout((folder / description.file).read_bytes(), description.file, place="x")
    assert proposal is not None
    assert proposal.builtin == "implementation-plan-two-row"


def test_an_expression_for_a_header_matches_that_header_alone() -> None:
    import re

    pattern = escaped("事業費(千円)/平成30年度 [案]")
    assert re.fullmatch(pattern, "事業費(千円)/平成30年度  [案]")
    assert not re.fullmatch(pattern, "事業費(千円)/平成31年度 [案]")
