"""Totals as JSON, as plain text, and as tables for CSV and workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar
from unicodedata import east_asian_width

from plangraph.asking.table import Table
from plangraph.asking.totals import Totals, TotalsRow
from plangraph.asking.totals_notes import RULES
from plangraph.asking.totals_proof import OUTCOMES, REASONS, LeftOut, PolicyCost, PrintedTotal, UnknownCell
from plangraph.asking.workbook import Sheet, sheets_to_xlsx
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

_T = TypeVar("_T")

HEADER = (
    "key", "label", "iri", "depth", "listings", "projects", "as_printed_yen", "left_out_yen", "spread_yen", "derived_yen",
    "counted_once_yen", "low_yen", "high_yen", "stated_cells", "derived_cells", "undetermined_cells", "lost_cells",
    "blank_cells", "printed_total_yen", "spread",
)  # fmt: skip
_SHOWN = 40
"""Lines of a proof that the text shows of the row for all; a row that is asked for shows them all."""

STATUSES = {
    "undetermined": Bilingual("未定", "undetermined"),
    "lost": Bilingual("失われた", "lost"),
    "blank": Bilingual("空欄", "blank"),
    "derived": Bilingual("推計", "derived"),
    "relisted": Bilingual("再掲", "relisted"),
    "carried": Bilingual("他事業", "carried"),
    "absent": Bilingual("欄がない", "no cell"),
}
"""What a cell without a printed figure is called."""


def totals_to_json(totals: Totals, *, proof: bool = True) -> list[dict[str, Any]]:
    """The rows and, last, the row for all, as `plangraph totals --format json` and `/totals` give them.

    Without `proof` the lists of what is left out and unknown are empty; their sums and counts stand all the same.
    """
    notes = [{"ja": note.ja, "en": note.en} for note in totals.notes]
    last = {**row_to_json(totals, totals.all, proof=proof), "overlap_yen": totals.overlap, "notes": notes}
    return [*(row_to_json(totals, row, proof=proof) for row in totals.rows), last]


def row_to_json(totals: Totals, row: TotalsRow, *, proof: bool = True) -> dict[str, Any]:
    """One row; amounts in yen, null where none is printed."""
    heading, counted = row.heading, row.counted
    return {
        "key": heading.key,
        "label": heading.label.ja,
        "label_en": heading.label.en,
        "iri": heading.iri or None,
        "depth": heading.depth,
        "parent": heading.parent or None,
        "listings": row.listings,
        "projects": row.projects,
        "as_printed_yen": row.as_printed,
        "left_out_yen": row.left_out_yen,
        "spread_yen": row.spread,
        "derived_yen": counted.derived,
        "counted_once_yen": counted.yen,
        "low_yen": counted.low,
        "high_yen": counted.high,
        "cells": {
            "stated": counted.stated,
            "derived": counted.derived_cells,
            "undetermined": counted.undetermined,
            "lost": counted.lost,
            "blank": counted.blank,
        },
        "printed_total_yen": row.printed_total_yen,
        "printed_totals": [_total(one) for one in row.printed_totals] if proof else [],
        "policy_costs": [_policy_cost(one) for one in row.policy_costs],
        "left_out_count": len(row.left_out),
        "left_out": [_left_out(one) for one in row.left_out] if proof else [],
        "undetermined_count": len(row.unknown),
        "undetermined": [_unknown(one) for one in row.unknown] if proof else [],
        "spread": totals.question.spread,
    }


def _left_out(item: LeftOut) -> dict[str, Any]:
    return {
        "project": item.project,
        "policy_code": item.policy_code,
        "reason": item.reason,
        "amount_yen": item.yen,
        "counted_at": item.counted_at or None,
        "carriers": list(item.carriers),
        "iri": item.project_iri,
        "listing": item.listing,
    }


def _unknown(cell: UnknownCell) -> dict[str, Any]:
    return {
        "project": cell.project,
        "policy_code": cell.policy_code,
        "fiscal_year": cell.fiscal_year,
        "status": cell.status,
        "iri": cell.project_iri,
        "listing": cell.listing,
    }


def _total(total: PrintedTotal) -> dict[str, Any]:
    return {
        "project": total.project,
        "policy_code": total.policy_code,
        "first_year": total.first_year,
        "last_year": total.last_year,
        "total_yen": total.yen,
        "years_yen": total.years_yen,
        "outcome": total.outcome,
        "difference_yen": total.difference,
        "missing": list(total.missing),
        "iri": total.project_iri,
        "listing": total.listing,
    }


def _policy_cost(cost: PolicyCost) -> dict[str, Any]:
    return {
        "policy_code": cost.policy_code,
        "policy_title": cost.policy_title,
        "iri": cost.policy,
        "fiscal_year": cost.fiscal_year,
        "project_cost_yen": cost.project_yen,
        "personnel_cost_yen": cost.personnel_yen,
        "total_cost_yen": cost.total_yen,
        "outcome": cost.outcome,
        "difference_yen": cost.difference,
        "counted_once_yen": cost.counted,
    }


def totals_table(totals: Totals, lang: Lang, rows: Sequence[TotalsRow] | None = None) -> Table:
    """A row of text for each row of the totals (or for `rows`), that for all last."""
    shown = (*totals.rows, totals.all) if rows is None else rows
    return Table("totals", HEADER, tuple(tuple(map(str, _cells(totals, row, lang))) for row in shown))


def _cells(totals: Totals, row: TotalsRow, lang: Lang) -> tuple[str | int, ...]:
    heading, counted, printed = row.heading, row.counted, row.printed_total_yen
    return (
        heading.key, heading.label[lang], heading.iri, heading.depth, row.listings, row.projects, row.as_printed,
        row.left_out_yen, row.spread, counted.derived, counted.yen, counted.low, counted.high, counted.stated,
        counted.derived_cells, counted.undetermined, counted.lost, counted.blank, "" if printed is None else printed,
        totals.question.spread,
    )  # fmt: skip


def totals_to_xlsx(totals: Totals, lang: Lang, rows: Sequence[TotalsRow] | None = None) -> bytes:
    """A workbook: the rows, what is left out, what is unknown, the printed sums, and how it was counted.

    The sheets of the proof hold that of the row for all, or that of the one row that is asked for.
    """
    shown = (*totals.rows, totals.all) if rows is None else tuple(rows)
    proof = shown[-1]
    names = {
        "ja": ("集計", "除いた掲載", "分からない欄", "印字された計", "施策の費用", "数え方"),
        "en": ("totals", "left out", "unknown", "printed totals", "policy costs", "how counted"),
    }[lang]
    sheets = [
        Sheet(names[0], HEADER, [_cells(totals, row, lang) for row in shown]),
        _sheet(names[1], proof.left_out, _left_out, lang),
        _sheet(names[2], proof.unknown, _unknown, lang),
        _sheet(names[3], proof.printed_totals, _total, lang),
        _sheet(names[4], proof.policy_costs, _policy_cost, lang),
    ]
    about = [(str(number), note[lang]) for number, note in enumerate(totals.notes, start=1)]
    return sheets_to_xlsx([sheet for sheet in sheets if sheet.header], (names[5], about))


def _sheet(name: str, items: Sequence[_T], to_json: Callable[[_T], dict[str, Any]], lang: Lang) -> Sheet:
    """The sheet of a list; one without header where the list is empty."""
    records = [_words(to_json(item), lang) for item in items]
    return Sheet(name, tuple(records[0]) if records else (), [tuple(record.values()) for record in records])


def _words(record: dict[str, Any], lang: Lang) -> dict[str, Any]:
    named = {"reason": REASONS, "status": STATUSES, "outcome": OUTCOMES}
    found: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, list):
            found[key] = "; ".join(STATUSES[one][lang] if key == "missing" else one for one in value)
        else:
            found[key] = named[key][value][lang] if key in named else value
    return found


def render_totals(totals: Totals, lang: Lang, row: TotalsRow | None = None) -> str:
    """Totals as plain text: the table, the row for all, its proof and the notes; with `row` that row and its whole proof."""
    rows = [*totals.rows, totals.all] if row is None else [row]
    proof = row or totals.all
    most = None if row is not None else _SHOWN
    blocks = [
        [*_table(rows, lang)],
        [*_identity(totals, proof, lang)],
        [*_totals(proof, lang)],
        [*_policy_costs(proof, lang)],
        [*_listed(_title_left_out(proof), [_left_out_line(one, lang) for one in proof.left_out], most, lang)],
        [*_listed(_title_unknown(proof), [_unknown_line(one, lang) for one in proof.unknown], most, lang)],
        [Bilingual("注", "Notes")[lang], *(f"  {note[lang]}" for note in totals.notes)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _table(rows: Sequence[TotalsRow], lang: Lang) -> Iterator[str]:
    header = {
        "ja": (
            "",
            "印字額",
            "一度だけ数えた額",
            "幅",
            "うち推計",
            "除いた額",
            "分からない欄",
            "印字された計",
        ),
        "en": (
            "",
            "as printed",
            "counted once",
            "interval",
            "derived",
            "left out",
            "unknown",
            "printed totals",
        ),
    }[lang]
    cells = [header, *(_row_cells(row, lang) for row in rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(header))]
    for row in cells:
        padded = [
            _pad(cell, width, left=place == 0)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(padded).rstrip()


def _row_cells(row: TotalsRow, lang: Lang) -> tuple[str, ...]:
    counted = row.counted
    between = "" if counted.low == counted.high else f"{counted.low:,}～{counted.high:,}"
    printed = row.printed_total_yen
    return (
        "  " * row.heading.depth + row.heading.label[lang],
        f"{row.as_printed:,}",
        f"{counted.yen:,}" if counted.known or counted.yen else "-",
        between if lang == "ja" else between.replace("～", " to "),
        f"{counted.derived:,}" if counted.derived_cells else "",
        f"{row.left_out_yen:,}" if row.left_out_yen else "",
        str(counted.unknown + counted.blank) if counted.unknown + counted.blank else "",
        "" if printed is None else f"{printed:,}",
    )


def _identity(totals: Totals, row: TotalsRow, lang: Lang) -> Iterator[str]:
    """The sum that leads from the one figure to the other, with the numbers in it."""
    parts = [
        (Bilingual("印字額", "as printed"), "", row.as_printed),
        (Bilingual("除いた額", "left out"), "-", row.left_out_yen),
        (Bilingual("按分で移した額", "moved by the spread"), "+", row.spread),
        (Bilingual("推計", "derived"), "+", row.counted.derived),
    ]
    shown = [
        f"{sign} {name[lang]} {yen:,}".strip()
        for name, sign, yen in parts
        if not (sign == "+" and name.en.startswith("moved") and totals.question.spread == "home")
    ]
    yield f"{row.heading.label[lang]}: {' '.join(shown)} = {Bilingual('一度だけ数えた額', 'counted once')[lang]} {row.counted.yen:,}"


def _totals(row: TotalsRow, lang: Lang) -> Iterator[str]:
    if not row.printed_totals:
        return
    yield Bilingual(
        "印字された複数年の計と、各年度の和", "Printed totals of several years, and the sum of the years"
    )[lang]
    for outcome, words in OUTCOMES.items():
        found = [total for total in row.printed_totals if total.outcome == outcome]
        if found:
            yield f"  {words[lang]}: {len(found)}"
        for total in found if outcome == "differs" else ():
            yield f"    {total.policy_code} {total.project}  {total.yen:,} / {total.years_yen:,} ({total.difference:+,})"


def _policy_costs(row: TotalsRow, lang: Lang) -> Iterator[str]:
    if not row.policy_costs:
        return
    yield Bilingual(
        "施策に印字された 事業費 + 人件費 = トータルコスト",
        "Printed for policies: project + personnel = total cost",
    )[lang]
    for cost in row.policy_costs:
        figures = [_known(yen, lang) for yen in (cost.project_yen, cost.personnel_yen, cost.total_yen)]
        yield (
            f"  {cost.policy_code} {cost.policy_title} {fiscal_year_label(cost.fiscal_year, lang)}  "
            f"{figures[0]} + {figures[1]} = {figures[2]}  {OUTCOMES[cost.outcome][lang]}"
            + (f" ({cost.difference:+,})" if cost.difference else "")
        )


def _known(yen: int | None, lang: Lang) -> str:
    return Bilingual("不明", "unknown")[lang] if yen is None else f"{yen:,}"


def _title_left_out(row: TotalsRow) -> Bilingual:
    return Bilingual(f"除いた掲載（{len(row.left_out)}）", f"Listings left out ({len(row.left_out)})")


def _title_unknown(row: TotalsRow) -> Bilingual:
    return Bilingual(
        f"数えた掲載の、金額の分からない欄（{len(row.unknown)}）",
        f"Cells without a figure ({len(row.unknown)})",
    )


def _listed(title: Bilingual, lines: Sequence[str], most: int | None, lang: Lang) -> Iterator[str]:
    if not lines:
        return
    yield title[lang]
    yield from (f"  {line}" for line in islice(lines, most))
    if most is not None and len(lines) > most:
        yield Bilingual(
            f"  ほか {len(lines) - most} 件（--format json または xlsx ですべて）",
            f"  and {len(lines) - most} more (all of them by --format json or xlsx)",
        )[lang]


def _left_out_line(item: LeftOut, lang: Lang) -> str:
    yen = Bilingual("印字なし", "none printed")[lang] if item.yen is None else f"{item.yen:,}"
    where = where_counted(item)
    return _joined(
        [
            f"{item.policy_code} {item.project}".strip(),
            REASONS[item.reason][lang],
            yen,
            *item.carriers,
            where[lang],
        ],
        lang,
    )


def where_counted(item: LeftOut) -> Bilingual:
    """Where the home stands that counts in the place of a listing."""
    whose = {
        "carried": Bilingual("実施する事業の本掲", "home of the carrying project"),
        "countedIn": Bilingual("計上する事業の本掲", "home of the counting project"),
    }.get(item.reason, Bilingual("数えた本掲", "home that counts"))
    if item.counted_at:
        return Bilingual(f"{whose.ja}は {item.counted_at}", f"{whose.en}: {item.counted_at}")
    return Bilingual(f"{whose.ja.removeprefix('数えた')}は未読", f"{whose.en}: not read")


def _unknown_line(cell: UnknownCell, lang: Lang) -> str:
    name = f"{cell.policy_code} {cell.project}".strip()
    return _joined([name, fiscal_year_label(cell.fiscal_year, lang), STATUSES[cell.status][lang]], lang)


def _joined(parts: Iterable[str], lang: Lang) -> str:
    return (" ／ " if lang == "ja" else " / ").join(parts)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _pad(text: str, width: int, *, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text


def rule_of(totals: Totals) -> Bilingual:
    """The rule by which money is spread, in words."""
    return RULES[totals.question.spread]
