"""What stands around a thing, as a network that a viewer can lay out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from plangraph.asking.labels import Labels, term_labels
from plangraph.asking.names import KINDS
from plangraph.asking.terms import iri_term, local_name, select, values_of, word
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

_CLASSES = {kind: KINDS[kind] for kind in COLUMN_OF}
_RANK = {"home": 0, "carried": 1, "relisting": 2, "": 3}

_LINKS = """
SELECT DISTINCT ?from ?property ?to ?role ?state ?listing WHERE {
  VALUES ?property {
    plg:partOf plg:responsibleDivision plg:leadDivision plg:relatedDivision plg:guidedBy plg:carriedBy plg:countedIn
    plg:indicator plg:plannedProject plg:publishedBy org:subOrganizationOf
  }
  { %(from)s ?from ?property ?to } UNION { %(to)s ?from ?property ?to }
  FILTER NOT EXISTS { ?from a plg:Listing }
}"""
_LISTINGS = """
SELECT DISTINCT ?from ?to ?role ?state ?listing WHERE {
  { %(from)s ?listing plg:listsProject ?from ; plg:listedUnder ?to } UNION
  { %(to)s ?listing plg:listedUnder ?to ; plg:listsProject ?from }
  ?listing plg:listingRole ?role .
  OPTIONAL { ?listing plg:crossListingState ?state }
}"""
_MARKS = """
SELECT DISTINCT ?from ?to ?role ?state ?listing WHERE {
  { %(from)s ?listing plg:listsProject ?from ; plg:crossListedAt ?to . ?to a plg:UnreadPolicy } UNION
  { %(to)s ?to a plg:UnreadPolicy . ?listing plg:crossListedAt ?to ; plg:listsProject ?from }
  OPTIONAL { ?listing plg:crossListingState ?state }
  BIND (IF (EXISTS { ?from plg:crossListedIn ?to }, plg:Relisting, plg:Home) AS ?role)
}"""
_NODES = f"""
SELECT DISTINCT ?node ?class ?label ?code WHERE {{
  %s
  VALUES ?class {{ {" ".join(f"plg:{name}" for name in _CLASSES.values())} }}
  ?node a ?class ; rdfs:label ?label FILTER (LANG(?label) != "en")
  OPTIONAL {{ ?node plg:code ?code }}
}}"""
_TREE = """
SELECT DISTINCT ?from ?to WHERE { ?from a plg:Policy ; plg:partOf ?to }"""
_TREE_NODES = "{ ?node a plg:Plan } UNION { ?node a plg:Policy }"
_TOPIC = "SELECT ?project WHERE { %s plg:listsProject ?project }"


@dataclass(frozen=True, slots=True)
class _Link:
    """One edge to be: from subject to object. `role`, `state` and `listing` are "" where it is no listing."""

    start: str
    end: str
    property: str
    role: str = ""
    state: str = ""
    listing: str = ""

    def other(self, node: str) -> str:
        return self.end if self.start == node else self.start


@dataclass(frozen=True, slots=True)
class _Node:
    kind: str
    label: str
    code: str = ""


def neighbourhood(
    endpoint: Endpoint, iri: str | None, steps: int = 1, most: int = 20
) -> nx.MultiDiGraph[str]:
    """The things up to `steps` links away from one, or the tree of all plans (policies only) without an address.

    A listing's address stands for its project. Nodes are addresses with `kind`, `label`, `code` and `column`. Edges run
    from subject to object with `property`, `label_ja`, `label_en`; one between a project and a policy has its `role`,
    `relisting`, `state` and `listing` besides. Where a node has more than `most` links of one property and direction,
    the rest fold into one node of kind "folded" whose `count` says how many. Raises NotFoundError for an address that
    the graph does not know. Four queries for each step, and three.
    """
    drawing = _Drawing(term_labels(endpoint), most)
    if iri is None:
        drawing.draw_tree(endpoint)
        return drawing.graph
    focus = _focus(endpoint, iri)
    drawing.add_nodes(_nodes(endpoint, values_of("node", [focus])))
    if focus not in drawing.known:
        raise NotFoundError(
            iri,
            Bilingual("このグラフにありません。IRI を確かめてください。", "not in this graph; check the IRI"),
        )
    drawing.place(focus)
    front = [focus]
    for _ in range(steps):
        links = _links(endpoint, front)
        ends = {end for link in links for end in (link.start, link.end)} - set(drawing.known)
        if ends:
            drawing.add_nodes(_nodes(endpoint, values_of("node", ends)))
        by_end = _by_end(links)
        front = [reached for node in front for reached in drawing.draw(node, by_end[node])]
        if not front:
            break
    return drawing.graph


def _by_end(links: Iterable[_Link]) -> defaultdict[str, list[_Link]]:
    found: defaultdict[str, list[_Link]] = defaultdict(list)
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

    def __init__(self, terms: Labels, most: int) -> None:
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.known: dict[str, _Node] = {}
        self.terms = terms
        self.most = most

    def add_nodes(self, nodes: Mapping[str, _Node]) -> None:
        """Note what things are; they are drawn when a link leads to them."""
        self.known.update(nodes)

    def place(self, iri: str) -> None:
        """Put one known thing into the network."""
        node = self.known[iri]
        self.graph.add_node(
            iri, kind=node.kind, label=node.label, code=node.code, column=COLUMN_OF[node.kind], count=1
        )

    def draw(self, node: str, links: Iterable[_Link]) -> list[str]:
        """Draw the links of one node, folded by property and direction; gives what was not there before."""
        kinds: defaultdict[tuple[str, bool], list[_Link]] = defaultdict(list)
        for link in links:
            if link.other(node) in self.known:
                kinds[link.property, link.start == node].append(link)
        reached = []
        for (name, outgoing), found in sorted(kinds.items()):
            found.sort(key=lambda link: self._order(link, node))
            for link in found[: self.most]:
                if link.other(node) not in self.graph:
                    self.place(link.other(node))
                    reached.append(link.other(node))
                self._edge(link)
            self._fold(node, name, outgoing, found[self.most :])
        return reached

    def _order(self, link: _Link, node: str) -> tuple[bool, int, str, str, str, str]:
        other = link.other(node)
        thing = self.known[other]
        return other not in self.graph, _RANK.get(link.role, 3), thing.code, thing.label, other, link.listing

    def _edge(self, link: _Link) -> None:
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

    def _fold(self, node: str, name: str, outgoing: bool, left: list[_Link]) -> None:
        if not left:
            return
        label = self.terms[name]
        direction = "out" if outgoing else "in"
        folded = f"urn:plangraph:folded:{direction}:{local_name(name)}:{node}"
        self._folded_node(folded, COLUMN_OF[self.known[left[0].other(node)].kind], len(left))
        ends = (node, folded) if outgoing else (folded, node)
        self.graph.add_edge(
            *ends, key=local_name(name), property=name, label_ja=label.ja, label_en=label.en, relisting=False
        )

    def _folded_node(self, iri: str, column: str, count: int) -> None:
        words = {"label": f"ほか {count} 件", "label_en": f"{count} more"}
        self.graph.add_node(iri, kind=FOLDED, code="", column=column, count=count, **words)

    def draw_tree(self, endpoint: Endpoint) -> None:
        """Draw every plan with its policies; plans beyond `most` fold too."""
        self.add_nodes(_nodes(endpoint, _TREE_NODES))
        children: defaultdict[str, list[_Link]] = defaultdict(list)
        for row in select(endpoint, _TREE):
            children[row["to"]].append(_Link(row["from"], row["to"], PLG_IRI + "partOf"))
        plans = sorted(iri for iri, node in self.known.items() if node.kind == "plan")
        front = plans[: self.most]
        for plan in front:
            self.place(plan)
        if plans[self.most :]:
            self._folded_node("urn:plangraph:folded:plans", POLICIES, len(plans) - self.most)
        while front:
            front = [child for node in front for child in self.draw(node, children[node])]


def _links(endpoint: Endpoint, nodes: Iterable[str]) -> list[_Link]:
    ends = {"from": values_of("from", nodes), "to": values_of("to", nodes)}
    links = {_Link(row["from"], row["to"], row["property"]) for row in select(endpoint, _LINKS % ends)}
    for query in (_LISTINGS, _MARKS):
        links.update(
            _Link(
                row["from"],
                row["to"],
                PLG_IRI + "listedUnder",
                word(row["role"]),
                word(row.get("state")),
                row["listing"],
            )
            for row in select(endpoint, query % ends)
        )
    return sorted(links, key=lambda link: (link.start, link.property, link.end, link.listing))


def _nodes(endpoint: Endpoint, pattern: str) -> dict[str, _Node]:
    kinds = {name: kind for kind, name in _CLASSES.items()}
    found: dict[str, _Node] = {}
    for row in sorted(
        select(endpoint, _NODES % pattern), key=lambda row: (row["node"], row["class"], row["label"])
    ):
        kind = kinds[row["class"].removeprefix(PLG_IRI)]
        found.setdefault(row["node"], _Node(kind, row["label"], row.get("code", "")))
    return found
