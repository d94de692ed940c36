"""The runner itself, on small made manifests: it tells right from wrong, and passes over nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from .comparing import DiffersError, by_value, read_table, same_csv, same_rows
from .manifests import read_cases
from .running import Server, UnknownKindError, run_case

PREFIXES = """
@prefix : <#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
@prefix ht: <http://www.w3.org/2011/http#> .
@prefix hts: <http://www.w3.org/2011/http-statusCodes#> .
@prefix cnt: <http://www.w3.org/2011/content#> .
"""
RESULT = """<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="o"/></head><results>
<result><binding name="o"><literal%s>%s</literal></binding></result></results></sparql>"""
INTEGER = ' datatype="http://www.w3.org/2001/XMLSchema#integer"'


def write_suite(folder: Path, entries: str, **files: str) -> Path:
    """A manifest with these entries, and files beside it; an underscore stands for the dot in a name."""
    names = [line.split()[0] for line in entries.splitlines() if line.startswith(":")]
    manifest = folder / "manifest.ttl"
    listed = f"<> a mf:Manifest ; mf:entries ({' '.join(names)}) ."
    manifest.write_text(f"{PREFIXES}\n{listed}\n{entries}", encoding="utf-8")
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return manifest


def run_one(server: Server, manifest: Path) -> None:
    """Run the one test of a manifest."""
    (case,) = read_cases(manifest)
    run_case(server, case)


def test_a_kind_that_nobody_runs_is_an_error(server: Server, tmp_path: Path) -> None:
    """So that a new kind of test in the suites cannot be passed over."""
    manifest = write_suite(tmp_path, ":new a mf:TestOfTomorrow ; mf:action <x.rq> .")
    with pytest.raises(UnknownKindError, match="TestOfTomorrow"):
        run_one(server, manifest)


def test_included_manifests_are_read(tmp_path: Path) -> None:
    """In order, with the folder as the first part of the name; one that is not there has no tests."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_suite(tmp_path / name, f":{name}1 a mf:ProtocolTest .\n:{name}2 a mf:ProtocolTest .")
    top = tmp_path / "manifest-all.ttl"
    top.write_text(
        PREFIXES + "<> a mf:Manifest ; mf:include (<b/manifest.ttl> <c/manifest.ttl> <a/manifest.ttl>) ."
    )
    assert [case.id for case in read_cases(top)] == ["b/b1", "b/b2", "a/a1", "a/a2"]


EVALUATION = (
    ":q a mf:QueryEvaluationTest ; mf:action [ qt:query <q.rq> ; qt:data <d.ttl> ] ; mf:result <r.srx> ."
)


@pytest.mark.parametrize(
    ("said", "outcome"), [((INTEGER, "1"), "same"), ((INTEGER, "01"), "lexical"), (("", "1"), "differs")]
)
def test_a_query_is_compared(server: Server, tmp_path: Path, said: tuple[str, str], outcome: str) -> None:
    """A wrong answer differs; one whose numbers are written otherwise differs in writing only."""
    files = {"q_rq": "SELECT ?o { <s> ?p ?o }", "d_ttl": "<s> <p> 1 .", "r_srx": RESULT % said}
    manifest = write_suite(tmp_path, EVALUATION, **files)
    if outcome == "same":
        run_one(server, manifest)
        return
    with pytest.raises(DiffersError) as caught:
        run_one(server, manifest)
    assert caught.value.lexical is (outcome == "lexical")


UPDATE = """:u a mf:UpdateEvaluationTest ; mf:action [ ut:request <u.ru> ; ut:data <d.ttl> ] ;
  mf:result [ ut:data <d.ttl> ; ut:graphData [ ut:graph <g.ttl> ; <http://www.w3.org/2000/01/rdf-schema#label> "urn:g" ] ] ."""


@pytest.mark.parametrize(("value", "right"), [("1", True), ("2", False)])
def test_an_update_is_compared(server: Server, tmp_path: Path, value: str, right: bool) -> None:
    """Every graph of the store is read back."""
    manifest = write_suite(
        tmp_path,
        UPDATE,
        u_ru="INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }",
        d_ttl="<urn:a> <urn:p> [] .",
        g_ttl=f"<urn:s> <urn:p> {value} .",
    )
    if right:
        run_one(server, manifest)
        return
    with pytest.raises(DiffersError, match="urn:g"):
        run_one(server, manifest)


@pytest.mark.parametrize(
    ("kind", "text", "right"),
    [
        ("PositiveSyntaxTest11", "ASK {}", True),
        ("PositiveSyntaxTest11", "ASK {", False),
        ("NegativeSyntaxTest11", "ASK {", True),
        ("NegativeSyntaxTest11", "ASK {}", False),
        ("PositiveUpdateSyntaxTest11", "CLEAR ALL", True),
        ("PositiveUpdateSyntaxTest11", "CLEAR", False),
        ("NegativeUpdateSyntaxTest11", "CLEAR", True),
        ("NegativeUpdateSyntaxTest11", "CLEAR ALL", False),
    ],
)
def test_syntax_is_told(server: Server, tmp_path: Path, kind: str, text: str, right: bool) -> None:
    """What should parse and does not, and the other way round."""
    manifest = write_suite(tmp_path, f":s a mf:{kind} ; mf:action <x.rq> .", x_rq=text)
    if right:
        run_one(server, manifest)
        return
    with pytest.raises(DiffersError):
        run_one(server, manifest)


PROTOCOL = """:p a mf:ProtocolTest ; mf:action [ ht:requests ([ ht:methodName "GET" ;
  ht:absolutePath "/sparql/?query=ASK%%20%%7B%%7D" ;
  ht:resp [ mf:expectedStatus hts:%s ; mf:expectedFormat "%s" ; mf:expectedBoolean %s ] ]) ] ."""


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (("StatusCode2xx", "boolean", "true"), True),
        (("StatusCode4xx", "boolean", "true"), False),
        (("StatusCode2xx", "RDF", "true"), False),
        (("StatusCode2xx", "boolean", "false"), False),
    ],
)
def test_an_answer_is_held_to_the_protocol(
    server: Server, tmp_path: Path, expected: tuple[str, str, str], right: bool
) -> None:
    """Status, format and truth."""
    manifest = write_suite(tmp_path, PROTOCOL % expected)
    if right:
        run_one(server, manifest)
        return
    with pytest.raises(DiffersError):
        run_one(server, manifest)


def test_rows_are_compared_as_bags() -> None:
    """As often as each comes, blank nodes by what they join, in order only where that is asked."""
    one, other = (read_table(body.encode(), "tsv") for body in ("?x\n1\n1\n2\n", "?x\n2\n1\n1\n"))
    fewer = read_table(b"?x\n1\n2\n", "tsv")
    assert isinstance(one, list)
    assert isinstance(other, list)
    assert isinstance(fewer, list)
    assert same_rows(one, other, ordered=False)
    assert not same_rows(one, other, ordered=True)
    assert not same_rows(one, fewer, ordered=False)
    joined, apart = (
        read_table(body.encode(), "tsv") for body in ("?x\t?y\n_:a\t_:a\n", "?x\t?y\n_:a\t_:b\n")
    )
    assert isinstance(joined, list)
    assert isinstance(apart, list)
    assert not same_rows(joined, apart, ordered=False)
    assert same_csv(b"a,b\r\n1,_:x\r\n", b"b,a\n_:y,1\n")
    assert not same_csv(b"a\r\n1.0\r\n", b"a\r\n1\r\n")
    assert same_csv(b"a\r\n1.0\r\n", b"a\r\n1\r\n", by_value)
