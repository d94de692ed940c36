"""Impact of divisions or guidelines: what hangs on them, at one and at more steps, and the money, counted once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from plangraph.asking.facts import Facts, ListingFacts
from plangraph.asking.impact_text import impact_to_json, impact_to_table, render_impact
from plangraph.asking.impacted import (
    SHARES,
    AffectedProject,
    Impact,
    PlanMoney,
    PolicyCost,
    Side,
    Subject,
    YearMoney,
    names_of,
)
from plangraph.asking.money import NOTHING, Sum, counted_by_year
from plangraph.asking.names import Hit, Names
from plangraph.asking.printed_names import printed_lines
from plangraph.asking.reaching import Network
from plangraph.errors import NotFoundError, QueryError
from plangraph.graph.endpoint import Endpoint
from plangraph.model.texts import Bilingual

__all__ = [
    "MOST_STEPS",
    "SCENARIOS",
    "impact",
    "impact_to_json",
    "impact_to_table",
    "render_impact",
    "resolve_subjects",
]

SCENARIOS = {"merge": "division", "rename": "division", "close": "division", "revise": "guideline"}
"""What is planned, and for what kind of thing it can be."""
SCENARIO_WORDS = {
    "merge": Bilingual("統合", "merged"),
    "rename": Bilingual("改称", "renamed"),
    "close": Bilingual("廃止", "closed"),
    "revise": Bilingual("改訂", "revised"),
}
MOST_STEPS = 6
"""Further than this everything hangs on everything."""

_ASKED = ("division", "guideline")
_KIND_WORDS = {
    "project": Bilingual("事業", "a project"),
    "policy": Bilingual("施策", "a policy"),
    "unread-policy": Bilingual("未読の施策", "a policy that was not read"),
    "basic-project": Bilingual("基本事業", "a basic project"),
    "planned-project": Bilingual("予定計画事業", "a planned project"),
    "indicator": Bilingual("成果指標", "an indicator"),
    "plan": Bilingual("計画", "a plan"),
    "body": Bilingual("団体", "a body"),
    "document": Bilingual("文書", "a document"),
}
_COMMANDS = {"project": "trace"}


def impact(
    endpoint: Endpoint,
    facts: Facts,
    names: Names,
    texts: Sequence[str],
    *,
    steps: int = 2,
    scenario: str = "",
    network: Network | None = None,
) -> Impact:
    """What hangs on the divisions or guidelines that some texts or addresses mean.

    Raises NotFoundError with near names, or with what a text means instead; SeveralFoundError with candidates;
    QueryError for a number of steps or a scenario that makes no sense.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise QueryError(
            Bilingual(
                f"段数は1から{MOST_STEPS}までです。", f"the number of steps is between 1 and {MOST_STEPS}"
            )
        )
    subjects = resolve_subjects(facts, names, texts)
    _check_scenario(scenario, subjects)
    asked = names_of(subjects)
    network = network or Network(facts)
    reached = network.reached_from(asked, steps)
    direct = [one.iri for one in reached if one.step == 1 and one.kind == "project"]
    shares = {iri: project_shares(facts, iri, asked.keys()) for iri in direct}
    projects = tuple(_affected(facts, iri, shares[iri], asked.keys()) for iri in direct)
    led = [one for one in reached if one.step == 1 and one.iri in facts.policies]
    return Impact(
        subjects=subjects,
        steps=steps,
        reached=reached,
        projects=projects,
        money=money_by_plan(facts, shares),
        policy_costs=tuple(
            PolicyCost(one.iri, one.name, cost) for one in led for cost in facts.policies[one.iri].costs
        ),
        printed=printed_lines(endpoint, facts, asked),
        scenario=scenario,
        several_plans=len({side.plan for project in projects for side in project.sides}) > 1,
    )


def resolve_subjects(facts: Facts, names: Names, texts: Sequence[str]) -> tuple[Subject, ...]:
    """The divisions and guidelines that were asked for, each once; a 部 with its 課."""
    below = offices_by_parent(facts)
    found: dict[str, Subject] = {}
    for text in texts:
        hit = _by_address(facts, text.strip()) or _resolved(names, text)
        along = offices_below(below, hit.iri)
        found.setdefault(
            hit.iri,
            Subject(hit.iri, hit.kind, hit.label, tuple((iri, facts.divisions[iri].name) for iri in along)),
        )
    return tuple(found.values())


def _by_address(facts: Facts, iri: str) -> Hit | None:
    """An address needs no search."""
    if iri in facts.divisions:
        return Hit(iri, facts.divisions[iri].name, "division")
    return Hit(iri, facts.guidelines[iri], "guideline") if iri in facts.guidelines else None


def offices_by_parent(facts: Facts) -> Mapping[str, list[str]]:
    """The offices right below each, by name; those below "" have none above them."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for office in sorted(facts.divisions.values(), key=lambda one: (one.name, one.iri)):
        below[office.parent].append(office.iri)
    return below


def offices_below(below: Mapping[str, list[str]], office: str) -> list[str]:
    """Every office below one, at any depth."""
    found: list[str] = []
    waiting = [office]
    while waiting:
        for iri in below.get(waiting.pop(0), ()):
            if iri not in found and iri != office:
                found.append(iri)
                waiting.append(iri)
    return found


def _resolved(names: Names, text: str) -> Hit:
    """The division or guideline; whole titles of other things win over parts of such names, and are told."""
    hits = names.find(text)
    whole = [hit for hit in hits if hit.rank <= 1]
    ours = [hit for hit in hits if hit.kind in _ASKED]
    if whole and not any(hit.kind in _ASKED for hit in whole):
        raise _wrong_kind(text, whole[0])
    if hits and not ours:
        raise _wrong_kind(text, hits[0])
    return names.resolve_one(text, _ASKED)


def _wrong_kind(text: str, hit: Hit) -> NotFoundError:
    kind = _KIND_WORDS[hit.kind]
    command = _COMMANDS.get(hit.kind, "view")
    shown = hit.label if hit.label == text.strip() else f"{hit.label}（{text.strip()}）"
    return NotFoundError(
        "",
        Bilingual(
            f"「{shown}」は{kind.ja}です。impact で調べられるのは部課と指針です。{kind.ja}は plangraph {command} で見られます。",
            f'"{hit.label}" is {kind.en}; impact is of divisions and guidelines; use plangraph {command} for it',
        ),
    )


def _check_scenario(scenario: str, subjects: Iterable[Subject]) -> None:
    if not scenario:
        return
    wanted = SCENARIOS.get(scenario)
    if wanted is None:
        known = ", ".join(SCENARIOS)
        raise QueryError(
            Bilingual(
                f"「{scenario}」という想定はありません。{known} のどれかです。",
                f'there is no scenario "{scenario}"; one of {known}',
            )
        )
    if any(one.kind != wanted for one in subjects):
        ja, en = ("部課", "divisions") if wanted == "division" else ("指針", "guidelines")
        raise QueryError(
            Bilingual(f"想定 {scenario} は{ja}についてのものです。", f"the scenario {scenario} is for {en}")
        )


def project_shares(facts: Facts, project: str, asked: Iterable[str]) -> dict[str, str]:
    """Whose a project is in each plan that names what was asked for."""
    wanted = set(asked)
    guided = facts.projects[project].guidelines
    found: dict[str, str] = {}
    for plan, listings in _by_plan(facts, project).items():
        offices = {office for item in listings for office in item.divisions}
        open_list = any(item.and_others and wanted & set(item.divisions) for item in listings)
        if offices & wanted:
            found[plan] = "shared" if offices - wanted or open_list else "solely"
        elif any(wanted & set(item.related) for item in listings):
            found[plan] = "related"
        elif wanted & set(guided):
            found[plan] = "shared" if set(guided) - wanted else "solely"
    return found


def _by_plan(facts: Facts, project: str) -> dict[str, list[ListingFacts]]:
    """The listings of a project plan by plan, the plan that ends last first."""
    found: defaultdict[str, list[ListingFacts]] = defaultdict(list)
    for item in facts.by_project.get(project, ()):
        found[item.plan].append(item)
    return {plan: found[plan] for plan in sorted(found, key=lambda plan: latest_first(facts, plan))}


def latest_first(facts: Facts, plan: str) -> tuple[int, int, str]:
    """The order of plans: that which ends last comes first."""
    known = facts.plans.get(plan)
    return (-known.last_year, -known.first_year, known.title) if known else (0, 0, plan)


def _affected(facts: Facts, iri: str, shares: dict[str, str], asked: Iterable[str]) -> AffectedProject:
    wanted = set(asked)
    plans = _by_plan(facts, iri)
    latest = next((plan for plan in plans if plan in shares), "")
    listings = plans.get(latest, [])
    offices = dict.fromkeys(office for item in listings for office in item.divisions if office not in wanted)
    return AffectedProject(
        iri=iri,
        title=facts.projects[iri].title,
        share=shares.get(latest, "related"),
        others=tuple(facts.divisions[office].name for office in offices if office in facts.divisions),
        and_others=any(item.and_others for item in listings),
        sides=tuple(
            _side(facts, item, wanted) for plan, given in plans.items() if plan in shares for item in given
        ),
    )


def _side(facts: Facts, item: ListingFacts, wanted: set[str]) -> Side:
    policy = facts.policies.get(item.policy)
    home = facts.counting.get((item.plan, item.project))
    return Side(
        listing=item.iri,
        policy=item.policy,
        policy_code=policy.code if policy else "",
        policy_title=policy.title if policy else "",
        plan=facts.plans[item.plan].title if item.plan in facts.plans else "",
        role=item.role,
        state=item.state,
        names_it=bool(wanted & {*item.divisions, *item.related}),
        elsewhere=item.role == "relisting" if home is None else item.policy != home.policy,
    )


def money_by_plan(facts: Facts, shares: Mapping[str, Mapping[str, str]]) -> tuple[PlanMoney, ...]:
    """The money of some projects by plan and year, each counted once, by whose they are (project → plan → share)."""
    years: defaultdict[str, defaultdict[int, dict[str, Sum]]] = defaultdict(lambda: defaultdict(dict))
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    unread: Counter[str] = Counter()
    for project, by_plan in shares.items():
        for plan, share in by_plan.items():
            if (plan, project) not in facts.counting:
                unread[plan] += 1
                continue
            counts[plan][share] += 1
            for year, money in counted_by_year(facts, plan, project).items():
                of_year = years[plan][year]
                of_year[share] = of_year.get(share, NOTHING) + money
    return tuple(
        _plan_money(facts, plan, years[plan], counts[plan], unread[plan])
        for plan in sorted({*counts, *unread}, key=lambda plan: latest_first(facts, plan))
    )


def _plan_money(
    facts: Facts, plan: str, years: dict[int, dict[str, Sum]], counts: Counter[str], unread: int
) -> PlanMoney:
    known = facts.plans.get(plan)
    return PlanMoney(
        plan=plan,
        title=known.title if known else "",
        first_year=known.first_year if known else 0,
        last_year=known.last_year if known else 0,
        years=tuple(
            YearMoney(year, *(years[year].get(share, NOTHING) for share in SHARES)) for year in sorted(years)
        ),
        projects={share: counts[share] for share in SHARES},
        homes_unread=unread,
    )
