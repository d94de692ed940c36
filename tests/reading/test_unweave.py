"""The stage that takes woven text apart, on the real document and on pages woven by the tests."""

from __future__ import annotations

import importlib.util
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plangraph.model.findings import Severity
from plangraph.reading.lines import Line, SourceText, visible
from plangraph.reading.pages import text_to_pages
from plangraph.reading.unweave import Unwoven, UnwovenPage, unweave, unweave_page

DATA = Path(__file__).parents[2] / "data"
HEADS = (re.compile(r"平成\d+年度施策評価表"), re.compile(r"[１-９]　\S"))


def _weaving() -> ModuleType:
    """The page weaver beside this file; the tests' folders are no package."""
    spec = importlib.util.spec_from_file_location("weaving", Path(__file__).with_name("weaving.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["weaving"] = module
    spec.loader.exec_module(module)
    return module


weaving = _weaving()
MADE_HEADS = (re.compile(weaving.HEAD_PATTERN),)


def _text(name: str) -> str:
    (path,) = (DATA / name).glob("*.txt")
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


SHEET = _text("13222-higashikurume-h31-policy01")
CHAPTER = _text("13229-nishitokyo-h24-chapter6")


def read(text: str, heads: tuple[re.Pattern[str], ...] = HEADS) -> Unwoven:
    """Unweave, and hold in every case that each printed character comes out once."""
    source = SourceText("made", text)
    unwoven = unweave(source, heads=heads)
    assert unwoven.characters_in == unwoven.characters_out
    offsets = sorted(o for line in unwoven.lines for o in line.offsets if not text[o].isspace())
    assert offsets == [o for o, c in enumerate(text) if not c.isspace()]
    assert all(text[o] == c for line in unwoven.lines for c, o in zip(line.text, line.offsets, strict=True))
    assert "characters-not-accounted-for" not in rules(unwoven)
    return unwoven


def rules(unwoven: Unwoven) -> Counter[str]:
    return Counter(finding.rule for finding in unwoven.findings)


def printed(unwoven: Unwoven) -> str:
    return "".join(c for line in unwoven.lines for c in visible(line.text))


def texts(page: UnwovenPage) -> list[str]:
    """The lines of a page that are not blank."""
    return [line.text for line in page.lines if line.text.strip()]


def with_seams(line: Line) -> str:
    return "".join(("‖" if i in line.seams else "") + c for i, c in enumerate(line.text))


# ---------------------------------------------------------------- the real document


@pytest.fixture(scope="module")
def sheet() -> Unwoven:
    return read(SHEET)


def test_every_printed_character_of_the_sheet_comes_out_once(sheet: Unwoven) -> None:
    assert sheet.characters_in == sheet.characters_out == 3025
    assert Counter(printed(sheet)) == Counter(visible(SHEET))


def test_the_sheet_has_four_pages_and_each_begins_with_its_head(sheet: Unwoven) -> None:
    heads = [texts(page)[0][:14] for page in sheet.pages]
    assert heads == [
        "平成31年度施策評価表(平成",
        "１　施策の概要（第4次長期総",
        "４　基本事業について（1～3",
        "４　基本事業について（4～5",
    ]


def test_all_pages_were_turned_and_say_where_they_begin(sheet: Unwoven) -> None:
    assert [page.turned_at for page in sheet.pages] == [109, 448, 563, 940]


def test_three_pages_are_woven_one_to_ten(sheet: Unwoven) -> None:
    assert [page.ratio for page in sheet.pages] == [10, None, 10, 10]
    met = [[(s.first_line, s.last_line) for s in page.stretches] for page in sheet.pages]
    assert met == [[(2, 92), (109, 414)], [], [(454, 928)], [(940, 982)]]


def test_run_a_of_page_1_is_turned_and_runs_on_into_the_plain_text(sheet: Unwoven) -> None:
    assert texts(sheet.pages[0])[0] == (
        "平成31年度施策評価表(平成30年度振り返り)１　施策の概要（第4次長期総合計画（後期：平成28年度～令和2年度）"
        "に掲げる事項）施策名01市民と行政の協働によるまちづくり上位政策01計画を推進していくために"
    )


def test_the_plain_text_of_page_1_stands_between_the_runs(sheet: Unwoven) -> None:
    lines = texts(sheet.pages[0])
    assert lines[1:7] == [
        "施策統括課 生活文化課 施策統括課長名 島崎　律照",
        "関連課 秘書広報課、財政課、総務課、生活文化課",
        "関連する 協働の指針、市民参加・情報提供の指針",
        "個別計画等",
        "地域のつながりづくり、市民と行政によるまちづくり、市民との対話",
        "予定計画事業",
    ]
    assert lines[7].endswith("それぞれの特長を活かしながら協働し、多")
    assert lines[8].startswith("施策に対する様化する市民ニーズに対応可能な行政運営に")


def test_run_b_of_page_1_goes_on_from_the_page_s_end_to_its_top(sheet: Unwoven) -> None:
    joined = "".join(texts(sheet.pages[0]))
    assert "。・高齢者、障害者、外国人、子どもたちなど、だれにとっても分かりやすく充実したものに" in joined
    assert joined.endswith("市民がより多くの声を届けやすい仕組みなどを活用して、市民生活の向上に努める。")


def test_newlines_inside_a_chunk_end_lines_and_its_edges_are_seams(sheet: Unwoven) -> None:
    lines = [with_seams(line) for line in sheet.pages[0].lines]
    assert any(line.endswith("‖のになるよう配慮しな‖がら、情報") for line in lines)
    assert any(line.startswith("のバリアフ‖リー化、ウェブ・アク‖セシビリティの向上に‖") for line in lines)


def test_a_blank_line_inside_a_chunk_does_not_break_the_count(sheet: Unwoven) -> None:
    lines = [with_seams(line) for line in sheet.pages[0].lines]
    assert "01-02 。" in lines
    at = lines.index("01-02 。")
    assert lines[at + 1].startswith("市民と‖行政の情報 ・ICT技‖術の活用により、効率‖")
    assert "基本的な考え‖方" in lines


def test_page_2_is_turned_and_not_woven(sheet: Unwoven) -> None:
    lines = texts(sheet.pages[1])
    assert lines[0] == "１　施策の概要（第4次長期総合計画（後期：平成28年度～令和2年度）に掲げる事項）"
    assert lines[1] == "基本事業名（4～5） 第4次長期総合計画における方向性"
    assert lines[2:5] == [
        "２　施策の成果指標と実績",
        "No 成果指標 単位 平成28年度 平成29年度 平成30年度",
        "ふるさととして愛着を持っている市民の割合",
    ]
    assert lines[-1] == "人件費（内書き） 千円 35,537 37,093 38,869"


def test_run_a_of_page_3_is_read_from_its_heading_with_the_number_put_back(sheet: Unwoven) -> None:
    assert texts(sheet.pages[2])[0].startswith(
        "４　基本事業について（1～3）現状と課題令和2年度に向けた方向性・地域の課題は市民活動団体と行政が協働を担う組織とし"
        "・全庁的な協働事業の把握、市民活動団体との行政の役割についての整理を毎てともに主体となって解決するものである"
        "が、これまで"
    )
    assert rules(sheet)["heading-number-moved"] == 1
    assert any("「４」" in repair.ja and "563行目" in repair.ja for repair in sheet.repairs)


def test_run_b_of_page_3_is_cut_inside_the_ten_that_the_row_number_breaks(sheet: Unwoven) -> None:
    lines = texts(sheet.pages[2])
    assert (
        "であるが、これまでは 年度、行っている。この整理を踏まえて今後は協働事業をより精査していくと"
        in lines[0]
    )
    at = next(i for i, line in enumerate(lines) if line.startswith("・財政公表事務は"))
    assert lines[at].startswith("・財政公表事務はこれまで、地方自治法及び財政状況の公 まる見込みであり、")
    assert lines[-2:] == ["理が必要となっている。", "3"]


def test_columns_without_a_gap_are_joined_by_a_seam(sheet: Unwoven) -> None:
    lines = [with_seams(line) for line in sheet.pages[2].lines]
    assert any("運営を行って‖どりつけ" in line for line in lines)


def test_page_4_reads_run_a_the_plain_text_round_the_circle_then_run_b(sheet: Unwoven) -> None:
    lines = texts(sheet.pages[3])
    assert lines[:5] == [
        "４　基本事業について（4～5）",
        "現状と課題 令和2年度に向けた方向性",
        "4",
        "5",
        "５　令和2年度に向けた施策方針",
    ]
    assert lines[5] == (
        "・協働については、平成29年度に改訂された「協働の指針」に基づき、"
        "今までの協働事業についての検証・課題の整理を行い、"
    )
    assert lines[8] == "をさらに効果的に活用し、市で実施する事務事業の情報発信に努めていく。"


def test_the_single_character_that_ends_the_standing_is_kept(sheet: Unwoven) -> None:
    assert texts(sheet.pages[3])[-1] == "図っていく。６　令和2年度の施策の位置づけ 重点施策以外"


def test_row_numbers_that_belong_to_no_weave_are_kept_and_reported(sheet: Unwoven) -> None:
    strays = [(f.printed, str(f.evidence[0].place)) for f in sheet.findings if f.rule == "stray-character"]
    assert strays == [
        ("3", "line=430"),
        ("4", "line=432"),
        ("5", "line=434"),
        ("3", "line=559"),
        ("4", "line=988"),
        ("5", "line=990"),
    ]
    lines = texts(sheet.pages[1])
    at = lines.index("2 ％ 83. 6 82. 6 81. 8")
    assert lines[at + 1 : at + 5] == ["3", "4", "5", "３　施策内事務事業数と施策のコスト"]


def test_a_row_number_inside_a_run_counts_in_its_chunk(sheet: Unwoven) -> None:
    assert any(with_seams(line).startswith("2 表‖に関する条例によって") for line in sheet.pages[2].lines)


def test_the_sheet_gives_no_other_findings(sheet: Unwoven) -> None:
    assert rules(sheet) == {"stray-character": 6, "heading-number-moved": 1}
    assert {f.severity for f in sheet.findings} == {Severity.INFO}


def test_without_heads_no_page_is_turned_in_silence() -> None:
    """What the weave alone does not show is said: page 1's short chunk tells less than its head does."""
    unwoven = read(SHEET, heads=())
    assert [page.turned_at for page in unwoven.pages] == [None, None, None, None]
    assert rules(unwoven)["page-order-unsure"] == 3


def test_one_page_by_itself_is_read_as_in_the_document(sheet: Unwoven) -> None:
    source = SourceText("made", SHEET)
    page = text_to_pages(source)[3]
    assert unweave_page(source, page, HEADS).lines == sheet.pages[3].lines


@pytest.mark.parametrize("harm", ["doubled", "cut", "emptied", "strange"])
def test_one_harmed_line_is_never_lost_and_never_moves_far_text_without_a_word(
    harm: str, sheet: Unwoven
) -> None:
    """Over all lines: each character comes out once, and a far change is told by a finding of its own.

    Far is what lies more than two turns from the line. Strays, which are reported in any case, are left out.
    """
    sound, sound_rules = without_strays(sheet), rules(sheet)
    lines = SHEET.split("\n")
    silent = []
    for number, line in enumerate(lines):
        new = {"doubled": [line, line], "cut": [], "emptied": [""], "strange": [line, STRANGE]}[harm]
        harmed = read("\n".join([*lines[:number], *new, *lines[number + 1 :]]))
        changed = changed_length(sound, without_strays(harmed))
        if changed > 25 + len(line) and not rules(harmed) - sound_rules:
            silent.append((number + 1, line))
    assert silent == (LOOKS_LIKE_A_PAGE if harm == "emptied" else [])


# Three blank lines and a numbered heading behind them are a page to every reader; this row number stood between.
LOOKS_LIKE_A_PAGE = [(990, "5")]
STRANGE = "見知らぬ行が入った"


def without_strays(unwoven: Unwoven) -> str:
    strays = {offset for page in unwoven.pages for line in page.strays for offset in line.offsets}
    kept = (
        c
        for line in unwoven.lines
        for c, offset in zip(line.text, line.offsets, strict=True)
        if offset not in strays
    )
    return "".join("".join(kept).split())


def changed_length(before: str, after: str) -> int:
    """The length of the stretch in which two readings differ."""
    short = min(len(before), len(after))
    head = next((i for i in range(short) if before[i] != after[i]), short)
    tail = next((i for i in range(short - head) if before[-1 - i] != after[-1 - i]), short - head)
    return max(len(before), len(after)) - head - tail


# ---------------------------------------------------------------- pages that the tests weave


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weaving.woven_pages())
def test_a_woven_page_is_put_back_into_its_order(page: weaving.WovenPage) -> None:  # type: ignore[name-defined]
    """1 : n for n of 5 to 20, whole or in part, turned or not.

    With plain stretches, short last chunks, blank lines inside chunks and row numbers that belong to no run.
    """
    unwoven = read(page.text, MADE_HEADS)
    assert [p.ratio for p in unwoven.pages] == [page.n]
    got = printed(unwoven)
    assert "".join(c for c in got if unicodedata.category(c) != "Nd") == page.expected
    assert sorted(c for c in got if unicodedata.category(c) == "Nd") == sorted(page.strays)
    assert rules(unwoven)["stray-character"] >= len(page.strays)


@pytest.mark.parametrize("n", range(5, 21))
@pytest.mark.parametrize("turn", [0, 17, 18])
def test_every_ratio_is_found_on_a_whole_page(n: int, turn: int) -> None:
    """Turned before a single and turned between a single and its chunk, without a head: the short last chunk tells."""
    a = weaving.text_of([2, 5, 7], 30)
    b = weaving.text_of([0, 3, 6, 9, 1], 29 * n + n // 2)
    page = weaving.lay_page([weaving.Woven(a, b, n)], turn)
    unwoven = read(page, ())
    assert [p.ratio for p in unwoven.pages] == [n]
    assert printed(unwoven) == "".join((a + b).split())
    assert not unwoven.findings


def test_a_page_that_a_single_character_begins_keeps_ideographic_spaces() -> None:
    a = "一　計画の進め方　二　見直しの時期と方法について　三　公表の仕方"
    b = weaving.text_of([4, 8, 0], len(a) * 8)
    (page,) = read(weaving.lay_page([weaving.Woven(a, b, 8)]), ()).pages
    assert "".join(line.text for line in page.lines).startswith(a)


def test_turning_without_a_sure_end_keeps_the_order_and_says_so() -> None:
    """A whole page with a full last chunk and no head: nothing tells where it begins."""
    a, b = weaving.text_of([1, 2, 3], 24), weaving.text_of([4, 5, 6, 7], 240)
    unwoven = read(weaving.lay_page([weaving.Woven(a, b, 10)], 20), ())
    assert rules(unwoven) == {"page-order-unsure": 1}
    assert unwoven.pages[0].turned_at is None


def test_a_stray_numeral_that_two_heads_want_stays_where_it_is() -> None:
    a = "窓口の案内を４見直す　基本　基準を定めて町の人にも分かるようにし"
    b = weaving.text_of([3, 4, 5], (len(a) - 1) * 10)
    blocks = weaving.Woven(a.replace("４", ""), b, 10).blocks()
    blocks.insert(2 * a.index("４"), "４")
    unwoven = read("\n\n".join(blocks), (re.compile(r"[１-９]　\S"),))
    assert not rules(unwoven)["heading-number-moved"]
    assert rules(unwoven)["stray-character"] == 1
    assert "窓口の案内を４見直す" in printed(unwoven)


@pytest.mark.parametrize("n", [3, 4, 21, 30])
def test_a_ratio_out_of_range_is_left_alone_with_a_warning(n: int) -> None:
    text = weaving.lay_page(
        [weaving.Woven(weaving.text_of([1, 4], 20), weaving.text_of([2, 6, 8], 20 * n), n)]
    )
    unwoven = read(text, ())
    assert rules(unwoven) == {"woven-text-not-taken-apart": 1}
    assert unwoven.findings[0].severity is Severity.WARNING
    assert list(unwoven.lines) == SourceText("made", text).lines()


def test_blank_lines_inside_a_weave_are_reported_where_they_look_like_a_page_break() -> None:
    """An emptied single leaves three blank lines, a doubled blank line two."""
    lines = SHEET.split("\n")
    emptied = read("\n".join([*lines[:161], "", *lines[162:]]))
    assert len(emptied.pages) == 5
    assert rules(emptied)["weaving-rhythm-broken"] == 1
    doubled = read("\n".join([*lines[:162], "", *lines[162:]]))
    assert len(doubled.pages) == 5
    assert rules(doubled)["page-break-unusual"] == 1


def test_too_few_turns_are_left_alone_with_a_warning() -> None:
    text = weaving.lay_page([weaving.Woven("窓口案内", weaving.text_of([2, 6], 40), 10)])
    unwoven = read(text, ())
    assert rules(unwoven) == {"woven-text-not-taken-apart": 1}
    assert str(unwoven.findings[0].evidence[0].place).startswith("line=1,3")
    assert list(unwoven.lines) == SourceText("made", text).lines()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    page=weaving.woven_pages(),
    at=st.integers(0, 10_000),
    harm=st.sampled_from(["", "見知らぬ行", "\n\n", "9", "　"]),
    cut=st.integers(0, 12),
)
def test_a_harmed_woven_page_loses_and_doubles_nothing(
    page: weaving.WovenPage,  # type: ignore[name-defined]
    at: int,
    harm: str,
    cut: int,
) -> None:
    at %= len(page.text)
    read(page.text[:at] + harm + page.text[at + cut :], MADE_HEADS)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("市民と行の　 \n\t3４。", min_size=0, max_size=12), max_size=60))
def test_any_text_comes_out_whole(blocks: list[str]) -> None:
    read("\n\n".join(blocks), (re.compile("[１-９]　"), re.compile("市")))


# ---------------------------------------------------------------- ordinary text


def list_of(marks: str, items: list[str]) -> str:
    return "\n\n".join(f"{mark}\n\n{item}" for mark, item in zip(marks, items, strict=True))


OFFICES = ["生活文化課", "秘書広報課", "市民協働課", "障害福祉課", "子育支援課", "環境政策課", "道路管理課"]


@pytest.mark.parametrize(
    "text",
    [
        CHAPTER,
        "",
        "\n\n\n",
        "　\n\n　\n",
        list_of("1234567", OFFICES),
        list_of("①②③④⑤⑥⑦", OFFICES),
        list_of("アイウエオカキ", OFFICES),
        list_of("一二三四五六七", OFFICES),
        list_of("○×○○×○○", OFFICES),
        list_of("・・・・・・・", OFFICES),
        "\n\n".join("第四次総合計画の概要版"),
        "\n\n".join(OFFICES * 3),
        list_of("川図古町子畑窓", [s[: 5 + 2 * i] for i, s in enumerate(weaving.SENTENCES[:7])]),
    ],
)
@pytest.mark.parametrize("heads", [(), HEADS])
def test_ordinary_text_passes_line_for_line_without_a_word(
    text: str, heads: tuple[re.Pattern[str], ...]
) -> None:
    unwoven = read(text, heads)
    assert list(unwoven.lines) == SourceText("made", text).lines()
    assert not unwoven.findings
    assert not unwoven.repairs


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*weaving.SENTENCES, "", "", "　", "町", "\t1\t2", *OFFICES]), max_size=80))
def test_lines_in_no_rhythm_keep_their_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    unwoven = read(text, ())
    assert list(unwoven.lines) == SourceText("made", text).lines()


def test_a_plain_page_is_turned_only_in_a_text_that_is_woven_elsewhere() -> None:
    (source_page,) = [page for page in text_to_pages(SourceText("made", SHEET)) if page.number == 2]
    alone = "\n".join(line.text for line in source_page.lines)
    assert list(read(alone).lines) == SourceText("made", alone).lines()


def test_reading_time_grows_with_the_length_of_the_text() -> None:
    """A large text in one page, full of single characters, takes a bounded number of steps a block."""
    text = ("町\n\n役\n\n" + weaving.SENTENCES[0] + "\n\n") * 10_000
    unwoven = read(text)
    assert not unwoven.findings


def test_pages_part_at_two_blank_lines_and_not_at_a_line_of_one_ideographic_space() -> None:
    pages = text_to_pages(SourceText("made", "\n一\n\n　\n\n二\n\n\n三\n\n\n\n四\n"))
    assert ["".join(line.text for line in page.lines) for page in pages] == ["一　二", "三", "四"]
