"""What made plans become in RDF: projects, aliases, the history of offices, corrections, the account."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import Quad, Store

from plangraph.build import records_to_quads
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.model.amounts import AmountStatus
from plangraph.model.findings import RecordKey
from plangraph.model.places import Evidence, Place
from plangraph.model.records import (
    Aliases,
    ChangeKind,
    Check,
    Correction,
    Cost,
    DivisionChange,
    DocumentRecords,
    EventKind,
    GuidelineEvent,
)
from plangraph.reading.listings import resolve_listings

from ..reading.made_records import (  # noqa: TID252 (tests are no installed package)
    document,
    listing,
    office,
    policy,
)

IRIS = Iris()
BASE = IRIS.base


def quads_of(*documents: DocumentRecords) -> set[Quad]:
    """The named graphs of documents resolved together."""
    return records_to_quads(documents, resolve_listings(documents), IRIS)


def rows(query: str, *documents: DocumentRecords) -> list[tuple[str, ...]]:
    """The sorted rows of a query over documents."""
    endpoint = EmbeddedEndpoint(Store())
    endpoint.load(with_unnamed_graph(quads_of(*documents), IRIS))
    found = endpoint.select(sparql_prefixes() + f"BASE <{BASE}>\n" + query)
    return sorted(tuple(str(term.value) for term in row.values()) for row in found)  # type: ignore[union-attr]


def own_graphs(name: str, quads: set[Quad]) -> set[Quad]:
    """The quads of one document's own graphs."""
    own = {f"<{IRIS.graph(kind, name)}>" for kind in ("document", "provenance", "findings")}
    return {quad for quad in quads if str(quad.graph_name) in own}


def test_no_other_documents_graph_changes() -> None:
    """A second listing of a title moves the first one's key, and still only the links change."""
    policies = [policy("2", "二つ目の題")]
    first = document("z", [listing("甲事業", "2", offices=["市民部 市民課"])], policies)
    second = document("a", [listing("甲事業", "1")], aliases=Aliases(projects={"甲事業": "乙事業"}))
    third = document("b", [listing("甲事業", "1")])
    alone = own_graphs("z", quads_of(first))
    assert alone
    for others in ([second], [third], [second, third]):
        assert own_graphs("z", quads_of(first, *others)) == alone
    query = "SELECT ?p { ?l plg:listsProject ?p ; plg:fromDocument <document/z> }"
    assert rows(query, first) == [(f"{BASE}project/13999/甲事業",)]
    assert rows(query, first, third) == [(f"{BASE}project/13999/甲事業~2",)]


def test_a_mark_by_number_makes_no_policy() -> None:
    """plg:markedCode and plg:crossListedWith, and neither a policy nor a section."""
    table = document(
        "index",
        [listing("甲事業", project_code="0497"), listing("甲事業", marks=["497"], home=False)],
        mark_refers_to="project",
        who_marks="relisting",
    )
    query = """SELECT ?code ?other ?state {
      ?l plg:markedCode ?code ; plg:crossListedWith/plg:projectCode ?other ; plg:crossListingState ?state
      FILTER NOT EXISTS { ?l plg:crossListedAt ?p } FILTER NOT EXISTS { ?project plg:crossListedIn ?p }
      FILTER NOT EXISTS { ?p a plg:UnreadPolicy } FILTER NOT EXISTS { ?l plg:listedUnder ?p } }"""
    assert rows(query, table) == [("497", "0497", "https://w3id.org/plangraph/ontology#Mutual")]


def test_projects_of_one_title_know_of_each_other() -> None:
    plan = document("d", [listing("甲事業", "1"), listing("甲事業", "2")])
    query = "SELECT ?other { <project/13999/甲事業> plg:sameTitleAs ?other . ?other plg:sameTitleAs <project/13999/甲事業> }"
    assert rows(query, plan) == [(f"{BASE}project/13999/甲事業~2",)]


@pytest.fixture
def aliased() -> DocumentRecords:
    """A plan that spells a policy, a project, an office and a guideline in two ways, and says so."""
    made = document(
        "d",
        [
            listing("窓口を広げる", "1", offices=["市民部 協働課"], guided_by=["協働の指針"]),
            listing("窓口を拡げる", "2", offices=["市民部 協動課"], guided_by=["協動の指針"]),
        ],
        [policy("1", "町を活かす"), policy("2", "町を生かす")],
        aliases=Aliases(
            policies={"2": "1"},
            projects={"窓口を拡げる": "窓口を広げる"},
            divisions={"市民部 協動課": "市民部 協働課"},
            guidelines={"協動の指針": "協働の指針"},
        ),
    )
    (_, second), first_policy, second_policy = made.listings, *made.policies
    revised = GuidelineEvent(
        guideline="協動の指針", event_kind=EventKind.REVISED, fiscal_year=2024, evidence=second.evidence
    )
    cost = Cost(
        fiscal_year=2024, amount_status=AmountStatus.STATED, amount_yen=1, amount_low=1, amount_high=1
    )
    return replace(
        made,
        guideline_events=(revised,),
        policies=tuple(replace(p, cost=(cost,)) for p in (first_policy, second_policy)),
    )


def test_what_is_aliased_is_one_node_with_one_label(aliased: DocumentRecords) -> None:
    """The other print is an alternative label."""
    query = """SELECT ?label ?also { VALUES ?class { plg:Policy plg:MainProject plg:Guideline plg:Division }
      ?x a ?class ; rdfs:label ?label OPTIONAL { ?x skos:altLabel ?also } FILTER (BOUND(?also) || ?class != plg:Division) }"""
    assert rows(query, aliased) == [
        ("協働の指針", "協動の指針"),
        ("市民部 協働課", "市民部 協動課"),
        ("町を活かす", "町を生かす"),
        ("窓口を広げる", "窓口を拡げる"),
    ]


def test_an_alternative_label_has_its_source(aliased: DocumentRecords) -> None:
    query = """SELECT ?also ?place { ?x skos:altLabel ?also
      GRAPH ?g { ?x prov:hadPrimarySource ?line . ?line plg:quote ?quote ; plg:place ?place }
      FILTER (?quote = ?also || ?also = "市民部 協動課" && ?place = "line=2") }"""
    assert rows(query, aliased) == [
        ("市民部 協動課", "line=2"),
        ("町を生かす", "line=102"),
        ("窓口を拡げる", "line=2"),
    ]
    said = rows("SELECT ?alias { <document/d> plg:alias ?alias }", aliased)
    assert said[0] == ("divisions: 市民部 協動課 = 市民部 協働課",)
    assert len(said) == 4


def test_listings_and_responsibility_follow_the_alias(aliased: DocumentRecords) -> None:
    """Both listings stand under one policy, whose code is the one it is known by; two prints of money stay two."""
    query = """SELECT ?code (COUNT(DISTINCT ?l) AS ?n) (COUNT(DISTINCT ?d) AS ?offices) (COUNT(DISTINCT ?cost) AS ?costs) {
      ?l plg:listedUnder ?p ; plg:responsibleDivision ?d ; plg:listsProject/plg:responsibleDivision ?d . ?p plg:code ?code ; plg:cost ?cost }
      GROUP BY ?code"""
    assert rows(query, aliased) == [("1", "2", "1", "2")]
    events = "SELECT ?name { ?g plg:event ?e ; rdfs:label ?name . ?e plg:eventKind plg:Revised }"
    assert rows(events, aliased) == [("協働の指針",)]


def test_offices_stay_traceable_over_their_history() -> None:
    """A path leads from an office to what it became, through two changes, the second a merger."""
    one = DivisionChange(
        kind=ChangeKind.RENAMED, original=(office("市民部 生活文化課"),), resulting=(office("市民部 文化課"),),
        fiscal_year=2024, date="2024-04-01", why="組織規則の改正",
    )  # fmt: skip
    two = DivisionChange(
        kind=ChangeKind.MERGED, original=(office("市民部 文化課"), office("教育部 社会教育課")),
        resulting=(office("市民部 文化振興課"),), fiscal_year=2025, why="組織規則の改正",
    )  # fmt: skip
    old = document("a", [listing("甲事業", offices=["市民部 生活文化課"])], years=(2023, 2025))
    new = document("b", [listing("甲事業", offices=["市民部 文化振興課"])], division_changes=(one, two))
    path = """SELECT ?name { ?old rdfs:label "市民部 生活文化課" .
      ?old (org:changedBy/org:resultingOrganization)+ ?new . ?new rdfs:label ?name }"""
    assert rows(path, old, new) == [("市民部 文化振興課",), ("市民部 文化課",)]
    event = """SELECT ?kind ?year ?date ?why ?label { ?e a org:ChangeEvent ; plg:changeKind ?kind ; plg:fiscalYear/plg:year ?year ;
      rdfs:comment ?why ; rdfs:label ?label ; dcterms:date ?date ; org:originalOrganization/rdfs:label "市民部 生活文化課" }"""
    assert rows(event, old, new) == [
        (
            "https://w3id.org/plangraph/ontology#Renamed", "2024", "2024-04-01", "組織規則の改正",
            "令和6年度 市民部 生活文化課 → 市民部 文化課",
        )
    ]  # fmt: skip
    merged = """SELECT ?name { ?new rdfs:label "市民部 文化振興課" ; org:resultedFrom/org:originalOrganization/rdfs:label ?name }"""
    assert rows(merged, old, new) == [("市民部 文化課",), ("教育部 社会教育課",)]


def test_an_office_of_three_steps_is_part_of_what_stands_above() -> None:
    three = replace(office("生涯学習部 社会教育課"), above="教育委員会")
    made = document("d", [listing("甲事業")])
    made = replace(made, listings=(replace(made.listings[0], responsible_division=(three,)),))
    query = """SELECT ?name { ?l a plg:Listing ; plg:responsibleDivision/org:subOrganizationOf+ ?above . ?above rdfs:label ?name }"""
    assert rows(query, made) == [("教育委員会",), ("教育委員会 生涯学習部",)]


def test_a_correction_stands_in_the_provenance_graph_only() -> None:
    made = document("d", [listing("甲事業", "1")], [policy("1", "一つ目")])
    correction = Correction(
        field="listing.title", about=RecordKey("listing", "1/甲事業"), printed="申事業", value="甲事業", reason="誤植",
        by="企画課", date="2024-10-01", evidence=(Evidence("d", Place.of_lines([1]), "申事業"),),
    )  # fmt: skip
    made = replace(made, corrections=(correction,))
    query = """SELECT ?g ?of ?printed ?value ?why ?by ?date ?quote { GRAPH ?g {
      ?c a plg:Correction ; plg:correctionOf ?of ; plg:correctedField "listing.title" ; plg:printed ?printed ; plg:correctedValue ?value ;
         plg:reason ?why ; plg:correctedBy ?by ; dcterms:date ?date ; plg:fromDocument <document/d> ;
         prov:hadPrimarySource/plg:quote ?quote } }"""
    graph, about = f"{BASE}graph/provenance/d", f"{BASE}listing/d/1/甲事業"
    assert rows(query, made) == [(graph, about, "申事業", "甲事業", "誤植", "企画課", "2024-10-01", "申事業")]
    assert rows("SELECT ?c { ?c a plg:Correction }", made) == []


def test_the_account_stands_on_the_document() -> None:
    made = document("d", [])
    account = replace(
        made.account, lines=9, lines_read=7, characters_out=1, format="xlsx", rows=3,
        checks=(Check(label="事業数", printed="4", counted="3", agrees=False),),
    )  # fmt: skip
    query = """SELECT ?lines ?read ?out ?format ?rows ?label ?printed ?counted { <document/d> a plg:SourceDocument ;
      plg:lineCount ?lines ; plg:linesRead ?read ; plg:charactersOut ?out ; plg:fileFormat ?format ; plg:rowCount ?rows ; plg:check ?c .
      ?c rdfs:label ?label ; plg:printed ?printed ; plg:counted ?counted FILTER NOT EXISTS { ?c plg:agrees true } }"""
    assert rows(query, replace(made, account=account)) == [("9", "7", "1", "xlsx", "3", "事業数", "4", "3")]


def test_findings_without_a_line_stand_on_their_document() -> None:
    made = document("d", [listing("甲事業")], aliases=Aliases(projects={"消えた事業": "甲事業"}))
    query = "SELECT ?x { GRAPH ?g { ?f plg:rule 'alias-not-met' ; sh:focusNode ?x } }"
    assert rows(query, made) == [(f"{BASE}document/d",)]


def test_nothing_is_written_for_a_code_that_is_not_printed_and_zero_is() -> None:
    """An empty code would hide from the shapes that there is none; 0 is an amount."""
    none = Cost(
        fiscal_year=2024, amount_status=AmountStatus.STATED, amount_yen=0, amount_low=0, amount_high=0
    )
    made = document("d", [], [policy("", "名だけの施策", cost=(none,))])
    assert rows("SELECT ?code { ?p a plg:Policy ; plg:code ?code }", made) == []
    assert rows("SELECT ?yen ?low { ?p plg:cost ?c . ?c plg:amountYen ?yen ; plg:amountLow ?low }", made) == [
        ("0", "0")
    ]
