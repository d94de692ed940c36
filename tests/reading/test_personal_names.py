"""Personal names leave the text and every line of it; places stay true."""

from __future__ import annotations

import re
from pathlib import Path

from plangraph.reading.document import bytes_to_stages, describe_file
from plangraph.reading.formats import open_bytes
from plangraph.reading.personal_names import names_in, without_names
from plangraph.reading.source import NAME_MASK


def test_a_name_behind_a_head_of_office_is_found_and_one_that_is_none_is_not() -> None:
    extract = open_bytes(
        "危機管理課長（山田 太郎）\n市民課長（兼務）\n課長会議\n".encode(), "a.txt", "d", place="a"
    )
    assert names_in(extract.lines, []) == {"山田 太郎"}


def test_the_name_goes_wherever_it_stands_and_other_places_hold() -> None:
    text = "課長（山田太郎）\t防災訓練\n説明は山田 太郎が行う\t100\n"
    extract = open_bytes(text.encode(), "a.txt", "d", place="a")
    covered = without_names(extract, names_in(extract.lines, []))
    assert "山田" not in covered.source.text
    assert [line.text for line in covered.lines if line.text] == [
        f"課長（{NAME_MASK}）\t防災訓練",
        f"説明は{NAME_MASK}が行う\t100",
    ]
    cell = covered.lines[1].split("\t")[1]
    assert str(covered.source.place(cell.offsets)) == "line=2"
    assert "".join(covered.source.text[int(o)] for o in cell.offsets) == "100"


def test_a_short_name_is_no_word_elsewhere() -> None:
    """林 is a name behind 課長, and a wood in 林道整備事業."""
    extract = open_bytes("農政課長（林一）\t林一道整備事業\n".encode(), "a.txt", "d", place="a")
    covered = without_names(extract, names_in(extract.lines, []))
    assert covered.lines[0].text == f"農政課長（{NAME_MASK}）\t林一道整備事業"


def test_a_layouts_own_pattern_counts() -> None:
    extract = open_bytes("担当: 鈴木花子\n".encode(), "a.txt", "d", place="a")
    assert names_in(extract.lines, [re.compile("担当: (?P<name>.+)")]) == {"鈴木花子"}


def test_a_column_of_names_is_covered_before_anything_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("事業名,担当課,課長名\n防災訓練,危機管理課,佐藤次郎\n", encoding="utf-8")
    data, description, layout = describe_file(path)
    stages = bytes_to_stages(data, description, layout, place=str(path))
    assert "佐藤次郎" not in repr(stages)
    kept = bytes_to_stages(data, description, layout, place=str(path), keep_names=True)
    assert "佐藤次郎" in kept.records.text
