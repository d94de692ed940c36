"""Copies of the 西東京市 chapter with one planted change each, and exactly what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from plangraph.build import records_to_quads
from plangraph.bundled import bundled
from plangraph.checking.report import ReportFinding, check
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import DEFAULT_BASE, Iris
from plangraph.model.amounts import AmountStatus
from plangraph.model.records import DocumentRecords, Listing, ListingRole
from plangraph.reading.document import read_document
from plangraph.reading.listings import Links, resolve_listings

from .copies import copy_with_text, replaced, text_of, without_lines
from .expected import load_expected

DOCUMENT = "13229-nishitokyo-h24-chapter6"
AS_PRINTED = {(x["section"], x["title"]): x["state"] for x in load_expected(DOCUMENT)["listings"]}
STATION = "地域活動情報ステーションの活用"
WEBSITE = "ホームページの充実"
DISCLOSURE = "情報公開の推進"

Where = tuple[str | None, str]


@dataclass(frozen=True)
class Reading:
    """One or several documents, read and resolved together."""

    documents: tuple[DocumentRecords, ...]
    links: Links

    @property
    def records(self) -> DocumentRecords:
        return self.documents[0]

    def states(self) -> dict[Where, str | None]:
        """The state of every listing of every document, by section and title."""
        printed = {
            (d.document.id, x.key): (x.listed_under, x.title) for d in self.documents for x in d.listings
        }
        return {printed[r.document, r.key]: r.state.word if r.state else None for r in self.links.listings}

    def listing(self, section: str, title: str) -> Listing:
        (found,) = (
            x for d in self.documents for x in d.listings if (x.listed_under, x.title) == (section, title)
        )
        return found

    def project(self, section: str, title: str) -> object:
        key = self.listing(section, title).key
        (found,) = {r.project for r in self.links.listings if r.key == key}
        return found

    @cached_property
    def quads(self) -> set[Quad]:
        return records_to_quads(self.documents, self.links, Iris(DEFAULT_BASE))

    @cached_property
    def findings(self) -> tuple[ReportFinding, ...]:
        """What a user is told: findings of reading and of the shapes, as one report."""
        store = Store()
        store.extend(with_unnamed_graph(self.quads, Iris(DEFAULT_BASE)))
        return check(EmbeddedEndpoint(store), bundled("shapes")).findings


def read(*folders: Path) -> Reading:
    documents = tuple(read_document(folder) for folder in folders)
    return Reading(documents, resolve_listings(documents))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return read(copy_with_text(DOCUMENT, tmp_path_factory.mktemp("original"), text_of(DOCUMENT)))


def planted(tmp_path: Path, text: str) -> Reading:
    assert text != text_of(DOCUMENT)
    return read(copy_with_text(DOCUMENT, tmp_path, text))


def changed(before: dict[Where, str | None], after: dict[Where, str | None]) -> dict[Where, str | None]:
    """What is new or other afterwards; `gone` stands for a listing that is no longer there."""
    now = {where: state for where, state in after.items() if where not in before or before[where] != state}
    return now | {where: "gone" for where in before if where not in after}


def new_findings(original: Reading, copy: Reading) -> dict[tuple[str, str], ReportFinding]:
    """Findings, by rule and place, that the original does not have; a shifted place alone is nothing new."""
    known = {(f.rule, f.item, f.printed) for f in original.findings}
    return {(f.rule, f.place): f for f in copy.findings if (f.rule, f.item, f.printed) not in known}


def test_the_copy_without_a_change_has_the_printed_states(original: Reading) -> None:
    """The ground that every planted change is measured against."""
    assert original.states() == AS_PRINTED


def test_a_cut_relisting_leaves_one_way(original: Reading, tmp_path: Path) -> None:
    """Without its second 地域活動情報ステーション 協2-2 lacks the project, and nothing else changes."""
    copy = planted(tmp_path, without_lines(text_of(DOCUMENT), 122, 123))
    assert changed(original.states(), copy.states()) == {
        ("協1-2", STATION): "oneWay",
        ("協2-2", STATION): "gone",
    }
    assert len(copy.records.listings) == 38
    assert set(new_findings(original, copy)) == {("cross-listing-one-way", "line=53-54")}


def test_a_mark_taken_off_leaves_one_way(original: Reading, tmp_path: Path) -> None:
    """Where the other side is there and marks nothing back, the finding says that it is the mark."""
    copy = planted(tmp_path, replaced(text_of(DOCUMENT), 122, "(協1-2で再掲)", ""))
    assert changed(original.states(), copy.states()) == {
        ("協1-2", STATION): "oneWay",
        ("協2-2", STATION): None,
    }
    one_way = ("cross-listing-one-way", "line=53-54")
    lacks_mark = new_findings(original, copy)[one_way]
    cut = planted(tmp_path / "cut", without_lines(text_of(DOCUMENT), 122, 123))
    lacks_project = new_findings(original, cut)[one_way]
    assert "協1-2 を指す記号がありません" in lacks_mark.message.ja
    assert "no mark back to 協1-2" in lacks_mark.message.en
    assert f"協2-2 に「{STATION}」がありません" in lacks_project.message.ja
    assert f'section 協2-2 lacks "{STATION}"' in lacks_project.message.en


def test_a_mark_without_a_target_says_so(original: Reading, tmp_path: Path) -> None:
    """A bare 再掲 names no section: its own side is not guessed, the other side lacks the mark back."""
    copy = planted(tmp_path, replaced(text_of(DOCUMENT), 128, "(協2-1で再掲)", "(再掲)"))
    assert changed(original.states(), copy.states()) == {
        ("協2-1", WEBSITE): "oneWay",
        ("協2-2", WEBSITE): "targetNotNamed",
    }
    assert copy.listing("協2-2", WEBSITE).has_mark
    assert copy.listing("協2-2", WEBSITE).marked_code == ()


def test_money_on_a_relisting_is_found_and_counted_once(original: Reading, tmp_path: Path) -> None:
    """29 | 10 | 10 again on the relisting of ホームページ: a finding, and the two sums part."""
    text = replaced(text_of(DOCUMENT), 129, "事業費(百万円)\t\t\t\t", "事業費(百万円)\t29\t10\t10\t")
    copy = planted(tmp_path, text)
    assert copy.states() == original.states()
    assert copy.listing("協2-2", WEBSITE).listing_role is ListingRole.RELISTING
    found = new_findings(original, copy)
    assert {rule for rule, _ in found} >= {"relisting-states-money"}
    assert {place for _, place in found} <= {"line=128-129", "line=129"}
    for year in (2012, 2013):
        assert as_printed(original, year) == counted_once(original, year)
        assert as_printed(copy, year) == counted_once(copy, year) + 10_000_000
        assert counted_once(copy, year) == counted_once(original, year)
    assert (
        totals_as_printed(original) == 2_054_000_000 == sum(counted_once(copy, y) for y in (2012, 2013, 2014))
    )
    assert totals_as_printed(copy) == 2_083_000_000


def test_content_on_both_sides_makes_two_homes(original: Reading, tmp_path: Path) -> None:
    """Both sides of ホームページ state what will be done: the money may count twice."""
    text = replaced(text_of(DOCUMENT), 128, "\t(再掲)\t\t\t", "\tホームページの運営\t継 続\t継 続\t")
    copy = planted(tmp_path, text)
    assert changed(original.states(), copy.states()) == {
        ("協2-1", WEBSITE): "twoHomes",
        ("協2-2", WEBSITE): "twoHomes",
    }
    second = copy.listing("協2-2", WEBSITE)
    assert second.listing_role is ListingRole.HOME
    assert [c.text for c in second.content] == ["ホームページの運営", "継続", "継続"]
    assert [c.amount_status for c in second.cost] == [
        AmountStatus.BLANK,
        AmountStatus.BLANK,
        AmountStatus.LOST,
    ]
    assert set(new_findings(original, copy)) == {
        ("cross-listing-two-homes", "line=73-74"),
        ("cross-listing-two-homes", "line=128-129"),
    }
    assert copy.project("協2-1", WEBSITE) == copy.project("協2-2", WEBSITE)


def test_a_relisting_on_both_sides_leaves_no_home(original: Reading, tmp_path: Path) -> None:
    """Both sides of 情報公開の推進 say 「(再掲)」 and both sections were read: there is no home."""
    text = replaced(text_of(DOCUMENT), 79, "\t情報公開の推進\t継 続\t継 続\t", "\t(再掲)\t\t\t")
    copy = planted(tmp_path, text)
    assert changed(original.states(), copy.states()) == {
        ("協2-1", DISCLOSURE): "noHome",
        ("協2-2", DISCLOSURE): "noHome",
    }
    assert copy.listing("協2-1", DISCLOSURE).listing_role is ListingRole.RELISTING
    assert set(new_findings(original, copy)) == {
        ("cross-listing-no-home", "line=79-80"),
        ("cross-listing-no-home", "line=132-133"),
    }


def test_a_title_that_differs_by_one_character_names_its_likely_partner(
    original: Reading, tmp_path: Path
) -> None:
    """…の活用 against …の利用: not joined by guess, and each finding names the other title."""
    copy = planted(tmp_path, replaced(text_of(DOCUMENT), 122, "ンの活用(", "ンの利用("))
    other = "地域活動情報ステーションの利用"
    assert changed(original.states(), copy.states()) == {
        ("協1-2", STATION): "oneWay",
        ("協2-2", STATION): "gone",
        ("協2-2", other): "oneWay",
    }
    assert copy.project("協1-2", STATION) != copy.project("協2-2", other)
    found = new_findings(original, copy)
    assert set(found) == {("cross-listing-one-way", "line=53-54"), ("cross-listing-one-way", "line=122-123")}
    for place, title in (("line=53-54", other), ("line=122-123", STATION)):
        message = found["cross-listing-one-way", place].message
        assert f"「{title}」" in message.ja
        assert title in message.en


def test_a_mark_that_names_the_wrong_section_is_one_way_on_both_sides(
    original: Reading, tmp_path: Path
) -> None:
    """協2-3 was read and has no ホームページ; the home's mark then finds no mark back."""
    copy = planted(tmp_path, replaced(text_of(DOCUMENT), 128, "協2-1", "協2-3"))
    assert changed(original.states(), copy.states()) == {
        ("協2-1", WEBSITE): "oneWay",
        ("協2-2", WEBSITE): "oneWay",
    }


def test_spaces_and_widths_do_not_part_a_pair(original: Reading, tmp_path: Path) -> None:
    """Another line wrap and full-width letters on one side: still one project, still mutual."""
    text = replaced(text_of(DOCUMENT), 75, "ICTを活用した市民参加 手法", "ＩＣＴを活用し た市民参加手法")
    text = replaced(text, 111, "(協2-1で再掲)", "（協２－１で再掲）")
    copy = planted(tmp_path, text)
    assert sorted(map(str, copy.states().values())) == sorted(map(str, original.states().values()))
    assert len({r.project for r in copy.links.listings}) == 35


# The chapter that five marks of 協 lead to, as the city would have printed it: made for this test.
CHAPTER_SO = """
3 創造性の育つまちづくり

創2\t次代を担う子どもたちのために
----\t--------------

創2 - 3 : 教育環境の充実

[創2:次代を担う子どもたちのために]

主要事業\t3か年事業計画\t\t\t備 考 (区分・所管部課)
\t平成24年度\t平成25年度\t平成26年度\t
教育情報センター機能の充実 (協2-2で再掲)\t教育情報センターの運営\t継 続\t継 続\t合併
事業費(百万円)\t9\t3\t3\t教育部教育指導課
小中学校コンピュータ環 境整備の推進 (協2-2で再掲)\t機器の更新\t継 続\t継 続\t
事業費(百万円)\t90\t30\t30\t教育部教育指導課

創3\t学びあうまちであるために
----\t--------------

創3 - 1 : 生涯学習環境の充実

[創3:学びあうまちであるために]

主要事業\t3か年事業計画\t\t\t備 考 (区分・所管部課)
\t平成24年度\t平成25年度\t平成26年度\t
生涯学習情報提供システムの整備、活用 (協2-2で再掲)\tシステムの運用\t継 続\t継 続\t重点
事業費(百万円)\t6\t2\t2\t教育部社会教育課

創3 - 2 : 図書館の充実

[創3:学びあうまちであるために]

主要事業\t3か年事業計画\t\t\t備 考 (区分・所管部課)
\t平成24年度\t平成25年度\t平成26年度\t
図書館管理システムの拡充と情報サービスの充実 (協2-2で再掲)\tシステムの更新\t継 続\t継 続\t
事業費(百万円)\t30\t10\t10\t教育部図書館

創3 - 4 : 市民文化の振興

[創3:学びあうまちであるために]

主要事業\t3か年事業計画\t\t\t備 考 (区分・所管部課)
\t平成24年度\t平成25年度\t平成26年度\t
西東京市民会館のあり方について検討 (協1-1で再掲)\t検討\t検討\t検討\t
事業費(百万円)\t\t\t\t生活文化スポーツ部 文化振興課
"""
LED_TO = {
    ("協1-1", "西東京市民会館のあり方について検討"): "創3-4",
    ("協2-2", "教育情報センター機能の充実"): "創2-3",
    ("協2-2", "小中学校コンピュータ環境整備の推進"): "創2-3",
    ("協2-2", "生涯学習情報提供システムの整備、活用"): "創3-1",
    ("協2-2", "図書館管理システムの拡充と情報サービスの充実"): "創3-2",
}


def chapter_so(folder: Path, text: str = CHAPTER_SO) -> Path:
    """The made chapter as another document of the same plan."""
    facts = {
        "id": "13229-nishitokyo-h24-chapter3",
        "file": "made.txt",
        "document_title": "3 創造性の育つまちづくり",
    }
    return copy_with_text(DOCUMENT, folder, text, facts)


def test_a_further_chapter_turns_its_marks_to_mutual(original: Reading, tmp_path: Path) -> None:
    """With 創 read the five listings that lead there become mutual; no project changes its key."""
    both = read(copy_with_text(DOCUMENT, tmp_path / "6", text_of(DOCUMENT)), chapter_so(tmp_path / "3"))
    there = {(code, title): "mutual" for (_, title), code in LED_TO.items()}
    assert changed(original.states(), both.states()) == dict.fromkeys(LED_TO, "mutual") | there
    assert both.documents[0].listings == original.records.listings
    for section, title in AS_PRINTED:
        assert both.project(section, title) == original.project(section, title)
    for (section, title), code in LED_TO.items():
        assert both.project(code, title) == both.project(section, title)
    assert len({r.project for r in both.links.listings}) == 35


def test_a_further_chapter_changes_no_iri(original: Reading, tmp_path: Path) -> None:
    """Every triple and every source line of the first chapter stays as it was, to the letter."""
    both = read(copy_with_text(DOCUMENT, tmp_path / "6", text_of(DOCUMENT)), chapter_so(tmp_path / "3"))
    for kind in ("document", "provenance", "findings"):
        graph = NamedNode(Iris(DEFAULT_BASE).graph(kind, DOCUMENT))
        before = {quad for quad in original.quads if quad.graph_name == graph}
        assert before == {quad for quad in both.quads if quad.graph_name == graph}, kind
        assert before or kind == "findings"


def test_a_further_chapter_settles_what_was_open(original: Reading, tmp_path: Path) -> None:
    """Five targets are loaded now, and the money counted in 小中学校コンピュータ is in the graph."""
    both = read(copy_with_text(DOCUMENT, tmp_path / "6", text_of(DOCUMENT)), chapter_so(tmp_path / "3"))

    def found(reading: Reading, rule: str) -> set[str]:
        return {f.item for f in reading.findings if f.rule == rule}

    not_loaded = "cross-listing-target-not-loaded"
    assert found(original, not_loaded) - found(both, not_loaded) == {title for _, title in LED_TO}
    assert found(both, not_loaded) < found(original, not_loaded)
    assert len(found(original, "counted-in-unread-home")) == 1
    assert found(both, "counted-in-unread-home") == set()


def test_the_order_of_reading_makes_no_difference(tmp_path: Path) -> None:
    """Resolution is computed anew from all documents, whichever was read first."""
    six, three = copy_with_text(DOCUMENT, tmp_path / "6", text_of(DOCUMENT)), chapter_so(tmp_path / "3")
    one, other = read(six, three), read(three, six)
    assert one.states() == other.states()
    projects = [{(r.document, r.key): r.project for r in reading.links.listings} for reading in (one, other)]
    assert projects[0] == projects[1]


def test_a_further_chapter_that_lacks_a_project_makes_one_way(original: Reading, tmp_path: Path) -> None:
    """Once 創3-2 is read without the library system, "not loaded" becomes "the target lacks it"."""
    title = "図書館管理システムの拡充と情報サービスの充実"
    text = CHAPTER_SO.replace(f"{title} (協2-2で再掲)", "図書館の開館時間の延長")
    both = read(copy_with_text(DOCUMENT, tmp_path / "6", text_of(DOCUMENT)), chapter_so(tmp_path / "3", text))
    states = changed(original.states(), both.states())
    assert states["協2-2", title] == "oneWay"
    assert states["創3-2", "図書館の開館時間の延長"] is None


def as_printed(reading: Reading, year: int) -> int:
    """Every stated cell of every listing in one year, in yen."""
    return sum(
        cost.amount_yen or 0
        for x in reading.records.listings
        for cost in x.cost
        if cost.fiscal_year == year and cost.amount_status is AmountStatus.STATED
    )


def counted_once(reading: Reading, year: int) -> int:
    """What homes state, and what can be derived for them, in one year, in yen."""
    return sum(
        cost.amount_yen or 0
        for x in reading.records.listings
        for cost in x.cost
        if cost.fiscal_year == year and x.listing_role is ListingRole.HOME
    )


def totals_as_printed(reading: Reading) -> int:
    """Every printed three-year total of every listing, in yen."""
    return sum(
        x.printed_total.amount_yen or 0 for x in reading.records.listings if x.printed_total is not None
    )


def test_a_relisting_without_its_mark_is_named_itself(tmp_path: Path) -> None:
    """(再掲) in the cell and no mark in the title: the finding is at that very listing."""
    text = replaced(text_of(DOCUMENT), 128, "ホームページの充実 (協2-1で再掲)", "ホームページの充実")
    records = read_document(copy_with_text(DOCUMENT, tmp_path / "copy", text))
    found = [f for f in records.findings if f.rule == "relisting-without-mark"]
    assert [str(f.evidence[0].place) for f in found] == ["line=128-129"]


def test_a_lost_row_between_equal_rows_is_told(tmp_path: Path) -> None:
    """Without line 103 two equal 事業費 rows touch: the finding says that a project's row may be lost."""
    text = without_lines(text_of(DOCUMENT), 103, 103)
    records = read_document(copy_with_text(DOCUMENT, tmp_path / "copy", text))
    said = [f.message.ja for f in records.findings if f.rule == "line-repeated"]
    assert len(said) == 1
    assert "間の事業の行が落ちています" in said[0]
