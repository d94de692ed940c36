"""A trace as JSON and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plangraph.asking.traced import Carrier, Trace, TracedCost, TracedListing
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang


def trace_to_json(trace: Trace) -> dict[str, Any]:
    """The trace as `plangraph trace --format json` and `/trace` give it.

    What no document prints is null: the place of a listing known by a mark alone, the address of a project not found.
    `state` is "" without a mark.
    """
    return {
        "project": trace.project,
        "iri": trace.iri,
        "listings": [_listing(item) for item in trace.listings],
        "home": _listing(trace.home) if trace.home else None,
        "home_code": trace.home_code,
        "other_homes": [_listing(item) for item in trace.other_homes],
        "relistings": [_listing(item) for item in trace.relistings],
        "carried_by": [_carrier(item) for item in trace.carried_by],
        "counted_in": [_carrier(item) for item in trace.counted_in],
        "divisions": [
            {"name": d.name, "iri": d.iri, "and_others": d.and_others, "policy_code": d.policy_code}
            for d in trace.divisions
        ],
        "guidelines": [{"name": name, "iri": iri} for name, iri in trace.guidelines],
        "costs": [
            {
                "fiscal_year": cost.fiscal_year,
                "amount_yen": cost.amount_yen,
                "amount_status": cost.amount_status,
                "low_yen": cost.low_yen,
                "high_yen": cost.high_yen,
                "derivation": cost.derivation or None,
            }
            for cost in trace.costs
        ],
        "total_yen": trace.total_yen,
        "total_printed": trace.total_printed,
    }


def _listing(item: TracedListing) -> dict[str, Any]:
    return {
        "iri": item.iri or None,
        "policy_code": item.policy_code,
        "policy_title": item.policy_title,
        "policy_iri": item.policy_iri or None,
        "role": item.role,
        "marked_code": item.marked_code,
        "state": item.state,
        "note": {"ja": item.note.ja, "en": item.note.en},
        "document": item.document or None,
        "place": item.place or None,
        "quote": item.quote or None,
    }


def _carrier(item: Carrier) -> dict[str, Any]:
    return {
        "project": item.project,
        "iri": item.iri,
        "step": item.step,
        "home_read": item.home_read,
        "home_code": item.home_code or None,
        "closes_cycle": item.closes_cycle,
    }


def render_trace(trace: Trace, lang: Lang) -> str:
    """The trace as plain text that a planner can read."""
    blocks = [
        [trace.project, f"  {trace.iri}"],
        [*_listings(trace, lang)],
        [*_carriers(trace, lang)],
        [*_divisions(trace, lang)],
        [*_guidelines(trace, lang)],
        [*_costs(trace, lang)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _listings(trace: Trace, lang: Lang) -> Iterator[str]:
    yield Bilingual("掲載", "Listings")[lang]
    by_mark = [item for item in trace.relistings if not item.iri]
    for item in (*trace.listings, *by_mark):
        yield "  " + _one_line(trace, item, lang)
        if item.note[lang] and item.iri:
            yield f"    {item.note[lang]}"
        for line in item.quote.splitlines():
            yield f"    | {line}"
    if trace.home is None:
        yield "  " + _without_home(trace)[lang]
    if trace.other_homes:
        codes = [item.policy_code for item in (trace.home, *trace.other_homes) if item]
        said = Bilingual(
            f"本掲が {'、'.join(codes)} の{len(codes)}か所にあります。事業費は初めの一つだけを数えます。",
            f"{', '.join(codes)} all are homes; only the first one's money is counted.",
        )
        yield f"  {said[lang]}"


def _one_line(trace: Trace, item: TracedListing, lang: Lang) -> str:
    parts = [f"{item.policy_code} {item.policy_title}".strip(), _term(trace, item.role)[lang]]
    if item.marked_code:
        parts.append(Bilingual(f"再掲の記号: {item.marked_code}", f"mark: {item.marked_code}")[lang])
    if not item.iri:
        parts.append(Bilingual("記号からのみ分かる", "known by a mark alone")[lang])
    if item.state:
        parts.append(_term(trace, item.state)[lang])
    if item.place:
        parts.append(f"{item.document} {item.place}")
    return (" ／ " if lang == "ja" else " / ").join(parts)


def _without_home(trace: Trace) -> Bilingual:
    if trace.home_code:
        return Bilingual(
            f"本掲は {trace.home_code} にあり、まだ読み込まれていません。",
            f"The home is in {trace.home_code}, which has not been loaded.",
        )
    if any(item.role == "carried" for item in trace.listings):
        return Bilingual(
            "実施または計上は他の事業によります。", "The work or its money is left to another project."
        )
    return Bilingual("本掲は見つかりません。", "There is no home.")


def _carriers(trace: Trace, lang: Lang) -> Iterator[str]:
    for how, carriers in (("carriedBy", trace.carried_by), ("countedIn", trace.counted_in)):
        if carriers:
            yield trace.terms.term(how)[lang]
        for item in carriers:
            yield "  " * item.step + item.project + _carrier_note(item)[lang]


def _carrier_note(item: Carrier) -> Bilingual:
    if item.closes_cycle:
        return Bilingual("（循環: 前に出た事業に戻ります）", " (a cycle: leads back to a project above)")
    if item.iri is None:
        return Bilingual("（この名の事業は見つかりません）", " (no project by this name was found)")
    if not item.home_read:
        ja = f" {item.home_code}" if item.home_code else ""
        return Bilingual(
            f"（本掲{ja} は未読のため、金額はこのグラフにありません）",
            f" (its home{ja} was not read, so its money is not in this graph)",
        )
    return Bilingual("", "")


def _divisions(trace: Trace, lang: Lang) -> Iterator[str]:
    if not trace.divisions:
        return
    yield trace.terms.term("responsibleDivision")[lang]
    sides: dict[tuple[str, bool], list[str]] = {}
    for item in trace.divisions:
        sides.setdefault((item.name, item.and_others), []).append(item.policy_code)
    for (name, and_others), codes in sides.items():
        others = Bilingual(" 他", " and others")[lang] if and_others else ""
        joined = Bilingual(f"（{'、'.join(codes)}）", f" ({', '.join(codes)})")[lang] if any(codes) else ""
        yield f"  {name}{others}{joined}"


def _guidelines(trace: Trace, lang: Lang) -> Iterator[str]:
    if trace.guidelines:
        yield trace.terms.term("Guideline")[lang]
    for name, _ in trace.guidelines:
        yield f"  {name}"


def _costs(trace: Trace, lang: Lang) -> Iterator[str]:
    if not trace.costs:
        return
    yield Bilingual("事業費（一度だけ数えた額）", "Cost, counted once")[lang]
    for cost in trace.costs:
        yield f"  {fiscal_year_label(cost.fiscal_year, lang)}  {_amount(trace, cost, lang)}"
    if trace.total_yen is None:
        yield "  " + Bilingual("合計は分かりません。", "The total is not known.")[lang]
    else:
        kind = (
            Bilingual("印字された合計", "total as printed")
            if trace.total_printed
            else Bilingual("合計", "total")
        )
        yield f"  {kind[lang]}  {_yen(trace.total_yen, lang)}"


def _amount(trace: Trace, cost: TracedCost, lang: Lang) -> str:
    status = _term(trace, "carriedElsewhere" if cost.amount_status == "carried" else cost.amount_status)[lang]
    if cost.amount_yen is None:
        return status
    text = f"{_yen(cost.amount_yen, lang)}  {status}"
    if cost.low_yen is None or cost.high_yen is None or cost.low_yen == cost.high_yen:
        return text
    between = Bilingual("～", " to ")[lang].join([_yen(cost.low_yen, lang), _yen(cost.high_yen, lang)])
    return text + Bilingual(f"（{between}）", f" ({between})")[lang]


def _yen(amount: int, lang: Lang) -> str:
    return Bilingual(f"{amount:,}円", f"{amount:,} yen")[lang]


def _term(trace: Trace, word: str) -> Bilingual:
    """The ontology's name of an individual, by its word in lower camel case."""
    return trace.terms.term(word[:1].upper() + word[1:])
