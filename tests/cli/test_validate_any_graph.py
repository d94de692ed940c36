"""plangraph validate FILE --shapes: graphs and shapes of somebody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plangraph.checking import shapes
from plangraph.cli import options
from plangraph.cli.main import main

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix plg: <https://w3id.org/plangraph/ontology#> .
"""
DATA = PREFIXES + 'ex:a a ex:Person ; ex:age "old" . ex:b a ex:Person ; ex:name "乙" ; ex:age 30 .'
THEIRS = (
    PREFIXES
    + """
<https://example.org/shapes> owl:imports <http://127.0.0.1:9/more-shapes.ttl> .
ex:PersonShape a sh:NodeShape ; sh:targetClass ex:Person ;
    sh:property [ sh:path ex:name ; sh:minCount 1 ] , [ sh:path ex:age ; sh:nodeKind sh:IRI ; sh:severity sh:Info ] .
"""
)


def _write(folder: Path, **texts: str) -> list[Path]:
    paths = [folder / f"{name}.ttl" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["validate", *map(str, words), "--lang", "en"])
    out, err = capsys.readouterr()
    return code, out, err


def _findings(out: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(out)["findings"]
    return found


@pytest.mark.parametrize("engine", ["compiled", "pyshacl"])
def test_shapes_without_rule_name_and_message_are_told_by_their_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: str
) -> None:
    """ex:a has no name and its age is no IRI; what shapes import is not fetched."""
    data, theirs = _write(tmp_path, data=DATA, theirs=THEIRS)
    code, out, _ = _run(capsys, data, "--shapes", theirs, "--format", "json", "--engine", engine)
    told = [(f["rule"], f["severity"], f["iri"], f["printed"], f["message"]) for f in _findings(out)]
    assert code == 1
    assert told == [
        ("PersonShape-name", "violation", "https://example.org/a", "", "there are too few values (name)"),
        ("PersonShape-age", "info", "https://example.org/a", "old", "the value is of another kind of node (age, old)"),
        ("PersonShape-age", "info", "https://example.org/b", "30", "the value is of another kind of node (age, 30)"),
    ]  # fmt: skip
    assert json.loads(out)["run"]["engine"].startswith(engine)


def test_a_shape_that_is_left_to_pyshacl_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pattern of a number that the store would rewrite: the text, the JSON say which shape and why."""
    text = PREFIXES + 'ex:S a sh:PropertyShape ; sh:targetClass ex:T ; sh:path ex:p ; sh:pattern "^1.50$" .'
    data, theirs = _write(tmp_path, data=PREFIXES + "ex:a a ex:T ; ex:p 1.50 .", theirs=text)
    code, out, _ = _run(capsys, data, "--shapes", theirs, "--format", "json")
    assert code == 0
    (fallback,) = json.loads(out)["fallbacks"]
    assert fallback["shape"] == "https://example.org/S"
    assert "sh:pattern" in fallback["reason"]
    assert "was run by pyshacl" in _run(capsys, data, "--shapes", theirs)[1]


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ("ex:S a sh:NodeShape ; sh:targetClass", "not Turtle"),
        (PREFIXES + "ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:node ex:T . ex:T sh:not ex:S .", "recursion"),
        (PREFIXES + "ex:S a sh:NodeShape ; sh:nodeKind sh:IRI .", "no SHACL shape with a target"),
        (PREFIXES + "ex:S a sh:NodeShape ; sh:targetClass ex:Nobody ; sh:nodeKind sh:IRI .", "no shape has a focus node"),
        (PREFIXES + "ex:S a sh:PropertyShape ; sh:targetClass ex:Person ; sh:path ex:p ; sh:minCount 1, 2 .", "could not be run"),
        (
            PREFIXES + 'ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }" ] .',
            "calls SERVICE",
        ),
    ],
)  # fmt: skip
def test_shapes_that_cannot_be_used_are_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], theirs: str, said: str
) -> None:
    data, shapes_file = _write(tmp_path, data=DATA, theirs=theirs)
    code, out, err = _run(capsys, data, "--shapes", shapes_file)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_graph_of_another_kind_does_not_conform_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Persons have nothing to do with plans; a listing has."""
    persons, listing = _write(tmp_path, persons=DATA, listing=PREFIXES + "ex:row a plg:Listing .")
    code, _, err = _run(capsys, persons)
    assert code == 2
    assert "persons.ttl" in err
    code, out, _ = _run(capsys, listing, "--format", "json")
    assert code == 1
    assert "listing-without-label" in {finding["rule"] for finding in _findings(out)}


def test_a_folder_of_shapes_and_one_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "shapes"
    folder.mkdir()
    _write(
        folder,
        one=THEIRS,
        two=PREFIXES + "ex:Aged a sh:NodeShape ; sh:targetSubjectsOf ex:age ; sh:class ex:Thing .",
    )
    (data,) = _write(tmp_path, data=DATA)
    _, out, _ = _run(capsys, data, "--shapes", folder, "--format", "json")
    assert [f["rule"] for f in _findings(out)].count("Aged") == 2
    assert _run(capsys, data, "--shapes", tmp_path / "none")[0] == 2


def test_the_engines_of_help_are_those_that_there_are() -> None:
    assert options.ENGINES == shapes.ENGINES
