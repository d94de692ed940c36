"""A comparison of editions as JSON, as plain text and as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from plangraph.asking.compared import KINDS, Change, Comparison, LikelyRename, Tally
from plangraph.asking.edition import Side
from plangraph.asking.facts import PlanFacts
from plangraph.asking.table import Table
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

EVIDENCE = {
    "same-section": Bilingual("同じ施策", "same section"),
    "same-division": Bilingual("同じ所管", "same division"),
    "same-code": Bilingual("同じ番号", "same number"),
    "same-cost": Bilingual("同じ事業費", "same cost"),
    "former-title": Bilingual("旧名に一致（複数の事業が名乗る）", "a former title that several claim"),
}
COLUMNS = (
    "old_plan", "new_plan", "kind", "how", "project", "fiscal_year", "before", "after", "difference_yen",
    "old_policy_code", "old_document", "old_place", "new_policy_code", "new_document", "new_place",
    "sentence_ja", "sentence_en", "iri", "old_listing", "new_listing",
)  # fmt: skip
"""The columns of the table, one row a change."""


def comparison_to_json(found: Comparison, kinds: Sequence[str] = ()) -> dict[str, Any]:
    """One comparison; with `kinds`, the changes of these alone. Counts are always those of everything."""
    return {
        "old": plan_to_json(found.old),
        "new": plan_to_json(found.new),
        "differs": found.differs,
        "notes": [_both(note) for note in found.notes],
        "projects": tally_to_json(found.projects),
        "policies": tally_to_json(found.policies),
        "counts": dict(found.counts),
        "changes": [change_to_json(one) for one in found.changes if not kinds or one.kind in kinds],
        "likely_renames": [_rename_to_json(one) for one in found.likely_renames],
    }


def plan_to_json(plan: PlanFacts) -> dict[str, Any]:
    """What a plan is called, and for which years it is."""
    return {
        "iri": plan.iri,
        "title": plan.title,
        "first_year": plan.first_year or None,
        "last_year": plan.last_year or None,
        "body": plan.body_name,
        "series": plan.series or None,
    }


def tally_to_json(tally: Tally) -> dict[str, int]:
    """The account: old = kept + dropped, new = kept + added."""
    return {
        "old": tally.old,
        "new": tally.new,
        "kept": tally.kept,
        "dropped": tally.dropped,
        "added": tally.added,
        "unchanged": tally.unchanged,
    }


def change_to_json(change: Change) -> dict[str, Any]:
    """One change; what there is not is null."""
    return {
        "kind": change.kind,
        "how": change.how or None,
        "project": change.title,
        "iri": change.project or None,
        "fiscal_year": change.year,
        "before": change.before or None,
        "after": change.after or None,
        "before_yen": change.before_yen,
        "after_yen": change.after_yen,
        "difference_yen": change.difference_yen,
        "old": side_to_json(change.old),
        "new": side_to_json(change.new),
        "sentence": _both(change.sentence),
    }


def side_to_json(side: Side | None) -> dict[str, Any] | None:
    """Where one edition says something; null where it does not."""
    if side is None:
        return None
    return {
        "listing": side.listing or None,
        "policy": side.policy or None,
        "policy_code": side.policy_code,
        "policy_title": side.policy_title,
        "document": side.file or None,
        "document_iri": side.document or None,
        "place": side.place or None,
    }


def _rename_to_json(one: LikelyRename) -> dict[str, Any]:
    return {
        "old_title": one.old_title,
        "new_title": one.new_title,
        "old_iri": one.old_project,
        "new_iri": one.new_project,
        "score": one.score,
        "evidence": list(one.evidence),
        "old": side_to_json(one.old),
        "new": side_to_json(one.new),
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def comparisons_to_table(found: Iterable[Comparison]) -> Table:
    """One row a change."""
    rows = tuple(_row(one, change) for one in found for change in one.changes)
    return Table("diff", COLUMNS, rows)


def _row(found: Comparison, change: Change) -> tuple[str, ...]:
    old, new = change.old or Side(), change.new or Side()
    year = "" if change.year is None else str(change.year)
    difference = "" if change.difference_yen is None else str(change.difference_yen)
    return (
        found.old.title, found.new.title, change.kind, change.how, change.title, year, change.before, change.after, difference,
        old.policy_code, old.file, old.place, new.policy_code, new.file, new.place,
        change.sentence.ja, change.sentence.en, change.project, old.listing, new.listing,
    )  # fmt: skip


def render_comparison(found: Comparison, lang: Lang) -> str:
    """The comparison as plain text: the account first, then the changes by kind, each with its places."""
    blocks: list[list[str]] = [
        [*_head(found, lang)],
        [*(f"! {note[lang]}" for note in found.notes)],
        [*_account(found, lang)],
        *([*_of_kind(kind, changes, lang)] for kind, changes in found.by_kind.items()),
        [*_renames(found.likely_renames, lang)],
    ]
    if not found.differs:
        blocks.append([Bilingual("違いはありません。", "Nothing differs.")[lang]])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def plan_words(plan: PlanFacts, lang: Lang) -> str:
    """Title and fiscal years of a plan."""
    if not plan.first_year:
        return plan.title
    first, last = fiscal_year_label(plan.first_year, lang), fiscal_year_label(plan.last_year, lang)
    return f"{plan.title}（{first}～{last}）" if lang == "ja" else f"{plan.title} ({first} to {last})"


def _head(found: Comparison, lang: Lang) -> Iterator[str]:
    for name, plan in (
        (Bilingual("古い版", "Older"), found.old),
        (Bilingual("新しい版", "Newer"), found.new),
    ):
        yield f"{name[lang]}: {plan.body_name} {plan_words(plan, lang)}"


def _account(found: Comparison, lang: Lang) -> Iterator[str]:
    for what, tally in (
        (Bilingual("事業", "Projects"), found.projects),
        (Bilingual("施策", "Policies"), found.policies),
    ):
        yield Bilingual(
            f"{what.ja}: 古い版 {tally.old:,} ＝ 続く {tally.kept:,} ＋ なくなった {tally.dropped:,}、"
            f"新しい版 {tally.new:,} ＝ 続く {tally.kept:,} ＋ 加わった {tally.added:,}（変わらないもの {tally.unchanged:,}）",
            f"{what.en}: older {tally.old:,} = {tally.kept:,} kept + {tally.dropped:,} dropped; "
            f"newer {tally.new:,} = {tally.kept:,} kept + {tally.added:,} added ({tally.unchanged:,} unchanged)",
        )[lang]


def _of_kind(kind: str, changes: Sequence[Change], lang: Lang) -> Iterator[str]:
    yield f"{KINDS[kind][lang]} {len(changes):,}"
    for change in changes:
        yield f"  - {change.sentence[lang]}"
        places = " → ".join(
            f"{side.file} {side.place}" for side in (change.old, change.new) if side and side.place
        )
        if places:
            yield f"    {places}"


def _renames(renames: Sequence[LikelyRename], lang: Lang) -> Iterator[str]:
    if not renames:
        return
    yield Bilingual(
        f"改称かもしれないもの {len(renames):,}（断定していません。なくなった・加わったにも数えています）",
        f"Perhaps renamed {len(renames):,} (not asserted; they count as dropped and added)",
    )[lang]
    for one in renames:
        agrees = "、".join(EVIDENCE[name].ja for name in one.evidence)
        if lang == "en":
            agrees = ", ".join(EVIDENCE[name].en for name in one.evidence)
        yield Bilingual(
            f"  - 「{one.old_title}」→「{one.new_title}」（題名の近さ {one.score}、{agrees or '題名のみ'}）",
            f'  - "{one.old_title}" → "{one.new_title}" (likeness {one.score}; {agrees or "title alone"})',
        )[lang]
