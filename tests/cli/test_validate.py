"""plangraph validate: what it writes where, and when it ends with 1 or 2."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.checking.runs import kept_runs
from plangraph.cli.main import main

WAIVER = """[[waiver]]
rule = "{rule}"
document = "*.txt"
reason = "確かめた。"
role = "企画政策課長"
until = 9999-12-31
"""
WARNINGS = (
    "column-undetermined",
    "counted-in-unread-home",
    "figure-lost",
    "indicator-falling",
    "lead-division-also-related",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the founding documents."""
    store = tmp_path_factory.mktemp("validate") / "store"
    build([bundled("data")], store)
    return store


@pytest.fixture(scope="module")
def earlier(store: Path) -> Path:
    """The report on it as JSON."""
    path = store.parent / "earlier.json"
    assert main(["validate", "--store", str(store), "--format", "json", "-o", str(path)]) == 0
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def validate(store: Path, *words: str) -> int:
    return main(["validate", "--store", str(store), *words])


def test_each_division_gets_its_file(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """生活文化課 leads the 施策 and so mends its 基本事業 too; documents alone have no division."""
    folder = tmp_path / "files"
    assert validate(store, "--split", "division", "--format", "csv", "-o", str(folder), "--lang", "ja") == 0
    assert "一覧は index.csv" in capsys.readouterr().err
    index = rows_of(folder / "index.csv")
    assert {row["ファイル"] for row in index} | {"index.csv"} == {path.name for path in folder.iterdir()}
    assert {"生活文化課", "企画部 情報推進課", "所管不明"} <= {row["所管"] for row in index}
    rows = rows_of(folder / "生活文化課.csv")
    assert {"lead-division-also-related", "column-undetermined"} <= {row["rule"] for row in rows}
    unknown = rows_of(folder / "所管不明.csv")
    assert {row["rule"] for row in unknown} == {"stray-character", "heading-number-moved"}


def test_what_was_there_before_need_not_fail(store: Path, earlier: Path, tmp_path: Path) -> None:
    """Five warnings: 1; held against themselves and only what is new counted: 0."""
    words = ("--fail-on", "warning", "-o", str(tmp_path / "out"))
    assert validate(store, *words) == 1
    assert validate(store, *words, "--baseline", str(earlier)) == 1
    assert validate(store, *words, "--baseline", str(earlier), "--new-only") == 0
    assert "前と同じ 41" in (tmp_path / "out").read_text(encoding="utf-8").splitlines()[1]


def test_what_is_accepted_does_not_fail(store: Path, tmp_path: Path) -> None:
    """All five warnings accepted: 0, and they are in the report as such; one left out: 1."""
    path = tmp_path / "waivers.toml"
    words = ("--fail-on", "warning", "--format", "json", "-o", str(tmp_path / "out"), "--waivers", str(path))
    path.write_text("".join(WAIVER.format(rule=rule) for rule in WARNINGS), encoding="utf-8")
    assert validate(store, *words) == 0
    report = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert report["accepted"] == 5
    assert report["counts"]["warning"] == 5
    path.write_text("".join(WAIVER.format(rule=rule) for rule in WARNINGS[1:]), encoding="utf-8")
    assert validate(store, *words) == 1


def test_a_run_is_kept(store: Path, earlier: Path) -> None:
    """Beside the store, with the documents and what they were; the report names it."""
    run = json.loads(earlier.read_text(encoding="utf-8"))["run"]
    assert run["name"] in {kept.name for kept in kept_runs(store / "reports")}
    assert sorted(d["file"] for d in run["documents"]) == [
        "000_67c7e5025c6b3519.txt",
        "002_5e10e91ed6475fb9.txt",
    ]
    assert all(len(d["sha256"]) == 64 for d in run["documents"])
    assert run["engine"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--split", "division"], "-o で"),
        (["--new-only"], "--baseline で"),
        (["--baseline", "none.json"], "比べる報告を読めません"),
        (["--waivers", "none.toml"], "ファイルがありません"),
    ],
)
def test_wrong_use_is_one_clear_line(
    store: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert validate(store, *words, "--lang", "ja") == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert len(complaint.splitlines()) == 1


def test_a_baseline_of_another_plan_is_refused(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"findings": [{"rule": "one-way", "severity": "violation", "document": "other.txt"}]}
    (tmp_path / "other.json").write_text(json.dumps(other))
    assert validate(store, "--baseline", str(tmp_path / "other.json"), "--lang", "ja") == 2
    assert "別の計画の報告です（比べる報告の文書: other.txt" in capsys.readouterr().err
    assert not capsys.readouterr().out
