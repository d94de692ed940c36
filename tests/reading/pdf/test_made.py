"""What no printing program makes: odd rotations, hidden and unknown text, pictures, broken and hostile files."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plangraph.errors import SourceError
from plangraph.reading.extract import Extract
from plangraph.reading.formats.bounded import run_bounded

from .conftest import Read
from .made import Page, coded, encrypted, grid, inflating, line, pdf, picture, words

TABLE = "\n".join(
    [
        grid([50, 150, 250], [100, 150, 200]),
        words("施策", 60, 170),
        words("市民", 160, 170),
        words("事業", 60, 120),
        words("企画課", 160, 120),
    ]
)
ROWS = ["施策\t市民", "事業\t企画課"]
LAID = f"q 0 1 -1 0 300 0 cm\n{TABLE}\nQ"


def texts(extract: Extract) -> list[str]:
    return [line.text for line in extract.lines]


def place(extract: Extract) -> str:
    """Where the first cell stands."""
    return str(extract.source.place([0]))


def test_a_plain_page_gives_rows_and_boxes(read: Read) -> None:
    """Boxes count from the upper left corner: the words' base line is at 170 of 300."""
    extract = read(pdf([Page(TABLE)]))
    assert texts(extract) == ROWS
    assert extract.tables == (("page 1 table 1", 0, 2),)
    assert place(extract) == "page=1;bbox=60.0,121.2,80.0,131.2"
    assert (extract.format, extract.findings) == ("pdf", ())


@pytest.mark.parametrize(
    ("rotate", "box"),
    [(90, "168.8,60.0,178.8,80.0"), (180, "320.0,168.8,340.0,178.8"), (270, "121.2,320.0,131.2,340.0")],
)
def test_a_turned_page_is_read_upright_and_placed_as_looked_at(rotate: int, box: str, read: Read) -> None:
    """/Rotate turns the page that is looked at, and the boxes with it."""
    extract = read(pdf([Page(TABLE, rotate=rotate)]))
    assert texts(extract) == ROWS
    assert place(extract) == f"page=1;bbox={box}"


def test_a_page_drawn_on_its_side_and_turned_back_is_an_upright_page(read: Read) -> None:
    """Landscape pages are often made so."""
    extract = read(pdf([Page(LAID, size=(300, 400), rotate=90)]))
    assert texts(extract) == ROWS
    assert place(extract) == "page=1;bbox=60.0,121.2,80.0,131.2"


def test_a_crop_box_is_the_page(read: Read) -> None:
    """Boxes count from its corner, and what lies outside of it is not seen."""
    extract = read(pdf([Page(TABLE + words("欄外", 5, 280), extra="/CropBox [40 90 260 210]")]))
    assert texts(extract) == ROWS
    assert place(extract) == "page=1;bbox=20.0,31.2,40.0,41.2"
    assert [f.evidence[0].quote for f in extract.findings] == ["欄外"]


def test_a_vertical_font_is_read_downward(read: Read) -> None:
    """Encoding …-V, whose glyphs stand below each other; forms of brackets for vertical lines are plain brackets."""
    cells = (
        grid([50, 150, 250], [50, 250])
        + words("協働のー（まち）", 100, 240, font="V")
        + words("市民", 160, 170)
    )
    assert texts(read(pdf([Page(cells)]))) == ["協働のー（まち）\t市民"]


def test_bold_made_by_drawing_twice_is_one_text(read: Read) -> None:
    """A shadow a fraction of a point aside is no second word."""
    assert texts(read(pdf([Page(words("重点", 60, 170) + " " + words("重点", 60.4, 170))]))) == ["重点"]


def test_slanted_text_is_kept_apart(read: Read) -> None:
    """A stamp 「案」 across the table stands behind it."""
    stamp = f"BT /H 30 Tf 0.7 0.7 -0.7 0.7 100 20 Tm <{'案'.encode('utf-16-be').hex()}> Tj ET"
    assert texts(read(pdf([Page(TABLE + stamp)]))) == [*ROWS, "案"]


HIDDEN: Mapping[str, tuple[str, str]] = {
    "not drawn": ("q " + words("見えない", 60, 250, before="3 Tr") + " Q ", "見えない"),
    "of the colour of its ground": ("q " + words("白い字", 60, 250, before="1 g") + " Q ", "白い字"),
    "covered": (words("黒塗り", 60, 250) + " q 0 g 50 240 100 30 re f Q ", "黒塗り"),
    "outside the page": (words("欄外", 500, 250), "欄外"),
    "cut off by a frame": ("q 0 0 50 50 re W n " + words("切取", 60, 250) + " Q ", "切取"),
}


@pytest.mark.parametrize("why", HIDDEN)
def test_hidden_text_is_left_out_and_told(why: str, read: Read) -> None:
    """It is no line, and a finding quotes it with its place."""
    operators, quote = HIDDEN[why]
    extract = read(pdf([Page(operators + TABLE)]))
    assert texts(extract) == ROWS
    (finding,) = extract.findings
    assert finding.rule == "text-not-visible"
    assert why in finding.message.en
    assert finding.evidence[0].quote == quote
    assert str(finding.evidence[0].place).startswith("page=1;bbox=")


def test_white_words_on_a_dark_ground_are_seen(read: Read) -> None:
    """So are words under a transparent or later white area that lies elsewhere."""
    dark = "q 0 0 0.4 rg 50 240 100 30 re f Q q " + words("白い字", 60, 250, before="1 g") + " Q "
    extract = read(pdf([Page(dark + TABLE)]))
    assert texts(extract) == ["白い字", *ROWS]
    assert not extract.findings


# text layers


def test_a_scan_is_refused(read: Read) -> None:
    """A picture and no text."""
    with pytest.raises(SourceError) as met:
        read(pdf([Page(picture(0, 0, 400, 300))]))
    assert met.value.message.en == "no text layer: run OCR first"
    assert "OCR" in met.value.message.ja


def test_scanned_pages_among_others_are_told(read: Read) -> None:
    """Which pages; an empty page is none of them."""
    extract = read(pdf([Page(TABLE), Page(picture(0, 0, 400, 300)), Page("")]))
    assert texts(extract) == ROWS
    (finding,) = extract.findings
    assert finding.rule == "page-without-text"
    assert finding.message.en.startswith("page 2 ")
    assert (finding.evidence[0].place.where or "").startswith("page=2;")


@pytest.mark.parametrize("behind", [False, True])
def test_a_layer_from_ocr_is_read_with_a_warning(behind: bool, read: Read) -> None:
    """Unseen words on a picture, or words behind it."""
    scan = picture(0, 0, 400, 300)
    content = (
        words("文字認識", 60, 200) + " " + scan
        if behind
        else scan + " " + words("文字認識", 60, 200, before="3 Tr")
    )
    extract = read(pdf([Page(content)]))
    assert texts(extract) == ["文字認識"]
    assert [f.rule for f in extract.findings] == ["text-layer-recognised"]


def test_a_page_that_is_mostly_a_picture_is_told(read: Read) -> None:
    """A stamped page number alone does not make a scan a text."""
    extract = read(pdf([Page(picture(0, 20, 400, 280) + " " + words("頁", 200, 5)), Page(TABLE)]))
    assert [f.rule for f in extract.findings] == ["page-mostly-picture"]


def test_glyphs_without_characters_are_told(printed: Mapping[str, bytes], read: Read) -> None:
    """One font of several has lost its table of characters: its glyphs are U+FFFD, counted in a finding."""
    data, count = re.subn(rb"/ToUnicode \d+ 0 R", lambda m: b" " * len(m[0]), printed["ruled"], count=1)
    assert count == 1
    extract = read(data)
    lost = extract.source.text.count("\ufffd")
    found = [f for f in extract.findings if f.rule == "glyph-without-character"]
    assert 0 < lost < 1500
    assert sum(int(re.findall(r"([\d,]+) glyphs", f.message.en)[0].replace(",", "")) for f in found) == lost


def test_a_text_layer_that_is_none_is_refused(printed: Mapping[str, bytes], read: Read) -> None:
    """Without any table of characters the codes of the fonts would pass as text."""
    data = re.sub(rb"/ToUnicode \d+ 0 R", lambda m: b" " * len(m[0]), printed["list"])
    with pytest.raises(SourceError, match="the text layer is no text") as met:
        read(data)
    assert "文字として読めません" in met.value.message.ja


def test_codes_that_are_characters_are_read_with_a_warning(read: Read) -> None:
    """A font of drawings without a table of characters, whose codes are those of the letters it shows."""
    letters = "COMMUNITY CENTRE AND LIBRARY OF THE NORTHERN WARD"
    extract = read(coded(letters))
    assert texts(extract) == [letters]
    assert [f.rule for f in extract.findings] == ["characters-by-code"]


def test_a_hyphen_at_a_line_end_stays_a_hyphen(read: Read) -> None:
    """PDFium has a code of its own for it."""
    assert texts(read(pdf([Page(words("co-", 60, 200) + " " + words("op", 60, 180))]))) == ["co-", "op"]


# broken and hostile files


def test_a_password_is_asked_for_in_clear_words(read: Read) -> None:
    """What opens for everybody is read, though it is encrypted."""
    assert texts(read(encrypted(""))) == ["市民"]
    with pytest.raises(SourceError, match="protected by a password"):
        read(encrypted("secret"))


WHOLE = pdf([Page(TABLE)])
BROKEN = {
    "half": WHOLE[: len(WHOLE) // 2],
    "head alone": WHOLE[:9],
    "noise": b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "no page": pdf([]),
    "page tree in itself": WHOLE.replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
    "page tree in itself, many": WHOLE.replace(b"/Kids [5 0 R]", b"/Kids [5 0 R 2 0 R]").replace(
        b"/Count 1", b"/Count 900"
    ),
    "too many pages": pdf([Page("")] * 2001),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused(name: str, read: Read) -> None:
    """In one line in each language that says what to do."""
    with pytest.raises(SourceError) as met:
        read(BROKEN[name])
    assert met.value.place.startswith("made.pdf")
    assert "\n" not in met.value.line("ja") + met.value.line("en")


MENDED = {
    "wrong table of objects": WHOLE.replace(b"0000", b"0001"),
    "wrong count of pages": WHOLE.replace(b"/Count 1", b"/Count 9999999"),
    "wrong length": WHOLE.replace(b"/Length ", b"/Length 99999"),
    "words before": b"mail header\n" + WHOLE,
}


@pytest.mark.parametrize("name", MENDED)
def test_a_file_with_wrong_figures_is_mended(name: str, read: Read) -> None:
    """What viewers open is read."""
    assert texts(read(MENDED[name])) == ROWS


def test_a_drawing_inside_itself_ends(read: Read) -> None:
    """A form that draws itself is drawn once."""
    extract = read(pdf([Page(TABLE + " /X Do", forms={"X": words("中", 60, 250) + " /X Do"})]))
    assert texts(extract) == ["中", *ROWS]


def test_a_drawing_of_a_hundred_thousand_strokes_is_told(read: Read) -> None:
    """A map is no table: its strokes are not all looked at, and the words are there."""
    strokes = "\n".join(
        line(n % 397, 0, n % 397, 90) + "\n" + line(0, n % 89, 400, n % 89) for n in range(60_000)
    )
    strokes = strokes.replace(" l S", " l 1 1 l S")
    extract = read(pdf([Page(strokes + "\n" + words("地図", 60, 250))]))
    assert texts(extract)[0] == "地図"
    assert [f.rule for f in extract.findings] == ["drawing-too-large"]


def test_a_stream_that_unpacks_without_end_is_refused() -> None:
    """Three hundred megabytes from one: the child ends at its limit of memory, and the parent says so."""
    with pytest.raises(SourceError):
        run_bounded(
            "plangraph.reading.formats.pdf_page:pdf_to_pages",
            inflating(300_000_000),
            100,
            500 * 1024**2,
            place="made.pdf",
            args=("made.pdf",),
        )


def test_five_hundred_pages_are_read(read: Read) -> None:
    """All of them; each page's table goes on from the one before, since the columns agree."""
    extract = read(pdf([Page(TABLE)] * 500))
    assert texts(extract) == ROWS * 500
    assert extract.tables == (("page 1 table 1", 0, 1000),)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_is_read_or_refused(read: Read, data: st.DataObject) -> None:
    """Bytes struck, doubled or taken out: an extract or a SourceError, never anything else."""
    at = data.draw(st.integers(10, len(WHOLE) - 1))
    length = data.draw(st.integers(0, 60))
    new = data.draw(st.binary(max_size=20) | st.just(WHOLE[at : at + length] * 2))
    try:
        extract = read(WHOLE[:at] + new + WHOLE[at + length :])
    except SourceError:
        return
    assert extract.format == "pdf"
