"""Editions: two plans compared, project by project and policy by policy.

The whole is arithmetic over the facts of the two plans. Every project is accounted for once: the older edition's are kept
or dropped, the newer one's kept or added. What is compared is what both editions print; what only one can have printed (a
year outside the other's span) is no change.
"""

from __future__ import annotations

from collections.abc import Iterator

from plangraph.asking.compared import Change, Comparison, LikelyRename, Tally
from plangraph.asking.edition import Edition, Standing, same_body
from plangraph.asking.edition_pair import EditionPair
from plangraph.asking.likely_renames import likely_renames
from plangraph.asking.matched_policies import match_policies, policy_changes
from plangraph.asking.matched_projects import Matching, Pair, match_projects, titles_of
from plangraph.asking.money_changes import money_changes
from plangraph.asking.office_changes import office_changes
from plangraph.asking.placement_changes import placement_changes
from plangraph.asking.schedule_changes import schedule_changes
from plangraph.model.texts import Bilingual

__all__ = ["Change", "Comparison", "LikelyRename", "Tally", "compare"]


def compare(old: Edition, new: Edition) -> Comparison:
    """Everything that differs between two editions; of two plans of different bodies too, by title alone."""
    sections = match_policies(old, new)
    matching = match_projects(old, new, sections)
    editions = EditionPair(old, new, sections)
    likely = likely_renames(old, new, sections, matching) if same_body(old.plan, new.plan) else ()
    tree, policies = policy_changes(sections)
    changes = list(tree)
    unchanged = 0
    for pair in matching.pairs:
        found = list(_of_pair(editions, pair))
        unchanged += not found
        changes += found
    changes += _dropped_and_added(editions, matching, likely)
    tally = Tally(
        len(old.standings),
        len(new.standings),
        len(matching.pairs),
        len(matching.dropped),
        len(matching.added),
        unchanged,
    )
    return Comparison(
        old.plan,
        new.plan,
        tuple(sorted(changes, key=lambda change: change.order)),
        likely,
        tally,
        policies,
        tuple(_notes(editions)),
    )


def _of_pair(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    yield from _renamed(editions, pair)
    yield from placement_changes(editions, pair)
    yield from schedule_changes(editions, pair)
    yield from money_changes(editions, pair)
    yield from office_changes(editions, pair)


def _renamed(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """One project under two titles: by a former title in print, or by an alias."""
    ours, theirs = titles_of(pair.old, editions.old), titles_of(pair.new, editions.new)
    if ours & theirs:
        return
    old, new = editions.old.title_of(pair.old), editions.new.title_of(pair.new)
    printed = any(
        item.iri in edition.details.former
        for edition, standing in ((editions.old, pair.old), (editions.new, pair.new))
        for item in standing.listings
    )
    by = (
        Bilingual("旧名の印字によります", "by the former title in print")
        if printed
        else Bilingual("別名（plan.toml）によります", "by an alias of plan.toml")
    )
    yield editions.change(
        "renamed",
        pair,
        Bilingual(
            f"「{old}」の名が「{new}」に変わりました（{by.ja}）。",
            f'"{old}" is now called "{new}" ({by.en}).',
        ),
        before=old,
        after=new,
        how="former-title" if printed else "alias",
    )


def _dropped_and_added(
    editions: EditionPair, matching: Matching, likely: tuple[LikelyRename, ...]
) -> Iterator[Change]:
    renamed = {one.old_project: one.new_title for one in likely}
    for standing in matching.dropped:
        title = editions.old.title_of(standing)
        side = editions.old.side(standing.lead)
        yield Change(
            "dropped",
            title,
            standing.iri,
            side,
            None,
            _with_likely(
                Bilingual(
                    f"「{title}」（{side.section or '施策なし'}）は新しい版にありません。",
                    f'"{title}" ({side.section or "no section"}) is not in the newer edition.',
                ),
                renamed.get(standing.iri),
            ),
            before=title,
            how="likely-rename" if standing.iri in renamed else "",
        )
    yield from _added(editions, matching.added, {one.new_project: one.old_title for one in likely})


def _added(editions: EditionPair, added: tuple[Standing, ...], renamed: dict[str, str]) -> Iterator[Change]:
    for standing in added:
        title = editions.new.title_of(standing)
        side = editions.new.side(standing.lead)
        yield Change(
            "added",
            title,
            standing.iri,
            None,
            side,
            _with_likely(
                Bilingual(
                    f"「{title}」（{side.section or '施策なし'}）が新しい版で加わりました。",
                    f'"{title}" ({side.section or "no section"}) is new in the newer edition.',
                ),
                renamed.get(standing.iri),
            ),
            after=title,
            how="likely-rename" if standing.iri in renamed else "",
        )


def _with_likely(words: Bilingual, other: str | None) -> Bilingual:
    if other is None:
        return words
    return Bilingual(
        f"{words.ja}「{other}」と同じ事業かもしれません。", f'{words.en} It may be the same as "{other}".'
    )


def _notes(editions: EditionPair) -> Iterator[Bilingual]:
    """What the reader has to know before the changes are read."""
    old, new = editions.old, editions.new
    if old.plan.iri == new.plan.iri and old.facts is new.facts:
        yield Bilingual("同じ計画を二度指定しています。", "The same plan is named twice.")
    if not same_body(old.plan, new.plan):
        yield Bilingual(
            f"団体が違います（{old.plan.body_name}と{new.plan.body_name}）。題名が同じ事業を並べただけで、同じ事業とは限りません。",
            f"The plans are of different bodies ({old.plan.body_name}, {new.plan.body_name}): projects are set side by side by title alone and need not be the same.",
        )
    for edition in (old, new):
        if not edition.standings:
            yield Bilingual(
                f"「{edition.plan.title}」には事業の掲載がありません。",
                f'"{edition.plan.title}" lists no project.',
            )
        elif not edition.prints_costs:
            yield Bilingual(
                f"「{edition.plan.title}」には事業費がないので、金額は比べていません。",
                f'"{edition.plan.title}" prints no costs, so money is not compared.',
            )
    if not editions.common_years:
        yield Bilingual(
            "二つの版に共通の年度がないので、金額と年度は比べていません。",
            "The editions have no fiscal year in common, so money and years are not compared.",
        )
    units = {frozenset(edition.details.units.values()) for edition in (old, new)}
    if len(units) > 1 and all(units):
        yield Bilingual(
            "金額の単位が版によって違います。粗いほうの一単位以上の差だけを変更としています。",
            "Amounts are printed in different units; only differences of a whole coarser unit are told.",
        )
    if old.plan.first_year > new.plan.first_year:
        yield Bilingual(
            "「古い版」の始まりの年度のほうが後です。順序を確かめてください。",
            'The "older" edition begins later; check the order.',
        )
