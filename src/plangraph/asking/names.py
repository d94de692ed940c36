"""Things by what people call them: part of a title, a code, an address."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from plangraph.asking.terms import local_name, select
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.texts import Bilingual, comparison_title

KINDS = {
    "project": "MainProject",
    "policy": "Policy",
    "unread-policy": "UnreadPolicy",
    "basic-project": "BasicProject",
    "planned-project": "PlannedProject",
    "division": "Division",
    "guideline": "Guideline",
    "indicator": "Indicator",
    "plan": "Plan",
    "body": "Body",
    "document": "SourceDocument",
}
"""Kind of a hit → its class; hits of one rank come in this order."""

NEAR = 45.0
"""Similarity (0-100, rapidfuzz ratio) from which another title is offered where nothing was found."""

_KIND_OF = {name: kind for kind, name in KINDS.items()}
_ORDER = list(KINDS)
_RELISTING_MARK = re.compile(r"[(\[【][^()\[\]【】]*再掲[^()\[\]【】]*[)\]】]")

_THINGS = f"""
SELECT ?node ?class ?label ?alias ?code WHERE {{
  VALUES ?class {{ {" ".join(f"plg:{name}" for name in KINDS.values())} }}
  ?node a ?class ; rdfs:label ?label .
  FILTER (LANG(?label) != "en")
  OPTIONAL {{ ?node skos:prefLabel ?alias }}
  OPTIONAL {{ ?node plg:code ?code }}
}}"""
_PROJECT_POLICIES = """
SELECT ?node ?role ?code ?order WHERE {
  ?listing plg:listsProject ?node ; plg:listingRole ?role ; plg:order ?order ; plg:listedUnder/plg:code ?code .
}"""
_OTHER_POLICIES = """
SELECT ?node ?code WHERE {
  { ?policy plg:indicator|plg:plannedProject ?node } UNION { ?node a plg:BasicProject ; plg:partOf ?policy }
  ?policy plg:code ?code .
}"""


_SHOWN = 3  # candidates that the message names; all of them stand in the error


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that answers to a text. `rank` is 0 for the thing itself, 1 for a like spelling, 2 and 3 for a part.

    `code` is the thing's own code, `policy_code` that of the policy it stands under (for a project its home's).
    """

    iri: str
    label: str
    kind: str
    code: str = ""
    policy_code: str = ""
    rank: int = field(default=0, compare=False)


@dataclass
class _Thing:
    iri: str
    kind: str
    labels: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    code: str = ""
    policy_code: str = ""

    @cached_property
    def exact(self) -> set[str]:
        return {*map(_folded, self.labels | self.aliases), *([_code_key(self.code)] if self.code else [])}

    @cached_property
    def loose(self) -> set[str]:
        return {search_key(text) for text in self.labels | self.aliases}

    def rank(self, text: str, key: str, folded: str, code: str) -> int | None:
        """How well a text fits, given in all its forms; None where it does not."""
        if text == self.iri or folded in self.exact or code in self.exact:
            return 0
        if not key:
            return None
        if key in self.loose:
            return 1
        if any(loose.startswith(key) for loose in self.loose):
            return 2
        if any(key in loose for loose in self.loose) or self._in_address(folded):
            return 3
        return 3 if self.code and code in _code_key(self.code) else None

    def _in_address(self, folded: str) -> bool:
        """A piece of an address shows itself by a slash or tilde; any shorter word would fit them all."""
        return ("/" in folded or "~" in folded) and folded in self.iri.casefold()


def search_key(text: str) -> str:
    """What is left of a title when width, case, spaces, marks of punctuation and 再掲 marks are gone.

    >>> search_key("ＩＣＴを活用した市民参加 手法の充実 (協2-2で再掲)")
    'ictを活用した市民参加手法の充実'
    """
    plain = _RELISTING_MARK.sub("", _folded(text))
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "PSC")


def _folded(text: str) -> str:
    return comparison_title(text).casefold()


def _code_key(text: str) -> str:
    """A code with its dashes alike: 協２－１ and 協2‐1 are 協2-1."""
    return re.sub(r"[‐-―−ー]", "-", _folded(text))


@dataclass(frozen=True)
class Names:
    """Every named thing of a graph, fetched once, so that many texts can be looked up."""

    things: Sequence[_Thing]

    @classmethod
    def fetch(cls, endpoint: Endpoint) -> Names:
        """Fetch the names in three queries."""
        things: dict[str, _Thing] = {}
        for row in select(endpoint, _THINGS):
            kind = _KIND_OF[row["class"].removeprefix(PLG_IRI)]
            thing = things.setdefault(row["node"], _Thing(row["node"], kind))
            thing.labels.add(row["label"])
            thing.aliases.update([row["alias"]] if "alias" in row else [])
            thing.code = row.get("code", thing.code)
        for node, code in _policy_codes(endpoint).items():
            if node in things:
                things[node].policy_code = code
        for thing in things.values():
            if thing.kind in {"policy", "unread-policy"}:
                thing.policy_code = thing.code
        return cls(tuple(things.values()))

    def find(self, text: str) -> tuple[Hit, ...]:
        """Everything that answers to a text, the best first, then by kind and code."""
        text = text.strip()
        key, folded, code = search_key(text), _folded(text), _code_key(text)
        ranked = ((thing.rank(text, key, folded, code), thing) for thing in self.things)
        hits = [_hit(thing, rank) for rank, thing in ranked if rank is not None]
        return tuple(sorted(hits, key=_best_first))

    def resolve_one(self, text: str, kinds: Iterable[str] = tuple(KINDS)) -> Hit:
        """The one thing of some kinds that a text means; whole titles, codes and addresses win over parts.

        Raises NotFoundError with near titles, and SeveralFoundError with
        `{"project", "iri", "policy_code"}` for each candidate.
        """
        wanted = tuple(kinds)
        hits = [hit for hit in self.find(text) if hit.kind in wanted]
        if not hits:
            raise self._not_found(text, wanted)
        best = next((found for rank in (0, 1) if (found := [hit for hit in hits if hit.rank == rank])), hits)
        if len(best) > 1:
            raise _several(text, best)
        return best[0]

    def _not_found(self, text: str, kinds: Sequence[str]) -> NotFoundError:
        near = self.near(text, kinds)
        ja, en = f"「{text}」に当たるものがありません。", f'nothing answers to "{text}"'
        if near:
            ja += f"もしかして: {'、'.join(near)}"
            en += f"; did you mean: {', '.join(near)}"
        else:
            ja += "題名の一部か番号で探してください。"
            en += "; look for it by part of a title or by its code"
        return NotFoundError("", Bilingual(ja, en), near)

    def near(self, text: str, kinds: Iterable[str], most: int = 5) -> tuple[str, ...]:
        """Titles that are spelt nearly like a text, the nearest first."""
        wanted = set(kinds)
        titles = [label for t in self.things if t.kind in wanted for label in sorted(t.labels)]
        return near_texts(text, titles, most)


def near_texts(text: str, others: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """The texts that are spelt nearly like one, the nearest first."""
    keys = {other: search_key(other) for other in others}
    found = process.extract(search_key(text), keys, scorer=fuzz.ratio, limit=most, score_cutoff=NEAR)
    return tuple(other for _, _, other in found)


def find(endpoint: Endpoint, text: str) -> tuple[Hit, ...]:
    """Everything that answers to part of a title, a code or an address, the best first."""
    return Names.fetch(endpoint).find(text)


def resolve_one(endpoint: Endpoint, text_or_iri: str, kinds: Iterable[str] = tuple(KINDS)) -> Hit:
    """The one thing of some kinds that a text means; see `Names.resolve_one`."""
    return Names.fetch(endpoint).resolve_one(text_or_iri, kinds)


def _policy_codes(endpoint: Endpoint) -> dict[str, str]:
    """The code of the policy that each thing stands under: its home's, else the first that is printed."""
    found: defaultdict[str, list[tuple[bool, int, str]]] = defaultdict(list)
    for row in select(endpoint, _PROJECT_POLICIES):
        away = local_name(row["role"]) == "Relisting"
        found[row["node"]].append((away, int(row["order"]), row["code"]))
    for row in select(endpoint, _OTHER_POLICIES):
        found[row["node"]].append((False, 0, row["code"]))
    return {node: min(codes)[2] for node, codes in found.items()}


def _hit(thing: _Thing, rank: int) -> Hit:
    return Hit(thing.iri, min(thing.labels), thing.kind, thing.code, thing.policy_code, rank)


def _best_first(hit: Hit) -> tuple[int, int, str, str, str]:
    return hit.rank, _ORDER.index(hit.kind), hit.policy_code, hit.label, hit.iri


def _several(text: str, hits: Sequence[Hit]) -> SeveralFoundError:
    shown_ja = "、".join(
        f"{hit.label}（{hit.policy_code}）" if hit.policy_code else hit.label for hit in hits[:_SHOWN]
    )
    shown_en = ", ".join(
        f"{hit.label} ({hit.policy_code})" if hit.policy_code else hit.label for hit in hits[:_SHOWN]
    )
    more_ja, more_en = (
        (f" ほか{len(hits) - _SHOWN}件", f" and {len(hits) - _SHOWN} more")
        if len(hits) > _SHOWN
        else ("", "")
    )
    return SeveralFoundError(
        "",
        Bilingual(
            f"「{text}」に当たるものが{len(hits)}件あります。どれか一つの題名か IRI を指定してください: {shown_ja}{more_ja}",
            f'{len(hits)} things answer to "{text}"; give the whole title or the IRI of one: {shown_en}{more_en}',
        ),
        [{"project": hit.label, "iri": hit.iri, "policy_code": hit.policy_code} for hit in hits],
    )
