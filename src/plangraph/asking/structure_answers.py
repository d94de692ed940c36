"""The structure of a plan as answers that a planner can read: a sentence with its numbers, and the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plangraph.asking.clusters import CLEAR, Cluster
from plangraph.asking.facts import PolicyFacts
from plangraph.asking.placements import Place
from plangraph.asking.structure import Structure
from plangraph.asking.ties import Ties
from plangraph.model.texts import Bilingual, Lang

_NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by its name and address; the address is "" for a chapter of which only the name is known."""

    name: str
    iri: str
    read: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: the things it is about, its figures by name, the projects behind it, and what it means."""

    things: tuple[Named, ...]
    figures: Mapping[str, float]
    projects: tuple[Named, ...] = ()
    note: Bilingual = _NOTHING


@dataclass(frozen=True, slots=True)
class Answer:
    """One question answered. `key` is its name in JSON and CSV; `figures` are the numbers of the sentence."""

    key: str
    title: Bilingual
    said: Bilingual
    figures: Mapping[str, float]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class StructureAnswers:
    """Everything that is said of one plan."""

    plan: Named
    body: Named
    said: Bilingual
    figures: Mapping[str, float]
    answers: tuple[Answer, ...] = field(default=())


def answers_of(structure: Structure) -> StructureAnswers:
    """Ask a structure everything. A plan without a project is not asked what its projects tie."""
    placed = structure.placed
    figures = {
        "listings": len(placed.listings),
        "projects": len(placed.by_project),
        "policies": sum(place.read for place in structure.policies.places),
        "unread_policies": sum(not place.read for place in structure.policies.places),
        "divisions": len(structure.divisions.divisions),
    }
    return StructureAnswers(
        plan=Named(structure.plan.title, structure.plan.iri),
        body=Named(structure.plan.body_name, structure.plan.body),
        said=_summary(figures),
        figures=figures,
        answers=tuple(_answers(structure)),
    )


def _summary(figures: Mapping[str, int]) -> Bilingual:
    if not figures["listings"]:
        return Bilingual(
            "この計画の文書には、事業の掲載がありません。事業によるつながりは調べられません。",
            "The documents of this plan list no projects, so nothing can be said of what projects tie.",
        )
    ja = f"事業 {figures['projects']:,}件、掲載 {figures['listings']:,}件、事業のある施策 {figures['policies']:,}、部課 {figures['divisions']:,}。"
    en = f"{figures['projects']:,} projects, {figures['listings']:,} listings, {figures['policies']:,} policies with projects, {figures['divisions']:,} divisions."
    if figures["unread_policies"]:
        ja += f"ほかに、再掲の記号だけで分かる未読の施策が {figures['unread_policies']:,}あります。未読の施策どうしのつながりは分かりません。"
        en += f" A further {figures['unread_policies']:,} policies are known by marks alone and were not read; how they are tied to one another is not known."
    if figures["projects"] == 1:
        ja += "事業が一つだけなので、つながりについて言えることはほとんどありません。"
        en += " There is one project only, so there is little to say of ties."
    return Bilingual(ja, en)


def _answers(structure: Structure) -> Iterator[Answer]:
    if structure.placed.listings:
        level = _levels(structure)
        yield _ties(structure, "chapter-ties", structure.chapters, level[0])
        yield _bridges(structure, "chapter-bridges", structure.chapters, level[0])
        yield _ties(structure, "policy-ties", structure.policies, level[1])
        yield _bridges(structure, "policy-bridges", structure.policies, level[1])
        yield _clusters(structure)
    if structure.divisions.divisions:
        yield _divisions(structure)
        yield _lone_divisions(structure)
    if structure.placed.listings:
        yield _lone_policies(structure)
    yield _empty_policies(structure)
    yield _without_policy(structure)
    if structure.placed.unconfirmed:
        yield _unconfirmed(structure)
    if structure.placed.in_rings:
        yield _rings(structure)


def _levels(structure: Structure) -> tuple[Bilingual, Bilingual]:
    """What the plan calls its chapters, and what it calls the policies under which projects are listed."""
    facts = structure.placed.facts
    tops = Counter(facts.policies[p.iri].level for p in structure.chapters.places if p.iri in facts.policies)
    lowest = Counter(facts.policies[p.iri].level for p in structure.policies.places if p.read)
    top = next((word for word, _ in tops.most_common() if word), "最上位の施策")
    low = next((word for word, _ in lowest.most_common() if word), "施策")
    return Bilingual(top, "chapters"), Bilingual(low, "policies")


def _ties(structure: Structure, key: str, ties: Ties, level: Bilingual) -> Answer:
    figures = {
        "places": len(ties.places),
        "crossing_projects": len(ties.crossing),
        "pairs": len(ties.ties),
        "single_pairs": len(ties.singles),
        "groups": len(ties.groups),
    }
    word, en_word = level.ja, level.en
    if not ties.ties:
        said = Bilingual(
            f"二つ以上の{word}に載る事業はなく、事業でつながる{word}はありません。",
            f"No project stands under two {en_word} or more, so none are tied by projects.",
        )
    else:
        apart = (
            f"つながる{word}は{len(ties.groups)}つの群に分かれます。"
            if len(ties.groups) > 1
            else f"つながる{word}は一続きです。"
        )
        said = Bilingual(
            f"{len(ties.crossing):,}件の事業が{word}と{word}をつなぎ、つながる組は{len(ties.ties):,}組です。"
            f"{f'うち{len(ties.singles):,}組は、一つの事業だけでつながっています。' if ties.singles else ''}{apart}",
            f"{len(ties.crossing):,} projects tie {len(ties.ties):,} pairs of {en_word}; {len(ties.singles):,} of the pairs are tied by "
            f"one project only. What is tied makes {len(ties.groups):,} group(s).",
        )
    rows = tuple(
        Row(
            (_named(tie.one), _named(tie.other)),
            {"shared_projects": len(tie.projects)},
            _projects(structure, tie.projects),
        )
        for tie in ties.ties
    )
    title = Bilingual(f"{word}と{word}をつなぐ事業", f"Projects that tie {en_word}")
    return Answer(key, title, said, figures, rows)


def _bridges(structure: Structure, key: str, ties: Ties, level: Bilingual) -> Answer:
    word, en_word = level.ja, level.en
    said = Bilingual(
        f"なくなると{word}のつながりが二つ以上に切れる事業は{len(ties.bridges):,}件です。",
        f"{len(ties.bridges):,} projects are bridges: without one of them the {en_word} that are tied would fall apart.",
    )
    if not ties.bridges:
        said = Bilingual(
            f"一つなくなるだけで{word}のつながりが切れる事業はありません。",
            f"No single project holds {en_word} together alone.",
        )
    if not all(place.read for place in ties.places):
        said = Bilingual(f"{said.ja}読んだ範囲でのことです。", f"{said.en} So far as the plan was read.")
    rows = []
    for bridge in ties.bridges:
        away = [_named(place) for side in bridge.sides[1:] for place in side.places]
        rest = bridge.parted - len(away)
        more = Bilingual(f" ほか{rest:,}", f" and {rest:,} more") if rest else _NOTHING
        note = Bilingual(
            f"なくなると切り離される{word}: {'、'.join(map(_shown_ja, away))}{more.ja}（残り {bridge.sides[0].size:,}）",
            f"parted without it: {', '.join(one.name for one in away)}{more.en} (the rest: {bridge.sides[0].size:,})",
        )
        rows.append(
            Row(
                tuple(map(_named, bridge.places)),
                {"parted": bridge.parted, "rest": bridge.sides[0].size},
                _projects(structure, [bridge.project]),
                note,
            )
        )
    title = Bilingual(f"{word}の間の橋", f"Bridges between {en_word}")
    return Answer(key, title, said, {"bridges": len(ties.bridges)}, tuple(rows))


_WEIGHTS = Bilingual(
    "重みは、共有する事業一件につき1、施策と課の間はその施策の掲載のうちその課が所管する割合です。",
    "Weights: 1 for each shared project; between a policy and a division the share of the policy's listings that it is in charge of.",
)


def _clusters(structure: Structure) -> Answer:
    found = structure.clusters
    count, modularity = len(found.clusters), found.modularity
    if found.few:
        ja = f"施策が{found.policies}しかないため、まとまりに分けても意味がありません。"
        en = f"There are only {found.policies} policies, too few for clusters to mean anything."
    elif found.clear:
        ja = f"事業と所管を多く共にする施策は、{count:,}個のまとまりに分かれます（モジュラリティ {modularity:.2f}）。"
        en = f"By shared projects and divisions the policies fall into {count:,} clusters (modularity {modularity:.2f})."
    else:
        ja = f"施策は、はっきりしたまとまりに分かれません（{count:,}個に分けてもモジュラリティは {modularity:.2f}、目安は {CLEAR} 以上）。"
        en = f"The policies do not cluster clearly ({count:,} clusters, modularity {modularity:.2f}; {CLEAR} and above would be clear)."
    return Answer(
        "clusters",
        Bilingual("施策のまとまり", "Clusters of policies"),
        Bilingual(ja + _WEIGHTS.ja, f"{en} {_WEIGHTS.en}"),
        {"clusters": count, "modularity": round(modularity, 4), "policies": found.policies},
        tuple(_cluster_row(structure, one) for one in found.clusters),
    )


def _cluster_row(structure: Structure, cluster: Cluster) -> Row:
    names = structure.placed.facts.divisions
    offices = [names[iri].name for iri in cluster.divisions if iri in names]
    note = Bilingual(f"部課: {'、'.join(offices) or 'なし'}", f"divisions: {', '.join(offices) or 'none'}")
    figures = {
        "policies": len(cluster.policies),
        "divisions": len(cluster.divisions),
        "shared_within": cluster.shared_within,
        "shared_without": cluster.shared_without,
    }
    return Row(tuple(map(_named, cluster.policies)), figures, (), note)


def _divisions(structure: Structure) -> Answer:
    ties = structure.divisions
    figures = {
        "divisions": len(ties.divisions),
        "links": ties.links,
        "groups": ties.groups,
        "sampled_from": ties.sources,
        "error": round(ties.error, 4),
    }
    if ties.between:
        first = ties.between[0]
        share = f"{first.betweenness:.1%}"
        ja = (
            f"部課と部課の間に最も多く立つのは{first.name}です。直接つながる部課は{first.degree:,}で、"
            f"ほかの部課どうしを結ぶ最短の経路の{share}がここを通ります。"
        )
        en = (
            f"{first.name} stands between the others most: it is linked to {first.degree:,} divisions, and {share} of the "
            "shortest routes between other divisions lead through it."
        )
    else:
        ja, en = "ほかの部課の間に立つ部課はありません。", "No division stands between others."
    ja += "同じ事業か同じ施策に名のある部課どうしを、つながっているとみます。"
    en += " Two divisions are linked where both are named for one project or under one policy."
    if ties.sources:
        ja += f"部課が多いため、{ties.sources:,}の部課からの経路で見積もりました（誤差 {ties.error:.1%} 程度）。"
        en += f" As there are many divisions, this is estimated from {ties.sources:,} of them (give or take {ties.error:.1%})."
    rows = tuple(
        Row(
            (Named(one.name, one.iri),),
            {
                "betweenness": round(one.betweenness, 6),
                "degree": one.degree,
                "projects": one.projects,
                "policies": one.policies,
            },
        )
        for one in ties.divisions
    )
    return Answer(
        "divisions",
        Bilingual("間に立つ部課", "Divisions that stand between others"),
        Bilingual(ja, en),
        figures,
        rows,
    )


def _lone_divisions(structure: Structure) -> Answer:
    alone = structure.divisions.alone
    said = Bilingual(
        f"事業も施策もほかの部課と共にしない部課は{len(alone):,}です。"
        if alone
        else "どの部課も、事業か施策をほかの部課と共にしています。",
        f"{len(alone):,} divisions share neither a project nor a policy with another."
        if alone
        else "Every division shares a project or a policy with another.",
    )
    rows = tuple(
        Row((Named(one.name, one.iri),), {"projects": one.projects, "policies": one.policies})
        for one in alone
    )
    title = Bilingual("孤立した部課", "Divisions that stand alone")
    return Answer("lone-divisions", title, said, {"divisions": len(alone)}, rows)


def _lone_policies(structure: Structure) -> Answer:
    lone = structure.lone_policies
    islands = sum(not one.shared_divisions for one in lone)
    said = Bilingual(
        "どの施策も、ほかの施策と事業を共有しています。", "Every policy shares a project with another."
    )
    if lone:
        ja = (
            f"うち{islands:,}は、所管の部課もほかの施策と重なりません。"
            if islands
            else "所管の部課は、どれもほかの施策と重なります。"
        )
        en = f"{islands:,} of them share no division either." if islands else "All of them share a division."
        said = Bilingual(
            f"ほかの施策と事業を共有しない施策は{len(lone):,}です。{ja}",
            f"{len(lone):,} policies share no project with another. {en}",
        )
    rows = tuple(
        Row(
            (_named(one.place),),
            {"projects": one.projects, "shared_divisions": one.shared_divisions},
        )
        for one in lone
    )
    title = Bilingual("事業を共有しない施策", "Policies that share no project")
    return Answer("lone-policies", title, said, {"policies": len(lone), "islands": islands}, rows)


def _empty_policies(structure: Structure) -> Answer:
    empty = structure.placed.empty_policies
    said = Bilingual("事業のない施策はありません。", "Every policy has a project.")
    if empty:
        said = Bilingual(
            f"いちばん下の施策のうち、事業が一つも載っていないものは{len(empty):,}です。",
            f"{len(empty):,} of the lowest policies list no project.",
        )
    title = Bilingual("事業のない施策", "Policies without projects")
    rows = tuple(Row((_named_policy(one),), {}) for one in empty)
    return Answer("empty-policies", title, said, {"policies": len(empty)}, rows)


def _without_policy(structure: Structure) -> Answer:
    projects = structure.placed.without_policy
    said = Bilingual("施策のない事業はありません。", "Every project stands under a policy.")
    if projects:
        said = Bilingual(
            f"どの施策の下にも載っていない事業は{len(projects):,}件です。",
            f"{len(projects):,} projects stand under no policy.",
        )
    title = Bilingual("施策のない事業", "Projects without a policy")
    rows = tuple(Row((one,), {}) for one in _projects(structure, projects))
    return Answer("projects-without-policy", title, said, {"projects": len(projects)}, rows)


def _unconfirmed(structure: Structure) -> Answer:
    pairs = structure.placed.unconfirmed
    said = Bilingual(
        f"再掲の記号が指す施策に、その事業が載っていないものが{len(pairs):,}件あります。つながりには数えていません。",
        f"{len(pairs):,} marks name a policy that does not list the project; they are not counted as ties.",
    )
    rows = tuple(
        Row((_named(structure.placed.place(policy)),), {}, _projects(structure, [project]))
        for project, policy in pairs
    )
    title = Bilingual("確かめられない再掲", "Marks that are not confirmed")
    return Answer("unconfirmed-marks", title, said, {"marks": len(pairs)}, rows)


def _rings(structure: Structure) -> Answer:
    rings = structure.placed.in_rings
    said = Bilingual(
        f"上位をたどると元に戻る施策が{len(rings):,}あります。最上位が決まらないので、最上位どうしのつながりには数えていません。",
        f"{len(rings):,} policies lead back to themselves when followed upward; they belong to no chapter and are not counted there.",
    )
    title = Bilingual("輪になった施策", "Policies in a ring")
    rows = tuple(Row((_named_policy(one),), {}) for one in rings)
    return Answer("rings", title, said, {"policies": len(rings)}, rows)


def shown(named: Named, lang: Lang) -> str:
    """A name, with a remark where the thing was not read."""
    return named.name if named.read else named.name + Bilingual("（未読）", " (not read)")[lang]


def _shown_ja(named: Named) -> str:
    return shown(named, "ja")


def _named(place: Place) -> Named:
    return Named(place.name, place.iri, place.read)


def _named_policy(policy: PolicyFacts) -> Named:
    return Named(policy.name or policy.iri, policy.iri)


def _projects(structure: Structure, projects: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named(structure.title(project), project) for project in projects)
