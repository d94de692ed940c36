"""Layouts are held against the table of keys: each fault is named with its key and its line."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from plangraph.errors import DescriptionError
from plangraph.reading.document import read_document
from plangraph.reading.layout_checks import check_layout, layout_faults
from plangraph.reading.layout_keys import FAMILIES, LayoutKey, layout_roles, layout_tables, tables_of
from plangraph.reading.layouts import completed_by, layout_names, load_layout
from plangraph.reading.plan_toml import load_description
from plangraph.reading.toml_lines import read_toml

ROOT = Path(__file__).parents[2]
NISHITOKYO = ROOT / "data" / "13229-nishitokyo-h24-chapter6"
READING = ROOT / "src" / "plangraph" / "reading"

TABLE = r"""
family = "project-table"
[file]
cells = "pipe"
[[level]]
name = "施策"
[[column]]
is = "level"
level = "施策"
header = '施策'
pattern = '(?P<code>\d+) (?P<title>.+)'
[[column]]
is = "project"
header = '事業名'
[[column]]
is = "cost"
header = '事業費.*'
[[column]]
is = "ignore"
header = '整理番号'
why = "内部の番号"
"""
LIST = r"""
family = "project-list"
[item]
start = '\((?P<code>\d+)\) (?P<title>.+)'
[[field]]
is = "division"
label = '担当課'
"""


def built_in(name: str) -> str:
    """The text of a built-in layout."""
    return (resources.files("plangraph") / "layouts" / f"{name}.toml").read_text(encoding="utf-8")


def refusal(text: str) -> str:
    """What a layout is refused with."""
    with pytest.raises(DescriptionError) as caught:
        check_layout(read_toml(text.encode(), "own.toml"))
    assert "\n" not in caught.value.line("ja")
    assert "キー「" in caught.value.line("ja")
    return caught.value.line("en")


@pytest.mark.parametrize("text", [TABLE, LIST, *map(built_in, layout_names())])
def test_a_sound_layout_passes(text: str) -> None:
    """Both built-in layouts, and one of each further family, have no fault."""
    assert layout_faults(tomllib.loads(text)) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (TABLE, "why =", "wy =", r"own\.toml:21: key column\[4\]\.wy: unknown key; did you mean why\?$"),
        (TABLE, "[file]", "[fiel]", r"own\.toml:3: key fiel: unknown key; did you mean file\?"),
        (TABLE, 'cells = "pipe"', "cells = [0, 12, 12]", r":4: key file\.cells: must be one of tab, pipe"),
        (TABLE, 'cells = "pipe"', 'charset = "SJIZ"', r":4: key file\.charset: must be the name of a character set"),
        (TABLE, 'cells = "pipe"', 'sheets = "a"', r":4: key file\.sheets: must be a list of regular"),
        (TABLE, '"project-table"', '"novel"', r":2: key family: must be one of implementation-plan, "),
        (TABLE, 'is = "cost"', 'is = "coast"', r":16: key column\[3\]\.is: unknown role; did you mean cost"),
        (TABLE, "header = '事業費.*'", "header = '(事業費'", r":17: key column\[3\]\.header: not a regular expression"),
        (TABLE, "header = '事業費.*'", "header = '(.+)*費'", r":17: .*header: this expression can run for ever"),
        (TABLE, "header = '事業費.*'", "", r":15: key column\[3\]\.header: is required"),
        (TABLE, "header = '事業費.*'", "header = '事業費'\nyear = 'R32'", r":18: .*\.year: must be a fiscal year"),
        (TABLE, "header = '事業費.*'", "header = '事業費'\nkind = 'Cost'", r":18: .*\.kind: must be one of ProjectCost"),
        (TABLE, "header = '事業費.*'", "header = '事業費'\nword = '新規'", r":18: .*word: has no meaning for the role cost"),
        (TABLE, "header = '事業費.*'", "header = '事業名'", r":16: .*\.is: this \[\[column\]\] of the role cost is the same as number 2"),
        (TABLE, "(?P<title>.+)", "(?P<name>.+)", r":11: key column\[1\]\.pattern: the expression needs the named group \(\?P<title>"),
        (TABLE, 'level = "施策"\n', 'level = "政策"\n', r":9: key column\[1\]\.level: there is no \[\[level\]\] named 政策 \(there are: 施策\)"),
        (TABLE, 'level = "施策"\n', "", r":7: key column\[1\]\.level: is required by the role level"),
        (TABLE, 'why = "内部の番号"', "", r":18: key column\[4\]\.why: is required by the role ignore"),
        (TABLE, 'is = "project"', 'is = "note"', r":7: key column: a column with is = \"project\" is required"),
        (TABLE, '[[level]]\nname = "施策"', "[level]\nname = '施策'", r":5: key level: must be tables written \[\[level\]\]"),
        (TABLE, 'name = "施策"', 'name = "施策"\ndepth = 0', r":7: key level\[1\]\.depth: must be 1 or more"),
        (TABLE.replace('is = "level"', 'is = "level-code"'), "[file]", "[table]\nrows = 'policy'\n[file]", r"key column: rows of policies need a column with the title"),
        (TABLE, "[file]", "[table]\nheader_rows = 9\n[file]", r":4: key table\.header_rows: must be 1 or more, and at most 4"),
        (TABLE, "[file]", "[years]\nfirst = 2020\nlast = 2019\n[file]", r":5: key years\.last: lies before first"),
        (TABLE, "[file]", "[mark]\ntargeted = '({code})再掲'\n[file]", r":4: key mark\.targeted: .*\(\?P<codes>"),
        (LIST, "(?P<title>.+)", "(?P<titel>.+)", r":4: key item\.start: the expression needs the named group"),
        (LIST, "(?P<code>", "(?P<number>", r":4: key item\.start: nothing reads the named group number; there are code"),
        (LIST, "[[field]]", 'start_field = "project"\n[[field]]', r":3: key item: needs start or start_field"),
        (built_in("implementation-plan-two-row"), "depth = 2", "depth = 3", r"level\[2\]\.depth: must be its place in the order, 2"),
        (built_in("implementation-plan-two-row"), "cost_label", "cost_lable", r"table\.cost_lable: unknown key; did you mean cost_label\?$"),
        (built_in("implementation-plan-two-row"), "(?P<unit>", "(?P<units>", r":40: key table\.cost_label: .*named group \(\?P<unit>"),
        (built_in("evaluation-sheet"), "widths = [26, 35]", "widths = [26]", r"states\.widths: must be a list of 2 numbers"),
        (built_in("evaluation-sheet"), '"NotPriority"', '"Never"', r"standing\.word\[1\]\.standing: must be one of Priority"),
        (built_in("evaluation-sheet"), "4\\s*基本事業について\\s*\\((?P<first>", "4\\s*基本事業について\\s*\\((?:", r"heading\[6\]\.pattern: .*\(\?P<first>"),
        (built_in("evaluation-sheet"), "(?P<upper_title>", "(?:", r"field\[1\]\.patterns: .*\(\?P<upper_title>"),
        (built_in("evaluation-sheet"), '"改定" = "Revised"', '"改定" = "Gone"', r"guideline\.acts: must be a table of words"),
        (built_in("evaluation-sheet"), "[costs]", "[cots]", r"key cots: unknown key; did you mean costs\?"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_key_and_line(text: str, old: str, new: str, said: str) -> None:
    """One change of a sound layout gives one line that says where and what."""
    assert old in text
    assert re.search(said, refusal(text.replace(old, new, 1)))


def test_the_first_of_several_faults_is_told_with_their_number() -> None:
    """Exit 2 has one line; it says that there are more, and the first is that highest in the file."""
    broken = TABLE.replace('"pipe"', '"tabs"').replace('"cost"', '"coast"').replace("'整理番号'", "'('")
    assert re.search(r"own\.toml:4: key file\.cells: .* \(2 more\)$", refusal(broken))


def test_a_layout_inside_plan_toml_is_named_by_its_whole_key() -> None:
    """Key and line are those of the file that the planner has before her."""
    text = '[document]\n[layout]\nfamily = "project-table"\n[layout.file]\ncells = "none"\n'
    with pytest.raises(DescriptionError) as caught:
        check_layout(read_toml(text.encode(), "plan.toml"), ("layout",))
    assert "plan.toml:2: key layout.column: the table [[column]] is required" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("line = '[-", "line = '([-", r"own\.toml:\d+: key rule\.line: not a regular expression"),
        ("cost_label = ", "cost_lable = ", r"own\.toml:\d+: key table\.cost_lable: unknown key"),
        ("[rule]", "[rule", r"own\.toml:\d+: not TOML"),
    ],
)
def test_a_layout_beside_plan_toml_is_read_and_checked(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    """A copy of the built-in layout reads as that does; a broken one is refused with file, line and key."""
    for path in NISHITOKYO.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    plan = (tmp_path / "plan.toml").read_text(encoding="utf-8")
    (tmp_path / "plan.toml").write_text(
        plan.replace('layout = "implementation-plan-two-row"', 'layout = "own"')
    )
    text = built_in("implementation-plan-two-row")
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    assert read_document(tmp_path).listings == read_document(NISHITOKYO).listings
    (tmp_path / "own.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DescriptionError, match=words):
        read_document(tmp_path)


def test_the_depth_of_a_level_is_its_place_where_it_is_not_said(tmp_path: Path) -> None:
    """What the table of keys gives as default is what readers get."""
    (tmp_path / "own.toml").write_text(TABLE, encoding="utf-8")
    assert [level["depth"] for level in load_layout("own", tmp_path).settings["level"]] == [1]


def test_a_description_is_completed_by_its_layout(tmp_path: Path) -> None:
    """What a mark names and who marks are facts of the layout that links and graph need."""
    marks = 'family = "project-table"\n[mark]\nrefers_to = "project"\nwho_marks = "relisting"\n'
    (tmp_path / "own.toml").write_text(TABLE.replace('family = "project-table"\n', marks), encoding="utf-8")
    description = load_description(NISHITOKYO / "plan.toml")
    made = completed_by(description, load_layout("own", tmp_path))
    assert (made.mark_refers_to, made.who_marks, made.family) == ("project", "relisting", "project-table")
    same = completed_by(description, load_layout("implementation-plan-two-row"))
    assert same == description
    wrong = replace(description, family="project-list")
    with pytest.raises(DescriptionError, match=r"document\.family: is project-list, but the layout"):
        completed_by(wrong, load_layout("implementation-plan-two-row"))


# ---- the table of keys


def every_key() -> list[tuple[str, str, LayoutKey]]:
    """Family, path of the table, key: everything that is documented."""
    return [(f, path, key) for f in FAMILIES for path, t in tables_of(f).items() for key in t.keys.values()]


@pytest.mark.parametrize(
    "key", {(p, k.example): k for _, p, k in every_key()}.values(), ids=lambda key: key.example
)
def test_each_example_is_a_value_that_passes(key: LayoutKey) -> None:
    """The example of a key is TOML, sets that key, and has no fault of its own."""
    made = tomllib.loads(key.example)
    assert list(made) == [key.name]
    for family in key.families:
        paths = [path for path, table in tables_of(family).items() if table.keys.get(key.name) is key]
        for path in paths:
            faults = layout_faults(nested(path, made, family))
            # What the rest of the layout lacks is no fault of the example.
            own = [f.message.en for f in faults if f.path[-1] == key.name]
            assert not [
                said for said in own if "required" not in said and "there is no [[field]]" not in said
            ]


def nested(path: str, values: dict[str, Any], family: str) -> dict[str, Any]:
    """A layout that holds nothing but some keys of one table."""
    made: Any = values
    for part in reversed(path.split(".") if path else []):
        made = {part.removesuffix("[]"): [made] if part.endswith("[]") else made}
    return {"family": family, **made}


def test_every_role_is_told_in_both_languages_and_names_known_keys() -> None:
    """A role's keys are keys of its tables."""
    for role in layout_roles().values():
        assert role.explanation.ja
        assert role.explanation.en
        for family, path in (("project-table", "column[]"), ("project-list", "field[]")):
            if family in role.families:
                assert set(role.needs) | set(role.once or ()) <= set(tables_of(family)[path].keys)


def read_by_code() -> set[str]:
    """Every text by which some module of reading takes a value out of a table, or looks whether it is there."""
    found: set[str] = set()
    for path in READING.rglob("*.py"):
        if path.stem.startswith("layout_") or path.stem == "propose":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            texts: list[ast.expr] = []
            if isinstance(node, ast.Subscript):
                texts = [node.slice]
            elif isinstance(node, ast.Call):
                texts = list(node.args)
            elif isinstance(node, ast.Compare):
                texts = [node.left]
            found |= {t.value for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str)}
    return found


def test_each_documented_key_is_read_by_some_code() -> None:
    """A key that nothing takes out of a table would be a promise that nobody keeps.

    `why` of a column is for people: it must be written, and nothing does anything with it.
    """
    assert {key.name for _, _, key in every_key()} - read_by_code() - {"why"} == set()


def test_the_table_of_keys_is_in_order() -> None:
    """Every key is told in both languages, and every choice has its values."""
    for table in layout_tables():
        for key in table.keys.values():
            assert key.explanation.ja
            assert key.explanation.en
            assert bool(key.values) == (key.kind in ("choice", "words"))
            assert key.required <= key.families <= table.families
