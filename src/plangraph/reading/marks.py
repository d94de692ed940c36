"""再掲 as titles and cells print it: (笑1-1で再掲), 【再掲】, ※再掲, (再掲 施策1-2), and what only looks like it.

（都道府県件数の再掲） says of which a figure is a part and links nothing: it stays in the title and is kept visible as
`not_a_mark`. Words of 再掲 that fit no spelling are kept as `unread_mark`. Patterns run over NFKC text of the same length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plangraph.model.texts import HYPHENS, LEVEL_WORDS, comparison_code

_DIGITS = r"(?:\d{1,5}|[①-⑳])"
_STEP = rf"(?:\s*[{HYPHENS}]\s*|\.)(?:{_DIGITS}|[A-Za-z](?![A-Za-z])|[Ⅰ-Ⅻ]|\(\d{{1,3}}\))"
GENERAL_CODE = (
    r"(?:"
    # 協1-1, 01-02, A1-1, 新30-024, 112, Ⅴ④; a fiscal year (平成30) is no code, nor is H30 alone.
    rf"(?!昭和|平成|令和)[一-龥A-Za-zⅠ-Ⅻ]{{0,2}}(?:(?<![SHRshr]){_DIGITS}|(?<=[SHRshr]){_DIGITS}(?=\s*[{HYPHENS}]))(?:{_STEP}){{0,4}}[①-⑳]?"
    rf"|[IVXⅠ-Ⅻ]{{1,4}}(?:{_STEP}){{1,4}}"
    r")(?![年月日回件か箇])"
)
"""The codes of sections and numbers of projects that a mark may name, where the layout does not say which."""
WORD = r"再\s*掲(?![載示出])"
"""The word itself; 再掲載 and 再掲示 are other words."""

LONGEST = 400
"""Characters of a title, or of the words in its brackets, in which a mark is looked for."""

_OPENING, _CLOSING = "([{【〔<〈《｛", ")]}】〕>〉》｝"
_LEVEL = rf"(?:(?:{LEVEL_WORDS})\s*[:]?\s*)?"
_AND = r"\s*(?:[、,・/&と]|及び|および|並びに)\s*"
_NO_TARGET = re.compile(
    r"(?:[※*]?\s*(?:(?:他|別|ほか)の?(?:施策|政策|事業|項目|章|節|箇所)?(?:で|に|へ|の))?再掲(?:のみ|あり|有り?|事業|項目|施策|分)?)"
)
_OF_WHICH = re.compile(r"うち|内は|内数|含む|含まず|除く|除き|[^\d章節項]の再掲")
_FORMER = (
    re.compile(r"旧(?:称|名称|名|事業名|施策名|題名)?\s*[:・]\s*(?P<title>.+)"),
    re.compile(r"旧(?:称|名称|事業名|施策名|題名)\s*(?P<title>.+)"),
    re.compile(
        r"「?(?P<title>[^「」]+?)」?(?:から|より|を)\s*(?:事業名?(?:を)?)?(?:名称(?:を)?変更|改称|改名)(?:した|済)?"
    ),
)
# （旧…） without a colon may be of the name: （旧庁舎）. It is a former title where it ends as titles of projects do.
_FORMER_BARE = re.compile(
    r"旧(?P<title>\S.+(?:事業|業務|事務|経費|推進|支援|整備|充実|運営|対策|促進|補助金?|助成金?|制度|計画|活動|講座|教室|調査|普及|育成|管理|委託|サービス))"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A bracketed part of a title: `text[start:stop]` with its brackets."""

    start: int
    stop: int
    inner: str


@dataclass(frozen=True, slots=True)
class FoundMark:
    """What the words of one mark say: the codes that they name, none of them for a bare 再掲."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkWords:
    """The usual spellings of marks around one pattern of codes."""

    inside: tuple[re.Pattern[str], ...]
    loose: tuple[re.Pattern[str], ...]
    code: re.Pattern[str]

    def read(self, words: str) -> FoundMark | None:
        """Read the words of a mark, without their brackets; None where they are no mark that is known.

        >>> mark_words(GENERAL_CODE).read("施策1-2、3-4で再掲")
        FoundMark(codes=('1-2', '3-4'))
        >>> mark_words(GENERAL_CODE).read("都道府県件数の再掲") is None
        True
        """
        words = re.sub(r"再\s*掲", "再掲", re.sub(r"\s+", " ", words.strip()))
        if len(words) > LONGEST:
            return None
        if _NO_TARGET.fullmatch(words):
            return FoundMark(())
        for pattern in self.inside:
            if matched := pattern.fullmatch(words):
                return FoundMark(self.codes_in(matched["codes"]))
        return None

    def codes_in(self, text: str) -> tuple[str, ...]:
        """Every code in a list of codes, as it is compared, without the level's name before it."""
        return tuple(dict.fromkeys(comparison_code(m["code"]) for m in self.code.finditer(text)))

    def find_loose(self, plain: str) -> tuple[int, int, FoundMark] | None:
        """Find a mark without brackets at the beginning or the end of a title: where it stands, and what it says."""
        if len(plain) > LONGEST or re.search(r"\s{20}", plain) or not re.search(WORD, plain):
            return None
        for pattern in self.loose:
            if matched := pattern.search(plain):
                codes = matched.groupdict().get("codes")
                return matched.start(), matched.end(), FoundMark(self.codes_in(codes) if codes else ())
        return None


@cache
def mark_words(code: str) -> MarkWords:
    """Build the usual spellings around a pattern of codes. A layout's own pattern alone counts where it has one."""
    code = re.sub(r"\(\?P<\w+>", "(?:", code)  # it stands several times in one expression
    one = rf"{_LEVEL}(?:{code})"
    codes = rf"(?P<codes>\(?{one}\)?(?:{_AND}\(?{one}\)?)*)"
    verb = r"(?:\s*(?:で|の|に|に|へ|から|より|にて)\s*)?(?:も)?\s*"
    again = r"再\s*掲"
    return MarkWords(
        inside=tuple(
            re.compile(text)
            for text in (
                rf"[※*]?\s*{codes}{verb}再掲(?:のみ|分|事業)?",
                rf"[※*]?\s*再掲(?:のみ|先|元)?\s*[:→⇒、,]?\s*\(?{codes}\)?(?:\s*(?:で|に|を|へ)?\s*(?:参照|掲載|記載))?",
            )
        ),
        loose=tuple(
            re.compile(text)
            for text in (
                rf"\s*[※*]\s*{codes}{verb}{again}(?:のみ)?\s*$",
                rf"\s*[※*]?\s*{again}(?:のみ|先|元)?\s*[:→⇒]\s*\(?{codes}\)?\s*$",
                rf"(?:\s+|\s*[※*]\s*){again}(?:のみ)?\s*\(?{codes}\)?\s*$",
                rf"\s+{codes}(?:で|の|に){again}\s*$",
                rf"\s*[※*]\s*{again}(?:のみ)?\s*$",
                rf"\s+{again}(?:のみ)?\s*$",
                rf"^\s*[※*]\s*{again}(?:のみ)?\s*[:]?\s*(?=\S)",
                rf"^\s*{again}(?:\s*[:]\s*|\s+)(?=\S)",
            )
        ),
        code=re.compile(rf"{_LEVEL}\(?(?P<code>{code})\)?"),
    )


def bracket_groups(plain: str) -> list[Group]:
    """Every bracketed part, nested ones too, the inner before the outer; a bracket without its partner makes none.

    >>> [group.inner for group in bracket_groups("事業（甲（乙））【丙】".replace("（", "(").replace("）", ")"))]
    ['乙', '甲(乙)', '丙']
    """
    open_at: list[tuple[int, str]] = []
    groups = []
    for at, character in enumerate(plain):
        if character in _OPENING:
            open_at.append((at, _CLOSING[_OPENING.index(character)]))
        elif open_at and character == open_at[-1][1]:
            start, _ = open_at.pop()
            groups.append(Group(start, at + 1, plain[start + 1 : at]))
    return groups


def is_of_which(words: str) -> bool:
    """Whether words with 再掲 say that a figure is a part of another: 都道府県件数の再掲, （　）内は…の再掲.

    >>> is_of_which("都道府県件数の再掲"), is_of_which("433再掲載")
    (True, False)
    """
    return re.search(WORD, words) is not None and _OF_WHICH.search(re.sub(r"\s", "", words)) is not None


def former_title_in(words: str, *, last: bool) -> str | None:
    """The title that words in brackets say a project had before; `last`: nothing but marks follows them.

    >>> former_title_in("旧:広報紙の発行", last=True), former_title_in("旧庁舎", last=True)
    ('広報紙の発行', None)
    """
    for pattern in _FORMER:
        if matched := pattern.fullmatch(words.strip()):
            return matched["title"].strip()
    bare = _FORMER_BARE.fullmatch(words.strip()) if last else None
    return bare["title"].strip() if bare else None


# cells that say where a project's content or money stands

# Who or where the work is done is no other project: 市内全域で実施, 直営で実施, 年3回で実施.
_NO_PROJECT = r"全域|地域|地区|会場|学校|校|園|館|所|センター|回|件|人|直営|委託|共同|単独|協働|連携|市内|庁内|各課|全庁|全市|各地|公園|広場|オンライン|年度|予算|当初|補正|一般会計"
# Without brackets only 「…」, a code, or the name of a 事業 that is not just any: 既存事業で対応 points nowhere.
_PROJECT_NAME = (
    rf"(?!(?:通常|既存|委託|補助|単独|関連|関係|他|別|市|国|県|都|各|本|同|当該)の?(?:事業|経費)).{{2,}}(?:事業|経費)|"
    rf"[一-龥A-Za-z]?\d+\s*[{HYPHENS}]\s*\d+|(?<=[「『])[^「」『』]+"
)
RELISTING_CELL = r"(?P<open>[(\[【〔<])?\s*(?:[※*]\s*)?(?:{codes}\s*(?:で|の|に)?\s*)?再\s*掲(?:\s*のみ)?(?:\s*[:]?\s*{codes})?\s*(?(open)[)\]】〕>])"


def _pointing_cell(verbs: str) -> str:
    """A cell that is nothing but a pointer: in brackets with any name, without them with a project's.

    A name that ends in a place or a way of working is none.
    """
    no_project = rf"(?!.*(?:{_NO_PROJECT})\s*等?\s*(?:{verbs}))"
    name = rf"(?P<name>(?(open).+?|(?:{_PROJECT_NAME})(?:\s*等)?))"
    return rf"(?P<open>[(\[【〔])?\s*{no_project}[「『]?{name}[」』]?\s*(?:{verbs})\s*(?:する|済み?|予定|中)?\s*(?(open)[)\]】〕])"


CARRIED_BY = _pointing_cell(
    r"(?:の中)?で(?:は)?(?:一体的に|合わせて|併せて|一括して|別途)?\s*(?:実施|対応|推進|実行)|により\s*(?:実施|対応)"
)
"""A cell that says that the work is carried by another project: (Yで実施), Y事業で対応; group `name`."""
COUNTED_IN = _pointing_cell(
    r"に(?:て|おいて)?(?:一括して?|合わせて|併せて)?\s*(?:計上|含む|含まれる|含める|含めて計上)|で(?:一括)?\s*(?:計上|予算計上)|の(?:事業費|予算)?(?:に含む|に含まれる|で計上|に計上)"
)
"""A cell that says that the money is counted in another project: (Yにて計上), Y事業に含む; group `name`."""


def relisting_cell(code: str) -> str:
    """A cell that says nothing but 再掲, with or without the code of the other side."""
    code = re.sub(r"\(\?P<\w+>", "(?:", code)
    return RELISTING_CELL.replace("{codes}", rf"(?:{_LEVEL}(?:{code}))(?:{_AND}{_LEVEL}(?:{code}))*")
