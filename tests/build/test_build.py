"""The whole flow: same input, same bytes; a wrong input leaves the store as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plangraph.build import build, read_all, records_to_quads, source_folders
from plangraph.errors import PlangraphError, SourceError
from plangraph.graph.iris import Iris
from plangraph.graph.store import current_version, open_current, sorted_nquads
from plangraph.reading.listings import resolve_listings

DATA = Path(__file__).parents[2] / "data"


def without_runs(store: Path) -> bytes:
    """The sorted N-Quads of a store, `graph/runs` left out."""
    lines = sorted_nquads(open_current(store)).splitlines(keepends=True)
    return b"".join(line for line in lines if b"/graph/runs>" not in line)


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Two builds of the same documents give the same sorted N-Quads and the same digest."""
    first = build([DATA], tmp_path / "one")
    second = build([DATA], tmp_path / "two")
    assert without_runs(tmp_path / "one") == without_runs(tmp_path / "two")
    assert first.version.partition("-")[0] == second.version.partition("-")[0]


def test_the_order_of_sources_does_not_matter(tmp_path: Path) -> None:
    """Sources named in another order give the same graph."""
    folders = source_folders([DATA])
    build(folders, tmp_path / "one")
    build(folders[::-1], tmp_path / "two")
    assert without_runs(tmp_path / "one") == without_runs(tmp_path / "two")


def test_the_unnamed_graph_holds_each_triple_once(tmp_path: Path) -> None:
    """Documents, links and ontology stand in the unnamed graph, and nothing else does."""
    build([DATA], tmp_path)
    store = open_current(tmp_path)
    base = "https://w3id.org/plangraph/id/graph/"
    unnamed = {q.triple for q in store if str(q.graph_name) == "DEFAULT"}
    named = {
        q.triple for q in store if re.match(rf"<{base}(document/.*|links|ontology)>$", str(q.graph_name))
    }
    assert unnamed == named
    assert unnamed


def test_no_blank_nodes_in_data(tmp_path: Path) -> None:
    """Every thing in a data graph has an address."""
    build([DATA], tmp_path)
    for quad in open_current(tmp_path):
        if "/graph/shapes>" not in str(quad.graph_name):
            assert not str(quad.subject).startswith("_:")
            assert not str(quad.object).startswith("_:")


def test_one_documents_graphs_do_not_depend_on_another() -> None:
    """Without the other document a document's own graphs are the same; only links differ."""
    iris = Iris()
    both = read_all(source_folders([DATA]), keep_names=False, progress=lambda *_: None)
    together = records_to_quads(both, resolve_listings(both), iris)
    for records in both:
        alone = records_to_quads([records], resolve_listings([records]), iris)
        own = {iris.graph(kind, records.document.id) for kind in ("document", "provenance", "findings")}
        own = {f"<{name}>" for name in own}
        assert {q for q in together if str(q.graph_name) in own} == {
            q for q in alone if str(q.graph_name) in own
        }


def test_another_base_moves_every_address(tmp_path: Path) -> None:
    """With another base nothing keeps the default one."""
    build([DATA], tmp_path, base="https://example.org/計画/")
    assert b"w3id.org/plangraph/id/" not in sorted_nquads(open_current(tmp_path))


def test_no_personal_name_in_the_graph(tmp_path: Path) -> None:
    """The name on the line of the lead division stands nowhere in the graph, unless a build is asked to keep it."""
    build([DATA], tmp_path / "public")
    public = sorted_nquads(open_current(tmp_path / "public")).decode()
    assert "島崎" not in public
    assert "［氏名］" in public
    build([DATA], tmp_path / "inside", keep_names=True)
    assert "島崎" in sorted_nquads(open_current(tmp_path / "inside")).decode()


def test_a_wrong_source_leaves_the_store_untouched(tmp_path: Path) -> None:
    """After a build that fails the version that was served is still served."""
    build([DATA], tmp_path / "store")
    before = current_version(tmp_path / "store")
    (tmp_path / "empty").mkdir()
    for source in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(PlangraphError):
            build([source], tmp_path / "store")
    assert current_version(tmp_path / "store") == before


def test_two_documents_with_one_id_are_refused(tmp_path: Path) -> None:
    """A second folder with the same id would overwrite the first one's graphs."""
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        for path in (DATA / "13229-nishitokyo-h24-chapter6").iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    with pytest.raises(SourceError, match="is also that of"):
        build([tmp_path], tmp_path / "store")


def test_progress_is_told(tmp_path: Path) -> None:
    """Each step says how many of how many are done."""
    told: list[tuple[str, int, int]] = []
    build([DATA], tmp_path, progress=lambda *step: told.append(step))
    assert ("read", 2, 2) in told
    assert ("store", 1, 1) in told
