"""plangraph structure and plangraph similar through their door."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.cli.main import main


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of the founding documents."""
    folder = tmp_path_factory.mktemp("founding") / "store"
    build([bundled("data")], folder)
    return str(folder)


def test_structure_in_each_form(store: str, tmp_path: Path) -> None:
    """Text says it, JSON and CSV give the rows."""
    out = {name: tmp_path / name for name in ("text", "json", "csv")}
    for name, path in out.items():
        assert (
            main(["structure", "--store", store, "--plan", "西東京市", "--format", name, "-o", str(path)])
            == 0
        )
    assert "なくなると施策のつながりが二つ以上に切れる事業は9件です" in out["text"].read_text("utf-8")
    (plan,) = json.loads(out["json"].read_text("utf-8"))["plans"]
    assert plan["figures"]["listings"] == 39
    rows = list(csv.DictReader(io.StringIO(out["csv"].read_text("utf-8-sig"))))
    assert sum(row["answer"] == "policy-ties" for row in rows) == 11


def test_similar_in_each_form(store: str, tmp_path: Path) -> None:
    """The likest thing of the other city comes first."""
    out = tmp_path / "out"
    for name in ("text", "json", "csv"):
        assert (
            main(["similar", "協1-2", "--store", store, "--most", "1", "--format", name, "-o", str(out)]) == 0
        )
        assert "市民と行政の協働によるまちづくり" in out.read_text("utf-8")


def test_the_answer_no(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not found ends with 1 and one line."""
    assert main(["structure", "--store", store, "--plan", "ない"]) == 1
    assert main(["similar", "何もない題名", "--store", store]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
