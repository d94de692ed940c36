"""What stands around a thing, as a network that a viewer can lay out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import networkx as nx

from plangraph.asking.labels import Labels, term_labels
from plangraph.asking.links import Link, Thing, links_of, marks_of, things_where
from plangraph.asking.terms import iri_term, local_name, select, values_of
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.texts import Bilingual

POLICIES, PROJECTS, OTHERS = "policies", "projects", "divisions-and-guidelines"
COLUMN_OF = {
    "body": POLICIES,
    "plan": POLICIES,
    "policy": POLICIES,
    "unread-policy": POLICIES,
    "project": PROJECTS,
    "basic-project": PROJECTS,
    "planned-project": PROJECTS,
    "division": OTHERS,
    "guideline": OTHERS,
    "indicator": OTHERS,
}
"""Kind of a node → the column it is drawn in."""
FOLDED = "folded"
"""The kind of a node that stands for those left out."""
MOST_ALIKE = 20
"""How many links of one kind a node shows before the rest become one node."""
MOST_NODES = 2000
"""How many nodes a network has; what would come after them is left out, and `graph["cut"]` is True."""
MOST_OPENED = 200
"""How many more links one opening of a folded node brings."""

_TREE_NODES = 300
_PLANS = "urn:plangraph:folded:plans"
_FOLDED_IRI = "urn:plangraph:folded:"
_RANK = {"home": 0, "carried": 1, "relisting": 2, "": 3}

_PLANS_OF_ALL = """
SELECT DISTINCT ?plan WHERE { ?plan a plg:Plan }"""
_PARTS = """
SELECT DISTINCT ?from ?to WHERE { %s ?from plg:partOf ?to ; a plg:Policy }"""
_TOPIC = "SELECT ?project WHERE { %s plg:listsProject ?project }"

Network: TypeAlias = "nx.MultiDiGraph[str]"


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one node by one property in one direction; what a folded node stands for is a part of them.

    `name` is the property's local name. The plans of the tree have no node: it is "" then.
    """

    node: str
    name: str = ""
    outgoing: bool = False

    @property
    def iri(self) -> str:
        """The address of the folded node."""
        if not self.node:
            return _PLANS
        return f"{_FOLDED_IRI}{'out' if self.outgoing else 'in'}:{self.name}:{self.node}"

    @classmethod
    def of(cls, iri: str) -> Group | None:
        """Read the address of a folded node; None for any other.

        >>> Group.of("urn:plangraph:folded:in:listedUnder:urn:x")
        Group(node='urn:x', name='listedUnder', outgoing=False)
        """
        if iri == _PLANS:
            return cls("")
        direction, _, rest = iri.removeprefix(_FOLDED_IRI).partition(":")
        name, _, node = rest.partition(":")
        if not iri.startswith(_FOLDED_IRI) or direction not in ("in", "out") or not name or not node:
            return None
        return cls(node, name, direction == "out")


def neighbourhood(endpoint: Endpoint, iri: str | None, steps: int = 1, most: int = MOST_ALIKE) -> Network:
    """The things up to `steps` links away from one, or the tree of all plans (policies only) without an address.

    A listing's address stands for its project. Nodes are addresses with `kind`, `label`, `code` and `column`, projects
    with `designations` and `years` besides. Edges run from subject to object with `property`, `label_ja`, `label_en`;
    one between a project and a policy has its `role`, `relisting`, `state` and `listing` besides. Where a node has more
    than `most` links of one property and direction, the rest fold into one node of kind "folded" whose `count` says how
    many; deep trees fold below some 300 policies. Raises NotFoundError for an address that the graph does not know.
    Four queries for each step, and five.
    """
    drawing = _Drawing(endpoint, most)
    if iri is None:
        drawing.draw_tree(most)
        return drawing.finish()
    focus = _focus(endpoint, iri)
    drawing.place_first(focus)
    front = [focus]
    for _ in range(steps):
        front = drawing.draw_around(front)
        if not front:
            break
    return drawing.finish()


def opened_group(endpoint: Endpoint, group: Group, times: int = 1) -> Network:
    """What a folded node stands for, after it was opened some times; the rest stays folded.

    Raises NotFoundError for a node that the graph does not know.
    """
    most = MOST_ALIKE + MOST_OPENED * times
    if not group.node:
        drawing = _Drawing(endpoint, MOST_ALIKE)
        drawing.draw_tree(most)
        return drawing.finish()
    drawing = _Drawing(endpoint, most)
    drawing.place_first(group.node)
    drawing.draw_around([group.node], group)
    return drawing.finish()


def chain(endpoint: Endpoint, nodes: Iterable[str]) -> Network:
    """The things of a path with every link between one and the next."""
    drawing = _Drawing(endpoint, MOST_NODES)
    passed = list(nodes)
    drawing.known.update(things_where(endpoint, values_of("node", passed)))
    for node in passed:
        drawing.place(node)
    pairs = {frozenset(pair) for pair in pairwise(passed)}
    for link in links_of(endpoint, passed):
        if frozenset((link.start, link.end)) in pairs:
            drawing.draw_link(link)
    return drawing.finish()


def merged(networks: Iterable[Network]) -> Network:
    """Several networks as one; folded nodes count anew what none of them shows, and go where that is nothing."""
    whole: Network = nx.MultiDiGraph()
    for network in networks:
        for node, data in network.nodes(data=True):
            if node in whole or len(whole) < MOST_NODES:
                whole.add_node(node, **data)
        for start, end, key, data in network.edges(keys=True, data=True):
            if start in whole and end in whole:
                whole.add_edge(start, end, key=key, **data)
        if network.graph.get("cut") or any(node not in whole for node in network):
            whole.graph["cut"] = True
    for iri in [node for node, data in whole.nodes(data=True) if data["kind"] == FOLDED]:
        group = Group.of(iri)
        assert group is not None, "made by a drawing"
        left = whole.nodes[iri]["total"] - _shown(whole, group)
        if left > 0:
            whole.nodes[iri].update(_folded_words(left))
        else:
            whole.remove_node(iri)
    return whole


def _shown(network: Network, group: Group) -> int:
    if not group.node:
        return sum(1 for _, data in network.nodes(data=True) if data["kind"] == "plan")
    if group.node not in network:
        return 0
    edges = network.out_edges if group.outgoing else network.in_edges
    return sum(
        1
        for start, end, data in edges(group.node, data=True)
        if local_name(data["property"]) == group.name
        and network.nodes[end if group.outgoing else start]["kind"] != FOLDED
    )


def _folded_words(count: int) -> dict[str, object]:
    return {"count": count, "label": f"ほか {count} 件", "label_en": f"{count} more"}


def _by_end(links: Iterable[Link]) -> defaultdict[str, list[Link]]:
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.start].append(link)
        if link.end != link.start:
            found[link.end].append(link)
    return found


def _focus(endpoint: Endpoint, iri: str) -> str:
    rows = select(endpoint, _TOPIC % iri_term(iri))
    return min(row["project"] for row in rows) if rows else iri


class _Drawing:
    """The network under way."""

    def __init__(self, endpoint: Endpoint, most: int) -> None:
        self.endpoint = endpoint
        self.graph: Network = nx.MultiDiGraph()
        self.known: dict[str, Thing] = {}
        self.terms: Labels = term_labels(endpoint)
        self.most = most

    def finish(self) -> Network:
        """Add what projects can be sifted by; gives the network."""
        projects = [node for node, data in self.graph.nodes(data=True) if data["kind"] == "project"]
        for project, marks in marks_of(self.endpoint, projects).items():
            self.graph.nodes[project].update(designations=marks.designations, years=marks.years)
        return self.graph

    def place_first(self, iri: str) -> None:
        """Put the thing in the middle into the network; raises NotFoundError where it is not known."""
        self.known.update(things_where(self.endpoint, f"VALUES ?node {{ {iri_term(iri)} }}"))
        if iri not in self.known:
            raise NotFoundError(
                iri,
                Bilingual(
                    "このグラフにありません。IRI を確かめてください。", "not in this graph; check the IRI"
                ),
            )
        self.place(iri)

    def place(self, iri: str) -> None:
        """Put one known thing into the network."""
        node = self.known[iri]
        self.graph.add_node(
            iri, kind=node.kind, label=node.label, code=node.code, column=COLUMN_OF[node.kind], count=1
        )

    def draw_around(self, nodes: Iterable[str], only: Group | None = None) -> list[str]:
        """Draw the links of some nodes, or of one group alone; gives what was not there before."""
        links = links_of(self.endpoint, nodes)
        if only is not None:
            links = [link for link in links if _group(link, only.node) == only]
        ends = {end for link in links for end in (link.start, link.end)} - set(self.known)
        if ends:
            self.known.update(things_where(self.endpoint, values_of("node", ends)))
        by_end = _by_end(links)
        return [reached for node in nodes for reached in self.draw(node, by_end[node])]

    def draw(self, node: str, links: Iterable[Link], deeper: bool = True) -> list[str]:
        """Draw the links of one node, folded by property and direction; all are folded where it goes no deeper."""
        kinds: defaultdict[tuple[str, bool], list[Link]] = defaultdict(list)
        for link in links:
            if link.other(node) in self.known:
                kinds[link.property, link.start == node].append(link)
        reached = []
        for (name, outgoing), found in sorted(kinds.items()):
            found.sort(key=lambda link: self._order(link, node))
            drawn = 0
            for link in found[: self.most if deeper else 0]:
                if link.other(node) not in self.graph:
                    if len(self.graph) >= MOST_NODES:
                        break
                    self.place(link.other(node))
                    reached.append(link.other(node))
                self.draw_link(link)
                drawn += 1
            self._fold(Group(node, local_name(name), outgoing), name, found, drawn)
        return reached

    def _order(self, link: Link, node: str) -> tuple[bool, int, str, str, str, str]:
        other = link.other(node)
        thing = self.known[other]
        return other not in self.graph, _RANK.get(link.role, 3), thing.code, thing.label, other, link.listing

    def draw_link(self, link: Link) -> None:
        """Draw one link between two nodes that are there."""
        role = f"{link.role[:1].upper()}{link.role[1:]}"
        label = self.terms.term(role) if link.role else self.terms[link.property]
        about = {}
        if link.role:
            about = {"role": link.role, "state": link.state, "listing": link.listing}
        self.graph.add_edge(
            link.start,
            link.end,
            key=f"{local_name(link.property)} {link.listing}".strip(),
            property=link.property,
            label_ja=label.ja,
            label_en=label.en,
            relisting=link.role == "relisting",
            **about,
        )

    def _fold(self, group: Group, name: str, found: list[Link], drawn: int) -> None:
        if drawn >= len(found):
            return
        if len(self.graph) >= MOST_NODES:
            self.graph.graph["cut"] = True
            return
        label = self.terms[name]
        left = found[drawn].other(group.node)
        self._folded_node(group.iri, COLUMN_OF[self.known[left].kind], len(found), len(found) - drawn)
        ends = (group.node, group.iri) if group.outgoing else (group.iri, group.node)
        self.graph.add_edge(
            *ends,
            key=local_name(name),
            property=name,
            label_ja=label.ja,
            label_en=label.en,
            relisting=False,
        )

    def _folded_node(self, iri: str, column: str, total: int, count: int) -> None:
        self.graph.add_node(iri, kind=FOLDED, code="", column=column, total=total, **_folded_words(count))

    def draw_tree(self, most_plans: int) -> None:
        """Draw every plan with its policies; plans beyond the most fold too, and so does what lies too deep."""
        plans = sorted(row["plan"] for row in select(self.endpoint, _PLANS_OF_ALL))
        front = plans[:most_plans]
        self.known.update(things_where(self.endpoint, values_of("node", front)))
        front = [plan for plan in front if plan in self.known]
        for plan in front:
            self.place(plan)
        if plans[most_plans:]:
            self._folded_node(_PLANS, POLICIES, len(plans), len(plans) - most_plans)
        while front:
            rows = select(self.endpoint, _PARTS % values_of("to", front))
            children: defaultdict[str, list[Link]] = defaultdict(list)
            for row in rows:
                children[row["to"]].append(Link(row["from"], row["to"], PLG_IRI + "partOf"))
            parts = {row["from"] for row in rows} - set(self.known)
            self.known.update(things_where(self.endpoint, values_of("node", parts)))
            front = [
                child
                for node in front
                for child in self.draw(node, children[node], deeper=len(self.graph) < _TREE_NODES)
            ]


def _group(link: Link, node: str) -> Group:
    return Group(node, local_name(link.property), link.start == node)
