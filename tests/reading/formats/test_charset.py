"""The character set of a text is told from its bytes, named, and never guessed where two are equally likely."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.errors import SourceError
from plangraph.reading.formats.charset import CODECS, bytes_to_decoded, charset_name

DATA = Path(__file__).parents[3] / "data"
FOUNDING = sorted(DATA.glob("*/*.txt"))
NAMES = {"utf-8": "UTF-8", "cp932": "CP932", "euc_jp": "EUC-JP", "iso2022_jp_ext": "ISO-2022-JP"}


def refusal(data: bytes, **said: str) -> str:
    """The line with which bytes are refused."""
    with pytest.raises(SourceError) as caught:
        bytes_to_decoded(data, "a.txt", **said)
    return caught.value.line("en")


@pytest.mark.parametrize("codec", NAMES)
@pytest.mark.parametrize(
    "text",
    [
        "市民",
        "再掲",
        "あ",
        "市民参加の推進",
        "ホームページの充実",
        "ﾎｰﾑﾍﾟｰｼﾞの充実",
        "12,ﾊﾞｽ\n13,ﾃﾂﾄﾞｳ\n",
        "ﾃｽﾄﾃﾞｰﾀ",
        "事業費,10\n",
        "（再掲）",
    ],
)
def test_short_texts_are_told_apart(text: str, codec: str) -> None:
    """Two kanji are enough, and half-width katakana beside other words are no trap."""
    decoded = bytes_to_decoded(text.encode(codec), "a.txt")
    assert (decoded.text, decoded.charset) == (text, NAMES[codec])


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *NAMES])
@pytest.mark.parametrize("path", FOUNDING, ids=lambda path: path.parent.name)
def test_the_founding_documents_in_every_set(path: Path, codec: str) -> None:
    """A whole document reads the same in each character set that can hold it."""
    text = path.read_text(encoding="utf-8")
    kept = text.encode("cp932", "ignore").decode("cp932") if codec in NAMES else text
    kept = kept.encode(codec, "ignore").decode(codec)
    assert bytes_to_decoded(kept.encode(codec), "a.txt").text == kept


@pytest.mark.parametrize("text", ["ｱｲ", "ｶｷ", "ｱｲｳｴ"])
def test_two_equally_likely_sets_are_not_chosen_from(text: str) -> None:
    """Half-width katakana alone may be kanji in EUC-JP: the layout has to say which, and then is believed."""
    data = text.encode("cp932")
    line = refusal(data)
    assert "CP932" in line
    assert "EUC-JP" in line
    assert "[file] charset" in line
    assert bytes_to_decoded(data, "a.txt", charset="Shift_JIS").text == text
    assert bytes_to_decoded(data, "a.txt", declared="x-sjis").text == text


def test_nec_characters_in_euc_and_jis() -> None:
    """①, ㈱ and № stand in files although the standards have no such characters."""
    assert bytes_to_decoded(b"\xad\xa1\xa4\xa2\xad\xea", "a").text == "①あ㈱"
    assert bytes_to_decoded(b'\x1b$B-!$"-b\x1b(B1', "a").text == "①あ№1"


def test_a_byte_that_does_not_fit_is_named_with_its_line() -> None:
    """Line, byte and the nearest set; a broken UTF-8 text is not read as something else."""
    assert "a.txt:2: byte 0xE6 does not fit UTF-8" in refusal(
        "日本の市民\nと行政策".encode()[:-4] + b"\xe6\x94"
    )
    assert "a.txt:2: byte 0xFF does not fit CP932" in refusal("市民参加\n".encode("cp932") + b"\xff\xfd\xfe")
    assert "a.txt:3: byte 0xFF does not fit EUC-JP" in refusal("市民の\n参加\n".encode("euc_jp") + b"\xff")


def test_a_set_that_is_said_is_taken_at_its_word() -> None:
    """What the layout says is followed, and refused with line and byte where the bytes cannot be that."""
    assert "a.txt:2: byte 0x8E does not fit UTF-8" in refusal(b"a\n" + "市".encode("cp932"), charset="utf-8")
    assert "no such character set" in refusal(b"a", charset="klingon")
    assert bytes_to_decoded("市民".encode("utf-16-be"), "a", charset="UTF-16BE").text == "市民"


def test_a_lone_surrogate_is_called_so() -> None:
    """Half a character in UTF-8 and in UTF-16."""
    assert "a.txt:2: a lone surrogate" in refusal("市民\n".encode() + b"\xed\xa0\x80")
    assert "does not fit UTF-16LE" in refusal(b"\xff\xfe" + b"\x3d\xd8\x41\x00")


@pytest.mark.parametrize("data", ["一\n二\0".encode(), "一\n二\0".encode("cp932"), b"a\nb\0c", b"\0" * 10])
def test_a_nul_is_no_text(data: bytes) -> None:
    """A NUL byte is refused in any set, with its line."""
    line = refusal(data)
    assert "NUL" in line
    assert f"a.txt:{data[: data.index(0)].count(10) + 1}:" in line


def test_newlines_are_one() -> None:
    """Windows, old Mac and mixed newlines count alike; a byte order mark goes."""
    assert bytes_to_decoded("\ufeffa\r\nb\rc\n\r".encode(), "x").text == "a\nb\nc\n\n"


def test_what_a_page_says_wrongly_is_kept() -> None:
    """A page that is UTF-8 and calls itself Shift_JIS is read as UTF-8; the false word is handed on."""
    assert bytes_to_decoded("市民参加".encode(), "a", declared="Shift_JIS").declared == "Shift_JIS"
    assert bytes_to_decoded("市民参加".encode("cp932"), "a", declared="windows-31j").declared is None
    assert bytes_to_decoded(b"only ascii", "a", declared="Shift_JIS").declared is None


def test_replacement_characters_are_utf8() -> None:
    """U+FFFD in a UTF-8 file is what an earlier conversion left, not another set."""
    assert bytes_to_decoded("a\ufffd\ufffdb".encode(), "a").charset == "UTF-8"


def test_every_set_has_a_name_that_is_understood() -> None:
    """The name that is kept can be said in a layout."""
    assert [charset_name(name) for name in CODECS] == list(CODECS)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes raise anything but a SourceError, and what is read can be written again."""
    try:
        decoded = bytes_to_decoded(data, "a.txt")
    except SourceError:
        return
    assert decoded.text.encode().decode() == decoded.text
    assert "\r" not in decoded.text
