"""The plans as a workbook, laid out as an office makes it by hand: a sheet for each question, and how it was counted.

Amounts are numbers in yen. A cell without an amount is empty, and the cell beside it says why (空欄, 欠落, 未定, 再掲), so
that no sum takes it for zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from plangraph.asking.facts import Amount, Facts, ListingFacts
from plangraph.asking.labels import Labels, term_labels
from plangraph.asking.money import counted_by_year, sum_of
from plangraph.asking.tables import table_of
from plangraph.asking.totals import Question, Totals, totals
from plangraph.asking.workbook import Sheet, sheets_to_xlsx
from plangraph.errors import SourceError
from plangraph.graph.endpoint import Endpoint
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

_MOST_ROWS = 1_048_575
"""Rows below the head that a sheet of the format holds."""

_BY = {
    "policy": Bilingual("施策別", "by policy"),
    "division": Bilingual("部課別", "by division"),
    "designation": Bilingual("区分別", "by designation"),
    "year": Bilingual("年度別", "by year"),
    "plan": Bilingual("計画別", "by plan"),
}
_COUNTED = (
    (
        Bilingual("一度だけ数えた額", "counted once"),
        Bilingual(
            "事業ごとに一つの本掲の、印字された額と推計した額の和。再掲、二つ目の本掲、他の事業で実施・計上する掲載の額は入りません。",
            "Stated and derived years of the one home of each project. Relistings, second homes, and what another project carries or counts are not in it.",
        ),
    ),
    (
        Bilingual("印字どおり", "as printed"),
        Bilingual(
            "すべての掲載の、印字された年度の額の和。再掲にも額があれば二度数えます。",
            "Every stated year of every listing; where a relisting states money it counts twice.",
        ),
    ),
    (
        Bilingual("推計", "derived"),
        Bilingual(
            "印字のない年度を、計から他の年度を引いて求めた額。丸めのため幅があり、下限と上限を並べました。",
            "A year that is not printed, as the total less the other years; rounding leaves an interval, whose bounds stand beside it.",
        ),
    ),
    (
        Bilingual("空のセル", "empty cells"),
        Bilingual(
            "額が分からないか、書かれていないことを表します。0 ではありません。",
            "The amount is unknown or not stated. It is not zero.",
        ),
    ),
    (
        Bilingual("部課別の合計", "sums by division"),
        Bilingual(
            "二つの課が所管する事業は両方の課に数えるため、課の和は全体より大きくなることがあります。部は事業を一度だけ数えます。",
            "A project of two divisions counts under each, so they may exceed the whole; a department counts it once.",
        ),
    ),
)


def plans_to_xlsx(endpoint: Endpoint, facts: Facts, lang: Lang = "ja", made: date | None = None) -> bytes:
    """The whole graph as a workbook; raises SourceError where a sheet would have more rows than the format holds.

    `made` is a day that the notes may name; without it the same graph gives the same sheets.
    """
    terms = term_labels(endpoint)
    sheets = [
        _listings(facts, terms, lang),
        _projects(facts, lang),
        _cross_listings(facts, terms, lang),
        *(_totals(totals(facts, Question(by=by)), _BY[by][lang], lang) for by in _BY),  # type: ignore[arg-type]
        *(_table(endpoint, name, title[lang], lang) for name, title in _TABLES.items()),
    ]
    rows = {sheet.name: list(sheet.rows) for sheet in sheets}
    for name, found in rows.items():
        if len(found) > _MOST_ROWS:
            raise SourceError(
                name,
                Bilingual(
                    f"{len(found):,} 行あり、Excel の一枚に収まりません。CSV で書き出してください。",
                    f"{len(found):,} rows do not fit into one sheet; export CSV",
                ),
            )
    return sheets_to_xlsx(
        [replace(sheet, rows=rows[sheet.name]) for sheet in sheets if rows[sheet.name]],
        (Bilingual("数え方", "how it was counted")[lang], _notes(facts, lang, made)),
    )


_TABLES = {
    "indicators": Bilingual("成果指標", "indicators"),
    "findings": Bilingual("読み取りの指摘", "findings of reading"),
}


def _years(facts: Facts) -> list[int]:
    return sorted({cost.first_year for item in facts.listings for cost in item.costs})


def _year_heads(years: Sequence[int], lang: Lang) -> dict[int, str]:
    unit = Bilingual("（円）", " (yen)")[lang]
    return {year: fiscal_year_label(year, lang) + unit for year in years}


def _listings(facts: Facts, terms: Labels, lang: Lang) -> Sheet:
    """One row a listing, the years beside each other, each with the state of its figure."""
    years = _years(facts)
    heads = _year_heads(years, lang)
    state = Bilingual("状態", "status")[lang]
    header = [
        *(text[lang] for text in _HEAD),
        *(name for year in years for name in (heads[year], f"{fiscal_year_label(year, lang)} {state}")),
    ]
    rows: list[list[str | int | None]] = []
    for item in facts.listings:
        costs = {cost.first_year: cost for cost in item.costs if cost.kind == "ProjectCost"}
        row = list(_about(facts, item, terms, lang))
        for year in years:
            cost = costs.get(year)
            row += [cost.yen if cost else None, _status(cost, terms, lang)]
        rows.append(row)
    return Sheet(Bilingual("掲載", "listings")[lang], header, rows, frozenset(heads.values()))


_HEAD = (
    Bilingual("団体", "city"),
    Bilingual("計画", "plan"),
    Bilingual("施策", "policy"),
    Bilingual("事業", "project"),
    Bilingual("本掲・再掲", "role"),
    Bilingual("再掲先", "cross-listed at"),
    Bilingual("再掲の状態", "state"),
    Bilingual("所管部課", "divisions"),
    Bilingual("区分", "designations"),
    Bilingual("文書", "document"),
)


def _about(facts: Facts, item: ListingFacts, terms: Labels, lang: Lang) -> Iterator[str | int | None]:
    plan = facts.plans.get(item.plan)
    document = facts.documents.get(item.document)
    yield plan.body_name if plan else None
    yield plan.title if plan else None
    yield facts.policies[item.policy].name if item.policy in facts.policies else None
    yield item.title or facts.projects[item.project].title
    yield _term(terms, item.role, lang)
    yield "; ".join(item.marks) or None
    yield _term(terms, item.state, lang) if item.state else None
    yield _offices(facts, item.divisions) or None
    yield "; ".join(item.designations) or None
    yield document.file if document else item.document


def _status(cost: Amount | None, terms: Labels, lang: Lang) -> str | None:
    if cost is None:
        return None
    return _term(terms, "carriedElsewhere" if cost.status == "carried" else cost.status, lang)


def _term(terms: Labels, word: str, lang: Lang) -> str:
    return terms.term(word[:1].upper() + word[1:])[lang]


def _offices(facts: Facts, divisions: Sequence[str]) -> str:
    return "; ".join(sorted(facts.divisions[iri].name for iri in divisions if iri in facts.divisions))


def _projects(facts: Facts, lang: Lang) -> Sheet:
    """One row a project and plan: its home, where else it is listed, its money counted once."""
    years = _years(facts)
    heads = _year_heads(years, lang)
    total, low, high = (
        Bilingual(ja, en)[lang]
        for ja, en in (("計（円）", "sum (yen)"), ("下限（円）", "low (yen)"), ("上限（円）", "high (yen)"))
    )
    names = [
        Bilingual(ja, en)[lang]
        for ja, en in (
            ("団体", "city"),
            ("計画", "plan"),
            ("事業", "project"),
            ("本掲の施策", "home"),
            ("再掲の施策", "relisted under"),
            ("掲載の数", "times listed"),
            ("所管部課", "divisions"),
        )
    ]
    rows: list[list[str | int | None]] = []
    for project in facts.projects.values():
        by_plan: dict[str, list[ListingFacts]] = {}
        for item in facts.by_project.get(project.iri, ()):
            by_plan.setdefault(item.plan, []).append(item)
        for plan, items in by_plan.items():
            home = facts.counting.get((plan, project.iri))
            money = counted_by_year(facts, plan, project.iri)
            whole = sum_of(home.costs) if home else None
            known = whole is not None and whole.known
            rows.append(
                [
                    facts.plans[plan].body_name if plan in facts.plans else None,
                    facts.plans[plan].title if plan in facts.plans else None,
                    project.title,
                    _policy(facts, home.policy) if home else None,
                    "; ".join(_policy(facts, item.policy) for item in items if item is not home) or None,
                    len(items),
                    _offices(facts, project.divisions) or None,
                    *(money[year].yen if year in money and money[year].known else None for year in years),
                    *((whole.yen, whole.low, whole.high) if whole is not None and known else (None,) * 3),
                ]
            )
    header = [*names, *heads.values(), total, low, high]
    return Sheet(
        Bilingual("事業（一度だけ）", "projects (once)")[lang],
        header,
        rows,
        frozenset([*heads.values(), total, low, high]),
    )


def _policy(facts: Facts, iri: str) -> str:
    return facts.policies[iri].name if iri in facts.policies else "–"


def _cross_listings(facts: Facts, terms: Labels, lang: Lang) -> Sheet:
    """The listings with a mark alone, each with what it was joined to."""
    header = [text[lang] for text in (*_HEAD, Bilingual("相手の施策", "other side"))]
    rows = [
        [
            *_about(facts, item, terms, lang),
            "; ".join(
                _policy(facts, facts.by_iri[one].policy) for one in item.partners if one in facts.by_iri
            )
            or None,
        ]
        for item in facts.listings
        if item.state
    ]
    return Sheet(Bilingual("再掲", "cross-listings")[lang], header, rows, frozenset())


def _totals(found: Totals, name: str, lang: Lang) -> Sheet:
    columns = {
        "key": Bilingual("番号", "key"),
        "label": Bilingual("名前", "label"),
        "listings": Bilingual("掲載", "listings"),
        "projects": Bilingual("事業", "projects"),
        "printed": Bilingual("印字どおり（円）", "as printed (yen)"),
        "left": Bilingual("うち数えない額（円）", "left out (yen)"),
        "derived": Bilingual("推計した額（円）", "derived (yen)"),
        "once": Bilingual("一度だけ数えた額（円）", "counted once (yen)"),
        "low": Bilingual("下限（円）", "low (yen)"),
        "high": Bilingual("上限（円）", "high (yen)"),
        "unknown": Bilingual("額の分からない年度", "years without a figure"),
    }
    rows: list[list[str | int | None]] = [
        [
            row.heading.code or (row.heading.key if not row.heading.iri else None),
            "　" * row.heading.depth + row.heading.label[lang],
            row.listings,
            row.projects,
            row.as_printed or (0 if row.counted.stated else None),
            row.left_out_yen,
            *(
                (row.counted.derived, row.counted.yen, row.counted.low, row.counted.high)
                if row.counted.known
                else (None,) * 4
            ),
            row.counted.unknown,
        ]
        for row in (*found.rows, found.all)
    ]
    money = frozenset(columns[key][lang] for key in ("printed", "left", "derived", "once", "low", "high"))
    return Sheet(name, [text[lang] for text in columns.values()], rows, money)


def _table(endpoint: Endpoint, name: str, title: str, lang: Lang) -> Sheet:
    table = table_of(endpoint, name, lang)
    return Sheet(title, table.header, [[cell or None for cell in row] for row in table.rows])


def _notes(facts: Facts, lang: Lang, made: date | None) -> list[tuple[str, str]]:
    plans = sorted(facts.plans.values(), key=lambda plan: (plan.body_name, plan.first_year))
    return [
        *((name[lang], text[lang]) for name, text in _COUNTED),
        *((Bilingual("計画", "plan")[lang], f"{plan.body_name} {plan.title}") for plan in plans),
        *([(Bilingual("作成日", "made on")[lang], made.isoformat())] if made else []),
    ]
