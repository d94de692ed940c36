"""A wrong file is refused in one line that says where, what was met and what to do."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from plangraph.errors import DescriptionError, SourceError
from plangraph.reading.document import read_document
from plangraph.reading.extract import Extract
from plangraph.reading.layouts import load_layout
from plangraph.reading.lines import SourceText
from plangraph.reading.personal_names import names_in, without_names
from plangraph.reading.plan_toml import load_description
from plangraph.reading.source import NAME_MASK, bytes_to_text, file_to_bytes, mask_torn_names
from plangraph.reading.unweave import unweave

DATA = Path(__file__).parents[2] / "data"
NISHITOKYO = DATA / "13229-nishitokyo-h24-chapter6"
LAYOUT = Path(__file__).parents[2] / "src/plangraph/layouts/implementation-plan-two-row.toml"


def refusal(path: Path) -> str:
    """The one line with which a file is refused."""
    with pytest.raises(SourceError) as caught:
        bytes_to_text(file_to_bytes(path), str(path))
    line = caught.value.line("ja")
    assert "\n" not in line
    assert str(path) in line
    return line


def test_a_missing_file(tmp_path: Path) -> None:
    """No file."""
    assert "ファイルがありません" in refusal(tmp_path / "none.txt")


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    """A folder cannot be read."""
    assert "読めません" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b" \n\n\t"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    """Nothing, or white space alone."""
    (tmp_path / "a.txt").write_bytes(content)
    assert "空です" in refusal(tmp_path / "a.txt")


def test_a_binary_file(tmp_path: Path) -> None:
    """A NUL byte, with its line."""
    (tmp_path / "a.txt").write_bytes("一\n二\x00".encode())
    assert ":2:" in refusal(tmp_path / "a.txt")


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-16"])
def test_another_character_set_is_read(codec: str) -> None:
    """A document in another character set is the same text."""
    text = (NISHITOKYO / "002_5e10e91ed6475fb9.txt").read_text(encoding="utf-8")
    assert bytes_to_text(text.encode(codec), "a.txt") == text


def test_newlines_are_one() -> None:
    """Windows and old Mac newlines count as lines; a byte order mark goes."""
    assert bytes_to_text("\ufeffa\r\nb\rc\n".encode(), "x") == "a\nb\nc\n"


def copy_of(folder: Path, into: Path, change: tuple[str, str] | None = None) -> Path:
    """Copy a document's folder, with one change of its plan.toml."""
    into.mkdir()
    for path in folder.iterdir():
        data = path.read_bytes()
        if change and path.name == "plan.toml":
            text = data.decode()
            assert change[0] in text
            data = text.replace(*change).encode()
        (into / path.name).write_bytes(data)
    return into


def test_another_sha256_is_refused(tmp_path: Path) -> None:
    """A document that is not the one plan.toml speaks of is not read."""
    folder = copy_of(NISHITOKYO, tmp_path / "d")
    with (folder / "002_5e10e91ed6475fb9.txt").open("a") as stream:
        stream.write("\n")
    with pytest.raises(SourceError, match="sha256 differs"):
        read_document(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("family =", "famly ="), r"plan.toml:8: .*famly"),
        (('family = "implementation-plan"', 'family = "plan"'), r"plan.toml:\d+: .*family.*must be one of"),
        (('layout = "implementation-plan-two-row"', 'layout = "none"'), r"none: no such layout"),
        (("first_year = 2012", 'first_year = "2012"'), r"plan.toml:\d+: .*first_year"),
        (("last_year = 2014", "last_year = 2011"), r"last_year.*before first_year"),
        (('why = "市名から分かる。"', 'because = "x"'), r"wikidata.*needs value and why"),
        (("\n[printed]\n", '\n[printed]\nmunicipality = "x"\n'), r"municipality.*keep one"),
        (("[document]", "[document"), r"not TOML"),
        (('sha256 = "ace6', 'sha256 = "zz'), r"sha256.*64 hexadecimal"),
        (('file = "002', 'file = "../002'), r"file.*same folder"),
        (("[known.plan_id]", "[known.plan_nr]"), r"plan_id.*required"),
    ],
)
def test_a_broken_plan_toml_names_key_and_line(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    """Each fault of a plan.toml is refused with its key, and its line where it has one."""
    folder = copy_of(NISHITOKYO, tmp_path / "d", change)
    with pytest.raises((DescriptionError, SourceError)) as caught:
        read_document(folder)
    assert re.search(words, str(caught.value))


@pytest.mark.parametrize("folder", sorted(DATA.iterdir()), ids=lambda folder: folder.name)
def test_the_documents_are_as_published(folder: Path) -> None:
    """The file of each founding document has the sha256 that its plan.toml states."""
    description = load_description(folder / "plan.toml")
    assert hashlib.sha256((folder / description.file).read_bytes()).hexdigest() == description.sha256


def test_names_are_masked_wherever_they_stand() -> None:
    """A name found beside its label goes everywhere, with other spacing too; line numbers hold."""
    source = SourceText("d", "課長名 山田　花子\n山田花子が答える\n山田")
    extract = Extract(source, tuple(source.lines()), "text")
    names = names_in(extract.lines, [re.compile(r"課長名\s*(?P<name>\S.*)$")])
    masked = without_names(extract, names).source
    assert masked.text == f"課長名 {NAME_MASK}\n{NAME_MASK}が答える\n山田"


def test_a_name_torn_by_the_extraction_is_covered_too(tmp_path: Path) -> None:
    """A name that lies woven, one character a block, is found after the unweaving and covered in text and records."""
    folder = DATA / "13222-higashikurume-h31-policy01"
    description = load_description(folder / "plan.toml")
    layout = load_layout(description.layout)
    source = SourceText("d", (folder / description.file).read_text(encoding="utf-8"))
    # 計画を推進 stands in the run that was torn into single characters: let 画 stand for a name after its label.
    patterns = [re.compile("上位政策01計(?P<name>画)")]
    unwoven = unweave(source, heads=layout.patterns("heads"))
    covered = mask_torn_names(source, unwoven.lines, patterns)
    assert covered is not None
    assert covered.text.split("\n")[89] == "＊"
    again = unweave(covered, heads=layout.patterns("heads"))
    assert any("上位政策01計＊" in line.text for line in again.lines)
    assert mask_torn_names(covered, again.lines, patterns) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("line = '[-", "line = '([-", r"own\.toml:\d+: key rule\.line: not a regular expression"),
        (
            "cost_label = ",
            "cost_lable = ",
            r"own\.toml:\d+: key table\.cost_lable: unknown key; did you mean cost_label",
        ),
        ('family = "implementation-plan"', 'family = "novel"', r"own\.toml:\d+: key family: must be one of"),
        ("[rule]", "[rule", r"own\.toml:\d+: not TOML"),
    ],
)
def test_a_broken_layout_of_ones_own_is_one_clear_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    """A layout beside plan.toml is refused with its file and what is wrong in it."""
    folder = copy_of(NISHITOKYO, tmp_path / "d", ('layout = "implementation-plan-two-row"', 'layout = "own"'))
    text = LAYOUT.read_text(encoding="utf-8")
    assert old in text
    (folder / "own.toml").write_text(text, encoding="utf-8")
    assert len(read_document(folder).listings) == 39
    (folder / "own.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DescriptionError, match=words):
        read_document(folder)
