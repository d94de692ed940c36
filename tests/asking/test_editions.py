"""Two editions compared: every kind of change that was planted in a made city is told, and nothing else."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from plangraph.asking.compared import Comparison
from plangraph.asking.diff_text import comparison_to_json, comparisons_to_table, render_comparison
from plangraph.asking.edition_details import edition_of
from plangraph.asking.editions import compare
from plangraph.asking.facts import Amount, Facts, facts_of
from plangraph.asking.money_changes import amounts_part
from plangraph.asking.plan_choice import choose_plan, offered_pairs
from plangraph.asking.timeline import timeline
from plangraph.asking.timeline_text import render_timeline, timeline_to_json
from plangraph.build import build
from plangraph.cli.edition_sources import comparisons_of
from plangraph.errors import NotFoundError, SeveralFoundError, SourceError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.store import open_current
from plangraph.printing.samples import SampleWish, write_samples

from .two_editions import OFFICES, write_edition

OLDER = [
    # kind, title, how, year, before, after: planted by hand in editions/2024.csv and editions/2025.csv
    ("added", "動画配信", "", None, "", "動画配信"),
    ("added", "防災ラジオの貸与配付", "likely-rename", None, "", "防災ラジオの貸与配付"),
    ("dropped", "旧式放送設備", "", None, "旧式放送設備", ""),
    ("dropped", "移動図書館車両", "", None, "移動図書館車両", ""),
    ("dropped", "防災ラジオの貸与配布", "likely-rename", None, "防災ラジオの貸与配布", ""),
    ("renamed", "木造住宅の診断補助", "former-title", None, "耐震診断", "木造住宅の診断補助"),
    ("renamed", "窓口を広げる", "alias", None, "窓口を拡げる", "窓口を広げる"),
    ("moved", "避難所運営", "", None, "1-1 防災の推進", "1-2 交通の安全"),
    ("home-switched", "通学路防災", "", None, "1-1 防災の推進", "1-2 交通の安全"),
    ("relisting", "ハザードマップ作成", "", None, "", "1-2 交通の安全"),
    ("mark", "ハザードマップ作成", "", None, "", "1-2; 1-1"),
    ("carried", "防災講座", "", None, "", "「防災訓練」で実施"),
    ("rescheduled", "仮設トイレ購入", "last-year", None, "2026", "2025"),
    ("rescheduled", "備蓄倉庫整備", "content", None, "2025", "2026"),
    ("rescheduled", "備蓄倉庫整備", "money", None, "2025: 500000; 2026: 100000", "2025: 100000; 2026: 500000"),
    ("cost", "備蓄倉庫整備", "", 2025, "500000", "100000"),
    ("cost", "備蓄倉庫整備", "", 2026, "100000", "500000"),
    ("cost", "災害情報伝達", "", 2026, "90000", "95000"),
    ("amount-status", "仮設トイレ購入", "status", 2026, "17000", "blank"),
    ("amount-status", "水防資材更新", "status", 2025, "undetermined", "80000"),
    ("amount-status", "消火栓点検", "status", 2025, "blank", "70000"),
    ("amount-status", "防災講座", "status", 2025, "16000", "carried"),
    ("amount-status", "防災講座", "status", 2026, "16000", "carried"),
    ("division", "災害情報伝達", "changed", None, "総務部 防災課", "総務部 契約課"),
    ("division", "窓口を広げる", "department", None, "市民部 市民課", "市民生活部 市民課"),
    ("division", "要支援者名簿", "department", None, "市民部 市民課", "市民生活部 市民課"),
    ("division", "防災無線管理", "office-change", None, "総務部 情報課", "総務部 デジタル課"),
    ("designation", "自主防災組織支援", "", None, "新規", "重点"),
    ("policy-added", "情報の発信", "", None, "", "1-6 情報の発信"),
    ("policy-dropped", "学びのまち", "", None, "2 学びのまち", ""),
    ("policy-dropped", "図書館の充実", "", None, "2-1 図書館の充実", ""),
    ("policy-renamed", "住宅施策の推進", "", None, "住宅政策の推進", "住宅施策の推進"),
    ("policy-renumbered", "公園の整備", "", None, "1-3", "1-4"),
]  # fmt: skip


def told(found: Comparison) -> list[tuple[str, str, str, int | None, str, str]]:
    """The changes without places and sentences."""
    return [(c.kind, c.title, c.how, c.year, c.before, c.after) for c in found.changes]


def compared(old: Path | str, new: Path | str, store: Path = Path("none"), **chosen: str) -> list[Comparison]:
    """What the command compares."""
    options = Namespace(
        old=str(old),
        new=str(new),
        old_plan=chosen.get("old_plan"),
        new_plan=chosen.get("new_plan"),
        store=store,
        backend=None,
    )
    return comparisons_of(options)[0]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source folders of both editions."""
    folder = tmp_path_factory.mktemp("editions")
    write_edition(folder / "2024", 2024)
    write_edition(folder / "2025", 2025, OFFICES)
    return folder


@pytest.fixture(scope="module")
def store(folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of both."""
    store = tmp_path_factory.mktemp("editions-store") / "store"
    build([folders], store)
    return store


@pytest.fixture(scope="module")
def graph(store: Path) -> tuple[Endpoint, Facts]:
    """The store, and the facts in it."""
    endpoint = EmbeddedEndpoint(open_current(store))
    return endpoint, facts_of(endpoint)


@pytest.fixture(scope="module")
def found(folders: Path) -> Comparison:
    """Both source folders compared."""
    return compared(folders / "2024", folders / "2025")[0]


def test_every_planted_change_is_told(found: Comparison) -> None:
    """Each planted change once, with what was before and after; a project that only rolled on a year is unchanged."""
    assert sorted(told(found), key=str) == sorted(OLDER, key=str)
    assert (found.projects.old, found.projects.new) == (21, 20)
    assert (found.projects.kept, found.projects.dropped, found.projects.added) == (18, 3, 2)
    assert found.projects.unchanged == 4  # 防災訓練、信号機要望、公園清掃、空き家対策
    assert (found.policies.old, found.policies.new, found.policies.kept) == (7, 6, 5)


def test_a_change_cites_both_sides(found: Comparison) -> None:
    """Policy codes, documents and the lines of the tables; sentences in both languages."""
    moved = next(change for change in found.changes if change.kind == "moved")
    assert moved.old is not None
    assert moved.new is not None
    assert (moved.old.policy_code, moved.old.place) == ("1-1", "line=6")
    assert (moved.new.policy_code, moved.new.place) == ("1-2", "line=20")
    assert moved.old.file == "plan.csv"
    assert moved.old.listing.endswith("/listing/99001-2024/1-1/避難所運営")
    assert moved.sentence.ja == "「避難所運営」が「1-1 防災の推進」から「1-2 交通の安全」に移りました。"
    assert moved.sentence.en == '"避難所運営" moved from "1-1 防災の推進" to "1-2 交通の安全".'


def test_a_likely_rename_is_offered_and_not_asserted(found: Comparison) -> None:
    """Near titles with one number, section, division and cost: offered, and still dropped and added."""
    (one,) = found.likely_renames
    assert (one.old_title, one.new_title) == ("防災ラジオの貸与配布", "防災ラジオの貸与配付")
    assert one.score == 90.0
    assert one.evidence == ("same-section", "same-division", "same-code", "same-cost")


@pytest.mark.parametrize("pair", [("2024", "2024"), ("2025", "2025")])
def test_an_edition_does_not_differ_from_itself(folders: Path, pair: tuple[str, str]) -> None:
    """One document read twice, each by itself."""
    (found,) = compared(folders / pair[0], folders / pair[1])
    assert not found.differs
    assert found.projects.unchanged == found.projects.old


def test_folders_store_and_titles_say_the_same(
    folders: Path, store: Path, found: Comparison, tmp_path: Path
) -> None:
    """Plans of a store are compared as their source folders are, and an edition may come from either."""
    (of_store,) = compared("2024年度版", "99001-jisshi-2025", store)
    assert told(of_store) == told(found)
    (mixed,) = compared(folders / "2024", "2025年度版", store)
    assert told(mixed) == told(found)
    old = tmp_path / "old"
    build([folders / "2024"], old)
    (stores,) = compared(old, folders / "2025")
    assert told(stores) == told(found)


def test_turned_round_gains_are_losses(graph: tuple[Endpoint, Facts], found: Comparison) -> None:
    """What one direction adds the other drops, and values change places."""
    endpoint, facts = graph
    old, new = (choose_plan(facts, title) for title in ("2025年度版", "2024年度版"))
    turned = compare(edition_of(endpoint, facts, old), edition_of(endpoint, facts, new))
    swap = {
        "added": "dropped",
        "dropped": "added",
        "policy-added": "policy-dropped",
        "policy-dropped": "policy-added",
    }
    assert {(swap.get(c.kind, c.kind), c.how, c.year, c.after, c.before) for c in turned.changes} == {
        (c.kind, c.how, c.year, c.before, c.after) for c in found.changes
    }
    assert any("順序を確かめて" in note.ja for note in turned.notes)


def test_timeline_sets_editions_side_by_side(graph: tuple[Endpoint, Facts]) -> None:
    """For 災害情報伝達 the editions differ on 令和8年度 alone: 90 and 95 thousand yen."""
    found = timeline(graph[0], "災害情報伝達")
    assert found.years == (2024, 2025, 2026, 2027)
    assert found.parted == (2026,)
    assert [row.divisions for row in found.rows] == [("総務部 防災課",), ("総務部 契約課",)]
    said = [
        {year: cell.amount.yen for year, cell in (row.years or {}).items() if cell.amount}
        for row in found.rows
    ]
    assert said == [{2024: 90_000, 2025: 90_000, 2026: 90_000}, {2025: 90_000, 2026: 95_000, 2027: 90_000}]
    assert timeline_to_json(found)["editions"][1]["lead"]["place"] == "line=10"
    assert "令和8年度  ※版により額が違う" in render_timeline(found, "ja")


def test_timeline_follows_former_titles(graph: tuple[Endpoint, Facts]) -> None:
    """木造住宅の診断補助（旧：耐震診断） leads to the edition that prints 耐震診断, from either title."""
    for title in ("耐震診断", "木造住宅の診断補助"):
        found = timeline(graph[0], title)
        assert [row.title for row in found.rows] == ["耐震診断", "木造住宅の診断補助"]
        assert len(found.others) == 1


def test_timeline_says_where_a_project_is_not_listed(graph: tuple[Endpoint, Facts]) -> None:
    """動画配信 is new: the older edition of the series stands there without a listing."""
    found = timeline(graph[0], "動画配信")
    assert [row.listed for row in found.rows] == [False, True]
    assert "掲載なし" in render_timeline(found, "ja")


def test_the_right_words_for_what_is_no_plan(graph: tuple[Endpoint, Facts]) -> None:
    """An address of a project, a title that no plan has, one that several have."""
    facts = graph[1]
    with pytest.raises(NotFoundError, match="IRI of a project, not of a plan"):
        choose_plan(facts, next(iter(facts.projects)))
    with pytest.raises(NotFoundError, match="there are: 架空市実施計画"):
        choose_plan(facts, "総合計画")
    with pytest.raises(SeveralFoundError) as error:
        choose_plan(facts, "架空市")
    assert [one["iri"].rpartition("/")[2] for one in error.value.candidates] == [
        "99001-jisshi-2024",
        "99001-jisshi-2025",
    ]
    assert [(a.first_year, b.first_year) for a, b in offered_pairs(facts.plans.values())] == [(2024, 2025)]


def test_a_store_of_several_editions_asks_which(store: Path, folders: Path) -> None:
    """Several plans of one series on a side: candidates; `--old-plan` chooses. The same store twice pairs by address."""
    with pytest.raises(SeveralFoundError):
        compared(store, folders / "2025")
    (chosen,) = compared(store, folders / "2025", old_plan="2024年度版")
    assert chosen.projects.dropped == 3
    assert [one.differs for one in compared(store, store)] == [False, False]


def test_what_is_no_folder_of_documents(tmp_path: Path) -> None:
    """An empty folder and a file are refused."""
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "file"):
        with pytest.raises(SourceError):
            compared(path, path)


def test_plans_of_two_bodies_are_matched_by_title_alone(founding_quads: list[Quad]) -> None:
    """It is said that the bodies differ, that one plan lists no project, and that no year is common."""
    endpoint = EmbeddedEndpoint(Store())
    endpoint.load(founding_quads)
    facts = facts_of(endpoint)
    plans = sorted(facts.plans.values(), key=lambda plan: plan.first_year)
    found = compare(*(edition_of(endpoint, facts, plan) for plan in plans))
    notes = "".join(note.ja for note in found.notes)
    assert "団体が違います" in notes
    assert "事業の掲載がありません" in notes
    assert "共通の年度がない" in notes
    assert (found.projects.old, found.projects.new, found.projects.kept) == (35, 0, 0)
    assert {change.kind for change in found.changes} == {"dropped", "policy-added", "policy-dropped"}


def stated(yen: int) -> Amount:
    return Amount(2025, 2025, "stated", yen, yen, yen)


def test_derived_amounts_are_intervals() -> None:
    """A derived 9 (8 to 10) parts from a stated 11 for sure, from a stated 10 it does not; units round."""
    derived = Amount(2025, 2025, "derived", 9, 8, 10)
    assert amounts_part(derived, stated(11))
    assert not amounts_part(derived, stated(10))
    assert amounts_part(stated(9), stated(10))
    assert not amounts_part(stated(9_000_000), stated(9_120_000), (1_000_000, 1_000))
    assert amounts_part(stated(9_000_000), stated(10_120_000), (1_000_000, 1_000))
    assert not amounts_part(stated(9), Amount(2025, 2025, "blank"))


def test_made_editions_hold_to_their_records(tmp_path: Path) -> None:
    """Of two made editions, what the true records say was added, dropped and costs otherwise is what is told."""
    samples = list(write_samples(SampleWish(projects=40, editions=2, seed=5, format="csv"), tmp_path))
    (found,) = compared(*(tmp_path / sample.name for sample in samples))
    homes = [
        {one.title: one for one in sample.records.listings if one.listing_role.word != "relisting"}
        for sample in samples
    ]
    assert {c.title for c in found.by_kind["added"]} == homes[1].keys() - homes[0].keys()
    assert {c.title for c in found.by_kind["dropped"]} == homes[0].keys() - homes[1].keys()
    expected = set()
    for title in homes[0].keys() & homes[1].keys():
        money = [{c.fiscal_year: c.amount_yen for c in side[title].cost} for side in homes]
        for year in (2025, 2026):
            before, after = money[0].get(year), money[1].get(year)
            if before is not None and after is not None and before != after:
                expected.add((title, year, before, after))
    assert {(c.title, c.year, c.before_yen, c.after_yen) for c in found.by_kind["cost"]} == expected


def test_forms_hold_every_change(found: Comparison) -> None:
    """JSON and table have one entry a change, the text each sentence."""
    assert len(comparison_to_json(found)["changes"]) == len(OLDER)
    assert len(comparison_to_json(found, ["cost"])["changes"]) == 3
    table = comparisons_to_table([found])
    assert len(table.rows) == len(OLDER)
    text = render_comparison(found, "ja")
    assert all(change.sentence.ja in text for change in found.changes)
    assert "古い版 21 ＝ 続く 18 ＋ なくなった 3、新しい版 20 ＝ 続く 18 ＋ 加わった 2" in text
