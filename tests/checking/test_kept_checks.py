"""Kept checks: a body whose plans did not change is not looked at, and the results are those of a whole check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from plangraph.build import build
from plangraph.checking.engines.data import Data
from plangraph.checking.engines.shapes_graph import ShapesGraph
from plangraph.checking.kept_checks import FOLDER, Checks, check_kept
from plangraph.checking.shapes import Shapes, load_shapes
from plangraph.graph.store import current_version, open_current, update_version, version_digests
from plangraph.printing.samples import SAMPLE_LAYOUTS, SampleWish, write_samples

ROOT = Path(__file__).parents[2]
CITIES = 3


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes(ROOT / "shapes")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three made cities with faults, and the founding documents, with their store."""
    folder = tmp_path_factory.mktemp("kept")
    wish = SampleWish(cities=CITIES, projects=6, seed=3, layouts=SAMPLE_LAYOUTS[:2], editions=2, faults=6)
    list(write_samples(wish, folder / "made", with_records=False))
    shutil.copytree(ROOT / "data", folder / "data")
    build([folder / "made", folder / "data"], folder / "store")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """A copy of them, to be changed."""
    shutil.copytree(made, tmp_path / "place")
    return tmp_path / "place"


def _check(place: Path, shapes: Shapes) -> Checks:
    """Check the current version, and see that the results are those of all of it at once."""
    store = open_current(place / "store")
    checks = check_kept(shapes, store, place / "store", current_version(place / "store"))
    whole = shapes.outcome(Data(store))
    assert set(checks.outcome.results) == set(whole.results)
    assert len(checks.outcome.results) == len(whole.results) > 50
    return checks


def _rebuild(place: Path) -> None:
    build([place / "made", place / "data"], place / "store")


def _change_one(place: Path) -> None:
    """The first year of a plan, which its document prints nowhere, becomes another."""
    changed = 0
    for path in sorted((place / "data").glob("*/plan.toml")):
        text = path.read_text(encoding="utf-8")
        if "first_year = 2012" in text:
            path.write_text(text.replace("first_year = 2012", "first_year = 2013"), encoding="utf-8")
            changed += 1
    assert changed == 1


def test_what_did_not_change_is_not_looked_at(place: Path, shapes: Shapes) -> None:
    first = _check(place, shapes)
    assert first.looked_at == first.bodies >= CITIES
    assert _check(place, shapes).looked_at == 0
    _rebuild(place)
    assert _check(place, shapes).looked_at == 0, "the same sources give the same digests"
    assert len(list((place / "store" / FOLDER).iterdir())) == first.bodies


def test_only_the_body_whose_plan_changed_is_looked_at(place: Path, shapes: Shapes) -> None:
    before = _check(place, shapes)
    _change_one(place)
    _rebuild(place)
    after = _check(place, shapes)
    assert after.looked_at == 1
    assert set(after.outcome.results) != set(before.outcome.results), "costs of 2012 now lie outside the plan"


def test_a_body_checked_by_itself_gives_what_it_gives_among_all(place: Path, shapes: Shapes) -> None:
    """Each body in turn: its kept file is taken away, and it alone is checked in memory."""
    _check(place, shapes)
    for path in sorted((place / "store" / FOLDER).iterdir()):
        path.unlink()
        assert _check(place, shapes).looked_at == 1


def test_other_shapes_and_broken_or_foreign_files_are_looked_through_again(
    place: Path, shapes: Shapes
) -> None:
    bodies = _check(place, shapes).bodies
    said = [t for t in shapes.shapes_graph.triples if not t.predicate.value.endswith("#seeAlso")]
    fewer = Shapes(shapes.by_iri, ShapesGraph(tuple(said)))
    store = open_current(place / "store")
    again = check_kept(fewer, store, place / "store", current_version(place / "store"))
    assert again.looked_at == bodies
    _check(place, shapes)
    kept = place / "store" / FOLDER
    next(kept.iterdir()).write_text('{"form":', encoding="utf-8")
    (kept / "new-killed").write_text("", encoding="utf-8")
    assert _check(place, shapes).looked_at == 1
    shutil.rmtree(kept)
    assert _check(place, shapes).looked_at == bodies


def test_a_graph_that_was_written_to_by_hand_is_checked_whole(place: Path, shapes: Shapes) -> None:
    """An update leaves no digests: what it changed may lie anywhere."""
    _check(place, shapes)

    def change(store: Store) -> None:
        row = NamedNode("https://w3id.org/plangraph/id/listing/by-hand/1/x")
        a = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        store.add(Quad(row, a, NamedNode("https://w3id.org/plangraph/ontology#Listing"), DefaultGraph()))

    update_version(place / "store", change, b"by hand")
    assert not version_digests(place / "store", current_version(place / "store"))
    checks = _check(place, shapes)
    assert any("by-hand" in str(result.focus) for result in checks.outcome.results)


def test_a_folder_that_cannot_be_written_is_no_error(place: Path, shapes: Shapes) -> None:
    (place / "store" / FOLDER).write_text("in the way", encoding="utf-8")
    _check(place, shapes)
    _check(place, shapes)
