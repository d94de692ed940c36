"""The terms that the graph uses. Own terms are those of `ontology/plangraph.ttl`, and a test holds both together."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode

PLG_IRI = "https://w3id.org/plangraph/ontology#"

CLASSES = frozenset(
    """Assessment BasicProject Body Content CostObservation Designation Division Finding FiscalYear Guideline
    GuidelineEvent Indicator IndicatorObservation Listing MainProject Municipality Plan PlanSeries
    PlannedProject Policy ProjectCount SourceDocument SourceLine TotalObservation UnreadPolicy Aspect
    AmountStatus CostKind CrossListingState EventKind ListingRole Standing ChangeKind Check Correction Note""".split()
)
PROPERTIES = frozenset(
    """acceptedBecause acceptedBy acceptedUntil agrees alias amountHigh amountLow amountStatus amountYen andOthers areaCode aspect assessment carriedBy
    certainty comparedState     carriedByText changeKind chapterTitle characterCount charactersOut charset check code content correctedBy
    correctedField correctedValue correctionOf cost costKind count counted countedIn countedInText crossListedAt
    crossListedIn crossListedWith crossListingState depth derivation designation event eventKind expected family
    fileFormat fileName finding firstYear fiscalYear formerTitle fromDocument guidedBy indicator inSeries item
    knownFrom lastYear layout leadDivision level likelyPartner lineCount linesNotRead linesRead linesRepaired
    linkedCode listedUnder listingRole listsProject markedCode notReadAt note observation order partOf place
    plannedProject printed printedAmount printedTitle printedTotal printedValue printsField projectCode projectCount
    publishedBy quote reason relatedDivision remedy repair repairedAt responsibleDivision rowCount rowNumber rule
    sameTitleAs
    sha256 sourceText standing standingYear stateNote text textLines unitLabel unitYen value year""".split()
)
INDIVIDUALS = frozenset(
    """BasicIdea Blank Carried CarriedElsewhere Closed CurrentState Derived Established Home Lost Merged Moved
    Mutual NextDirection NextPolicyLine NoHome NotPriority OneWay PersonnelCost PlanDirection Priority
    ProjectCost Relisted Relisting Renamed Revised Split Stated TargetNotLoaded TargetNotNamed TotalCost
    TwoHomes Undetermined UndeterminedColumn""".split()
)
TERMS = CLASSES | PROPERTIES | INDIVIDUALS

PREFIXES = {
    "plg": PLG_IRI,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
}
"""Every prefix that queries, exports and pages may use."""


@cache
def plg(name: str) -> NamedNode:
    """An own term; raises KeyError for a name that the ontology does not have.

    >>> plg("partOf").value
    'https://w3id.org/plangraph/ontology#partOf'
    """
    if name not in TERMS:
        raise KeyError(f"plg:{name} is not in the ontology")
    return NamedNode(PLG_IRI + name)


@cache
def term(curie: str) -> NamedNode:
    """A term by its prefixed name.

    >>> term("org:unitOf").value
    'http://www.w3.org/ns/org#unitOf'
    """
    prefix, _, name = curie.partition(":")
    return plg(name) if prefix == "plg" else NamedNode(PREFIXES[prefix] + name)


def sparql_prefixes() -> str:
    """PREFIX lines for every prefix, for the head of a query."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
