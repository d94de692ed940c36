"""Re-scheduling: contents or money in another year than before, and first or last years that moved.

A rolling edition begins a year later than the one before. That alone is no change: a year counts only where both editions
could have printed it, that is, where it lies in both plans.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from plangraph.asking.compared import Change
from plangraph.asking.edition import KNOWN, Edition, Standing, years_of
from plangraph.asking.edition_pair import EditionPair
from plangraph.asking.matched_projects import Pair
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang, comparison_title

_GOES_ON = re.compile(r"継続(?:実施)?|継続して実施|同左|同上|同じ|[〃々→⇒\"”]+|-+>")
"""Contents that stand for those of the year before."""


def schedule_changes(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """What was re-scheduled in one project; both leads must be homes."""
    if pair.old.home is None or pair.new.home is None:
        return
    yield from _moved_contents(editions, pair)
    yield from _moved_money(editions, pair)
    yield from _edges(editions, pair)


def contents_by_year(edition: Edition, standing: Standing) -> dict[int, tuple[str, ...]]:
    """What the lead prints of each year."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    for year, text in edition.details.contents.get(standing.lead.iri, ()):
        if year is not None and text.strip():
            said[year].append(text)
    return {year: tuple(texts) for year, texts in sorted(said.items())}


def _meant_by_year(said: Mapping[int, Sequence[str]]) -> dict[int, tuple[str, ...]]:
    """What contents mean: 「継続」 stands for what the year before said."""
    found: dict[int, tuple[str, ...]] = {}
    for year in sorted(said):
        before = found.get(year - 1, ())
        texts: list[str] = []
        for text in said[year]:
            goes_on = _GOES_ON.fullmatch(comparison_title(text)) and before
            texts += before if goes_on else [text]
        found[year] = tuple(dict.fromkeys(texts))
    return found


def _moved_contents(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """Contents that begin in a year of which the other edition does not say so, though it says so of another."""
    ours = _years_by_text(_meant_by_year(contents_by_year(editions.old, pair.old)))
    theirs = _years_by_text(_meant_by_year(contents_by_year(editions.new, pair.new)))
    title = editions.new.title_of(pair.new)
    for key in sorted(ours.keys() & theirs.keys()):
        (text, before), (_, after) = ours[key], theirs[key]
        gone = min(before) in editions.new.window and min(before) not in after
        come = min(after) in editions.old.window and min(after) not in before
        if gone or come:
            yield editions.change(
                "rescheduled",
                pair,
                Bilingual(
                    f"「{title}」の「{text}」が、{_years(before, 'ja')}から{_years(after, 'ja')}に変わりました。",
                    f'"{text}" of "{title}" was planned for {_years(before, "en")} and is for {_years(after, "en")}.',
                ),
                before=_plain(before),
                after=_plain(after),
                how="content",
            )


def _years_by_text(contents: dict[int, tuple[str, ...]]) -> dict[str, tuple[str, set[int]]]:
    found: dict[str, tuple[str, set[int]]] = {}
    for year, texts in contents.items():
        for text in texts:
            found.setdefault(comparison_title(text), (text, set()))[1].add(year)
    return found


def _moved_money(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """Stated amounts that are others in each year, and the same in sum over the years of both plans."""
    ours, theirs = years_of(pair.old.lead.costs), years_of(pair.new.lead.costs)
    keys = [(year, "ProjectCost") for year in editions.common_years]
    if len(keys) < 2 or not all(
        key in side and side[key].status == "stated" for key in keys for side in (ours, theirs)
    ):
        return
    before, after = ([side[key].yen or 0 for key in keys] for side in (ours, theirs))
    if before == after or sum(before) != sum(after) or not sum(before):
        return
    title = editions.new.title_of(pair.new)
    lines = [
        Bilingual(
            f"{fiscal_year_label(year)} {one:,}円→{other:,}円",
            f"{fiscal_year_label(year, 'en')} {one:,} to {other:,} yen",
        )
        for (year, _), one, other in zip(keys, before, after, strict=True)
        if one != other
    ]
    yield editions.change(
        "rescheduled",
        pair,
        Bilingual(
            f"「{title}」の事業費が、計（{sum(before):,}円）は同じまま、年度の間で動きました（{'、'.join(line.ja for line in lines)}）。",
            f'The cost of "{title}" moved between years, its sum ({sum(before):,} yen) being the same ({", ".join(line.en for line in lines)}).',
        ),
        before="; ".join(f"{year}: {one}" for (year, _), one in zip(keys, before, strict=True)),
        after="; ".join(f"{year}: {one}" for (year, _), one in zip(keys, after, strict=True)),
        how="money",
    )


def _edges(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    ours, theirs = _activity(editions.old, pair.old), _activity(editions.new, pair.new)
    if not ours[0] or not theirs[0]:
        return
    title = editions.new.title_of(pair.new)
    for how, edge, words in (
        ("first-year", min, Bilingual("始まり", "first year")),
        ("last-year", max, Bilingual("終わり", "last year")),
    ):
        before, after = edge(ours[0]), edge(theirs[0])
        if before == after or before != edge(ours[0] | ours[1]) or after != edge(theirs[0] | theirs[1]):
            continue  # a year whose amount is not known may be the edge
        inner, window = _inner(before, after, editions, first=how == "first-year")
        if inner in window:
            yield editions.change(
                "rescheduled",
                pair,
                Bilingual(
                    f"「{title}」に内容または事業費のある年度の{words.ja}が、{fiscal_year_label(before)}から{fiscal_year_label(after)}に変わりました。",
                    f'The {words.en} of "{title}" with content or money was {fiscal_year_label(before, "en")} and is {fiscal_year_label(after, "en")}.',
                ),
                before=str(before),
                after=str(after),
                how=how,
            )


def _inner(before: int, after: int, editions: EditionPair, *, first: bool) -> tuple[int, Collection[int]]:
    """The year in which one edition is at work and the other is not, and the years of that other edition."""
    older_reaches_further = before < after if first else before > after
    return (before, editions.new.window) if older_reaches_further else (after, editions.old.window)


def _activity(edition: Edition, standing: Standing) -> tuple[set[int], set[int]]:
    """The years with content or money, and those of which that cannot be known."""
    active = set(contents_by_year(edition, standing))
    open_years: set[int] = set()
    for amount in standing.lead.costs:
        if amount.status in KNOWN and amount.yen:
            active.add(amount.first_year)
        elif amount.status in ("lost", "undetermined"):
            open_years.add(amount.first_year)
    return active, open_years - active


def _years(years: Iterable[int], lang: Lang) -> str:
    return ("、" if lang == "ja" else ", ").join(fiscal_year_label(year, lang) for year in sorted(years))


def _plain(years: Iterable[int]) -> str:
    return "; ".join(str(year) for year in sorted(years))
