"""Loading shapes, and running them without surprises."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib.plugins.sparql

from plangraph.checking.shapes import load_shapes
from plangraph.errors import DescriptionError

SHAPE = """
@prefix ex: <https://example.org/> . @prefix plg: <https://w3id.org/plangraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:shape a sh:NodeShape ; plg:rule "a-rule" ; rdfs:label "規則"@ja, "rule"@en ; sh:targetNode ex:node ;
    sh:sparql ex:constraint .
ex:constraint sh:message "「{?item}」は {?item} です。"@ja, "“{?item}” is {?item}."@en ; sh:select "%s" .
"""


def test_an_empty_folder_is_no_set_of_shapes(tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match=re.escape(str(tmp_path))):
        load_shapes(tmp_path)


@pytest.mark.parametrize(
    "content", [b"ex:shape a sh:NodeShape", b"\xff\xfe\x00", "これは Turtle ではない".encode()]
)
def test_a_file_that_is_not_turtle_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.ttl").write_bytes(content)
    with pytest.raises(DescriptionError, match=r"broken\.ttl") as caught:
        load_shapes(tmp_path)
    assert "\n" not in caught.value.line("ja")


@pytest.mark.parametrize(
    "missing", ['plg:rule "a-rule" ;', ', "rule"@en', '"「{?item}」は {?item} です。"@ja, ']
)
def test_a_shape_without_rule_name_or_message_in_both_languages_is_named(
    tmp_path: Path, missing: str
) -> None:
    (tmp_path / "shape.ttl").write_text((SHAPE % "SELECT $this {}").replace(missing, ""), encoding="utf-8")
    with pytest.raises(DescriptionError, match=r"example\.org/shape"):
        load_shapes(tmp_path)


def test_a_constraint_that_shacl_forbids_is_an_error_and_not_an_empty_report(tmp_path: Path) -> None:
    """SHACL, clause 5.3.1: no MINUS."""
    (tmp_path / "shape.ttl").write_text(
        SHAPE % "SELECT $this { $this ?p ?o MINUS { ?o ?q ?r } }", encoding="utf-8"
    )
    with pytest.raises(DescriptionError, match="MINUS"):
        load_shapes(tmp_path).validate(_graph())


def test_messages_are_sorted_by_language_and_give_back_their_variables(tmp_path: Path) -> None:
    select = "SELECT $this (STR(?o) AS ?item) { $this ?p ?o }"
    (tmp_path / "shape.ttl").write_text(SHAPE % select, encoding="utf-8")
    conforms, (result,) = load_shapes(tmp_path).validate(_graph())
    assert not conforms
    assert (result.message.ja, result.message.en) == ("「a.b」は a.b です。", "“a.b” is a.b.")
    assert result.item == "a.b"


def test_a_service_clause_is_refused(tmp_path: Path) -> None:
    """SHACL, clause 5.3.1: no federated query."""
    select = "SELECT $this { SERVICE <http://127.0.0.1:9/sparql> { $this ?p ?o } }"
    (tmp_path / "shape.ttl").write_text(SHAPE % select, encoding="utf-8")
    with pytest.raises(DescriptionError, match="SERVICE"):
        load_shapes(tmp_path).validate(_graph())


def test_a_from_clause_fetches_nothing(tmp_path: Path) -> None:
    """Over a dataset rdflib would fetch the address by itself, unless it is told not to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/graph"
        select = f"SELECT $this FROM <{address}> {{ $this ?p ?o }}"
        (tmp_path / "shape.ttl").write_text(SHAPE % select, encoding="utf-8")
        load_shapes(tmp_path).validate(_graph())
        assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS is False
        with pytest.raises(TimeoutError):
            server.accept()


def _graph() -> list[pyoxigraph.Triple]:
    node, label = (
        pyoxigraph.NamedNode("https://example.org/node"),
        pyoxigraph.NamedNode("https://example.org/label"),
    )
    return [pyoxigraph.Triple(node, label, pyoxigraph.Literal("a.b"))]


_FOUR_THREADS = """
import sys, threading
import pyoxigraph
from plangraph.bundled import bundled
from plangraph.checking.shapes import load_shapes
triples = [quad.triple for quad in pyoxigraph.parse(path=sys.argv[1], format=pyoxigraph.RdfFormat.TRIG)]
sets = [load_shapes(bundled("shapes")) for _ in range(4)]
counts = []
threads = [threading.Thread(target=lambda s=s: counts.append(len(s.validate(triples)[1]))) for s in sets]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(*counts)
"""


def test_threads_may_validate_at_once() -> None:
    """A server checks a new version while the report on the old one is still under way; each gets its own results.

    In a process of its own: rdflib's grammar breaks when several threads are the first to use it.
    """
    data = str(Path(__file__).with_name("small-city.trig"))
    done = subprocess.run(
        [sys.executable, "-c", _FOUR_THREADS, data], capture_output=True, text=True, check=True
    )
    assert not done.stderr
    counts = done.stdout.split()
    assert len(counts) == 4
    assert len(set(counts)) == 1
