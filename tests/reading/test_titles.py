"""Titles parted from their marks and former names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.reading.titles import CellRole, Mark, MarkedTitle

MARK = Mark.from_settings({})
NAME = "広報の充実"

MARKED = {
    "広報の充実(笑1-1で再掲)": ("笑1-1",),
    "広報の充実（497再掲）": ("497",),
    "広報の充実(447の再掲)": ("447",),
    "広報の充実（新30-024再掲）": ("新30-024",),
    "（再掲）広報の充実": (),
    "(1-2再掲)広報の充実": ("1-2",),
    "広報の充実【再掲】": (),
    "広報の充実[再掲]": (),
    "広報の充実〔再掲〕": (),
    "広報の充実＜再掲＞": (),
    "広報の充実《再掲》": (),
    "広報の充実（再掲のみ）": (),
    "広報の充実※再掲": (),
    "広報の充実＊再掲": (),
    "※再掲 広報の充実": (),
    "広報の充実 再掲": (),
    "再掲 広報の充実": (),
    "広報の充実 再掲：1-2": ("1-2",),
    "広報の充実再掲：1-2": ("1-2",),
    "広報の充実（再掲 施策1-2）": ("1-2",),
    "広報の充実（1-2、3-4で再掲）": ("1-2", "3-4"),
    "広報の充実（1-2で再掲）（3-4で再掲）": ("1-2", "3-4"),
    "広報の充実 (再 掲)": (),
    "広報（再掲）の充実": (),
    "広報の充実 ※1-2で再掲": ("1-2",),
    "広報の充 実（協２－１で再掲）": ("協2-1",),
}


@pytest.mark.parametrize("printed", MARKED)
def test_a_mark_goes_and_the_name_stays(printed: str) -> None:
    """Before, behind or inside the title, in any bracket or none."""
    assert MARK.split_relisting(printed) == MarkedTitle(NAME, True, MARKED[printed])


@pytest.mark.parametrize(
    ("printed", "title", "codes"),
    [
        (
            "女性就業支援全国展開事業（土地建物借料等）（433再掲）",
            "女性就業支援全国展開事業（土地建物借料等）",
            ("433",),
        ),
        (
            "女性就業支援全国展開事業（433再掲）（土地建物借料等）",
            "女性就業支援全国展開事業（土地建物借料等）",
            ("433",),
        ),
        ("障害者就労（Ａ型（433再掲））", "障害者就労（Ａ型）", ("433",)),
        (
            "社会福祉施設等施設整備（災害復旧費含む）（700再掲）",
            "社会福祉施設等施設整備（災害復旧費含む）",
            ("700",),
        ),
        ("協1 - 1広報（協1 - 2で再掲）", "協1 - 1広報", ("協1-2",)),
    ],
)
def test_the_mark_is_not_the_only_bracket(printed: str, title: str, codes: tuple[str, ...]) -> None:
    """The other brackets belong to the name."""
    assert MARK.split_relisting(printed) == MarkedTitle(title, True, codes)


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("相談件数（都道府県件数の再掲）", "都道府県件数の再掲"),
        ("（　）内は一般会計の再掲", "( )内は一般会計の再掲"),
    ],
)
def test_of_which_is_no_mark_and_stays_visible(printed: str, words: str) -> None:
    """A part of a figure: no mark, no link, and the words stay in the title."""
    assert MARK.split_relisting(printed) == MarkedTitle(printed, False, (), not_a_mark=words)


@pytest.mark.parametrize(
    "printed",
    [
        "広報再掲",
        "広報（再掲",
        "広報（一部再掲）",
        "広報（平成30再掲）",
        "広報（第2章で再掲）",
        "広報（再掲・新規）",
    ],
)
def test_an_unknown_form_is_told(printed: str) -> None:
    """Words of 再掲 in a form nobody knows are handed back, and no mark is made of them."""
    found = MARK.split_relisting(printed)
    assert (found.title, found.has_mark, found.not_a_mark) == (printed, False, None)
    assert found.unread_mark


@pytest.mark.parametrize(
    "printed",
    ["ホームページの再掲載", "広報の充実", "広報（新規）", "旧庁舎の解体", "住宅の耐震化（旧耐震基準）"],
)
def test_a_title_without_a_mark(printed: str) -> None:
    """Nothing is cut from it."""
    assert MARK.split_relisting(printed) == MarkedTitle(printed, False, ())


def test_blanks_inside_a_title_without_a_mark_stay() -> None:
    """Only what a mark leaves behind is closed up."""
    assert MARK.split_relisting("A  B事業").title == "A  B事業"


@pytest.mark.parametrize(
    "printed",
    [
        "広報の充実（旧：広報紙の発行）",
        "広報の充実（広報紙の発行から名称変更）",
        "広報の充実（「広報紙の発行」から名称変更）",
        "広報の充実(旧称：広報紙の発行)",
    ],
)
def test_a_former_title(printed: str) -> None:
    """It leaves the title and is kept by itself, with or without a mark behind it."""
    former = "広報紙の発行"
    assert MARK.split_relisting(printed) == MarkedTitle(NAME, False, (), former_title=former)
    marked = MARK.split_relisting(f"{printed}（1-2再掲）")
    assert marked == MarkedTitle(NAME, True, ("1-2",), former_title=former)


def test_a_cell_that_is_nothing_but_a_mark() -> None:
    """A mark column, or a row that continues another."""
    assert MARK.split_relisting("（再掲）") == MarkedTitle("", True, ())
    assert MARK.split_relisting("再掲") == MarkedTitle("", True, ())


@given(
    st.text(alphabet="広報の充実ABC推進事業", min_size=1, max_size=12),
    st.sampled_from(["({}で再掲)", "（{}再掲）", "【{}の再掲】", "（再掲：{}）", " ※{}で再掲"]),
    st.from_regex(r"\A[協経]?[1-9]-[1-9][0-9]?\Z"),
)
def test_a_made_mark_is_read_back(name: str, form: str, code: str) -> None:
    """Name and code come out of any form as they went in."""
    found = MARK.split_relisting(name + form.format(code))
    assert (found.title, found.codes) == (name, (code,))


@given(st.text(alphabet="()（）【】再掲旧：※ 　1-2で、広報事業の充実から名称変更", max_size=40))
def test_no_word_of_a_title_is_lost_in_silence(printed: str) -> None:
    """Without a mark and without a former title nothing but blanks goes."""
    found = MARK.split_relisting(printed)
    if not found.has_mark and found.former_title is None:
        assert "".join(found.title.split()) == "".join(printed.split())


def test_a_layouts_own_forms_alone_count() -> None:
    """What the layout gives replaces the usual spellings of that kind, and only those."""
    own = Mark.from_settings({"code": r"[一-龥]\d", "targeted": r"\((?P<codes>{code})で再掲\)"})
    assert own.split_relisting("広報(協1で再掲)").codes == ("協1",)
    assert own.split_relisting("広報(協1の再掲)").unread_mark == "広報(協1の再掲)"
    assert own.split_relisting("広報【再掲】").has_mark


CELLS = {
    "（再掲）": CellRole("relisting"),
    "再掲": CellRole("relisting"),
    "(再 掲)": CellRole("relisting"),
    "※再掲": CellRole("relisting"),
    "（再掲 1-2）": CellRole("relisting", codes=("1-2",)),
    "(1-2で再掲)": CellRole("relisting", codes=("1-2",)),
    "(ホームページの充実で実施)": CellRole("carried_by", "ホームページの充実"),
    "（ホームページの充実 で実施）": CellRole("carried_by", "ホームページの充実"),
    "(広報の充実 等で実施)": CellRole("carried_by", "広報の充実等"),
    "(広報の充実で対応)": CellRole("carried_by", "広報の充実"),
    "「広報の充実」で実施": CellRole("carried_by", "広報の充実"),
    "広報事業で実施": CellRole("carried_by", "広報事業"),
    "(広報の充実にて計上)": CellRole("counted_in", "広報の充実"),
    "（広報の充実に計上）": CellRole("counted_in", "広報の充実"),
    "（広報の充実に含む）": CellRole("counted_in", "広報の充実"),
    "広報事業に含む": CellRole("counted_in", "広報事業"),
    "（1-2に計上）": CellRole("counted_in", "1-2", ("1-2",)),
    "1-2で実施": CellRole("carried_by", "1-2", ("1-2",)),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_that_points_elsewhere(cell: str) -> None:
    """再掲, Yで実施 and Yに計上 are three roles."""
    assert MARK.cell_role(cell) == CELLS[cell]
    assert MARK.is_role(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "実施",
        "継続",
        "",
        "〃",
        "市内全域で実施",
        "年3回で実施",
        "（直営で実施）",
        "3会場で実施",
        "各課で対応",
        "（全小学校で実施）",
        "補正予算に計上",
        "（補正予算に計上）",
        "システムで対応",
        "既存事業で対応",
        "（都道府県件数の再掲）",
        "（再掲",
        "再掲分を実施",
    ],
)
def test_a_cell_that_is_content(cell: str) -> None:
    """Where, how or how often work is done points to no other project."""
    assert MARK.cell_role(cell) is None


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("1-2", ("1-2",)),
        ("1-2、3-4", ("1-2", "3-4")),
        ("施策1-2", ("1-2",)),
        ("497", ("497",)),
        ("新30-024", ("新30-024",)),
        ("○", ()),
        ("", ()),
        ("2018年度", ()),
    ],
)
def test_codes_of_a_mark_column(cell: str, codes: tuple[str, ...]) -> None:
    """A column of its own may list the codes without the word."""
    assert MARK.codes_in(cell) == codes
