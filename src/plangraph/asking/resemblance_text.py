"""What resembles a thing, as plain text, as JSON, and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plangraph.asking.resemblance import THRESHOLD, Compared, Resemblances
from plangraph.asking.table import Table
from plangraph.model.texts import Bilingual, Lang

_KINDS = {
    "project": Bilingual("事業", "project"),
    "policy": Bilingual("施策", "policy"),
    "basic-project": Bilingual("基本事業", "basic project"),
}


def said_of(found: Resemblances) -> Bilingual:
    """What was found, in a sentence; a likeness is no statement."""
    if not found.bodies:
        return Bilingual(
            "ほかの団体の計画が読み込まれていないので、比べる相手がありません。",
            "No plan of another body is loaded, so there is nothing to compare with.",
        )
    if not found.found:
        return Bilingual(
            f"ほかの{found.bodies:,}団体に、題名の似たものは見つかりませんでした（度合い {THRESHOLD} 以上）。",
            f"Nothing in {found.bodies:,} other bodies has a title like it (score {THRESHOLD} or more).",
        )
    return Bilingual(
        f"ほかの{found.bodies:,}団体のうち、題名の似たものを{len(found.found):,}件挙げます。同じ仕事かどうかは、内容を見て確かめてください。",
        f"{len(found.found):,} with similar titles in {found.bodies:,} other bodies. Whether the work is the same, their contents must show.",
    )


def kind_of(thing: Compared, lang: Lang) -> str:
    """What kind of thing it is, in a word."""
    return _KINDS[thing.kind][lang]


def render_resemblances(found: Resemblances, lang: Lang) -> str:
    """The likest first, each with its score and what is shared."""
    return "\n".join(_lines(found, lang)) + "\n"


def _lines(found: Resemblances, lang: Lang) -> Iterator[str]:
    yield f"{found.of.body_name} {found.of.code} {found.of.title}".replace("  ", " ")
    yield f"  {found.of.iri}"
    yield f"  {said_of(found)[lang]}"
    for one in found.found:
        thing = one.thing
        name = f"{thing.code} {thing.title}".strip()
        yield f"  {one.score:.2f}  {thing.body_name}  {name}{Bilingual(f'（{kind_of(thing, lang)}）', f' ({kind_of(thing, lang)})')[lang]}"
        if one.shared:
            yield "        " + Bilingual("共通: ", "shared: ")[lang] + " ／ ".join(one.shared)
        yield f"        {thing.iri}"


def resemblances_to_json(found: Resemblances) -> dict[str, Any]:
    """The thing, how many other bodies were looked at, and what resembles it."""
    said = said_of(found)
    return {
        "of": _compared(found.of),
        "bodies": found.bodies,
        "threshold": THRESHOLD,
        "said": {"ja": said.ja, "en": said.en},
        "similar": [
            {**_compared(one.thing), "score": one.score, "shared": list(one.shared)} for one in found.found
        ],
    }


def _compared(thing: Compared) -> dict[str, str]:
    return {
        "title": thing.title,
        "iri": thing.iri,
        "kind": thing.kind,
        "code": thing.code,
        "body": thing.body_name,
        "body_iri": thing.body,
    }


def resemblances_to_table(found: Resemblances) -> Table:
    """One row for each thing that resembles."""
    rows = tuple(
        (
            f"{one.score:.4f}",
            one.thing.body_name,
            one.thing.kind,
            one.thing.code,
            one.thing.title,
            "; ".join(one.shared),
            one.thing.iri,
        )
        for one in found.found
    )
    return Table("similar", ("score", "municipality", "kind", "code", "title", "shared", "iri"), rows)
