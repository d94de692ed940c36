"""The small charts of the pages of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plangraph.asking.impacted import PlanMoney
from plangraph.asking.money import Sum
from plangraph.asking.pictures.bars import MILLIONS, Bar, bars_svg, money_bar, money_bars
from plangraph.asking.pictures.svg import label_lines, svg_document, words
from plangraph.asking.things.guideline_thing import Event
from plangraph.asking.things.indicators import Indicator
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

_STEP = 150


def money_chart(name: str, title: str, years: Mapping[int, Sum], lang: Lang) -> str:
    """Money by year, its derived part apart; "" where no year has a figure."""
    if not any(given.known for given in years.values()):
        return ""
    said = Bilingual(f"{title} 年度ごとの事業費", f"Money by fiscal year: {title}")[lang]
    return bars_svg(name, said, money_bars(years, lang), lang, MILLIONS[lang])


def shared_chart(name: str, title: str, money: PlanMoney, lang: Lang) -> str:
    """The money of a division by year: of what is solely its own, and of what it shares."""
    if not any(year.in_charge.known for year in money.years):
        return ""
    bars = [
        money_bar(
            year.fiscal_year,
            year.in_charge,
            [
                (float(part.yen), share)
                for share, part in (("solely", year.solely), ("shared", year.shared))
                if part.known
            ],
            lang,
        )
        for year in money.years
    ]
    said = Bilingual(f"{title} 年度ごとの事業費", f"Money by fiscal year: {title}")[lang]
    return bars_svg(name, said, bars, lang, MILLIONS[lang])


def indicator_chart(name: str, found: Indicator, lang: Lang) -> str:
    """The values of an indicator; those below the year before in another colour and with a mark."""
    bars = [
        Bar(
            fiscal_year_label(one.year, lang),
            ((float(one.number), "falling" if one.falling else "value"),) if one.number is not None else (),
            (f"▼ {found.shown(one)}" if one.falling else found.shown(one))
            if one.number is not None
            else Bilingual("値なし", "no value")[lang],
        )
        for one in found.values
    ]
    if not any(bar.parts for bar in bars):
        return ""
    return bars_svg(name, f"{found.name} {found.unit}".strip(), bars, lang, found.unit)


def time_line(name: str, title: str, events: Sequence[Event], kinds: Mapping[str, str], lang: Lang) -> str:
    """Events with a year on a line; two of one year stand one above the other. "" where none has a year."""
    dated = [one for one in events if one.year][-24:]
    if not dated:
        return ""
    years = sorted({one.year for one in dated})
    highest = max(sum(one.year == year for one in dated) for year in years)
    ground = 24 + 20 * highest
    parts = [f'<path d="M12 {ground} H{24 + _STEP * len(years)}" stroke="currentColor" fill="none"/>']
    for place, year in enumerate(years):
        x = 12 + _STEP * place + _STEP / 2
        parts.append(f'<circle cx="{x}" cy="{ground}" r="6" class="series-0" fill="#3460fb"/>')
        parts.append(words(x, ground + 24, fiscal_year_label(year, lang), anchor="middle"))
        for height, one in enumerate(one for one in dated if one.year == year):
            said = label_lines(kinds.get(one.kind, ""), 10, 1)[0]
            parts.append(words(x, ground - 14 - 20 * height, said, anchor="middle", bold=True))
    described = Bilingual("、", ", ")[lang].join(
        f"{fiscal_year_label(one.year, lang)} {kinds.get(one.kind, '')}" for one in dated
    )
    size = (max(36 + _STEP * len(years), 240), ground + 36)
    return svg_document(f"line-{name}", size, title, described, parts)
