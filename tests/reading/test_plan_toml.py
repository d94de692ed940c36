"""plan.toml: its facts, a layout inside it, other bodies than cities, aliases and changes of offices."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plangraph.errors import DescriptionError
from plangraph.model.divisions import Division
from plangraph.model.records import ChangeKind
from plangraph.reading.document import read_document
from plangraph.reading.layouts import load_layout
from plangraph.reading.plan_toml import load_description

ROOT = Path(__file__).parents[2]
NISHITOKYO = ROOT / "data" / "13229-nishitokyo-h24-chapter6"
TWO_ROW = ROOT / "src" / "plangraph" / "layouts" / "implementation-plan-two-row.toml"

PLAN = f"""
[document]
id = "mhlw-2018"
file = "a.csv"
sha256 = "{"0" * 64}"
origin = "https://example.org/"

[printed]
plan_title = "行政事業レビュー"
first_year = 2018
last_year = 2018
body = "厚生労働省"

[known.body_code]
value = "mhlw"
why = "略称"

[known.plan_id]
value = "mhlw-2018"
why = "このプログラムでの識別子"

[known.chapters]
why = "目次"
"安" = "安心"

[layout]
family = "project-table"
[[layout.column]]
is = "project"
header = '事業名'

[aliases.divisions]
"市民部 市民生活課" = "市民部 生活文化課"
[aliases]
projects = {{ "497" = "女性就業支援事業" }}

[[division_change]]
kind = "renamed"
from = ["市民部 生活文化課"]
to = ["市民部 協働課"]
date = 2016-02-01
why = "組織改正の資料による"

[[division_change]]
kind = "merged"
from = ["企画部 情報推進課", "企画部 企画課"]
to = ["企画部 企画政策課"]
year = "平成29年度"
why = "広報による"

[[division_change]]
kind = "closed"
from = ["臨時対策室"]
year = 2019
why = "広報による"
"""


def described(tmp_path: Path, text: str) -> Path:
    """A plan.toml with this text."""
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_body_that_is_no_municipality(tmp_path: Path) -> None:
    """A ministry has a name and a short code in the place of municipality and area code."""
    description = load_description(described(tmp_path, PLAN))
    assert (description.body.name, description.body.code) == ("厚生労働省", "mhlw")
    assert not description.body.is_municipality
    assert description.known["body_code"] == "略称"


def test_a_layout_inside_plan_toml(tmp_path: Path) -> None:
    """It needs no name, and gives the document its family."""
    description = load_description(described(tmp_path, PLAN))
    assert (description.layout, description.family) == ("plan.toml", "project-table")
    assert load_layout("plan.toml", tmp_path).settings["column"][0]["is"] == "project"


def test_a_document_is_read_by_the_layout_inside_its_plan_toml(tmp_path: Path) -> None:
    """The founding chapter, its layout moved into plan.toml, gives the same records."""
    for path in NISHITOKYO.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    plan = (tmp_path / "plan.toml").read_text(encoding="utf-8")
    plan = plan.replace('layout = "implementation-plan-two-row"\n', "")
    layout = re.sub(r"(?m)^(\[\[?)(?=[a-z])", r"\1layout.", TWO_ROW.read_text(encoding="utf-8"))
    described(tmp_path, f"{plan}\n[layout]\n{layout}")
    made, known = read_document(tmp_path), read_document(NISHITOKYO)
    assert made.document.layout == "plan.toml"
    assert (made.policies, made.listings) == (known.policies, known.listings)


def test_aliases_and_changes_of_offices(tmp_path: Path) -> None:
    """Labels stay as written; a day gives its fiscal year, an era year the year it begins in."""
    description = load_description(described(tmp_path, PLAN))
    assert description.aliases.divisions == {"市民部 市民生活課": "市民部 生活文化課"}
    assert description.aliases.projects == {"497": "女性就業支援事業"}
    renamed, merged, closed = description.division_changes
    assert (renamed.kind, renamed.fiscal_year, renamed.date) == (ChangeKind.RENAMED, 2015, "2016-02-01")
    assert renamed.original == (Division("市民部", "生活文化課"),)
    assert (merged.fiscal_year, len(merged.original), merged.resulting[0].name) == (
        2017,
        2,
        "企画部 企画政策課",
    )
    assert (closed.resulting, closed.fiscal_year, closed.date) == ((), 2019, None)


def line_of(text: str, words: str) -> int:
    """The number of the first line that holds these words."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if words in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ('body = "厚生労働省"', 'body = ""', "body =", "key printed.body: must be of type str and not empty"),
        ('value = "mhlw"', 'value = "MHLW"', "MHLW", "key known.body_code.value: must be a short name"),
        ('value = "mhlw"', 'valeu = "mhlw"', "[known.body_code]", "key known.body_code: a known fact needs value and why"),
        ('body = "厚生労働省"', 'municipality = "市"', "[known.body_code]", "municipality has municipality"),
        ('body = "厚生労働省"', 'bdoy = "厚生労働省"', "bdoy", "key printed.bdoy: unknown key; did you mean body?"),
        ('plan_title = "行政', 'plan_titel = "行政', "plan_titel", "plan_title is required under [printed]"),
        ("[printed]", "[printd]", "[printd]", "key printd: unknown key; did you mean printed?"),
        ("origin =", "orign =", "orign", "key document.orign: unknown key; did you mean origin?"),
        ('origin = "https://example.org/"', "origin = 5", "origin = 5", "key document.origin: a text that is"),
        ('id = "mhlw-2018"', 'id = "mhlw-2018"\nlayout = "a"', 'layout = "a"', "there is a table [layout] too"),
        ('id = "mhlw-2018"', 'id = "mhlw-2018"\nfamily = "project-list"', "project-list", "is project-table in [layout]"),
        ("'事業名'", "'(事業名'", "'(事業名'", "key layout.column[1].header: not a regular expression"),
        ("last_year = 2018", "last_year = 2017", "2017", "key printed.last_year: lies before first_year"),
        ('"安" = "安心"', '"安" = 1', '"安" = 1', "key known.chapters.安: must be a text"),
        ("[aliases.divisions]", "[aliases.division]", "[aliases.division]", "did you mean divisions?"),
        ('= "市民部 生活文化課"\n[al', '= "市民部　市民生活課"\n[al', "市民部　市民生活課", "both sides are one label"),
        ('[aliases.divisions]\n', '[aliases.divisions]\n"市民部 生活文化課" = "市民課"\n', "市民部 市民生活課", "has an alias itself"),
        ('[aliases.divisions]\n', '[aliases.divisions]\n"市民部市民生活課" = "市民課"\n', '"市民部 市民生活課"', "is the same label as"),
        ('"497" = "女性就業支援事業"', '"497" = 5', '"497"', 'must be "printed label"'),
        ('kind = "renamed"', 'kind = "gone"', '"gone"', "key division_change[1].kind: must be one of renamed, merged"),
        ('kind = "renamed"', 'kind = "split"', '"市民部 協働課"', "key division_change[1].to: must be a list of 2 or more"),
        ('to = ["市民部 協働課"]', 'to = ["協働"]', '"協働"', "key division_change[1].to[1]: must be the name of an office"),
        ("date = 2016-02-01", 'date = "2016-02-31"', "2016-02-31", "key division_change[1].date: must be a day"),
        ("date = 2016-02-01", "", "[[division_change]]", "key division_change[1]: needs year or date"),
        ("date = 2016-02-01", "date = 2016-02-01\nyear = 2016", "[[division_change]]", "needs year or date, one"),
        ('year = "平成29年度"', 'year = "29年度"', "29年度", "key division_change[2].year: must be a fiscal year"),
        ('why = "組織改正の資料による"', "", "[[division_change]]", "key division_change[1].why: is required"),
        ('why = "組織改正の資料による"', 'who = "a"', "who", "key division_change[1].who: unknown key; did you mean why?"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_key_and_line(tmp_path: Path, old: str, new: str, at: str, said: str) -> None:
    """One change of a sound plan.toml gives one line that says where and what, in both languages."""
    assert old in PLAN
    text = PLAN.replace(old, new, 1)
    with pytest.raises(DescriptionError) as caught:
        load_description(described(tmp_path, text))
    assert caught.value.line("en").startswith(f"{tmp_path}/plan.toml:{line_of(text, at)}: ")
    assert said in caught.value.line("en")
    assert "キー「" in caught.value.line("ja")


@pytest.mark.parametrize(("code", "fits"), [("13229", True), ("132292", False), ("1322", False)])
def test_an_area_code_has_five_digits(tmp_path: Path, code: str, fits: bool) -> None:
    """The sixth is a check digit, and another code would name another city."""
    text = PLAN.replace('body = "厚生労働省"', f'municipality = "市"\nmunicipality_code = "{code}"')
    text = text.replace('[known.body_code]\nvalue = "mhlw"\nwhy = "略称"\n', "")
    path = described(tmp_path, text)
    if fits:
        assert load_description(path).body.is_municipality
    else:
        with pytest.raises(DescriptionError, match=r"municipality_code: must be five digits"):
            load_description(path)
