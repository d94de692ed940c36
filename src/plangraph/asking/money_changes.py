"""Changes in money: the amounts of the fiscal years that both editions plan, and printed totals of the same years."""

from __future__ import annotations

from collections.abc import Iterator

from plangraph.asking.compared import Change
from plangraph.asking.edition import KNOWN, years_of
from plangraph.asking.edition_pair import EditionPair
from plangraph.asking.facts import Amount
from plangraph.asking.matched_projects import Pair
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

STATUS = {
    "stated": Bilingual("印字", "stated"),
    "derived": Bilingual("推計", "derived"),
    "blank": Bilingual("空欄", "blank"),
    "lost": Bilingual("読み取り不能（文書から失われた）", "lost in the document"),
    "undetermined": Bilingual("未定（***）", "undetermined"),
    "relisted": Bilingual("再掲のため記載なし", "relisted"),
    "carried": Bilingual("他の事業で実施・計上", "carried elsewhere"),
    "absent": Bilingual("記載なし", "not printed"),
}
"""Statuses of amounts as sentences say them; "absent" is no cell at all."""
COST_KINDS = {
    "ProjectCost": Bilingual("事業費", "cost"),
    "PersonnelCost": Bilingual("人件費", "personnel cost"),
    "TotalCost": Bilingual("トータルコスト", "total cost"),
}
_NOTHING = frozenset({"blank", "absent"})


def money_changes(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """What changed in the money of one project. Money of relistings is nobody's, so both leads must be more than that."""
    old, new = pair.old.lead, pair.new.lead
    if "relisting" in (old.role, new.role):
        return
    if not (editions.old.prints_costs and editions.new.prints_costs):
        return
    units = editions.old.details.units.get(old.iri, 0), editions.new.details.units.get(new.iri, 0)
    ours, theirs = years_of(old.costs), years_of(new.costs)
    for key in sorted(ours.keys() | theirs.keys()):
        if key[0] in editions.common_years:
            yield from _year(editions, pair, key, ours.get(key), theirs.get(key), units)
    totals = (
        {(one.first_year, one.last_year, one.kind): one for one in reversed(old.totals)},
        {(one.first_year, one.last_year, one.kind): one for one in reversed(new.totals)},
    )
    for span in sorted(totals[0].keys() & totals[1].keys()):
        yield from _total(editions, pair, totals[0][span], totals[1][span], units)


def amounts_part(old: Amount, new: Amount, units: tuple[int, int] = (0, 0)) -> bool:
    """Whether two known amounts differ for sure.

    Two stated ones do where they are not equal; printed in different units, only where they are a whole coarser unit
    apart. A derived one is an interval, and differs where the intervals have nothing in common.
    """
    if old.yen is None or new.yen is None:
        return False
    if old.status == new.status == "stated":
        apart = abs(old.yen - new.yen)
        return apart >= max(units) if all(units) and units[0] != units[1] else apart > 0
    low, high = _bounds(old)
    other_low, other_high = _bounds(new)
    return high < other_low or other_high < low


def _bounds(amount: Amount) -> tuple[int, int]:
    assert amount.yen is not None, "asked of known amounts alone"
    return (
        amount.yen if amount.low is None else amount.low,
        amount.yen if amount.high is None else amount.high,
    )


def _year(
    editions: EditionPair,
    pair: Pair,
    key: tuple[int, str],
    old: Amount | None,
    new: Amount | None,
    units: tuple[int, int],
) -> Iterator[Change]:
    year, kind = key
    title = editions.new.title_of(pair.new)
    what = COST_KINDS.get(kind, Bilingual(kind, kind))
    label = Bilingual(
        f"「{title}」の{fiscal_year_label(year)}の{what.ja}",
        f'The {what.en} of "{title}" for {fiscal_year_label(year, "en")}',
    )
    yield from _amount(editions, pair, ("cost", "amount-status"), label, old, new, units, year, kind)


def _total(
    editions: EditionPair, pair: Pair, old: Amount, new: Amount, units: tuple[int, int]
) -> Iterator[Change]:
    title = editions.new.title_of(pair.new)
    label = Bilingual(
        f"「{title}」の印字された合計（{fiscal_year_label(old.first_year)}～{fiscal_year_label(old.last_year)}）",
        f'The printed total of "{title}" for FY{old.first_year}-{old.last_year}',
    )
    yield from _amount(editions, pair, ("printed-total", "printed-total"), label, old, new, units, None, "")


def _amount(
    editions: EditionPair,
    pair: Pair,
    kinds: tuple[str, str],
    label: Bilingual,
    old: Amount | None,
    new: Amount | None,
    units: tuple[int, int],
    year: int | None,
    cost_kind: str,
) -> Iterator[Change]:
    was, now = (one.status if one else "absent" for one in (old, new))
    if old is not None and new is not None and {was, now} <= KNOWN:
        if not amounts_part(old, new, units):
            return
        kind, how = kinds[0], "" if was == now == "stated" else "derived"
    elif was == now or {was, now} <= _NOTHING:
        return
    else:
        kind, how = kinds[1], "unreadable" if "lost" in (was, now) else "status"
    note = (
        Bilingual(
            "失われた額は、変わったかどうか分かりません。", " Whether a lost amount changed cannot be known."
        )
        if how == "unreadable"
        else Bilingual("", "")
    )
    yield editions.change(
        kind,
        pair,
        Bilingual(
            f"{label.ja}が、{amount_words(old, 'ja')}から{amount_words(new, 'ja')}に変わりました。{note.ja}",
            f"{label.en} was {amount_words(old, 'en')} and is {amount_words(new, 'en')}.{note.en}",
        ),
        before=amount_value(old),
        after=amount_value(new),
        year=year,
        yen=(old.yen if old else None, new.yen if new else None),
        how=cost_kind if kind == "cost" and cost_kind not in ("", "ProjectCost") else how,
    )


def amount_value(amount: Amount | None) -> str:
    """An amount as a bare value: the yen of a stated one, yen and status of a derived one, else the status."""
    if amount is None:
        return "absent"
    if amount.yen is None:
        return amount.status
    return str(amount.yen) if amount.status == "stated" else f"{amount.yen} {amount.status}"


def amount_words(amount: Amount | None, lang: Lang) -> str:
    """An amount as people say it, with its bounds where it is derived."""
    if amount is None:
        return STATUS["absent"][lang]
    status = STATUS.get(amount.status, Bilingual(amount.status, amount.status))[lang]
    if amount.yen is None:
        return f"「{status}」" if lang == "ja" else f'"{status}"'
    yen = f"{amount.yen:,}円" if lang == "ja" else f"{amount.yen:,} yen"
    if amount.status == "stated":
        return yen
    low, high = _bounds(amount)
    bounds = f"{low:,}～{high:,}円" if lang == "ja" else f"{low:,} to {high:,} yen"
    return f"{yen}（{status}、{bounds}）" if lang == "ja" else f"{yen} ({status}, {bounds})"
