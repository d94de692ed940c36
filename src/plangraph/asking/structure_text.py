"""The answers on a plan's structure as plain text, as JSON, and as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plangraph.asking.structure_answers import Answer, Named, Row, StructureAnswers, shown
from plangraph.asking.table import Table
from plangraph.model.texts import Bilingual, Lang

MOST_SHOWN = 20
"""Rows of an answer that text shows; JSON and CSV give them all."""
MOST_NAMES = 8
"""Names in a row that text shows."""

FIGURES: Mapping[str, Bilingual] = {
    "shared_projects": Bilingual("共有する事業", "shared projects"),
    "parted": Bilingual("切り離される数", "parted"),
    "rest": Bilingual("残り", "rest"),
    "policies": Bilingual("施策", "policies"),
    "divisions": Bilingual("部課", "divisions"),
    "shared_within": Bilingual("内で共有", "shared within"),
    "shared_without": Bilingual("外と共有", "shared with others"),
    "betweenness": Bilingual("通る経路の割合", "share of routes"),
    "degree": Bilingual("つながる部課", "linked divisions"),
    "projects": Bilingual("事業", "projects"),
    "shared_divisions": Bilingual("ほかの施策にもかかわる部課", "divisions shared with other policies"),
}
"""What the figures of a row are called."""

NO_PLAN = Bilingual(
    "計画が一つも読み込まれていません。plangraph build で文書を読み込んでください。",
    "no plan is loaded; load documents with plangraph build",
)


def render_structures(found: Iterable[StructureAnswers], lang: Lang) -> str:
    """The answers of some plans as plain text that a planner can read."""
    blocks = ["\n".join(_plan(one, lang)) for one in found]
    return "\n\n".join(blocks or [NO_PLAN[lang]]) + "\n"


def _plan(found: StructureAnswers, lang: Lang) -> Iterator[str]:
    yield f"{found.body.name} {found.plan.name}"
    yield f"  {found.plan.iri}"
    yield f"  {found.said[lang]}"
    for answer in found.answers:
        yield ""
        yield answer.title[lang]
        yield f"  {answer.said[lang]}"
        for row in answer.rows[:MOST_SHOWN]:
            yield from _row(answer, row, lang)
        rest = len(answer.rows) - MOST_SHOWN
        if rest > 0:
            yield Bilingual(
                f"  ほか {rest:,}件（--format csv か json にすべてあります）",
                f"  and {rest:,} more (--format csv or json gives them all)",
            )[lang]


def _row(answer: Answer, row: Row, lang: Lang) -> Iterator[str]:
    bridge = answer.key.endswith("-bridges")
    heads, others = (row.projects, row.things) if bridge else (row.things, row.projects)
    yield f"  - {_names(heads, lang)}{_figures(row, lang)}"
    if others:
        yield f"      {_names(others, lang)}"
    if row.note[lang]:
        yield f"      {row.note[lang]}"


def _names(names: tuple[Named, ...], lang: Lang) -> str:
    text = Bilingual(" ／ ", " / ")[lang].join(shown(one, lang) for one in names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return text + (Bilingual(f" ほか{rest:,}", f" and {rest:,} more")[lang] if rest > 0 else "")


def _figures(row: Row, lang: Lang) -> str:
    said = [f"{FIGURES[name][lang]} {figure(name, value)}" for name, value in row.figures.items()]
    return (
        Bilingual("（", " (")[lang] + Bilingual("、", ", ")[lang].join(said) + Bilingual("）", ")")[lang]
        if said
        else ""
    )


def figure(name: str, value: float) -> str:
    """A figure as people read it.

    >>> figure("betweenness", 0.220588), figure("projects", 1200)
    ('22.1%', '1,200')
    """
    return f"{value:.1%}" if name == "betweenness" else f"{value:,}"


def structures_to_json(found: Iterable[StructureAnswers]) -> dict[str, Any]:
    """Every plan with every answer, its sentence in both languages, its figures and all its rows."""
    return {"plans": [_plan_to_json(one) for one in found]}


def summary_to_json(found: StructureAnswers) -> dict[str, Any]:
    """A plan with its figures, without answers."""
    return {
        "plan": found.plan.name,
        "iri": found.plan.iri,
        "body": found.body.name,
        "body_iri": found.body.iri,
        "said": _both(found.said),
        "figures": dict(found.figures),
    }


def _plan_to_json(found: StructureAnswers) -> dict[str, Any]:
    answers = [
        {
            "answer": answer.key,
            "title": _both(answer.title),
            "said": _both(answer.said),
            "figures": dict(answer.figures),
            "rows": [_row_to_json(row) for row in answer.rows],
        }
        for answer in found.answers
    ]
    return {**summary_to_json(found), "answers": answers}


def _row_to_json(row: Row) -> dict[str, Any]:
    return {
        "things": [{"name": one.name, "iri": one.iri or None, "read": one.read} for one in row.things],
        "figures": dict(row.figures),
        "projects": [{"project": one.name, "iri": one.iri} for one in row.projects],
        **({"note": _both(row.note)} if row.note.ja else {}),
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


HEADER = ("municipality", "plan", "answer", "names", "iris", "figure", "value", "projects", "project_iris")


def structures_to_table(found: Iterable[StructureAnswers]) -> Table:
    """One row for each figure of each row of each answer; several names or addresses in a cell are joined by "; "."""
    rows = [
        (
            one.body.name,
            one.plan.name,
            answer.key,
            "; ".join(thing.name for thing in row.things),
            "; ".join(thing.iri for thing in row.things),
            name,
            f"{value}" if name else "",
            "; ".join(project.name for project in row.projects),
            "; ".join(project.iri for project in row.projects),
        )
        for one in found
        for answer in one.answers
        for row in answer.rows
        for name, value in (row.figures or {"": 0}).items()
    ]
    return Table("structure", HEADER, tuple(rows))
