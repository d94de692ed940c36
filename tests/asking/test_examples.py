"""The example queries as SHACL executables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from plangraph.asking.examples import examples_to_triples
from plangraph.asking.queries import ExampleQuery, load_queries
from plangraph.bundled import bundled
from plangraph.graph.catalogue import endpoint_iri
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import PREFIXES, sparql_prefixes, term
from plangraph.model.texts import Bilingual

ASK = ExampleQuery("any", Bilingual("あるか", "Is there any?"), "ask", "ASK { ?s ?p ?o }", ("再掲", "any"))


def values(triples: set[Triple], predicate: str) -> set[str]:
    """The values that a property has anywhere."""
    return {str(t.object.value) for t in triples if t.predicate == term(predicate)}  # type: ignore[union-attr]


def test_an_example_says_its_question_text_and_target() -> None:
    """By the form of the query: an ASK stands under sh:ask."""
    triples = examples_to_triples([ASK], Iris(), "http://127.0.0.1:8000/sparql")
    assert values(triples, "sh:ask") == {"ASK { ?s ?p ?o }"}
    assert values(triples, "sh:select") == set()
    assert values(triples, "rdfs:comment") == {"あるか", "Is there any?"}
    assert values(triples, "schema:keywords") == {"再掲", "any"}
    assert values(triples, "schema:target") == {"http://127.0.0.1:8000/sparql"}
    node = NamedNode(Iris().of("examples", "any"))
    types = {t.object for t in triples if t.subject == node and t.predicate == term("rdf:type")}
    assert types == {term("sh:SPARQLExecutable"), term("sh:SPARQLAskExecutable")}


@pytest.mark.parametrize("kind", ["select", "ask", "construct", "describe"])
def test_every_form_of_query_has_its_place(kind: str) -> None:
    """sh:select, sh:ask, sh:construct, sh:describe."""
    triples = examples_to_triples([replace(ASK, kind=kind)], Iris())
    assert values(triples, f"sh:{kind}") == {ASK.text}
    assert term(f"sh:SPARQL{kind.title()}Executable") in {t.object for t in triples}


def test_every_prefix_is_declared_once() -> None:
    """Under sh:declare, with its namespace; there is no blank node."""
    triples = examples_to_triples([ASK], Iris())
    assert values(triples, "sh:prefix") == set(PREFIXES)
    assert values(triples, "sh:namespace") == set(PREFIXES.values())
    assert values(triples, "schema:target") == {endpoint_iri(Iris())}
    assert not any(isinstance(node, BlankNode) for t in triples for node in (t.subject, t.object))


@pytest.mark.parametrize("name", [query.name for query in load_queries(bundled("queries"))])
def test_an_editor_finds_the_example_in_the_store(endpoint: Endpoint, name: str) -> None:
    """By the question that editors of the sib-swiss convention ask; the text is the file's."""
    node = Iris().of("examples", name)
    rows = endpoint.select(
        sparql_prefixes()
        + f"""SELECT ?text ?comment WHERE {{ GRAPH ?g {{
            <{node}> a sh:SPARQLExecutable ; rdfs:comment ?comment ;
              sh:select|sh:ask|sh:construct|sh:describe ?text ; schema:target ?target }} }}"""
    )
    assert len(rows) == 2, "one in each language"
    text = (bundled("queries") / f"{name}.rq").read_text(encoding="utf-8")
    assert {str(row["text"].value) for row in rows} == {text}
