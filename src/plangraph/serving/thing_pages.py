"""The page of a thing, kind by kind: what stands on it above the bare statements. A kind without a page of its own has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from pyoxigraph import Literal

from plangraph.asking.describe import Description
from plangraph.asking.facts import Facts, PlanFacts, PolicyFacts
from plangraph.asking.impacted import SHARES
from plangraph.asking.labels import term_labels
from plangraph.asking.money import counted_by_year
from plangraph.asking.overview import LoadedDocument, loaded_documents
from plangraph.asking.pictures.bars import without_figure
from plangraph.asking.things.charts import indicator_chart, money_chart, shared_chart, time_line
from plangraph.asking.things.division_thing import division_thing
from plangraph.asking.things.guideline_thing import guideline_thing
from plangraph.asking.things.indicators import indicator, indicators_of
from plangraph.asking.things.neighbours import (
    ALONE,
    Neighbour,
    Neighbours,
    editions,
    listing_neighbours,
    neighbours_in,
    policy_neighbours,
    project_neighbours,
    way_to_policy,
)
from plangraph.asking.things.plan_tree import PlanTree, plan_tree
from plangraph.asking.things.policy_thing import MOST, policy_thing
from plangraph.asking.trace import trace
from plangraph.checking.reading_rules import READING_RULES
from plangraph.checking.report import ReportFinding
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.site import PageWords
from plangraph.serving.thing_findings import findings_about, findings_in
from plangraph.serving.trace_pages import names_of
from plangraph.serving.versions import Version

_MOST_PLANS = 4
"""Plans whose money a page draws, the latest first."""
_FINDING = ("rule", "item", "printed", "expected")
_SEVERITIES = {severity.value: severity for severity in Severity}

Crumb = tuple[str, str | None]


@dataclass(frozen=True)
class ThingPage:
    """A template, the way down to the thing, what stands beside it, and the values of the template.

    `heading` is what the page is called, "" for the thing's label; `has_action` tells that the template brings a button of
    its own.
    """

    template: str = "entity.html"
    crumbs: tuple[Crumb, ...] = ()
    beside: Neighbours = ALONE
    values: Mapping[str, Any] = field(default_factory=dict)
    heading: str = ""
    has_action: bool = False


def thing_page(version: Version, w: PageWords, found: Description) -> ThingPage:
    """The page of a thing by its class; the generic one where no kind is known."""
    for kind, _ in found.types:
        make = _PAGES.get(kind.removeprefix(PLG_IRI))
        page = make(version, w, found) if make else None
        if page is not None:
            return page
    return ThingPage()


def _policy(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    facts = version.facts
    policy = facts.policies.get(found.iri)
    if policy is None:
        return None
    plan, above = way_to_policy(facts, policy.iri)
    thing = policy_thing(version.endpoint, facts, tree_of(version, facts, plan), policy)
    indicators = indicators_of(version.endpoint, policy.iri)
    about = {policy.iri, *(one.iri for one in facts.by_policy.get(policy.iri, ()))}
    return ThingPage(
        "things/policy.html",
        _way(w, plan, above[:-1]),
        policy_neighbours(facts, policy),
        {
            "own": thing,
            "plan": plan,
            "facts": facts,
            "lead": [facts.divisions[one] for one in policy.lead if one in facts.divisions],
            "related": [facts.divisions[one] for one in policy.related if one in facts.divisions],
            "guided": [(one, facts.guidelines[one]) for one in policy.guidelines if one in facts.guidelines],
            "svg_chart": _svg(money_chart("policy", policy.name, thing.standing.years, w.lang)),
            "indicators": [
                (one, _svg(indicator_chart(f"indicator-{place}", one, w.lang)))
                for place, one in enumerate(indicators[: _MOST_PLANS * 2])
            ],
            "findings_here": findings_about(version, about),
            "terms": terms_of(version),
            "most": MOST,
            "missing": without_figure,
        },
        heading=policy.name,
    )


def _project(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    facts = version.facts
    if found.iri not in facts.projects:
        return None
    traced = trace(version.endpoint, found.iri, lambda: names_of(version))
    latest = traced.latest
    home = latest.home
    plan, above = way_to_policy(facts, home.policy_iri) if home else (facts.plans.get(latest.iri), ())
    about = {found.iri, *(one.iri for one in traced.listings)}
    return ThingPage(
        "things/project.html",
        _way(w, plan, above),
        project_neighbours(facts, found.iri, latest.iri),
        {
            "trace": traced,
            "charts": [
                (one, _svg(_project_chart(facts, found, place, one.iri, w.lang)))
                for place, one in enumerate(traced.plans[:_MOST_PLANS])
            ],
            "most_parts": MOST * 2,
            "findings_here": findings_about(version, about),
        },
    )


def _project_chart(facts: Facts, found: Description, place: int, plan: str, lang: Lang) -> str:
    return money_chart(f"project-{place}", found.label[lang], counted_by_year(facts, plan, found.iri), lang)


def _division(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    facts = version.facts
    division = facts.divisions.get(found.iri)
    if division is None:
        return None
    thing = division_thing(facts, division)
    return ThingPage(
        "things/division.html",
        tuple((one.name, w.thing(one.iri)) for one in thing.above),
        thing.beside,
        {
            "own": thing,
            "shares": SHARES,
            "charts": [
                (one, _svg(shared_chart(f"division-{place}", division.name, one, w.lang)))
                for place, one in enumerate(thing.money[:_MOST_PLANS])
            ],
            "most": MOST,
            "missing": without_figure,
            "findings_here": findings_about(version, {found.iri}),
        },
        has_action=True,
    )


def _guideline(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    facts = version.facts
    if found.iri not in facts.guidelines:
        return None
    thing = guideline_thing(version.endpoint, facts, found.iri)
    terms = terms_of(version)
    kinds = {one.kind: terms[one.kind][w.lang] for one in thing.events}
    row = [
        Neighbour(iri, name) for iri, name in sorted(facts.guidelines.items(), key=lambda pair: pair[::-1])
    ]
    body = found.iri.rpartition("/")[0]
    return ThingPage(
        "things/guideline.html",
        (),
        neighbours_in([one for one in row if one.iri.rpartition("/")[0] == body], found.iri),
        {
            "own": thing,
            "kinds": kinds,
            "svg_chart": _svg(time_line("guideline", thing.name, thing.events, kinds, w.lang)),
            "findings_here": findings_about(version, {found.iri}),
        },
        has_action=True,
    )


def _indicator(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    one = indicator(version.endpoint, found.iri)
    if one is None:
        return None
    facts = version.facts
    plan, above = way_to_policy(facts, one.policy)
    row = [Neighbour(other.iri, other.name) for other in indicators_of(version.endpoint, one.policy)]
    return ThingPage(
        "things/indicator.html",
        _way(w, plan, above),
        neighbours_in(row, found.iri),
        {
            "own": one,
            "policy": facts.policies.get(one.policy),
            "svg_chart": _svg(indicator_chart("indicator", one, w.lang)),
            "findings_here": findings_about(version, {found.iri, *(value.iri for value in one.values)}),
        },
    )


def _plan(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    facts = version.facts
    plan = facts.plans.get(found.iri)
    if plan is None:
        return None
    tree = tree_of(version, facts, plan)
    assert tree is not None, "of a plan that is there"
    documents = [one for one in accounts(version).values() if one.document.plan == plan.iri]
    return ThingPage(
        "things/plan.html",
        ((plan.body_name, w.thing(plan.body)),),
        editions(facts, plan),
        {
            "plan": plan,
            "tree": tree,
            "facts": facts,
            "svg_chart": _svg(money_chart("plan", plan.title, tree.whole.years, w.lang)),
            "documents": documents,
            "most": MOST * 2,
            "missing": without_figure,
        },
        has_action=True,
    )


def _document(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    loaded = accounts(version).get(found.iri)
    if loaded is None:
        return None
    facts = version.facts
    document = loaded.document
    plan = facts.plans.get(document.plan)
    row = [one.document for one in accounts(version).values() if one.document.plan == document.plan]
    findings = findings_in(version, document.file)
    rules: dict[str, list[ReportFinding]] = {}
    for one in findings.shown:
        rules.setdefault(one.rule, []).append(one)
    said: dict[str, list[str]] = {}
    for statement in found.statements:
        if isinstance(statement.value, Literal):
            said.setdefault(statement.property.removeprefix(PLG_IRI), []).append(statement.value.value)
    return ThingPage(
        "things/document.html",
        _way(w, plan, ()),
        neighbours_in([Neighbour(one.iri, one.title) for one in row], found.iri),
        {
            "loaded": loaded,
            "plan": plan,
            "said": said,
            "rules": rules,
            "found_here": findings,
            "listings": sum(one.document == found.iri for one in facts.listings),
        },
    )


def _listing(version: Version, w: PageWords, found: Description) -> ThingPage | None:
    facts = version.facts
    listing = facts.by_iri.get(found.iri)
    if listing is None:
        return None
    plan, above = way_to_policy(facts, listing.policy)
    before, behind = listing_neighbours(facts, listing)
    return ThingPage(
        crumbs=_way(w, plan or facts.plans.get(listing.plan), above),
        beside=Neighbours(
            Neighbour(before.iri, before.title) if before else None,
            Neighbour(behind.iri, behind.title) if behind else None,
        ),
    )


def _finding(version: Version, w: PageWords, found: Description) -> ThingPage:
    said = dict.fromkeys(_FINDING, "")
    messages: dict[str, str] = {}
    focus, severity = "", Severity.INFO
    label: Bilingual | None = None
    for statement in found.statements:
        name, value = statement.property.rpartition("#")[2], statement.value
        if isinstance(value, Literal):
            if name == "resultMessage":
                messages[value.language or "en"] = value.value
            elif name in said:
                said[name] = value.value
        elif name == "resultSeverity":
            severity = _SEVERITIES.get(str(value.value).rpartition("#")[2], severity)
        elif name == "focusNode":
            focus, label = str(value.value), statement.value_label
    rule = said["rule"]
    return ThingPage(
        "things/finding.html",
        ((w.text("nav.validation"), w.link("/validation")),),
        values={
            "said": said,
            "message": messages.get(w.lang, next(iter(messages.values()), "")),
            "severity": severity,
            "focus": focus,
            "focus_label": label[w.lang] if label else said["item"] or w.name_of(focus),
            "rule_name": READING_RULES.get(rule, Bilingual(rule, rule)),
        },
    )


_PAGES: Mapping[str, Callable[[Version, PageWords, Description], ThingPage | None]] = {
    "Policy": _policy,
    "UnreadPolicy": _policy,
    "BasicProject": _policy,
    "MainProject": _project,
    "Division": _division,
    "Guideline": _guideline,
    "Indicator": _indicator,
    "Plan": _plan,
    "SourceDocument": _document,
    "Listing": _listing,
    "Finding": _finding,
}


def tree_of(version: Version, facts: Facts, plan: PlanFacts | None) -> PlanTree | None:
    """The tree of a plan, made once a version."""
    if plan is None:
        return None
    return version.once(f"plan tree {plan.iri}", lambda: plan_tree(facts, plan))


def accounts(version: Version) -> dict[str, LoadedDocument]:
    """Every document with its account of lines, by address."""
    return version.once(
        "accounts", lambda: {one.document.iri: one for one in loaded_documents(version.endpoint)}
    )


def terms_of(version: Version) -> Any:
    """The labels of the ontology's terms."""
    return version.once("term labels", lambda: term_labels(version.endpoint))


def _way(w: PageWords, plan: PlanFacts | None, above: tuple[PolicyFacts, ...]) -> tuple[Crumb, ...]:
    """From the plan down to a policy."""
    first = ((plan.title, w.thing(plan.iri)),) if plan else ()
    return (*first, *((one.name, w.thing(one.iri)) for one in above))


def _svg(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - every text in it is escaped


def query_of_incoming(iri: str, property_iri: str, kind: str) -> str:
    """SPARQL that lists all things of a kind which point to one by a property."""
    a = f"\n         a <{kind}> ;" if kind else ""
    return (
        f"PREFIX rdfs: <{PREFIXES['rdfs']}>\nSELECT DISTINCT ?thing ?label WHERE {{\n"
        f"  ?thing{a}\n         <{property_iri}> <{iri}> .\n"
        "  OPTIONAL { ?thing rdfs:label ?label }\n}\nORDER BY ?label ?thing"
    )
