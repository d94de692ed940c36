"""The command line as users call it: in a process of its own, through its door."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from openpyxl import load_workbook

from plangraph.asking import tables
from plangraph.cli.options import COMMANDS, TABLES

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
NISHITOKYO = DATA / "13229-nishitokyo-h24-chapter6" / "002_5e10e91ed6475fb9.txt"


def run(*words: str, cwd: Path, stdin: str = "", lang: str = "ja") -> subprocess.CompletedProcess[str]:
    """Call `plangraph` in a folder."""
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "PYTHONWARNINGS": "error"}
    environment.pop("PLANGRAPH_STORE", None)
    return subprocess.run(
        [sys.executable, "-m", "plangraph", *words, "--lang", lang],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a built store at its usual place."""
    folder = tmp_path_factory.mktemp("place")
    done = run("build", str(DATA), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "掲載 39" in done.stdout
    return folder


def test_without_sources_the_founding_documents_are_built(tmp_path: Path) -> None:
    """In any folder `plangraph build` alone takes the documents that travel with the package."""
    done = run("build", cwd=tmp_path, lang="en")
    assert done.returncode == 0, done.stderr
    assert "39 listings" in done.stdout
    assert (tmp_path / "build" / "store" / "CURRENT").is_file()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_command_explains_itself(command: str, lang: str, tmp_path: Path) -> None:
    """--help of each command, in both languages, exits 0 and says something of its own."""
    done = run(command, "--help", cwd=tmp_path, lang=lang)
    assert done.returncode == 0
    assert f"usage: plangraph {command}" in done.stdout


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["query", "--store", "none"], 2, "ストアがありません"),
        (["read", "none.txt"], 2, "ファイルがありません"),
        (["build", "none"], 2, "フォルダーがありません"),
        (["trace"], 2, "usage"),
        (["nonsense"], 2, "usage"),
        (["validate", "none.ttl"], 2, "ファイルがありません"),
        (["serve", "--store", "none"], 2, "ストアがありません"),
        (["serve", "--port", "x"], 2, "usage"),
    ],
)
def test_wrong_use_is_one_clear_line(words: list[str], status: int, said: str, tmp_path: Path) -> None:
    """Wrong use or unreadable input: exit 2, words on standard error, no traceback."""
    done = run(*words, cwd=tmp_path)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_binary_document_is_refused(tmp_path: Path) -> None:
    """One line that says where, what, and what to do."""
    (tmp_path / "a.txt").write_bytes(b"\x00\x01")
    done = run("read", "a.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "a.txt:1" in done.stderr


def test_read_knows_a_document_without_a_plan_toml(tmp_path: Path) -> None:
    """A text whose layout is recognised is read without any description beside it."""
    (tmp_path / "copy.txt").write_bytes(NISHITOKYO.read_bytes())
    done = run("read", "copy.txt", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["listings"]) == 39


def test_read_shows_every_stage(place: Path) -> None:
    """Lines have places, tables their words, records their fields."""
    lines = run("read", str(NISHITOKYO), "--stage", "lines", cwd=place).stdout
    assert "line=53\t地域活動情報ステーションの活用(協2-2で再掲)" in lines
    tables = json.loads(run("read", str(NISHITOKYO), "--stage", "tables", cwd=place).stdout)
    assert len(tables["projects"]) == 39
    table = run("read", str(NISHITOKYO), cwd=place).stdout
    assert "文字 2913 のうち 2913" in table
    rows = list(csv.reader(io.StringIO(run("read", str(NISHITOKYO), "--format", "csv", cwd=place).stdout)))
    assert ["listing", "協1-2/NPOの育成・支援", "cost[1].amount_yen", "2000000", "line=58"] in rows


def test_read_hides_personal_names(place: Path) -> None:
    """What `read` prints shows ［氏名］ at every stage."""
    sheet = next((DATA / "13222-higashikurume-h31-policy01").glob("*.txt"))
    for stage in ("lines", "tables", "records"):
        done = run("read", str(sheet), "--stage", stage, "--format", "json", cwd=place)
        assert done.returncode == 0, done.stderr
        assert "島崎" not in done.stdout


def test_export_csv_is_the_listings_table(place: Path) -> None:
    """117 rows of the 西東京市 chapter in the promised columns, with a byte order mark for Excel."""
    done = run("export", "--format", "csv", cwd=place)
    assert done.stdout.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
    assert list(rows[0]) == (
        "municipality,plan,policy_code,policy_title,project,role,cross_listed_at,state,carried_by,counted_in,"
        "designations,divisions,and_others,fiscal_year,amount_yen,amount_status,content,document,place"
    ).split(",")
    assert sum(row["municipality"] == "西東京市" for row in rows) == 117


def test_query_takes_standard_input_and_gives_every_form(place: Path) -> None:
    """A count by status, as CSV, TSV, JSON, XML and a table."""
    query = "PREFIX plg: <https://w3id.org/plangraph/ontology#> SELECT (COUNT(*) AS ?n) { ?l a plg:Listing }"
    assert run("query", "--format", "csv", cwd=place, stdin=query).stdout.split() == ["n", "39"]
    assert "39" in run("query", "--format", "tsv", cwd=place, stdin=query).stdout
    assert json.loads(run("query", "-", "--format", "json", cwd=place, stdin=query).stdout)["results"][
        "bindings"
    ]
    assert "<literal" in run("query", "--format", "xml", cwd=place, stdin=query).stdout
    assert run("query", cwd=place, stdin=query).stdout.split() == ["n", "--", "39"]


def test_a_sparql_error_has_line_and_column(place: Path) -> None:
    """Exit 2, with the place in the query."""
    done = run("query", cwd=place, stdin="SELECT * WHERE {\n ?s ?p }")
    assert done.returncode == 2
    assert "line 2, column" in done.stderr


def test_examples_can_be_listed_and_run(place: Path) -> None:
    """Every example query that travels with the package runs by its name."""
    listed = run("query", "--example", "list", cwd=place).stdout.splitlines()[2:]
    names = [line.split()[0] for line in listed]
    assert len(names) >= 8
    for name in names:
        assert run("query", "--example", name, "--format", "csv", cwd=place).returncode == 0, name


def test_trace_tells_both_sides(place: Path) -> None:
    """A cross-listed project by a part of its title; JSON has both sides."""
    done = run("trace", "地域活動情報ステーション", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "協1-2" in done.stdout
    assert "協2-2" in done.stdout
    trace = json.loads(run("trace", "地域活動情報ステーション", "--format", "json", cwd=place).stdout)
    assert trace["home"]["place"] == "line=53-54"
    assert trace["total_yen"] == 4_000_000


def test_trace_of_nothing_and_of_several_is_a_no(place: Path) -> None:
    """Exit 1: nothing by that name, or several with their policies."""
    assert run("trace", "存在しない事業", cwd=place).returncode == 1
    named = run("trace", "情報", cwd=place)
    assert "協2-1   情報公開の推進 " in named.stdout
    several = run("trace", "情報", "--format", "json", cwd=place)
    assert several.returncode == 1
    assert {"project", "iri", "policy_code"} <= set(json.loads(several.stdout)["candidates"][0])


def test_validate_is_one_report(place: Path) -> None:
    """生活文化課 as lead and related, and the falling indicator, each with document, line and quote."""
    done = run("validate", "--format", "json", "--fail-on", "never", cwd=place)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    texts = [finding["message"] + finding["item"] for finding in report["findings"]]
    assert any("生活文化課" in text for text in texts)
    assert any("住み続けたい" in text for text in texts)
    assert all(
        finding["document"] and finding["place"] and finding["quote"] for finding in report["findings"]
    )
    assert run("validate", "--fail-on", "info", "-o", "report.txt", cwd=place).returncode == 1
    assert (place / "report.txt").read_text(encoding="utf-8")


def test_view_writes_one_file_that_needs_nothing(place: Path) -> None:
    """The picture is one HTML file without any address outside."""
    done = run("view", "地域活動情報ステーション", "-o", "picture.html", cwd=place)
    assert done.returncode == 0, done.stderr
    page = (place / "picture.html").read_text(encoding="utf-8")
    assert "地域活動情報ステーションの活用" in page
    assert 'src="http' not in page
    assert 'href="http://' not in page


@pytest.mark.parametrize("form", ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_export_comes_back(place: Path, form: str) -> None:
    """Every RDF export is read by rdflib with the same number of listings."""
    import rdflib

    name = place / f"graph.{form}"
    assert run("export", "--format", form, "-o", str(name), cwd=place).returncode == 0
    formats = {
        "turtle": "turtle",
        "ntriples": "nt",
        "nquads": "nquads",
        "trig": "trig",
        "jsonld": "json-ld",
        "rdfxml": "xml",
    }
    # rdflib's quad parsers speak of names of its own that it calls outdated
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = rdflib.Dataset() if form in ("nquads", "trig") else rdflib.Graph()
        graph.parse(data=name.read_bytes(), format=formats[form])
        quads = graph.quads() if isinstance(graph, rdflib.Dataset) else graph.triples((None, None, None))
        listing = rdflib.URIRef("https://w3id.org/plangraph/ontology#Listing")
        assert len({quad[0] for quad in quads if quad[1:3] == (rdflib.RDF.type, listing)}) == 39


def test_impact_in_every_form(place: Path) -> None:
    """Text with the money, JSON with its keys, CSV with a header, and one page that needs nothing."""
    text = run("impact", "協働コミュニティ課", "--steps", "1", cwd=place)
    assert text.returncode == 0
    assert "平成24年度  単独 22,000,000円" in text.stdout
    found = json.loads(run("impact", "協働コミュニティ課", "--format", "json", cwd=place).stdout)
    assert {"of", "steps", "reached", "projects", "money", "printed"} <= found.keys()
    table = run("impact", "協働コミュニティ課", "--format", "csv", "--table", "printed", cwd=place)
    assert table.stdout.lstrip("\ufeff").startswith("document,place,names,stated,quote")
    page = run("impact", "協働コミュニティ課", "--format", "html", cwd=place).stdout
    assert "://" not in page
    assert "122-123" in page.replace("–", "-")


def test_impact_of_something_else_is_a_no(place: Path) -> None:
    """A project: exit 1, what it is and which command fits; a scenario that does not fit: exit 2."""
    wrong = run("impact", "地域活動情報ステーションの活用", cwd=place)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "は事業です" in wrong.stderr
    assert "plangraph trace" in wrong.stderr
    assert run("impact", "存在しない課", cwd=place).returncode == 1
    assert run("impact", "協働の指針", "--scenario", "merge", cwd=place).returncode == 2


def test_trace_as_a_page_needs_nothing(place: Path) -> None:
    """The HTML of a trace is one file with the title, both places and the quote, and no address outside."""
    page = run("trace", "ホームページの充実", "--format", "html", cwd=place).stdout
    assert "73–74 行目" in page
    assert "128–129 行目" in page
    assert "情報公開" not in page
    assert "src=" not in page


def test_the_names_of_tables_agree() -> None:
    """What --help offers are the tables that there are."""
    assert list(tables.TABLES) == list(TABLES)


def test_a_light_command_loads_no_heavy_library() -> None:
    """`plangraph query` does not wait for the validator, the server or the viewer's builder."""
    code = "import sys, plangraph.cli.query; print(sorted({'pyshacl', 'rdflib', 'fastapi', 'pyvis'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("form", "tag"), [("graphml", "graphml"), ("gexf", "gexf")])
def test_export_of_the_network(form: str, tag: str, place: Path) -> None:
    """A network for drawing programs is XML with a node for each of the 35 projects."""
    done = run("export", "--format", form, cwd=place)
    assert done.returncode == 0, done.stderr
    root = ET.fromstring(done.stdout.encode())
    assert root.tag.endswith("}" + tag)
    assert done.stdout.count(">project<") + done.stdout.count('value="project"') == 35


def test_export_of_one_plan_as_stratml(place: Path) -> None:
    """Of two plans one has to be named; what does not fit the schema is said on standard error."""
    several = run("export", "--format", "stratml", cwd=place)
    assert several.returncode == 1
    assert "--plan" in several.stderr
    assert several.stdout.count("https://w3id.org/plangraph/id/plan/") == 2
    one = run("export", "--format", "stratml", "--plan", "実施計画", cwd=place)
    assert one.returncode == 0, one.stderr
    assert "二段だけ" in one.stderr
    assert ET.fromstring(one.stdout.encode()).tag.endswith("}PerformancePlanOrReport")
    assert run("export", "--format", "stratml", "--plan", "ない計画", cwd=place).returncode == 1


def test_editions_are_compared_and_laid_side_by_side(tmp_path: Path) -> None:
    """`diff` exits 1 with differences and 0 without, 2 for a folder without documents; `timeline` prints both editions."""
    made = run("sample", "--projects", "20", "--editions", "2", "--format", "csv", "-o", "made", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    old, new = made.stdout.split()
    done = run("diff", old, new, "--format", "json", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    (found,) = answer["comparisons"]
    assert answer["differs"]
    assert found["projects"] == {"old": 20, "new": 20, "kept": 18, "dropped": 2, "added": 2, "unchanged": 0}
    assert run("diff", old, old, cwd=tmp_path).returncode == 0
    table = run("diff", old, new, "--format", "csv", cwd=tmp_path)
    assert len(list(csv.DictReader(io.StringIO(table.stdout)))) == sum(found["counts"].values())
    page = run("diff", old, new, "--format", "html", cwd=tmp_path)
    assert page.stdout.lstrip().startswith("<!doctype html>")
    (tmp_path / "empty").mkdir()
    wrong = run("diff", "empty", new, cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "plan.toml のあるフォルダーがありません" in wrong.stderr
    assert run("build", "made", cwd=tmp_path).returncode == 0
    assert run("diff", "2024年度版", "2025年度版", "--format", "json", cwd=tmp_path).stdout == done.stdout
    title = next(change["project"] for change in found["changes"] if change["kind"] == "cost")
    line = run("timeline", title, cwd=tmp_path)
    assert line.returncode == 0, line.stderr
    assert "2024年度版" in line.stdout
    assert "2025年度版" in line.stdout


def test_export_of_the_workbook(place: Path) -> None:
    """A sheet for each question, the first of them the 39 listings."""
    assert run("export", "--format", "xlsx", "-o", "plans.xlsx", cwd=place).returncode == 0
    book = load_workbook(place / "plans.xlsx")
    assert book.worksheets[0].max_row == 40
    assert book.sheetnames[-1] == "数え方"
