"""What an impact holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from plangraph.asking.facts import Amount
from plangraph.asking.money import NOTHING, Sum
from plangraph.asking.reaching import Reached
from plangraph.model.texts import Bilingual

SHARES = ("solely", "shared", "related")
SHARE_WORDS = {
    "solely": Bilingual("単独", "solely"),
    "shared": Bilingual("共管", "shared"),
    "related": Bilingual("関連のみ", "related only"),
}
"""Whose a project is: of what was asked for alone, of others too, or of others and only related to it."""

SHARE_HEADS = {
    "division": {
        "solely": Bilingual("単独で所管", "Solely in charge"),
        "shared": Bilingual("共管", "Shared"),
        "related": Bilingual("関連のみ", "Related only"),
    },
    "guideline": {
        "solely": Bilingual("この指針のみによる", "Guided by it alone"),
        "shared": Bilingual("他の指針にもよる", "Guided by others too"),
        "related": Bilingual("関連のみ", "Related only"),
    },
}
"""The same as heads of their numbers."""
ROLE_WORDS = {
    "home": Bilingual("本掲", "home"),
    "relisting": Bilingual("再掲", "relisting"),
    "carried": Bilingual("他事業で実施・計上", "carried"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A division or guideline that was asked for; `along` are the 課 that its 部 takes along, address and name."""

    iri: str
    kind: str
    label: str
    along: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One listing of a project. `names_it` tells whether it prints what was asked for itself.

    `elsewhere` is True where it stands in another section than the project's home in the same plan.
    """

    listing: str
    policy: str
    policy_code: str
    policy_title: str
    plan: str
    role: str
    state: str
    names_it: bool
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class AffectedProject:
    """A project that names what was asked for. `share` is that of its latest plan, `others` who else is in charge there.

    `and_others` is True where 他 is printed, so that others are in charge whose names are not known. `guided` are the
    other guidelines of a project that a guideline leads to.
    """

    iri: str
    title: str
    share: str
    others: tuple[str, ...]
    and_others: bool
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class YearMoney:
    """The money of one fiscal year, each project once, by whose the projects are."""

    fiscal_year: int
    solely: Sum = NOTHING
    shared: Sum = NOTHING
    related: Sum = NOTHING

    @property
    def in_charge(self) -> Sum:
        """What is solely theirs and what is shared."""
        return self.solely + self.shared

    def part(self, share: str) -> Sum:
        """One of `SHARES`."""
        return {"solely": self.solely, "shared": self.shared, "related": self.related}[share]


@dataclass(frozen=True, slots=True)
class PlanMoney:
    """The money in one plan; amounts of two plans are never added up.

    `projects` counts those with a home here, by share; `homes_unread` those without, whose money is not in the graph.
    """

    plan: str
    title: str
    first_year: int
    last_year: int
    years: tuple[YearMoney, ...]
    projects: Mapping[str, int]
    homes_unread: int = 0

    @property
    def total(self) -> YearMoney:
        """All years together; its year is 0."""
        found = YearMoney(0)
        for year in self.years:
            found = YearMoney(
                0, found.solely + year.solely, found.shared + year.shared, found.related + year.related
            )
        return found


@dataclass(frozen=True, slots=True)
class PolicyCost:
    """What a document prints for a policy itself; it is in no sum."""

    policy: str
    policy_name: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A place where a name is printed. `stated` is True where the graph rests on it, else the words were found in the text.

    A find in the text may be part of a longer name.
    """

    document: str
    place: str
    quote: str
    names: tuple[str, ...]
    stated: bool


@dataclass(frozen=True)
class Impact:
    """What hangs on some divisions or guidelines, within a number of steps."""

    subjects: tuple[Subject, ...]
    steps: int
    reached: tuple[Reached, ...]
    projects: tuple[AffectedProject, ...]
    money: tuple[PlanMoney, ...]
    policy_costs: tuple[PolicyCost, ...]
    printed: tuple[PrintedLine, ...]
    scenario: str = ""
    several_plans: bool = field(default=False)

    @property
    def kind(self) -> str:
        """What the subjects are: "division", or "guideline" where all are."""
        return "guideline" if all(one.kind == "guideline" for one in self.subjects) else "division"

    @property
    def name(self) -> str:
        """The names of the subjects."""
        return "、".join(one.label for one in self.subjects)

    @cached_property
    def by_iri(self) -> Mapping[str, Reached]:
        """What was reached, by its address."""
        return {one.iri: one for one in self.reached}

    def path(self, reached: Reached) -> tuple[Reached, ...]:
        """The things on the way to one that was reached, in order, itself last; the subject before them is left out."""
        way = [reached]
        while (before := self.by_iri.get(way[0].through)) is not None:
            way.insert(0, before)
        return tuple(way)

    def start_of(self, reached: Reached) -> str:
        """The name of the subject, or of the 課 it takes along, that a path begins at."""
        first = self.path(reached)[0].through
        return self._names.get(first, first)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {iri: label for one in self.subjects for iri, label in ((one.iri, one.label), *one.along)}

    def of_kind(self, *kinds: str, step: int = 0) -> tuple[Reached, ...]:
        """What was reached of some kinds, at one step or at all."""
        return tuple(one for one in self.reached if one.kind in kinds and step in (0, one.step))

    def with_share(self, share: str) -> tuple[AffectedProject, ...]:
        """The projects with one share."""
        return tuple(one for one in self.projects if one.share == share)

    def elsewhere(self) -> Iterator[tuple[AffectedProject, Side]]:
        """Sides of the projects that stand in other sections than the home."""
        for project in self.projects:
            for side in project.sides:
                if side.elsewhere:
                    yield project, side

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that print a name."""
        return tuple(dict.fromkeys(line.document for line in self.printed))


def names_of(subjects: Iterable[Subject]) -> dict[str, str]:
    """Every address that was asked for or taken along, with its name."""
    return {iri: label for one in subjects for iri, label in ((one.iri, one.label), *one.along)}
