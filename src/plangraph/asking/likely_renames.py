"""Likely renames: dropped and added projects whose titles are near, offered with what else agrees, never asserted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from plangraph.asking.compared import LikelyRename
from plangraph.asking.edition import KNOWN, Edition, Standing, years_of
from plangraph.asking.matched_policies import Sections
from plangraph.asking.matched_projects import Matching, former_titles_of, titles_of
from plangraph.model.texts import code_key, comparison_title
from plangraph.reading.near_labels import LIKELY, likeness, most_like

MOST_COMPARED = 4_000_000
"""Pairs of titles that are held against each other for a common division; beyond, only sections and numbers count."""
_NEAREST = 5
_FEW = 3


@dataclass
class _Search:
    """What is dropped and added, by what may join them."""

    old: Edition
    new: Edition
    sections: Sections
    dropped: dict[str, Standing]
    added: dict[str, Standing]
    found: dict[tuple[str, str], float] = field(default_factory=dict)

    def near(self, ours: Iterable[str], theirs: Iterable[str]) -> None:
        """Take the nearest titles of a group: seen from the dropped and from the added, so that either order agrees."""
        before, after = sorted(set(ours)), sorted(set(theirs))
        if before and after:
            self._from(before, after, self.old, self.new, turned=False)
            self._from(after, before, self.new, self.old, turned=True)

    def _from(
        self, ones: list[str], others: list[str], here: Edition, there: Edition, *, turned: bool
    ) -> None:
        labels = [comparison_title(there.title_of(there.standings[iri])) for iri in others]
        for iri in ones:
            title = comparison_title(here.title_of(here.standings[iri]))
            for position, _ in most_like(title, labels, least=LIKELY, most=_NEAREST):
                pair = (others[position], iri) if turned else (iri, others[position])
                self.found[pair] = likeness(title, labels[position])


def likely_renames(
    old: Edition, new: Edition, sections: Sections, matching: Matching
) -> tuple[LikelyRename, ...]:
    """Pairs of a dropped and an added project of one section, division or number whose titles are near, best first.

    Each project stands in one pair at most. One printed number joins unlike titles too, unless the edition gave its
    numbers anew (more than a quarter of the common ones stand by other titles), and so does a former title that
    several claim.
    """
    search = _Search(
        old,
        new,
        sections,
        {one.iri: one for one in matching.dropped},
        {one.iri: one for one in matching.added},
    )
    ours = _by_section(search.dropped.values(), old, sections)
    theirs = _by_section(search.added.values(), new, None)
    for section, found in ours.items():
        search.near(found, theirs.get(section, ()))
    _by_divisions(search)
    for pair in (*_by_numbers(search, matching), *_by_former(search)):
        search.found.setdefault(pair, _likeness(search, *pair))
    offered = [_offer(search, before, after, score) for (before, after), score in search.found.items()]
    return tuple(_each_once(offered))


def _by_section(
    standings: Iterable[Standing], edition: Edition, sections: Sections | None
) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in standings:
        for policy in {item.policy for item in one.listings}:
            found[sections.known_as(policy) if sections else policy].append(one.iri)
    return found


def _by_divisions(search: _Search) -> None:
    ours: defaultdict[str, list[str]] = defaultdict(list)
    theirs: defaultdict[str, list[str]] = defaultdict(list)
    for edition, standings, found in (
        (search.old, search.dropped, ours),
        (search.new, search.added, theirs),
    ):
        for one in standings.values():
            for office in edition.offices(one.lead):
                found[comparison_title(office)].append(one.iri)
    common = sorted(ours.keys() & theirs.keys())
    if sum(len(ours[office]) * len(theirs[office]) for office in common) <= MOST_COMPARED:
        for office in common:
            search.near(ours[office], theirs[office])


def _by_numbers(search: _Search, matching: Matching) -> Iterator[tuple[str, str]]:
    ours, theirs = _numbered(search.old), _numbered(search.new)
    common = [code for code in ours if code in theirs]
    same = {(pair.old.iri, pair.new.iri) for pair in matching.pairs}
    other = [code for code in common if (ours[code], theirs[code]) not in same]
    anew = len(other) > max(_FEW, len(common) // 4)
    for code in other:
        pair = ours[code], theirs[code]
        both_left = pair[0] in search.dropped and pair[1] in search.added
        if both_left and (not anew or _likeness(search, *pair) >= LIKELY):
            yield pair


def _numbered(edition: Edition) -> dict[str, str]:
    """Projects by their printed number, where the number stands by one project."""
    codes = edition.details.codes
    found: defaultdict[str, set[str]] = defaultdict(set)
    for item in edition.listings:
        if item.iri in codes:
            found[code_key(codes[item.iri])].add(item.project)
    return {code: next(iter(projects)) for code, projects in found.items() if len(projects) == 1}


def _by_former(search: _Search) -> Iterator[tuple[str, str]]:
    """Former titles that did not make it certain, since several projects bear or claim them."""
    by_title: defaultdict[str, list[str]] = defaultdict(list)
    for one in search.dropped.values():
        for title in titles_of(one, search.old):
            by_title[title].append(one.iri)
    for one in search.added.values():
        for title in former_titles_of(one, search.new):
            yield from ((before, one.iri) for before in by_title.get(title, ()))


def _likeness(search: _Search, before: str, after: str) -> float:
    return likeness(
        comparison_title(search.old.title_of(search.dropped[before])),
        comparison_title(search.new.title_of(search.added[after])),
    )


def _offer(search: _Search, before: str, after: str, score: float) -> LikelyRename:
    old, new = search.dropped[before], search.added[after]
    return LikelyRename(
        old_title=search.old.title_of(old),
        new_title=search.new.title_of(new),
        old_project=before,
        new_project=after,
        old=search.old.side(old.lead),
        new=search.new.side(new.lead),
        score=round(score, 1),
        evidence=tuple(_evidence(search, old, new)),
    )


def _evidence(search: _Search, old: Standing, new: Standing) -> Iterator[str]:
    if search.sections.same(old.lead.policy, new.lead.policy):
        yield "same-section"
    ours, theirs = search.old.offices(old.lead), search.new.offices(new.lead)
    if {comparison_title(one) for one in ours} & {comparison_title(one) for one in theirs}:
        yield "same-division"
    codes = search.old.details.codes, search.new.details.codes
    numbers = [
        {code_key(known[item.iri]) for item in one.listings if item.iri in known}
        for known, one in zip(codes, (old, new), strict=True)
    ]
    if numbers[0] & numbers[1]:
        yield "same-code"
    if _same_cost(old, new):
        yield "same-cost"
    if titles_of(old, search.old) & former_titles_of(new, search.new) or titles_of(
        new, search.new
    ) & former_titles_of(old, search.old):
        yield "former-title"


def _same_cost(old: Standing, new: Standing) -> bool:
    """Whether every year with an amount in both has the same, and one of them is not 0."""
    ours, theirs = years_of(old.lead.costs), years_of(new.lead.costs)
    both = [
        (ours[key].yen, theirs[key].yen)
        for key in ours.keys() & theirs.keys()
        if {ours[key].status, theirs[key].status} <= KNOWN
    ]
    return bool(both) and all(one == other for one, other in both) and any(one for one, _ in both)


def _each_once(offered: Iterable[LikelyRename]) -> Iterator[LikelyRename]:
    """The best pairs first, each project once; the same pairs whichever edition comes first."""
    taken: Counter[tuple[bool, str]] = Counter()
    for one in sorted(
        offered,
        key=lambda one: (
            -one.score,
            -len(one.evidence),
            sorted((one.old_title, one.new_title)),
            sorted((one.old_project, one.new_project)),
        ),
    ):
        sides = (False, one.old_project), (True, one.new_project)
        if not any(taken[side] for side in sides):
            taken.update(sides)
            yield one
