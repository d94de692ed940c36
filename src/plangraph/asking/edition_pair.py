"""Two editions side by side, with what every comparison of a project in both needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from plangraph.asking.compared import Change
from plangraph.asking.edition import Edition, OfficeChange
from plangraph.asking.facts import ListingFacts
from plangraph.asking.matched_policies import Sections
from plangraph.asking.matched_projects import Pair
from plangraph.model.texts import Bilingual, code_key, comparison_title


@dataclass(frozen=True)
class EditionPair:
    """An older and a newer edition; `sections` says which of their policies are one."""

    old: Edition
    new: Edition
    sections: Sections

    @cached_property
    def old_sections(self) -> Mapping[str, str]:
        """Codes of the older edition's policies, as marks that name them are compared."""
        return _section_tokens(self.old, self.new, self.sections.forward, forward=True)

    @cached_property
    def new_sections(self) -> Mapping[str, str]:
        """Codes of the newer edition's policies, as marks that name them are compared."""
        return _section_tokens(self.new, self.old, self.sections.backward, forward=False)

    @cached_property
    def old_numbers(self) -> Mapping[str, str]:
        """Printed project numbers of the older edition, with the title they stand by."""
        return _numbers(self.old)

    @cached_property
    def new_numbers(self) -> Mapping[str, str]:
        """Printed project numbers of the newer edition, with the title they stand by."""
        return _numbers(self.new)

    @cached_property
    def office_changes(self) -> tuple[OfficeChange, ...]:
        """What either side's graph says became of offices."""
        return tuple(dict.fromkeys((*self.old.details.office_changes, *self.new.details.office_changes)))

    @cached_property
    def common_years(self) -> range:
        """The fiscal years that lie in both plans."""
        ours, theirs = self.old.window, self.new.window
        if not ours or not theirs:
            return range(0)
        return range(max(ours[0], theirs[0]), min(ours[-1], theirs[-1]) + 1)

    def change(
        self,
        kind: str,
        pair: Pair,
        sentence: Bilingual,
        *,
        before: str = "",
        after: str = "",
        year: int | None = None,
        yen: tuple[int | None, int | None] = (None, None),
        how: str = "",
        sides: tuple[ListingFacts, ListingFacts] | None = None,
    ) -> Change:
        """A change of one project, cited at its two leads unless `sides` say otherwise."""
        old, new = sides or (pair.old.lead, pair.new.lead)
        return Change(
            kind,
            self.new.title_of(pair.new),
            pair.new.iri,
            self.old.side(old),
            self.new.side(new),
            sentence,
            before,
            after,
            year,
            *yen,
            how,
        )


def _numbers(edition: Edition) -> Mapping[str, str]:
    """By number, the title of the home (or first listing) that prints it; numbers of several projects are left out."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for item in edition.listings:
        code = edition.details.codes.get(item.iri)
        if code:
            title = edition.title_of(edition.standings[item.project])
            found[code_key(code)].setdefault(item.project, comparison_title(title))
    return {code: next(iter(titles.values())) for code, titles in found.items() if len(titles) == 1}


def _section_tokens(
    here: Edition, there: Edition, same: Mapping[str, str], *, forward: bool
) -> Mapping[str, str]:
    """By code: the section that it is in both editions, or that it is in this one alone.

    A code of a section that only one edition has read stands for itself, since a mark may name it in both.
    """
    found: dict[str, str] = {}
    elsewhere = {code_key(one.code) for one in there.policies.values()}
    for iri, policy in here.policies.items():
        code = code_key(policy.code)
        if iri in same:
            pair = code, code_key(there.policies[same[iri]].code)
            found.setdefault(code, ">".join(pair if forward else pair[::-1]))
        elif code in elsewhere:
            found.setdefault(code, f"{'old' if forward else 'new'} {code}")
    return found
