"""One edition of a plan: its own listings, projects and policies out of the facts of a graph, ready to be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from plangraph.asking.facts import Amount, Facts, ListingFacts, PlanFacts, PolicyFacts
from plangraph.asking.sources import Source, merged_place, merged_quote
from plangraph.asking.terms import local_name

KNOWN = frozenset({"stated", "derived"})
"""Statuses under which there is an amount."""


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """What became of offices in a fiscal year, by their names; `kind` is "renamed", "merged", "split", "closed", "moved"."""

    kind: str
    year: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Details:
    """What facts leave out, for the listings of one edition, by listing; empty where nobody fetched it.

    `contents` are texts with their year (None: of no year). `units` are the coarsest printed unit of money, in yen.
    `aliases` are labels of projects and the labels that `plan.toml` says to use.
    """

    contents: Mapping[str, tuple[tuple[int | None, str], ...]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    office_changes: tuple[OfficeChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """Where one edition says something: the listing, its policy, the document's address and file, place and words."""

    listing: str = ""
    policy: str = ""
    policy_code: str = ""
    policy_title: str = ""
    document: str = ""
    file: str = ""
    place: str = ""
    quote: str = ""

    @property
    def section(self) -> str:
        """Code and title of the policy, as far as they are known."""
        return f"{self.policy_code} {self.policy_title}".strip()


@dataclass(frozen=True)
class Standing:
    """One project in one edition: its listings in the order of the print, and the home whose money counts, if any."""

    iri: str
    listings: tuple[ListingFacts, ...]
    home: ListingFacts | None

    @property
    def lead(self) -> ListingFacts:
        """The home; without one what is carried by another project, else the first listing."""
        if self.home is not None:
            return self.home
        return next((item for item in self.listings if item.role == "carried"), self.listings[0])

    @property
    def others(self) -> tuple[ListingFacts, ...]:
        """Every listing but the lead."""
        return tuple(item for item in self.listings if item is not self.lead)


@dataclass(frozen=True)
class Edition:
    """One plan with the facts it is taken from."""

    facts: Facts
    plan: PlanFacts
    details: Details = Details()

    @cached_property
    def listings(self) -> tuple[ListingFacts, ...]:
        """The listings of this plan."""
        return tuple(item for item in self.facts.listings if item.plan == self.plan.iri)

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """The projects that this plan lists, in the order of their first listing."""
        found: defaultdict[str, list[ListingFacts]] = defaultdict(list)
        for item in self.listings:
            found[item.project].append(item)
        homes = self.facts.counting
        return {
            iri: Standing(iri, tuple(items), homes.get((self.plan.iri, iri))) for iri, items in found.items()
        }

    @cached_property
    def policies(self) -> Mapping[str, PolicyFacts]:
        """The policies and basic projects of this plan's tree, from the top down, by code."""
        nodes = self.facts.policies
        owner: dict[str, str] = {}

        def plan_of(iri: str) -> str:
            if iri not in owner:
                top = list(self.facts.above(iri))[-1].parent
                owner.update((one.iri, top) for one in self.facts.above(iri))
            return owner[iri]

        own = [one for iri, one in nodes.items() if plan_of(iri) == self.plan.iri]
        return {
            one.iri: one for one in sorted(own, key=lambda one: (one.depth, one.code, one.title, one.iri))
        }

    @property
    def window(self) -> range:
        """The fiscal years of the plan; none where they are not known."""
        first, last = self.plan.first_year, self.plan.last_year
        return range(first, last + 1) if first and last else range(0)

    @cached_property
    def alone(self) -> bool:
        """Whether its body has no other plan in the graph, so that all that is said of a project is said here."""
        return not any(
            one.body == self.plan.body and one.iri != self.plan.iri for one in self.facts.plans.values()
        )

    @cached_property
    def prints_costs(self) -> bool:
        """Whether any listing prints an amount, or a cell for one."""
        return any(item.costs for item in self.listings)

    def title_of(self, standing: Standing) -> str:
        """The title as this edition prints it."""
        project = self.facts.projects.get(standing.iri)
        return standing.lead.title or (project.title if project else standing.iri)

    @cached_property
    def _sides(self) -> dict[str, Side]:
        return {}

    def side(self, listing: ListingFacts) -> Side:
        """Where a listing stands."""
        found = self._sides.get(listing.iri)
        if found is None:
            found = self._sides[listing.iri] = self._side(listing)
        return found

    def _side(self, listing: ListingFacts) -> Side:
        policy = self.facts.policies.get(listing.policy)
        sources = self.details.sources.get(listing.iri, ())
        document = self.facts.documents.get(listing.document)
        return Side(
            listing=listing.iri,
            policy=listing.policy,
            policy_code=policy.code if policy else "",
            policy_title=policy.title if policy else "",
            document=listing.document,
            file=document.file if document else "",
            place=merged_place(sources) if sources else "",
            quote=merged_quote(sources),
        )

    def policy_side(self, iri: str) -> Side:
        """Where a policy stands."""
        policy = self.facts.policies[iri]
        sources = self.details.sources.get(iri, ())
        return Side(
            policy=iri,
            policy_code=policy.code,
            policy_title=policy.title,
            document=sources[0].document if sources else "",
            file=sources[0].file if sources else "",
            place=merged_place(sources) if sources else "",
            quote=merged_quote(sources),
        )

    def section(self, policy: str) -> str:
        """Code and title of a policy; its bare address where the graph says no more."""
        known = self.facts.policies.get(policy)
        return known.name if known else policy

    def offices(self, listing: ListingFacts) -> tuple[str, ...]:
        """The names of the divisions in charge, sorted."""
        known = self.facts.divisions
        return tuple(sorted(known[iri].name if iri in known else iri for iri in listing.divisions))


def same_body(one: PlanFacts, other: PlanFacts) -> bool:
    """Whether one body publishes two plans: its code ends its address, whatever the address begins with."""
    return local_name(one.body) == local_name(other.body)


def years_of(amounts: tuple[Amount, ...]) -> dict[tuple[int, str], Amount]:
    """Yearly amounts by year and kind; the first of several."""
    found: dict[tuple[int, str], Amount] = {}
    for amount in amounts:
        found.setdefault((amount.first_year, amount.kind), amount)
    return found
