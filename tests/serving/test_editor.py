"""What stands behind the editor: its terms, the workbook, and the plain editor where the built one is not there."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from plangraph.serving import editor, spreadsheet
from plangraph.serving.texts import Texts

from .running import PAGE

ROOT = Path(__file__).parents[2]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCRIPTS = [*ROOT.glob("web/*.js"), *ROOT.glob("src/plangraph/serving/static/*.js")]


@pytest.fixture
def terms(client: httpx.Client) -> dict[str, list[dict[str, Any]]]:
    """The answer of /api/terms."""
    found: dict[str, list[dict[str, Any]]] = client.get("/api/terms").json()
    return found


def counted(client: httpx.Client, pattern: str) -> int:
    """How many solutions a pattern has in this store."""
    query = f"PREFIX plg: <{editor.PLG_IRI}> SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    answer = client.get("/sparql", params={"query": query, "format": "csv"}).text
    return int(answer.split()[1])


def test_terms_are_those_of_the_store(client: httpx.Client, terms: dict[str, list[dict[str, Any]]]) -> None:
    """Each once, with the count that a query gives, and its label in both languages."""
    by_iri = {term["iri"]: term for term in [*terms["classes"], *terms["properties"]]}
    assert len(by_iri) == len(terms["classes"]) + len(terms["properties"])
    assert by_iri[editor.PLG_IRI + "Listing"]["count"] == 39
    at = by_iri[editor.PLG_IRI + "crossListedAt"]
    assert (at["ja"], at["count"]) == ("再掲先", counted(client, "?s plg:crossListedAt ?o"))
    assert by_iri["http://www.w3.org/2000/01/rdf-schema#label"]["ja"] == "名称"


def test_own_terms_come_first(terms: dict[str, list[dict[str, Any]]]) -> None:
    """What a list that is cut short leaves out is not theirs."""
    for kind in ("classes", "properties"):
        own = [term["iri"].startswith(editor.PLG_IRI) for term in terms[kind]]
        assert own == sorted(own, reverse=True)
        assert any(own)
        assert not all(own)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_as_a_workbook(client: httpx.Client, method: str) -> None:
    """By address and by form; `format`, which the plain form sends along, changes nothing."""
    asked = {"query": "SELECT ?n ?施策 { VALUES (?n ?施策) { (1 '=協1-1') } }", "format": "csv"}
    sent = {"params": asked} if method == "GET" else {"data": asked}
    answer = client.request(method, "/sparql.xlsx", **sent)  # type: ignore[arg-type]
    assert answer.headers["content-type"] == XLSX
    assert "attachment" in answer.headers["content-disposition"]
    rows, about = load_workbook(io.BytesIO(answer.content)).worksheets
    assert list(rows.values) == [("n", "施策"), (1, "=協1-1")]
    said = dict(about.values)
    assert said["問い合わせ文"] == asked["query"]
    assert said["版"] == client.get("/healthz").json()["version"]


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("SELECT * {", 400, "query-syntax"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", 406, "not-acceptable"),
    ],
)
def test_an_error_is_that_of_sparql(client: httpx.Client, query: str, status: int, kind: str) -> None:
    """A problem for programs, a page for people."""
    answer = client.post("/sparql.xlsx", data={"query": query})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)
    page = client.post("/sparql.xlsx", data={"query": query}, headers=PAGE)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")


def test_a_workbook_reaches_no_other_server(client: httpx.Client) -> None:
    """What /sparql refuses is refused here."""
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert client.post("/sparql.xlsx", data={"query": query}).status_code >= 400


def test_a_workbook_needs_a_query(client: httpx.Client) -> None:
    """Without one there is nothing to write."""
    assert client.get("/sparql.xlsx").status_code == 400


def test_a_long_answer_is_for_csv(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound there is a problem that says so, and not half a workbook."""
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    answer = client.post("/sparql.xlsx", data={"query": "SELECT ?n { VALUES ?n { 1 2 3 } }"})
    assert (answer.status_code, answer.json()["rows"]) == (413, 3)
    assert "CSV" in answer.json()["detail"]


def test_without_the_bundle_there_is_the_plain_editor(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And one line on standard error, however often it is asked for."""
    monkeypatch.setattr(editor, "_BUILT", tmp_path)
    editor._say_that_it_is_missing.cache_clear()
    for _ in range(2):
        page = client.get("/sparql", headers=PAGE).text
        assert 'src="/static/editor.js"' in page
        assert "/static/built/editor" not in page
    assert len([one for one in caplog.records if "make editor" in one.getMessage()]) == 1


def test_with_the_bundle_the_plain_editor_is_for_the_asking(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`editor=plain` is a link on the page."""
    monkeypatch.setattr(editor, "_BUILT", tmp_path)
    for name in ("editor.js", "editor.css"):
        (tmp_path / name).touch()
    page = client.get("/sparql", headers=PAGE).text
    assert 'src="/static/built/editor.js"' in page
    assert "/sparql?editor=plain" in page
    plain = client.get("/sparql?editor=plain", headers=PAGE).text
    assert 'src="/static/editor.js"' in plain
    assert 'id="yasqe"' not in plain


def test_what_the_scripts_say_is_sent_to_them() -> None:
    """Each text that a script names is in the list, each of the list is named, and the catalogue has it."""
    named = {
        key
        for path in SCRIPTS
        for key in re.findall(r'"(sparql\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert named == set(editor._SAID)
    assert named <= Texts.load().by_key.keys()
