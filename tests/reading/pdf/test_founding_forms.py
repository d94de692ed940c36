"""The founding table, printed in four forms, gives the records that its text gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

import pytest

from plangraph.model.records import DocumentRecords
from plangraph.reading.document import bytes_to_stages, read_document
from plangraph.reading.extract import Extract
from plangraph.reading.layouts import load_layout
from plangraph.reading.plan_toml import load_description
from plangraph.reading.spots import BoxSpot

from .conftest import Read
from .founding import FOLDER, FORMS


@pytest.fixture(scope="module")
def from_text() -> DocumentRecords:
    return read_document(FOLDER)


@pytest.fixture(scope="module")
def extracts(printed: Mapping[str, bytes], read: Read) -> Mapping[str, Extract]:
    return {name: read(printed[name]) for name in FORMS}


@pytest.mark.parametrize("name", FORMS)
def test_same_records_as_from_text(
    name: str, printed: Mapping[str, bytes], from_text: DocumentRecords
) -> None:
    """39 listings and 8 policies, field by field, without a finding that the text does not give."""
    description = replace(load_description(FOLDER / "plan.toml"), file=f"{name}.pdf")
    layout = load_layout("implementation-plan-two-row", FOLDER)
    records = bytes_to_stages(printed[name], description, layout, place=name).records
    assert len(records.listings) == 39
    assert records.listings == from_text.listings
    assert records.policies == from_text.policies
    assert [f.rule for f in records.findings] == [f.rule for f in from_text.findings]
    assert records.account.format == "pdf"
    assert records.account.lines_not_read == 0


@pytest.mark.parametrize("name", FORMS)
def test_every_character_of_the_text_is_there_once(name: str, extracts: Mapping[str, Extract]) -> None:
    """What is printed is what is read: the same characters, each as often, whatever the form."""
    text = next(FOLDER.glob("*.txt")).read_text(encoding="utf-8")
    assert sorted("".join(extracts[name].source.text.split())) == sorted("".join(text.split()))


@pytest.mark.parametrize("name", FORMS)
def test_every_cell_has_its_box_on_its_page(name: str, extracts: Mapping[str, Extract]) -> None:
    """Spots lie on the page, rise with the lines, and name a page and a box in a place."""
    source = extracts[name].source
    width, height = (1190.6, 841.9) if name == "two-column" else (841.9, 595.3)
    boxes = [spotted.spot for spotted in source.spots]
    assert boxes
    for box in boxes:
        assert isinstance(box, BoxSpot)
        assert 0 <= box.left < box.right <= width + 1
        assert 0 <= box.top < box.bottom <= height + 1
    assert [box.page for box in boxes if isinstance(box, BoxSpot)] == sorted(
        box.page for box in boxes if isinstance(box, BoxSpot)
    )
    line = next(line for line in extracts[name].lines if line.text.startswith("協1 - 1"))
    assert str(source.place(line.offsets)).startswith("page=1;bbox=")


@pytest.mark.parametrize("name", ["ruled", "unruled", "vertical"])
def test_each_table_is_one_stretch_over_its_page_breaks(name: str, extracts: Mapping[str, Extract]) -> None:
    """The tables are those of the text, as long as there, though pages end inside of them."""
    text = next(FOLDER.glob("*.txt")).read_text(encoding="utf-8").split("\n")
    sizes = [len(list(rows)) for table, rows in groupby(text, lambda line: line.count("\t") > 1) if table]
    extract = extracts[name]
    met = [
        behind - first
        for _, first, behind in extract.tables
        if extract.lines[first].text.startswith("主要事業")
    ]
    assert len(sizes) == 7
    assert met == sizes
