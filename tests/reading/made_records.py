"""Made records: small plans of a made city, each listing with its line, for tests of what several listings come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from plangraph.model.divisions import Division
from plangraph.model.places import Evidence, Place
from plangraph.model.records import (
    Account,
    Body,
    DocumentDescription,
    DocumentRecords,
    GuidelineMention,
    Listing,
    ListingRole,
    Plan,
    Policy,
)
from plangraph.model.texts import comparison_title


def listing(
    title: str,
    section: str | None = None,
    *,
    marks: Sequence[str] | None = None,
    home: bool = True,
    offices: Sequence[str] = (),
    guided_by: Sequence[str] = (),
    **more: Any,
) -> Listing:
    """One listing; `marks` are the codes of its mark (an empty one is a bare 再掲), `offices` are 部 and 課 with a space."""
    return Listing(
        key=f"{section or ''}/{comparison_title(title)}",
        listed_under=section,
        title=title,
        printed_title=title,
        listing_role=ListingRole.HOME if home else ListingRole.RELISTING,
        has_mark=marks is not None,
        marked_code=tuple(marks or ()),
        responsible_division=tuple(map(office, offices)),
        guided_by=tuple(GuidelineMention(name=name) for name in guided_by),
        **more,
    )


def office(text: str) -> Division:
    """部 and 課 with a space, or one of them alone."""
    department, _, section = text.rpartition(" ")
    if department:
        return Division(department, section)
    return Division(text, None) if text.endswith("部") else Division(None, text)


def policy(code: str, title: str, *, level: str = "施策", key: str | None = None, **more: Any) -> Policy:
    """One policy; without a key of its own it is known by its code, or by its title where it has none."""
    return Policy(
        key=key or code or comparison_title(title), code=code, title=title, level=level, depth=1, **more
    )


def document(
    name: str,
    listings: Iterable[Listing] = (),
    policies: Iterable[Policy] = (),
    *,
    years: tuple[int, int] = (2024, 2026),
    plan: str | None = None,
    body: str = "13999",
    **described: Any,
) -> DocumentRecords:
    """The records of one document of a plan named after its years; line 1 for the first listing, line 101 for the first policy.

    A listing whose key is there already gets ~2, as readers give it.
    """
    used: dict[str, int] = {}
    placed = []
    for line, item in enumerate(listings, 1):
        used[item.key] = used.get(item.key, 0) + 1
        key = item.key if used[item.key] == 1 else f"{item.key}~{used[item.key]}"
        placed.append(replace(item, key=key, evidence=(_line(name, line, item.title),)))
    headed = [
        replace(item, evidence=(_line(name, line, item.title),)) for line, item in enumerate(policies, 101)
    ]
    of_plan = {field: described.pop(field) for field in ("series", "chapters") if field in described}
    return DocumentRecords(
        document=DocumentDescription(
            id=name,
            file=f"{name}.txt",
            sha256="0" * 64,
            family="project-table",
            layout="plan.toml",
            body=Body(name="例市", code=body),
            plan=Plan(
                id=plan or f"{body}-{years[0]}",
                title=f"{years[0]}年度計画",
                first_year=years[0],
                last_year=years[1],
                **of_plan,
            ),
            first_year=years[0],
            last_year=years[1],
            title=name,
            **described,
        ),
        policies=tuple(headed),
        listings=tuple(placed),
        account=Account(
            lines=1, lines_read=1, lines_repaired=0, lines_not_read=0, characters=1, characters_out=1
        ),
        text="",
    )


def _line(document: str, line: int, quote: str) -> Evidence:
    return Evidence(document, Place.of_lines([line]), quote)
