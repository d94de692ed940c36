"""Versions made by updates: what they share with the version before, what they keep, what they refuse."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from plangraph.errors import QueryError, StoreError
from plangraph.graph.changes import ChangeError, DropGraph, Part, PutGraph, Update, apply_change, update_fault
from plangraph.graph.query_words import REFUSED, cut_off
from plangraph.graph.store import current_version, open_current, open_version, update_version, write_version
from plangraph.graph.update_words import with_dataset

BASE = "http://example.org/"
S, P = NamedNode("urn:s"), NamedNode("urn:p")
OWN, BUILT = NamedNode("urn:own"), NamedNode("urn:built")


def built(value: str) -> list[Quad]:
    """What a build makes: a named graph, and the same in the unnamed one."""
    return [Quad(S, P, Literal(value), BUILT), Quad(S, P, Literal(value))]


def change(folder: Path, text: str) -> str:
    """Make an update; gives the name of the version."""
    return update_version(folder, lambda store: apply_change(store, Update(text, BASE)), text.encode())[0]


def values(folder: Path, graph: NamedNode | DefaultGraph) -> set[str]:
    """What a graph of the served version says."""
    quads = open_current(folder).quads_for_pattern(None, None, None, graph)
    return {quad.object.value for quad in quads if isinstance(quad.object, Literal)}


def test_an_update_shares_what_does_not_change(tmp_path: Path) -> None:
    """Its database files are those of the version before, which stays as it was and open to who reads it."""
    first = write_version(tmp_path, built("a"))
    reader = open_version(tmp_path, first)
    second = change(tmp_path, "INSERT DATA { GRAPH <urn:own> { <urn:s> <urn:p> 'x' } }")
    assert current_version(tmp_path) == second != first
    assert (len(reader), len(open_current(tmp_path))) == (2, 3)
    inodes = [
        {path.stat().st_ino for path in (tmp_path / "versions" / name).glob("*.sst")}
        for name in (first, second)
    ]
    assert inodes[0] <= inodes[1]


def test_the_name_tells_the_way_to_a_version(tmp_path: Path) -> None:
    """The same update of the same version begins alike; another update, or another version before it, does not."""
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        write_version(folder, built("a"))
        (folder / "versions" / current_version(folder)).rename(folder / "versions" / "one")
        (folder / "CURRENT").write_text("one\n")
    insert = "INSERT DATA { <urn:s> <urn:p> %d }"
    names = [
        change(folder, insert % number).partition("-")[0]
        for folder, number in zip(folders, (1, 1, 2), strict=True)
    ]
    assert names[0] == names[1] != names[2]


def test_a_change_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Neither a version nor a folder under way."""
    first = write_version(tmp_path, built("a"))
    with pytest.raises(ChangeError):
        change(tmp_path, "CLEAR ALL ; DROP GRAPH <urn:none>")
    with pytest.raises(QueryError):
        change(tmp_path, "CLEAR")
    assert current_version(tmp_path) == first
    assert not list(tmp_path.glob("new-*"))
    with pytest.raises(StoreError):
        change(tmp_path / "none", "CLEAR ALL")
    assert not (tmp_path / "none").exists()


def test_a_build_keeps_graphs_that_no_build_made(tmp_path: Path) -> None:
    """Empty ones too, over several builds; what a build made is the build's, also after an update of it."""
    write_version(tmp_path, built("a"))
    change(
        tmp_path,
        "INSERT DATA { GRAPH <urn:own> { <urn:s> <urn:p> 'x' } GRAPH <urn:built> { <urn:s> <urn:p> 'y' } }",
    )
    change(tmp_path, "CREATE GRAPH <urn:empty> ; INSERT DATA { <urn:s> <urn:p> 'z' }")
    assert values(tmp_path, BUILT) == {"a", "y"}
    for value in "bc":
        write_version(tmp_path, built(value))
        assert values(tmp_path, OWN) == {"x"}
        assert values(tmp_path, BUILT) == values(tmp_path, DefaultGraph()) == {value}
        assert open_current(tmp_path).contains_named_graph(NamedNode("urn:empty"))


def test_a_graph_that_a_build_no_longer_makes_goes(tmp_path: Path) -> None:
    """A document that was taken away takes its graph with it; nobody wrote that by hand."""
    write_version(tmp_path, built("a"))
    change(tmp_path, "INSERT DATA { GRAPH <urn:own> { <urn:s> <urn:p> 'x' } }")
    write_version(tmp_path, [Quad(S, P, Literal("b"), NamedNode("urn:other"))])
    names = {graph.value for graph in open_current(tmp_path).named_graphs() if isinstance(graph, NamedNode)}
    assert names == {"urn:own", "urn:other"}


def test_a_name_that_a_build_takes_is_the_builds(tmp_path: Path) -> None:
    """What was written under it before is replaced, and does not come back."""
    write_version(tmp_path, [])
    change(tmp_path, "INSERT DATA { GRAPH <urn:built> { <urn:s> <urn:p> 'mine' } }")
    write_version(tmp_path, built("a"))
    assert values(tmp_path, BUILT) == {"a"}
    write_version(tmp_path, [])
    assert values(tmp_path, BUILT) == set()


def test_an_update_waits_for_a_build_as_long_as_it_is_told(tmp_path: Path) -> None:
    """And says then that one is under way."""
    write_version(tmp_path, built("a"))
    with (tmp_path / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="under way"):
            update_version(tmp_path, lambda _: None, b"", patience=0.1)


def test_graphs_are_put_added_to_and_taken_out() -> None:
    """Whether a graph came to be is told; conditions hold."""
    store = Store()
    one = PutGraph("urn:g", (Part(b"_:a <urn:p> 1 .", "text/turtle"),), BASE)
    assert apply_change(store, one) is True
    assert apply_change(store, one) is False
    assert len(store) == 1
    more = PutGraph("urn:g", one.parts * 2, BASE, add=True, condition="there")
    assert apply_change(store, more) is False
    assert len(store) == 3
    with pytest.raises(ChangeError):
        apply_change(store, PutGraph("urn:g", one.parts, BASE, condition="new"))
    apply_change(store, DropGraph("urn:g"))
    with pytest.raises(ChangeError):
        apply_change(store, DropGraph("urn:g"))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("LOAD <http://a/>", f"LOAD <{REFUSED}>"),
        ("load silent e:x INTO GRAPH e:g", f"LOAD SILENT <{REFUSED}> INTO GRAPH e:g"),
        ("LOAD # <http://a/>\n:x;LOAD<http://b/>", f"LOAD <{REFUSED}>;LOAD <{REFUSED}>"),
        ("PREFIX load: <http://a/> LOAD load:x", f"PREFIX load: <http://a/> LOAD <{REFUSED}>"),
        (
            "INSERT DATA { <urn:LOAD> e:LOAD 'LOAD <http://a/>' }",
            "INSERT DATA { <urn:LOAD> e:LOAD 'LOAD <http://a/>' }",
        ),
        ("LOAD ;", "LOAD ;"),
        ("XLOAD <http://a/>", "XLOAD <http://a/>"),
    ],
)
def test_loads_are_cut_off(text: str, cut: str) -> None:
    """Where the keyword is one; the rest of the text stays."""
    assert cut_off(text, "LOAD") == cut


def test_services_are_cut_off() -> None:
    """With an address, a name or a variable."""
    text = "SELECT * { SERVICE ?s { ?a ?b ?c } service silent e:x { SERVICE<http://a/>{} } }"
    wanted = f"SELECT * {{ SERVICE <{REFUSED}> {{ ?a ?b ?c }} SERVICE SILENT <{REFUSED}> {{ SERVICE <{REFUSED}>{{}} }} }}"
    assert cut_off(text, "SERVICE") == wanted


@pytest.mark.parametrize(
    ("update", "wanted"),
    [
        (
            "INSERT { ?s ?p ?o } WHERE { FILTER (?a<?b && '}' = \"{\") } ; DELETE { ?s ?p ?o } WHERE {}",
            "INSERT { ?s ?p ?o } USING <urn:g> WHERE { FILTER (?a<?b && '}' = \"{\") } ; DELETE { ?s ?p ?o } USING <urn:g> WHERE {}",
        ),
        (
            "PREFIX where: <urn:> DELETE WHERE { GRAPH where:h { ?s ?p ?o } }",
            "PREFIX where: <urn:> DELETE { GRAPH where:h { ?s ?p ?o } } USING <urn:g> WHERE { GRAPH where:h { ?s ?p ?o } }",
        ),
        (
            "INSERT DATA { <urn:s> <urn:p> 'WHERE' } # WHERE",
            "INSERT DATA { <urn:s> <urn:p> 'WHERE' } # WHERE",
        ),
        (
            "INSERT { ?s ?p ?o } WHERE { { SELECT * WHERE { ?s ?p ?o } } }",
            "INSERT { ?s ?p ?o } USING <urn:g> WHERE { { SELECT * WHERE { ?s ?p ?o } } }",
        ),
    ],
)
def test_every_where_reads_the_graphs_of_the_request(update: str, wanted: str) -> None:
    """Outside of braces, strings and names; and the engine takes it."""
    made = with_dataset(update, ["urn:g"], [])
    assert made == wanted
    assert update_fault(made, BASE) is None


def test_the_fault_of_an_update_is_found_without_running_it() -> None:
    """Line and column are those of the update itself."""
    fault = update_fault("CLEAR ALL ;\n DROP oops", BASE)
    assert fault is not None
    assert (fault.at_line, fault.at_column) == (2, 11)
    shifted = update_fault("PREFIX e: <urn:> DROP oops", BASE)
    assert shifted is not None
    assert (shifted.at_line, shifted.at_column) == (1, 27)
    assert update_fault("PREFIX e: <urn:> INSERT DATA { e:a e:b 1 }", BASE) is None


def test_a_prologue_may_stand_before_any_operation() -> None:
    """The engine takes one at the beginning only; what it says holds from there on. Errors keep their place."""
    update = """BASE <http://example.org/> PREFIX e: <a/>
    INSERT DATA { <s> e:p "; PREFIX e: <urn:x>" } ; # PREFIX e: <urn:y>
    PREFIX e: <b/> PREFIX f: <c/>
    INSERT DATA { <s> e:p f:o } ;
    BASE <http://example.com/> DELETE WHERE { <s> ?p ?o } ; PREFIX : <d/> INSERT DATA { :s f:p 1 }"""
    store = Store()
    apply_change(store, Update(update, BASE))
    said = sorted(f"{quad.subject.value} {quad.predicate.value}" for quad in store)  # type: ignore[union-attr]
    assert said == [
        "http://example.com/d/s http://example.org/c/p",
        "http://example.org/s http://example.org/a/p",
        "http://example.org/s http://example.org/b/p",
    ]
    with pytest.raises(QueryError) as caught:
        apply_change(store, Update(update.replace("f:o }", "oops }"), BASE))
    assert caught.value.at_line == 4
    with pytest.raises(QueryError):
        apply_change(store, Update("CLEAR ALL ; PREFIX e <urn:> CLEAR ALL", BASE))
