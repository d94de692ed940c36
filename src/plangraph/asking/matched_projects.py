"""Projects of two editions that are one: by their address in one graph, else by title and section; former titles, aliases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from plangraph.asking.edition import Edition, Standing, same_body
from plangraph.asking.matched_policies import Sections
from plangraph.model.texts import comparison_title


@dataclass(frozen=True, slots=True)
class Pair:
    """One project in both editions."""

    old: Standing
    new: Standing


@dataclass(frozen=True, slots=True)
class Matching:
    """Every project of both editions, once: in a pair, dropped or added."""

    pairs: tuple[Pair, ...]
    dropped: tuple[Standing, ...]
    added: tuple[Standing, ...]


def match_projects(old: Edition, new: Edition, sections: Sections) -> Matching:
    """Find for each project of the older edition what it is in the newer one.

    In one graph a body's projects have one address over all editions, and that is held to. Between graphs, and between
    bodies, titles decide; several projects of one title are told apart by their sections, as addresses are. What a title
    calls its former title, and what an alias of a `plan.toml` says, joins what is left; nothing else does.
    """
    if old.facts is new.facts and old.plan.body == new.plan.body:
        pairs = [Pair(one, new.standings[iri]) for iri, one in old.standings.items() if iri in new.standings]
    else:
        pairs = list(_by_title(old, new, sections))
    if same_body(old.plan, new.plan):
        for certain in (_by_aliases, _by_former_titles):
            pairs += certain(old, new, *_left(old, new, pairs))
    return Matching(tuple(pairs), *_left(old, new, pairs))


def titles_of(standing: Standing, edition: Edition) -> frozenset[str]:
    """The titles under which an edition lists a project, as they are compared."""
    printed = {item.title for item in standing.listings if item.title} or {edition.title_of(standing)}
    return frozenset(comparison_title(title) for title in printed)


def former_titles_of(standing: Standing, edition: Edition) -> frozenset[str]:
    """The titles that its listings say it had before, as they are compared."""
    former = edition.details.former
    return frozenset(comparison_title(former[item.iri]) for item in standing.listings if item.iri in former)


def _left(
    old: Edition, new: Edition, pairs: Iterable[Pair]
) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    taken = list(pairs)
    gone, come = {pair.old.iri for pair in taken}, {pair.new.iri for pair in taken}
    return (
        tuple(one for iri, one in old.standings.items() if iri not in gone),
        tuple(one for iri, one in new.standings.items() if iri not in come),
    )


def _by_title(old: Edition, new: Edition, sections: Sections) -> Iterable[Pair]:
    ours = _grouped(old.standings.values(), lambda one: comparison_title(old.title_of(one)))
    theirs = _grouped(new.standings.values(), lambda one: comparison_title(new.title_of(one)))
    for title, found in ours.items():
        yield from _of_one_title(found, theirs.get(title, []), sections)


def _of_one_title(old: list[Standing], new: list[Standing], sections: Sections) -> list[Pair]:
    """Projects of one title: those in one section, in their order; where none are, the first of each side."""
    ours = _grouped(old, lambda one: sections.known_as(one.lead.policy))
    theirs = _grouped(new, lambda one: one.lead.policy)
    pairs = [
        Pair(one, other)
        for section, found in ours.items()
        for one, other in zip(found, theirs.get(section, []), strict=False)
    ]
    return pairs or [Pair(one, other) for one, other in zip(old[:1], new[:1], strict=False)]


def _by_aliases(
    old: Edition, new: Edition, dropped: tuple[Standing, ...], added: tuple[Standing, ...]
) -> list[Pair]:
    """What a `plan.toml` of either edition says is one under two labels."""
    known: dict[str, str] = {}
    for aliases in (old.details.aliases, new.details.aliases):
        for left, right in aliases.items():
            known.setdefault(comparison_title(left), comparison_title(right))
    if not known:
        return []
    return _unique(
        dropped,
        added,
        lambda one: {known.get(title, title) for title in titles_of(one, old)},
        lambda one: {known.get(title, title) for title in titles_of(one, new)},
    )


def _by_former_titles(
    old: Edition, new: Edition, dropped: tuple[Standing, ...], added: tuple[Standing, ...]
) -> list[Pair]:
    """What prints the title of a project of the other edition as its former one (旧：…)."""
    return _unique(
        dropped, added, lambda one: titles_of(one, old), lambda one: former_titles_of(one, new)
    ) or _unique(dropped, added, lambda one: former_titles_of(one, old), lambda one: titles_of(one, new))


def _unique(
    dropped: Iterable[Standing],
    added: Iterable[Standing],
    old_names: Callable[[Standing], Iterable[str]],
    new_names: Callable[[Standing], Iterable[str]],
) -> list[Pair]:
    """Pairs by a common name, where the name means one project on either side and leads no project to two."""
    ours: defaultdict[str, list[Standing]] = defaultdict(list)
    theirs: defaultdict[str, list[Standing]] = defaultdict(list)
    for one in dropped:
        for name in old_names(one):
            ours[name].append(one)
    for one in added:
        for name in new_names(one):
            theirs[name].append(one)
    found = {
        (ours[name][0].iri, theirs[name][0].iri): Pair(ours[name][0], theirs[name][0])
        for name in sorted(ours.keys() & theirs.keys())
        if len(ours[name]) == len(theirs[name]) == 1
    }
    return [
        pair
        for (before, after), pair in found.items()
        if sum(before == one for one, _ in found) == 1 and sum(after == other for _, other in found) == 1
    ]


def _grouped(standings: Iterable[Standing], key: Callable[[Standing], str]) -> Mapping[str, list[Standing]]:
    found: defaultdict[str, list[Standing]] = defaultdict(list)
    for one in standings:
        found[key(one)].append(one)
    return found
