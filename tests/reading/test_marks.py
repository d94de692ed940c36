"""再掲 in every spelling that cities use, and the words that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.reading.marks import GENERAL_CODE, bracket_groups, former_title_in, is_of_which, mark_words

WORDS = mark_words(GENERAL_CODE)

TARGETED = {
    "笑1-1で再掲": ("笑1-1",),
    "497再掲": ("497",),
    "447の再掲": ("447",),
    "新30-024再掲": ("新30-024",),
    "再掲 施策1-2": ("1-2",),
    "再掲:1-2": ("1-2",),
    "再掲1-2": ("1-2",),
    "1-2、3-4で再掲": ("1-2", "3-4"),
    "1-2及び3-4に再掲": ("1-2", "3-4"),
    "協1 - 1で再掲": ("協1-1",),
    "01-02再掲": ("01-02",),
    "(07-01)で再掲": ("07-01",),
    "6-1-2再掲": ("6-1-2",),
    "経2-1の再掲": ("経2-1",),
    "A1-1で再掲": ("A1-1",),
    "112再掲": ("112",),
    "11201再掲": ("11201",),
    "Ⅴ④で再掲": ("V4",),
    "No.497再掲": ("497",),
    "事業番号497の再掲": ("497",),
    "1-2 で 再 掲": ("1-2",),
    "再掲(1-2)": ("1-2",),
    "再掲→1-2": ("1-2",),
}
BARE = ["再掲", "再 掲", "再掲のみ", "※再掲", "他施策で再掲", "他の施策の再掲", "再掲あり"]
NONE = [
    "都道府県件数の再掲",
    "うち再掲",
    "一部再掲",
    "平成30再掲",
    "H30再掲",
    "3回再掲",
    "2018年度再掲",
    "再掲・新規",
    "再掲載",
    "広報",
    "第2章で再掲",
]


@pytest.mark.parametrize("words", TARGETED)
def test_a_mark_with_a_target(words: str) -> None:
    """The codes are read, without the level's name."""
    found = WORDS.read(words)
    assert found is not None
    assert found.codes == TARGETED[words]


@pytest.mark.parametrize("words", BARE)
def test_a_mark_without_a_target(words: str) -> None:
    """A bare 再掲 names nothing."""
    found = WORDS.read(words)
    assert found is not None
    assert found.codes == ()


@pytest.mark.parametrize("words", NONE)
def test_what_is_no_mark(words: str) -> None:
    """Words that name no code and are no bare 再掲 link nothing."""
    assert WORDS.read(words) is None


def test_a_layouts_own_code_alone_counts() -> None:
    """With the numbers of one plan given, what is no such number is no target."""
    own = mark_words(r"\d{4}")
    found = own.read("0497再掲")
    assert found is not None
    assert found.codes == ("0497",)
    assert own.read("1-2で再掲") is None


def test_a_layouts_code_may_name_its_groups() -> None:
    """The expression stands several times in the marks'; its names do not clash."""
    found = mark_words(r"(?P<section>\d+)-\d+").read("1-2、3-4で再掲")
    assert found is not None
    assert found.codes == ("1-2", "3-4")


@given(
    st.sampled_from(["", "協", "新", "A", "経"]),
    st.lists(st.integers(min_value=1, max_value=999).map(str), min_size=2, max_size=3),
    st.sampled_from(["{}で再掲", "{}再掲", "再掲:{}", "再掲 施策{}", "※{}の再掲"]),
)
def test_any_code_in_any_form(prefix: str, numbers: list[str], form: str) -> None:
    """A code comes out as it went in."""
    code = prefix + "-".join(numbers)
    found = WORDS.read(form.format(code))
    assert found is not None
    assert found.codes == (code,)


@pytest.mark.parametrize(
    "words", ["都道府県件数の再掲", "( )内は一般会計の再掲", "うち再掲", "再掲を含む", "再掲を除く"]
)
def test_of_which(words: str) -> None:
    """A part of a figure is told apart from an unknown mark."""
    assert is_of_which(words)


@pytest.mark.parametrize("words", ["一部再掲", "第2章の再掲", "433再掲載", "うち新規"])
def test_not_of_which(words: str) -> None:
    """An unknown form of 再掲 stays unknown."""
    assert not is_of_which(words)


@pytest.mark.parametrize(
    ("words", "former"),
    [
        ("旧:広報紙の発行", "広報紙の発行"),
        ("旧称:広報紙の発行", "広報紙の発行"),
        ("旧事業名 広報紙の発行", "広報紙の発行"),
        ("旧広報紙発行事業", "広報紙発行事業"),
        ("広報紙の発行から名称変更", "広報紙の発行"),
        ("「広報紙の発行」から名称変更", "広報紙の発行"),
        ("広報紙の発行より改称", "広報紙の発行"),
        ("旧庁舎", None),
        ("旧耐震基準", None),
        ("新規事業", None),
    ],
)
def test_a_former_title(words: str, former: str | None) -> None:
    """旧 with a colon names a former title; without one it may be of the name itself."""
    assert former_title_in(words, last=True) == former


def test_a_bracket_without_its_partner_is_no_group() -> None:
    """An extraction may have lost one; nothing is paired by guess."""
    assert bracket_groups("広報(再掲") == []
    assert [group.inner for group in bracket_groups("広報(再掲】)")] == ["再掲】"]


@given(st.text(alphabet="()【】再掲1-2で", max_size=30))
def test_groups_are_where_they_say(text: str) -> None:
    """Each group stands at its place with its brackets."""
    for group in bracket_groups(text):
        assert text[group.start + 1 : group.stop - 1] == group.inner
