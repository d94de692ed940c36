"""`plangraph totals` as users call it, in a process of its own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from plangraph.asking.totals import BY
from plangraph.cli.options import TOTALS_BY

from .test_commands import DATA, run


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a built store at its usual place."""
    folder = tmp_path_factory.mktemp("totals")
    done = run("build", str(DATA), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_words_of_the_command_are_those_of_the_library() -> None:
    """--help need not load the library for them, and both hold together."""
    assert TOTALS_BY == BY


def test_text_and_json(place: Path) -> None:
    """The chapter's sums in the text of both languages, and as the JSON of the contract."""
    text = run("totals", cwd=place).stdout
    assert "印字額 1,385,000,000 - 除いた額 0 + 推計 669,000,000 = 一度だけ数えた額 2,054,000,000" in text
    assert "by a mark alone" in run("totals", "--spread", "equal", cwd=place, lang="en").stdout
    rows = json.loads(run("totals", "--by", "year", "--format", "json", cwd=place).stdout)
    assert [row["key"] for row in rows] == ["2012", "2013", "2014", "all"]
    contract = {"key", "label", "as_printed_yen", "counted_once_yen", "low_yen", "high_yen", "left_out"}
    assert contract <= rows[0].keys()
    assert rows[-1]["left_out"][0].keys() >= {"project", "policy_code", "reason", "amount_yen"}


def test_csv_and_xlsx(place: Path) -> None:
    """A row, to a file."""
    done = run("totals", "--of", "協1-2", "--format", "csv", "-o", "one.csv", cwd=place)
    assert (done.returncode, done.stdout) == (0, "")
    (row,) = csv.DictReader(io.StringIO((place / "one.csv").read_text(encoding="utf-8-sig")))
    assert (row["key"], row["counted_once_yen"], row["spread"]) == ("協1-2", "53000000", "home")
    assert run("totals", "--format", "xlsx", "-o", "all.xlsx", cwd=place).returncode == 0
    assert load_workbook(place / "all.xlsx").sheetnames[0] == "集計"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--plan", "なにか"], 1, "という計画はありません"),
        (["--plan", "計画"], 1, "2件あります"),
        (["--year", "1999"], 1, "2012 から 2018 まで"),
        (["--of", "01"], 1, "IRI を指定してください"),
        (["--of", "協9-9"], 1, "という行はありません"),
        (["--by", "colour"], 2, "--by"),
        (["--year", "平成"], 2, "--year"),
        (["--store", "nowhere"], 2, "nowhere"),
    ],
)
def test_right_words(place: Path, words: list[str], status: int, said: str) -> None:
    """Not found and several found are 1, wrong use is 2; no traceback."""
    done = run("totals", *words, cwd=place)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
