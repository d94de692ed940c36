"""From files on disk to the graph: aliases, changes of offices and corrections, as a planner writes them."""

from __future__ import annotations

import hashlib

import pytest

from plangraph.build import build
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current

TABLE = """施策,事業名,所管課,令和6年度事業費（千円）
1 防災,自主防災組織の支援,市民部 生活文化課,9
2 福祉,自主防災組織への支援,市民部 協働課,20
2 福祉,見守り事業,市民部 協動課,30
"""
PLAN = """
[document]
id = "mizusawa-r6"
file = "list.csv"
sha256 = "{sha256}"

[printed]
municipality = "水沢市"
plan_title = "計画"
first_year = 2024
last_year = 2024

[known.municipality_code]
value = "00001"
why = "架空の市。"

[known.plan_id]
value = "00001-plan"
why = "識別子。"

[aliases.projects]
"自主防災組織への支援" = "自主防災組織の支援"

[aliases.divisions]
"市民部 協動課" = "市民部 協働課"

[[division_change]]
from = ["市民部 生活文化課"]
to = ["市民部 協働課"]
year = 2025
kind = "renamed"
why = "組織改正による。"

[layout]
family = "project-table"

[[layout.level]]
name = "施策"

[[layout.column]]
is = "level"
level = "施策"
header = "施策"
pattern = '(?P<code>\\d) (?P<title>.+)'

[[layout.column]]
is = "project"
header = "事業名"

[[layout.column]]
is = "division"
header = "所管課"

[[layout.column]]
is = "cost"
header = '令和6年度事業費.*'
"""
CORRECTIONS = """
[[correction]]
field = "listing.cost.2024"
quote = "自主防災組織の支援"
printed = "9"
value = "90"
reason = "原本では 90。"
by = "企画課の担当"
date = 2026-05-01

[[correction]]
field = "listing.cost.2024"
quote = "もうどこにもない語"
printed = "1"
value = "2"
reason = "古い版の訂正。"
by = "企画課の担当"
date = 2025-05-01
"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEndpoint:
    folder = tmp_path_factory.mktemp("plans") / "mizusawa"
    folder.mkdir()
    data = TABLE.encode("cp932")
    (folder / "list.csv").write_bytes(data)
    plan = PLAN.format(sha256=hashlib.sha256(data).hexdigest())
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    (folder / "corrections.toml").write_text(CORRECTIONS, encoding="utf-8")
    store = folder.parent / "store"
    build([folder], store)
    return EmbeddedEndpoint(open_current(store))


def ask(endpoint: EmbeddedEndpoint, where: str) -> list[dict[str, str]]:
    prefixes = (
        "PREFIX plg: <https://w3id.org/plangraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX org: <http://www.w3.org/ns/org#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "PREFIX sh: <http://www.w3.org/ns/shacl#> "
    )
    return [{name: term.value for name, term in row.items()} for row in endpoint.select(prefixes + where)]


def test_an_alias_makes_two_titles_one_project(endpoint: EmbeddedEndpoint) -> None:
    rows = ask(
        endpoint,
        'SELECT (COUNT(?l) AS ?n) WHERE { ?p rdfs:label "自主防災組織の支援" . ?l plg:listsProject ?p }',
    )
    assert rows == [{"n": "2"}]
    assert (
        ask(
            endpoint,
            'SELECT ?rule WHERE { GRAPH ?g { ?f plg:rule ?rule FILTER (?rule = "project-titles-near") } }',
        )
        == []
    )


def test_an_alias_of_an_office_names_one_node_and_keeps_what_is_printed(endpoint: EmbeddedEndpoint) -> None:
    rows = ask(
        endpoint,
        "SELECT DISTINCT ?name WHERE { ?l a plg:Listing ; plg:responsibleDivision/rdfs:label ?name } ORDER BY ?name",
    )
    assert rows == [{"name": "市民部 協働課"}, {"name": "市民部 生活文化課"}]
    assert ask(endpoint, 'ASK { ?d skos:altLabel "市民部 協動課" }'.replace("ASK", "SELECT ?d WHERE"))


def test_a_renamed_office_leads_to_the_one_that_came_of_it(endpoint: EmbeddedEndpoint) -> None:
    rows = ask(
        endpoint,
        'SELECT ?after WHERE { ?old rdfs:label "市民部 生活文化課" . ?change org:originalOrganization ?old ; '
        "org:resultingOrganization/rdfs:label ?after }",
    )
    assert rows == [{"after": "市民部 協働課"}]


def test_a_correction_is_made_and_what_was_printed_stays(endpoint: EmbeddedEndpoint) -> None:
    rows = ask(
        endpoint,
        "SELECT ?yen ?printed WHERE { ?l plg:printedTitle '自主防災組織の支援' ; plg:cost ?c . "
        "?c plg:amountYen ?yen ; plg:printedAmount ?printed }",
    )
    assert rows == [{"yen": "90000", "printed": "9"}]
    kept = ask(
        endpoint,
        "SELECT ?printed ?value ?reason WHERE { GRAPH ?g { ?c a plg:Correction ; plg:printed ?printed ; plg:correctedValue ?value ; plg:reason ?reason } }",
    )
    assert kept == [{"printed": "9", "value": "90", "reason": "原本では 90。"}]


def test_a_correction_whose_words_are_gone_is_a_finding(endpoint: EmbeddedEndpoint) -> None:
    rules = {
        row["rule"]
        for row in ask(endpoint, "SELECT ?rule WHERE { GRAPH ?g { ?f a plg:Finding ; plg:rule ?rule } }")
    }
    assert "correction-quote-gone" in rules


def test_the_account_is_in_the_graph(endpoint: EmbeddedEndpoint) -> None:
    rows = ask(
        endpoint,
        "SELECT ?format ?charset ?rows WHERE { ?d a plg:SourceDocument ; plg:fileFormat ?format ; plg:charset ?charset ; plg:rowCount ?rows }",
    )
    assert rows == [{"format": "csv", "charset": "CP932", "rows": "3"}]
