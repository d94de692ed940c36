"""A timeline as JSON and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plangraph.asking.diff_text import plan_to_json, plan_words, side_to_json
from plangraph.asking.facts import Amount
from plangraph.asking.money_changes import STATUS, amount_words
from plangraph.asking.timeline import Timeline, TimelineRow, YearCell
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

ROLES = {
    "home": Bilingual("本掲", "home"),
    "carried": Bilingual("他の事業で実施・計上", "carried elsewhere"),
    "relisting": Bilingual(
        "再掲のみ（本掲は読み取った範囲にない）", "relisting only (its home was not read)"
    ),
}


def timeline_to_json(found: Timeline) -> dict[str, Any]:
    """The timeline as `plangraph timeline --format json` and `/timeline` give it; what there is not is null."""
    return {
        "project": found.project,
        "iri": found.iri,
        "also": [{"iri": iri, "project": title} for iri, title in found.others],
        "fiscal_years": list(found.years),
        "years_that_differ": list(found.parted),
        "editions": [_row(row) for row in found.rows],
    }


def _row(row: TimelineRow) -> dict[str, Any]:
    return {
        "plan": plan_to_json(row.plan),
        "listed": row.listed,
        "title": row.title or None,
        "role": row.role or None,
        "lead": side_to_json(row.lead),
        "quote": row.lead.quote or None if row.lead else None,
        "relistings": [side_to_json(side) for side in row.relistings],
        "divisions": list(row.divisions),
        "and_others": row.and_others,
        "designations": list(row.designations),
        "marks": list(row.marks),
        "carried_by": None if row.carried_by is None else [{"ja": w.ja, "en": w.en} for w in row.carried_by],
        "years": [{"fiscal_year": year, **_cell(cell)} for year, cell in (row.years or {}).items()],
        "totals": [
            {"first_year": one.first_year, "last_year": one.last_year, **_amount(one)} for one in row.totals
        ],
    }


def _cell(cell: YearCell) -> dict[str, Any]:
    return {**_amount(cell.amount), "contents": list(cell.contents)}


def _amount(amount: Amount | None) -> dict[str, Any]:
    if amount is None:
        return {"amount_yen": None, "amount_status": None, "low_yen": None, "high_yen": None}
    return {
        "amount_yen": amount.yen,
        "amount_status": amount.status,
        "low_yen": amount.low,
        "high_yen": amount.high,
    }


def render_timeline(found: Timeline, lang: Lang) -> str:
    """The timeline as plain text: each edition with what it says, then each fiscal year with what editions say of it."""
    blocks = [
        [found.project, f"  {found.iri}", *_others(found, lang)],
        *([*_edition(row, lang)] for row in found.rows),
        [*_by_year(found, lang)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _others(found: Timeline, lang: Lang) -> Iterator[str]:
    for iri, title in found.others:
        yield Bilingual(
            f"  旧名の印字により「{title}」を含む", f'  with "{title}", by a former title in print'
        )[lang]
        yield f"  {iri}"


def _edition(row: TimelineRow, lang: Lang) -> Iterator[str]:
    yield plan_words(row.plan, lang)
    if row.lead is None:
        yield "  " + Bilingual("掲載なし", "not listed")[lang]
        return
    yield f"  {row.title}"
    yield f"  {row.lead.section}  {ROLES[row.role][lang]}  {row.lead.file} {row.lead.place}".rstrip()
    for side in row.relistings:
        yield f"  {Bilingual('再掲', 'relisted')[lang]}: {side.section}  {side.file} {side.place}".rstrip()
    others = [Bilingual("他", "and others")[lang]] if row.and_others else []
    for name, values in (
        (Bilingual("所管", "Divisions"), [*row.divisions, *others]),
        (Bilingual("区分", "Designations"), row.designations),
        (Bilingual("再掲の記号", "Marks"), row.marks),
        (Bilingual("実施・計上", "Carried"), [words[lang] for words in row.carried_by or ()]),
    ):
        if values:
            yield f"  {name[lang]}: {('、' if lang == 'ja' else ', ').join(values)}"


def _by_year(found: Timeline, lang: Lang) -> Iterator[str]:
    yield Bilingual("年度ごとに、各版の述べること", "What each edition says of each fiscal year")[lang]
    for year in found.years:
        differs = (
            Bilingual("  ※版により額が違う", "  * editions differ")[lang] if year in found.parted else ""
        )
        yield f"  {fiscal_year_label(year, lang)}{differs}"
        for row in found.rows:
            if row.covers(year) or year in (row.years or {}):
                yield f"    {row.plan.title}  {cell_words(row, year, lang)}"


def cell_words(row: TimelineRow, year: int, lang: Lang) -> str:
    """What an edition says of a fiscal year: amount and contents."""
    if row.years is None:
        return Bilingual("掲載なし", "not listed")[lang]
    cell = row.years.get(year)
    if cell is None:
        return STATUS["absent"][lang]
    parts = [amount_words(cell.amount, lang)] if cell.amount is not None or not cell.contents else []
    return "  ".join([*parts, *cell.contents])
