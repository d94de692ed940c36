"""Records as JSON: what is printed comes back, and a folder of records builds as its document does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from plangraph.build import build
from plangraph.errors import DescriptionError, SourceError
from plangraph.reading.document import read_document, read_file
from plangraph.reading.records_json import records_from_json, records_to_json

DATA = Path(__file__).parents[2] / "data"
FOLDERS = sorted(path.parent for path in DATA.glob("*/plan.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_records_come_back_whole(folder: Path) -> None:
    """Evidence too, which equality leaves out."""
    text = records_to_json(read_document(folder))
    assert records_to_json(records_from_json(text)) == text


def described(folder: Path, to: Path, *, identifier: str | None = None) -> Path:
    """A folder with the records of a document as JSON, and the plan.toml that says so."""
    records = read_document(folder)
    data = records_to_json(records).encode()
    to.mkdir()
    (to / "records.json").write_bytes(data)
    printed = (folder / "plan.toml").read_text(encoding="utf-8").partition("\n[printed]\n")[2]
    head = f"""[document]
id = "{identifier or records.document.id}"
file = "records.json"
sha256 = "{hashlib.sha256(data).hexdigest()}"
family = "records"

[printed]
"""
    (to / "plan.toml").write_text(head + printed, encoding="utf-8")
    return to


def test_a_folder_of_records_makes_the_graph_of_its_document(tmp_path: Path) -> None:
    folder = FOLDERS[1]
    made = described(folder, tmp_path / "json")
    from_text = build([folder], tmp_path / "one")
    from_json = build([made], tmp_path / "two")
    assert from_json.links == from_text.links
    assert read_document(made).listings == read_document(folder).listings


def test_records_of_another_document_are_refused(tmp_path: Path) -> None:
    made = described(FOLDERS[1], tmp_path / "json", identifier="another")
    with pytest.raises(DescriptionError, match=r"document\.id"):
        read_document(made)


def test_a_json_file_needs_no_description_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    path.write_text(records_to_json(read_document(FOLDERS[1])), encoding="utf-8")
    assert len(read_file(path).records.listings) == 39


def test_a_field_that_does_not_fit_is_named(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    path.write_text('{"document": 1}', encoding="utf-8")
    with pytest.raises(SourceError, match="document"):
        read_file(path)
