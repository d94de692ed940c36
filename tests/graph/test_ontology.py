"""The ontology: every term in both languages, nothing used that is not defined, no blank nodes."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology" / "plangraph.ttl"
PLG = "https://w3id.org/plangraph/ontology#"
HEADER = rdflib.URIRef("https://w3id.org/plangraph/ontology")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONTRACT_CLASSES = _names(
    """
    Body Municipality Plan PlanSeries Policy UnreadPolicy BasicProject MainProject PlannedProject
    Listing Division Guideline GuidelineEvent CostObservation TotalObservation Indicator
    IndicatorObservation Assessment Designation FiscalYear SourceDocument SourceLine
    """
)
CONTRACT_PROPERTIES = _names(
    """
    publishedBy inSeries partOf code listsProject listedUnder listingRole fromDocument crossListedAt
    markedCode crossListedWith crossListingState crossListedIn carriedBy countedIn carriedByText
    countedInText responsibleDivision leadDivision relatedDivision andOthers guidedBy plannedProject
    standing event eventKind fiscalYear designation content text cost costKind amountYen amountLow
    amountHigh printedAmount unitYen amountStatus printedTotal firstYear lastYear projectCount count
    indicator unitLabel observation value printedValue assessment aspect level depth year
    """
)
CONTRACT_INDIVIDUALS = _names(
    """
    Home Relisting Carried TwoHomes NoHome Mutual OneWay TargetNotLoaded TargetNotNamed Priority
    NotPriority ProjectCost PersonnelCost TotalCost Stated Derived Blank Lost Undetermined Relisted
    CarriedElsewhere BasicIdea PlanDirection CurrentState NextDirection NextPolicyLine
    """
)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY)


def _terms(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return sorted({s for s in graph.subjects() if isinstance(s, rdflib.URIRef) and s.startswith(PLG)})


def _typed(graph: rdflib.Graph, kind: rdflib.URIRef) -> set[str]:
    return {str(s).removeprefix(PLG) for s in graph.subjects(RDF.type, kind)}


def test_both_parsers_read_the_same_triples(ontology: rdflib.Graph) -> None:
    """rdflib and Oxigraph agree on the file."""
    assert len(list(pyoxigraph.parse(path=ONTOLOGY))) == len(ontology) > 1_000


def test_has_no_blank_nodes(ontology: rdflib.Graph) -> None:
    assert not [t for t in ontology if any(isinstance(term, rdflib.BNode) for term in t)]


@pytest.mark.parametrize("predicate", [RDFS.label, RDFS.comment])
def test_every_term_is_told_once_in_each_language(ontology: rdflib.Graph, predicate: rdflib.URIRef) -> None:
    for term in _terms(ontology):
        texts = list(ontology.objects(term, predicate))
        languages = sorted(str(t.language) for t in texts if isinstance(t, rdflib.Literal))
        assert languages == ["en", "ja"], term
        assert all(str(t).strip() == str(t) != "" for t in texts), term


def test_japanese_is_japanese_and_english_english(ontology: rdflib.Graph) -> None:
    """A comment whose language tag is wrong would be shown to the wrong reader."""
    kana = re.compile(r"[\u3040-\u30ff]")
    for term in _terms(ontology):
        for comment in ontology.objects(term, RDFS.comment):
            assert isinstance(comment, rdflib.Literal)
            assert bool(kana.search(comment)) or comment.language == "en" or "。" in comment, comment
            assert comment.language == "ja" or not kana.search(re.sub(r"\([^)]*\)", "", comment)), comment


def test_every_term_is_defined_by_the_ontology(ontology: rdflib.Graph) -> None:
    for term in _terms(ontology):
        assert list(ontology.objects(term, RDFS.isDefinedBy)) == [HEADER], term


def test_uses_no_term_of_its_own_that_it_does_not_define(ontology: rdflib.Graph) -> None:
    used = {t for triple in ontology for t in triple if isinstance(t, rdflib.URIRef) and t.startswith(PLG)}
    assert used == set(_terms(ontology))


def test_defines_every_class_property_and_individual_of_the_contract(ontology: rdflib.Graph) -> None:
    assert _typed(ontology, OWL.Class) >= CONTRACT_CLASSES
    properties = _typed(ontology, OWL.ObjectProperty) | _typed(ontology, OWL.DatatypeProperty)
    assert properties >= CONTRACT_PROPERTIES
    assert {PLG + name for name in CONTRACT_INDIVIDUALS} <= {str(term) for term in _terms(ontology)}


def test_every_individual_is_of_a_code_list(ontology: rdflib.Graph) -> None:
    """What is neither class nor property has one type, and that is a subclass of skos:Concept."""
    declared = (
        _typed(ontology, OWL.Class)
        | _typed(ontology, OWL.ObjectProperty)
        | _typed(ontology, OWL.DatatypeProperty)
    )
    concept = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#").Concept
    individuals = [term for term in _terms(ontology) if term.removeprefix(PLG) not in declared]
    assert len(individuals) >= len(CONTRACT_INDIVIDUALS)
    for term in individuals:
        (kind,) = ontology.objects(term, RDF.type)
        assert (kind, RDFS.subClassOf, concept) in ontology, term


def test_a_term_is_either_of_objects_or_of_literals(ontology: rdflib.Graph) -> None:
    assert not _typed(ontology, OWL.ObjectProperty) & _typed(ontology, OWL.DatatypeProperty)


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("shapes/*.ttl"), *ROOT.glob("queries/**/*.rq")]), ids=lambda p: p.name
)
def test_shapes_and_queries_use_defined_terms_only(ontology: rdflib.Graph, path: Path) -> None:
    defined = {term.removeprefix(PLG) for term in _terms(ontology)}
    used = set(re.findall(r"\bplg:([A-Za-z]\w*)", path.read_text(encoding="utf-8")))
    assert used <= defined
