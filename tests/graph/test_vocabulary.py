"""The Python vocabulary, the mapping table and the ontology say the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from plangraph.graph.context import jsonld_context
from plangraph.graph.mapping import RECORD_RULES
from plangraph.graph.vocabulary import CLASSES, INDIVIDUALS, PLG_IRI, PROPERTIES, plg, term
from plangraph.model import findings, records

ONTOLOGY = Path(__file__).parents[2] / "ontology" / "plangraph.ttl"


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """The ontology as rdflib reads it."""
    return rdflib.Graph().parse(ONTOLOGY, format="turtle")


def names(subjects: object) -> set[str]:
    """Local names of own terms."""
    return {str(s).removeprefix(PLG_IRI) for s in subjects if str(s).startswith(PLG_IRI)}  # type: ignore[attr-defined]


def test_classes_agree(ontology: rdflib.Graph) -> None:
    """Every class of the ontology is in the vocabulary, and the other way round."""
    assert names(ontology.subjects(RDF.type, OWL.Class)) == CLASSES


def test_properties_agree(ontology: rdflib.Graph) -> None:
    """Every property of the ontology is in the vocabulary, and the other way round."""
    met = names(ontology.subjects(RDF.type, OWL.ObjectProperty)) | names(
        ontology.subjects(RDF.type, OWL.DatatypeProperty)
    )
    assert met == PROPERTIES


def test_individuals_agree(ontology: rdflib.Graph) -> None:
    """Every individual of a code list is in the vocabulary, and the other way round."""
    lists = {rdflib.URIRef(PLG_IRI + name) for name in CLASSES}
    met = {s for s, c in ontology.subject_objects(RDF.type) if c in lists}
    assert names(met) == INDIVIDUALS


def test_an_unknown_term_is_refused() -> None:
    """A name that the ontology does not have cannot be written."""
    with pytest.raises(KeyError, match="partof"):
        plg("partof")


@pytest.mark.parametrize("record", list(RECORD_RULES), ids=lambda record: record.__name__)
def test_every_field_is_in_the_table(record: type) -> None:
    """A field of a record becomes a property, or the table says what else becomes of it."""
    rule = RECORD_RULES[record]
    mapped = {field.field for field in rule.fields} | set(rule.elsewhere)
    assert mapped == {field.name for field in dataclasses.fields(record)}


def test_every_record_is_in_the_table() -> None:
    """Every record type with evidence has a rule; a mention of a guideline is the guideline itself."""
    with_evidence = {
        item
        for item in vars(records).values()
        if dataclasses.is_dataclass(item)
        and any(field.name == "evidence" for field in dataclasses.fields(item))
    }
    assert with_evidence - set(RECORD_RULES) == {records.GuidelineMention, records.Amount, findings.Finding}


@pytest.mark.parametrize("record", list(RECORD_RULES), ids=lambda record: record.__name__)
def test_properties_of_the_table_exist(record: type) -> None:
    """Every own class and property that the table names is a term of the ontology."""
    rule = RECORD_RULES[record]
    for name in (*rule.classes, *(field.property for field in rule.fields)):
        assert term(name).value


def test_enumerations_are_individuals() -> None:
    """The value of every enumeration that the table writes is an individual of the ontology."""
    kinds = (records.ListingRole, records.CostKind, records.Standing, records.Aspect, records.EventKind)
    for kind in (*kinds, records.AmountStatus):
        assert {member.value for member in kind} <= INDIVIDUALS


def test_the_context_covers_every_property_that_data_uses() -> None:
    """The JSON-LD context names each property of the table."""
    context = jsonld_context()["@context"]
    for rule in RECORD_RULES.values():
        assert all(field.property.partition(":")[2] in context for field in rule.fields)


def test_labels_are_in_both_languages(ontology: rdflib.Graph) -> None:
    """Every own term has a Japanese and an English label."""
    for name in CLASSES | PROPERTIES | INDIVIDUALS:
        languages = {label.language for label in ontology.objects(rdflib.URIRef(PLG_IRI + name), RDFS.label)}  # type: ignore[union-attr]
        assert {"ja", "en"} <= languages, name


def test_borrowed_terms_have_names_too() -> None:
    """Every borrowed class and property that the mapping table writes is named in both languages."""
    graph = rdflib.Graph().parse(ONTOLOGY.with_name("borrowed-terms.ttl"), format="turtle")
    used = {
        name for rule in RECORD_RULES.values() for name in (*rule.classes, *(f.property for f in rule.fields))
    }
    for name in sorted(name for name in used if not name.startswith("plg:")):
        node = rdflib.URIRef(term(name).value)
        assert {label.language for label in graph.objects(node, RDFS.label)} == {"ja", "en"}, name  # type: ignore[union-attr]
