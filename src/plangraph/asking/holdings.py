"""What a graph holds, by prefecture, body, plan and document: quick to ask at any size, unlike sums over listings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plangraph.asking.overview import LoadedDocument, class_counts, loaded_documents
from plangraph.graph.endpoint import Endpoint
from plangraph.model.prefectures import PREFECTURES, prefecture_of
from plangraph.model.texts import Bilingual


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan with its documents."""

    iri: str
    title: str
    documents: tuple[LoadedDocument, ...]


@dataclass(frozen=True, slots=True)
class LoadedBody:
    """A city or another body with its plans."""

    iri: str
    name: str
    plans: tuple[LoadedPlan, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """The bodies of one prefecture (`code` "" for bodies of none), in the order of their area codes."""

    code: str
    bodies: tuple[LoadedBody, ...]

    @property
    def name(self) -> Bilingual | None:
        """The prefecture."""
        return PREFECTURES.get(self.code)

    @property
    def plans(self) -> int:
        """How many plans."""
        return sum(len(body.plans) for body in self.bodies)

    @property
    def documents(self) -> int:
        """How many documents."""
        return sum(len(plan.documents) for body in self.bodies for plan in body.plans)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is cheap to know of a version: its documents, and how many things of each class."""

    documents: tuple[LoadedDocument, ...]
    counts: Mapping[str, int]
    regions: tuple[Region, ...]

    @property
    def bodies(self) -> int:
        """How many bodies."""
        return sum(len(region.bodies) for region in self.regions)

    @property
    def plans(self) -> int:
        """How many plans."""
        return sum(region.plans for region in self.regions)

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last fiscal year of all plans."""
        spans = [(one.document.first_year, one.document.last_year) for one in self.documents]
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


def holdings(endpoint: Endpoint) -> Holdings:
    """Look at the documents of a graph, in three queries."""
    documents = loaded_documents(endpoint)
    return Holdings(documents, class_counts(endpoint), documents_to_regions(documents))


def documents_to_regions(documents: Sequence[LoadedDocument]) -> tuple[Region, ...]:
    """Documents by plan, body and prefecture, from north to south; bodies of no prefecture come last."""
    plans: dict[tuple[str, str, str], dict[tuple[str, str], list[LoadedDocument]]] = {}
    for one in documents:
        document = one.document
        code = prefecture_of(document.body.rpartition("/")[2])
        of_body = plans.setdefault((code, document.body, document.body_name), {})
        of_body.setdefault((document.plan, document.plan_title), []).append(one)
    regions: dict[str, list[LoadedBody]] = {}
    for (code, iri, name), found in sorted(plans.items(), key=lambda item: item[0]):
        made = tuple(LoadedPlan(plan, title, tuple(own)) for (plan, title), own in sorted(found.items()))
        regions.setdefault(code, []).append(LoadedBody(iri, name, made))
    return tuple(Region(code, tuple(regions[code])) for code in sorted(regions, key=lambda code: code or "~"))
