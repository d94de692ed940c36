"""What the panel beside the picture says of one thing: facts in groups, and where they are printed, as plain texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import NamedNode

from plangraph.asking.describe import Description, Statement, describe
from plangraph.asking.labels import term_labels
from plangraph.asking.links import Thing, links_of, things_where
from plangraph.asking.terms import iri_term, local_name
from plangraph.asking.trace import trace
from plangraph.asking.traced import Trace, TracedCost, TracedListing
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.texts import Bilingual
from plangraph.serving.words import Words

_MOST_VALUES = 12
_MOST_SOURCES = 12
_LONGEST_QUOTE = 400
_NOT_SHOWN = frozenset({"code", "order", "partOf", "listsProject", "indicator", "plannedProject", "guidedBy"})

Item = dict[str, Any]


def panel(endpoint: Endpoint, iri: str, w: Words) -> dict[str, Any]:
    """Facts and sources of a thing that a picture can show; raises NotFoundError for any other.

    `groups` are `{"name", "items": [{"text", "note", "href"}]}`, `sources` `{"text", "quote", "href"}`; `href` is None
    where there is nothing to lead to. `links` counts every link that the graph has, by what it is called.
    """
    thing = things_where(endpoint, f"VALUES ?node {{ {iri_term(iri)} }}").get(iri)
    if thing is None:
        raise NotFoundError(
            iri,
            Bilingual("図に描くものではありません。", "nothing that a picture shows"),
        )
    if thing.kind == "project":
        found = trace(endpoint, iri)
        groups, sources = _of_project(found, w), _sources_of_listings(found.listings, w)
    else:
        described = describe(endpoint, iri)
        groups = _of_thing(described, w)
        sources = [_source(w, one.file, one.place, one.quote) for one in described.sources]
    return {
        "iri": iri,
        "kind": thing.kind,
        "kind_words": w.text(f"kind.{thing.kind}"),
        "title": thing.label,
        "code": thing.code,
        "groups": [group for group in groups if group["items"]],
        "links": _links(endpoint, iri, thing, w),
        "sources": sources[:_MOST_SOURCES],
        "sources_left": max(0, len(sources) - _MOST_SOURCES),
        **links_to(iri, thing.kind, w),
    }


def links_to(iri: str, kind: str, w: Words) -> dict[str, str | None]:
    """Where a thing leads on this server; nowhere in a file that stands alone."""
    return {
        "page": w.thing(iri),
        "trace": w.link("/trace", project=iri) if kind == "project" else None,
        "around": w.link("/graph", focus=iri),
    }


def _of_project(found: Trace, w: Words) -> list[dict[str, Any]]:
    def term(word: str) -> str:
        name = "CarriedElsewhere" if word == "carried" else word[:1].upper() + word[1:]
        return found.terms.term(name)[w.lang]

    listings = [
        _item(
            f"{one.policy_code} {one.policy_title}".strip(),
            "・".join(
                filter(
                    None,
                    [
                        _role(one, found, w),
                        w.text(f"state.{one.state}") if one.state else "",
                        *one.designations,
                    ],
                )
            ),
            w.thing(one.policy_iri) if one.policy_iri else None,
        )
        for one in found.listings
    ]
    divisions = {one.iri: one for listing in found.listings for one in listing.divisions}
    costs = [(plan.title, cost) for plan in found.plans for cost in plan.costs]
    several = len(found.plans) > 1
    return [
        {"name": w.text("panel.listings"), "items": listings},
        {
            "name": w.text("panel.costs"),
            "items": [
                _item(
                    f"{w.fiscal_year(cost.fiscal_year)} {_amount(cost, w)}".strip(),
                    "・".join(filter(None, [term(cost.amount_status), title if several else ""])),
                )
                for title, cost in costs
            ],
        },
        {
            "name": w.text("panel.divisions"),
            "items": [
                _item(one.name, w.text("panel.and_others") if one.and_others else "", w.thing(one.iri))
                for one in divisions.values()
            ],
        },
        {
            "name": w.text("panel.guidelines"),
            "items": [_item(name, "", w.thing(iri)) for name, iri in found.guidelines],
        },
    ]


def _role(one: TracedListing, found: Trace, w: Words) -> str:
    name = "Carried" if one.role == "carried" else one.role[:1].upper() + one.role[1:]
    return found.terms.term(name)[w.lang]


def _amount(cost: TracedCost, w: Words) -> str:
    if cost.amount_yen is None:
        return ""
    if cost.low_yen is None or cost.high_yen is None or cost.low_yen == cost.high_yen:
        return w.yen(cost.amount_yen)
    return f"{w.yen(cost.amount_yen)} ({w.yen(cost.low_yen)}～{w.yen(cost.high_yen)})"


def _of_thing(found: Description, w: Words) -> list[dict[str, Any]]:
    by_property: dict[str, list[Statement]] = {}
    for statement in found.statements:
        if statement.property.startswith(PLG_IRI) and local_name(statement.property) not in _NOT_SHOWN:
            by_property.setdefault(statement.property, []).append(statement)
    return [
        {
            "name": w.property(name, statements[0].property_label),
            "items": [_value(one, w) for one in statements[:_MOST_VALUES]] + _left(len(statements), w),
        }
        for name, statements in by_property.items()
        if not all(isinstance(one.value, NamedNode) and one.value_label is None for one in statements)
    ]


def _value(one: Statement, w: Words) -> Item:
    if isinstance(one.value, NamedNode):
        label = one.value_label[w.lang] if one.value_label else local_name(one.value.value)
        return _item(label, "", w.thing(one.value.value))
    return _item(str(getattr(one.value, "value", one.value)))


def _left(count: int, w: Words) -> list[Item]:
    return [_item(w.text("panel.more", count=count - _MOST_VALUES))] if count > _MOST_VALUES else []


def _item(text: str, note: str = "", href: str | None = None) -> Item:
    return {"text": text, "note": note, "href": href}


def _sources_of_listings(listings: Iterable[TracedListing], w: Words) -> list[Item]:
    return [_source(w, one.document, one.place, one.quote) for one in listings if one.place]


def _source(w: Words, document: str, place: str, quote: str) -> Item:
    cut = quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"
    return {"text": f"{document} {w.place(place)}".strip(), "quote": cut, "href": w.source(document, place)}


def _links(endpoint: Endpoint, iri: str, thing: Thing, w: Words) -> list[dict[str, Any]]:
    terms = term_labels(endpoint)
    counts: Counter[tuple[str, bool]] = Counter()
    for link in links_of(endpoint, [iri]):
        role = f"{link.role[:1].upper()}{link.role[1:]}"
        counts[PLG_IRI + role if role else link.property, link.start == iri] += 1
    return list(_counted(counts, terms.by_iri, w))


def _counted(counts: Counter[tuple[str, bool]], labels: Any, w: Words) -> Iterator[dict[str, Any]]:
    for (name, outgoing), count in sorted(counts.items()):
        label = labels.get(name) or Bilingual(local_name(name), local_name(name))
        yield {"name": w.property(name, label), "outgoing": outgoing, "count": count}
