"""所管部課: the offices of a body, 部 over 課, and the lists in which cells print them.

The second office of 市民部市民課、国保年金課 prints no 部. It is given as printed, and the 部 before it stands beside it
in `department_before`: who fills it in has repaired the print, and says so. Nothing is asserted here that is not
printed, and nothing is dropped: what is no office is in `unread`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plangraph.model.office_names import (
    DEPARTMENT_RANK,
    LONGEST,
    is_office_name,
    is_open_list,
    office_steps,
    rank_of,
    teams_joined,
)
from plangraph.model.texts import comparison_title, same_length_nfkc

SEPARATORS = r"[、,;/]|及び|および|並びに"
OTHERS = ("他", "ほか", "外", "等", "など", "その他")
NONE = ("なし", "無し", "無", "該当なし", "-", "―", "‐", "—", "−", "ー")

# Bodies that are no office of the city. Those named by a word inside (…法人…) are none of them where they end as a 課.
_OUTSIDE = re.compile(
    r"\S*(?:協議会|社協|公社|公団|事業団|財団|協会|組合|連合会?|連盟|商工会議所|商工会|商店会|自治会|町内会|振興会|機構|大学|高校|高等学校|"
    r"警察署?|税務署|労働基準監督署|ハローワーク|公共職業安定所|法務局|労働局|郵便局|株式会社|有限会社|合同会社|\(株\)|\(有\)|㈱|㈲|社|銀行|農協|漁協|生協|"
    r"団体|事業者|実行委員会|指定管理者|関係機関)|NPO|"
    r"\S*(?:法人|\(財\)|\(社\)|\(福\)|\(株\)|\(有\)|㈱|㈲|株式会社|有限会社)\S*(?<![課係室部])|"
    r"国|県|都|府|道|(?:東京都|北海道|京都府|大阪府|[一-龥]{2,3}県)(?:(?![民道営立産税])\S*[省庁局部課所])?|"
    r"[一-龥]{2,}(?:省|(?<!本)庁)"
)
_OFFICE_HEAD = r"課|部|局|室|所|館|園|校|院|署|センター|係|班|グループ|担当|支所"
_HEADED = re.compile(rf"(?={_OFFICE_HEAD})(?:{_OFFICE_HEAD})長(?!寿)")
_TITLE = re.compile(
    rf"(?:(?:担当|副|次|所属)?(?:{_OFFICE_HEAD})?長|参事|主幹|主査|課長補佐|担当者|責任者|氏名)[:：]?"
)
_BULLET = re.compile(r"^(?!(.)\1)[・●○◎■□◆◇▪*]\s*(?=\S)")
_BRACKET = re.compile(r"\((?P<inner>[^()]*)\)")
_SHORT_NAME = 4


@dataclass(frozen=True, slots=True)
class Division:
    """One office: a 課 with its 部 where that is printed, or a 部 or 室 alone.

    `above` is what stands over the 部 where the print has three steps: 教育委員会, or a 局. What stands over a 課
    without any 部 (市長公室, 選挙管理委員会事務局) is in `department`.

    >>> Division("企画部", "情報推進課").name
    '企画部 情報推進課'
    """

    department: str | None
    section: str | None
    above: str | None = None

    @property
    def name(self) -> str:
        """The name as exports write it: 部 and 課 with a space."""
        return " ".join(part for part in (self.above, self.department, self.section) if part)

    @property
    def key(self) -> str:
        """What the office is known by inside its body."""
        parts = (self.above, self.department, self.section)
        return "/".join(comparison_title(part) for part in parts if part)

    @property
    def within(self) -> Division | None:
        """The office that it is a part of, as far as it is printed.

        >>> Division("生涯学習部", "社会教育課", "教育委員会").within
        Division(department='生涯学習部', section=None, above='教育委員会')
        """
        if self.department and self.section:
            return Division(self.department, None, self.above)
        return Division(None, self.above) if self.above else None

    @classmethod
    def parse(cls, text: str) -> Division | None:
        """Read one printed office, with or without spaces between its steps; None where it is no office's name.

        >>> Division.parse("福祉部生活福祉課")
        Division(department='福祉部', section='生活福祉課', above=None)
        >>> Division.parse("教育委員会生涯学習部社会教育課").name
        '教育委員会 生涯学習部 社会教育課'
        >>> Division.parse("危機管理室").section, Division.parse("西部支所").section, Division.parse("重点")
        ('危機管理室', '西部支所', None)
        """
        pieces = text.split()
        if len(text) > LONGEST or not pieces or not all(map(is_office_name, pieces)):
            return None
        steps = [step for piece in pieces for step in office_steps(piece)]
        steps = teams_joined(steps)
        ranks = [rank_of(step) for step in steps]
        if any(above >= below for above, below in pairwise(ranks)):
            return None
        return cls._of_steps(steps, ranks)

    @classmethod
    def _of_steps(cls, steps: Sequence[str], ranks: Sequence[int]) -> Division:
        if len(steps) == 1:
            return cls(steps[0], None) if steps[0].endswith("部") else cls(None, steps[0])
        if ranks[-1] <= DEPARTMENT_RANK:
            return cls(steps[-1], None, " ".join(steps[:-1]))
        return cls(steps[-2], steps[-1], " ".join(steps[:-2]) or None)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a cell, with their place in its text: `text[start:stop]`."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class PrintedDivision:
    """One office as printed, and the 部 printed before it in the same list, where it has none of its own."""

    division: Division
    printed: Words
    department_before: str | None = None
    above_before: str | None = None

    @property
    def completed(self) -> Division:
        """The office under the 部 before it: a repair, to be said wherever it is used."""
        if self.department_before is None:
            return self.division
        return Division(self.department_before, self.division.section, self.above_before)


@dataclass(frozen=True, slots=True)
class DivisionList:
    """What one cell says of offices.

    `people` are names printed behind 課長 and the like, to be masked; `open_words` stand for offices without a name
    (全庁, 各課), and `and_others` is true for them too. `none`: the cell says that there is none.
    """

    items: tuple[PrintedDivision, ...] = ()
    and_others: bool = False
    outside: tuple[Words, ...] = ()
    open_words: tuple[Words, ...] = ()
    people: tuple[Words, ...] = ()
    not_read: tuple[Words, ...] = ()
    none: bool = False

    @property
    def divisions(self) -> tuple[Division, ...]:
        """The offices as printed, each once."""
        return tuple(dict.fromkeys(item.division for item in self.items))

    @property
    def unread(self) -> tuple[str, ...]:
        """The words that are no office, nobody's name and no outside body; `not_read` has their places."""
        return tuple(words.text for words in self.not_read)


def read_divisions(
    text: str,
    *,
    separators: str | None = None,
    others: Sequence[str] | None = None,
    none: Sequence[str] | None = None,
) -> DivisionList:
    """Read every office that a cell names; what a layout does not say has the usual spellings.

    `separators` is a regular expression over NFKC text; `・` is inside a name. A line's end is white space: it may stand
    between two offices, between 部 and 課, or inside a name.

    >>> [d.name for d in read_divisions("市民部市民課、国保年金課 他").divisions]
    ['市民部 市民課', '国保年金課']
    >>> read_divisions("市民部市民課、国保年金課 他").items[1].department_before
    '市民部'
    >>> [words.text for words in read_divisions("防災課長(山田太郎)").people]
    ['山田太郎']
    """
    cell = _Cell(text, OTHERS if others is None else others, NONE if none is None else none)
    for start, stop in _parts(cell.plain, re.compile(SEPARATORS if separators is None else separators)):
        cell.read_item(start, stop)
    return DivisionList(
        items=_with_departments(cell.items),
        and_others=cell.and_others,
        outside=tuple(cell.outside),
        open_words=tuple(cell.open_words),
        people=tuple(cell.people),
        not_read=tuple(cell.not_read),
        none=cell.none,
    )


def masked_people(text: str, found: DivisionList, mask: str) -> str:
    """Put a mask in the place of every person's name that was found in a cell.

    >>> masked_people("防災課長 山田太郎", read_divisions("防災課長 山田太郎"), "［氏名］")
    '防災課長 ［氏名］'
    """
    for words in sorted(found.people, key=lambda words: words.start, reverse=True):
        text = text[: words.start] + mask + text[words.stop :]
    return text


def _parts(plain: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """The items of a list; a separator inside brackets separates nothing."""
    depth, depths = 0, []
    for character in plain:
        depth += (character == "(") - (character == ")" and depth > 0)
        depths.append(depth)
    cuts = [m.span() for m in separator.finditer(plain) if m.end() > m.start() and not depths[m.start()]]
    return list(zip([0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(plain)], strict=True))


def _with_departments(items: list[PrintedDivision]) -> tuple[PrintedDivision, ...]:
    """Name the 部 before each 課 or 係 that prints none; a 室 or センター may well stand outside every 部."""
    made: list[PrintedDivision] = []
    before: Division | None = None
    for item in items:
        division = item.division
        if division.department:
            before = division
        elif before and division.section and re.search(r"(?:課|係|担当|班|グループ)$", division.section):
            item = replace(item, department_before=before.department, above_before=before.above)
        made.append(item)
    return tuple(made)


class _Cell:
    """Collects what the items of one cell say."""

    def __init__(self, text: str, others: Sequence[str], none: Sequence[str]) -> None:
        self.text = text
        self.plain = same_length_nfkc(text)
        self.none_words = {same_length_nfkc(word) for word in none}
        self.others_words = {same_length_nfkc(word) for word in others}
        names = "|".join(map(re.escape, sorted(self.others_words, key=len, reverse=True)))
        # 他2課, ほか関係課: how many or which others is no name.
        self.others = re.compile(
            rf"(?:{names})(?:の?(?:関係)?(?:各|\d+\s*)?(?:課|部署|部|室|係|施設|団体|校|園|館|所属)?)"
            if names
            else r"(?!)"
        )
        self.items: list[PrintedDivision] = []
        self.outside: list[Words] = []
        self.open_words: list[Words] = []
        self.people: list[Words] = []
        self.not_read: list[Words] = []
        self.and_others = False
        self.none = False

    def read_item(self, start: int, stop: int) -> None:
        """Read what stands between two separators."""
        plain = self.plain[start:stop]
        if bullet := _BULLET.match(plain.lstrip()):
            start += len(plain) - len(plain.lstrip()) + bullet.end()
        words = self._words(start, stop)
        if len(words) == 1 and self._plain(words[0]) in self.none_words:
            self.none = True
            return
        first_of_item = len(self.items)
        pending: list[Words] = []
        after_title = False
        for word in words:
            if not pending and after_title and self._is_person(word):
                self.people.append(self._unbracketed(word))
                continue
            after_title = False
            if self._is_others(self._plain(word)):
                self.and_others = True
            elif re.fullmatch(r"\(.*\)|[()]", self._plain(word)):
                self._unread([*pending])
                pending = []
                self.not_read.append(word)
            else:
                if pending and word.stop - pending[0].start > LONGEST:
                    self._unread(pending)
                    pending = []
                pending.append(word)
                outcome = self._take(pending, first_of_item)
                pending = [] if outcome else pending
                after_title = outcome == "title"
        self._unread(pending)

    def _words(self, start: int, stop: int) -> list[Words]:
        """The words of an item; a bracket is a word of its own, unless it is inside an outside body's name."""
        found = re.finditer(
            r"\([^()\s]{1,2}\)[^()\s]+|[^()\s]+\((?:株|有|財|社|福)\)|\([^()]*\)|[^()\s]+|[()]",
            self.plain[start:stop],
        )
        return [
            Words(self.text[start + m.start() : start + m.end()], start + m.start(), start + m.end())
            for m in found
        ]

    def _plain(self, words: Words) -> str:
        return self.plain[words.start : words.stop]

    def _between(self, start: int, stop: int) -> Words:
        return Words(self.text[start:stop], start, stop)

    def _take(self, pending: list[Words], first_of_item: int) -> str | None:
        """Take words as what they are: an office, an outside body, an open list, a 課長. None: they need more words."""
        places = [at for words in pending for at in range(words.start, words.stop)]
        plain = "".join(self.plain[at] for at in places)
        whole = self._between(places[0], places[-1] + 1)
        if len(plain) > LONGEST:
            return None
        if is_open_list(plain):
            self.open_words.append(whole)
            self.and_others = True
            return "open"
        if _OUTSIDE.fullmatch(plain):
            self.outside.append(whole)
            return "outside"
        if self._take_with_others(plain, places, first_of_item):
            return "others"
        if division := self._office(places):
            self._add(division, whole, first_of_item)
            return "office"
        if _TITLE.fullmatch(plain):
            if len(self.items) == first_of_item:
                self.not_read.append(whole)  # a head of no office
            return "title"
        return "title" if self._take_headed(plain, places, first_of_item) else None

    def _office(self, places: list[int]) -> Division | None:
        return Division.parse("".join(self.text[at] for at in places))

    def _add(self, division: Division, printed: Words, first_of_item: int) -> None:
        """Add an office; one that stands right behind the 部 that it is inside of is one with it."""
        before = self.items[-1] if len(self.items) > first_of_item else None
        if before is not None and not before.printed.text.endswith("長"):
            chained = Division.parse(f"{before.division.name} {division.name}")
            if chained is not None and not self.text[before.printed.stop : printed.start].strip():
                whole = self._between(before.printed.start, printed.stop)
                self.items[-1] = PrintedDivision(chained, whole)
                return
        self.items.append(PrintedDivision(division, printed))

    def _take_headed(self, plain: str, places: list[int], first_of_item: int) -> bool:
        """防災課長 stands for 防災課; what follows is a name."""
        for headed in reversed(list(_HEADED.finditer(plain))):
            division = self._office(places[: headed.end() - 1])
            if division is None:
                continue
            self._add(division, self._between(places[0], places[headed.end() - 1] + 1), first_of_item)
            name = len(plain) - len(plain[headed.end() :].lstrip(":"))
            if name < len(plain):
                self.people.append(self._between(places[name], places[-1] + 1))
            return True
        return False

    def _take_with_others(self, plain: str, places: list[int], first_of_item: int) -> bool:
        """市民課ほか and 社会福祉協議会等: a name with others behind it."""
        for matched in self.others.finditer(plain):
            cut = matched.start()
            if not cut or matched.end() != len(plain):
                continue
            shorter = self._between(places[0], places[cut - 1] + 1)
            if division := self._office(places[:cut]):
                self._add(division, shorter, first_of_item)
            elif _OUTSIDE.fullmatch(plain[:cut]):
                self.outside.append(shorter)
            else:
                continue
            self.and_others = True
            return True
        return False

    def _is_others(self, plain: str) -> bool:
        return self.others.fullmatch(plain.strip("()")) is not None

    def _is_person(self, words: Words) -> bool:
        """Whether a word behind 課長 is a name: 阿部 is one, though it ends in 部."""
        plain = self._plain(words)
        if plain.startswith("("):
            return True
        if self._is_others(plain):
            return False
        if len(plain) <= _SHORT_NAME:
            return not plain.endswith(("課", "室", "局", "係", "長"))
        return Division.parse(plain) is None and not _HEADED.search(plain)

    def _unbracketed(self, words: Words) -> Words:
        inner = words.text.strip("()（） ")
        start = words.start + words.text.find(inner)
        return Words(inner, start, start + len(inner))

    def _unread(self, pending: list[Words]) -> None:
        if pending:
            self.not_read.append(self._between(pending[0].start, pending[-1].stop))
