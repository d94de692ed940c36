"""Names of offices: what is one, and how a name that runs together is cut into its steps, 部 over 課.

A name is cut only where the cut is plain: after 部, 委員会, 局, 公室 and the like, with an office of its own behind.
西部支所, 内部統制課 and 部活動推進室 hold a 部 that ends no office, and stay whole.
"""

from __future__ import annotations

import re
import unicodedata

_NAME = r"[\w・ー々〆ヶ＆&＋+'’‐\-]"
# What an office's name ends in. Words that are no office of themselves have a narrower ending: 箇所, 部署, 場所.
_ENDINGS = (
    r"部|局|課|室|センター|係|班|グループ|[GＧ]|チーム|担当|館|委員会|(?<!部)署|(?<![かカヵケヶ箇個場住近])所|"
    r"(?:監査|公平)委員|会計管理者|(?:管理|技|政策|統括|推進)監|消防団|"
    r"(?:処理|工|市|斎|役|火葬|浄水|競輪|競艇)場|(?:保育|幼稚|こども|子ども|動物|植物|養護|学)園|学校|[病医学]院"
)
_OFFICE = re.compile(rf"(?!\d+(?:部|課|室|館|所|校|園|班)$){_NAME}*?{_NAME}(?:{_ENDINGS})")
_WHOLE_WORDS = re.compile("監査委員|公平委員|会計管理者|消防団|役場|病院|工場|市場")
# 全庁, 関係各課, 所管課: offices without a name.
_OPEN = re.compile(
    r"(?:(?:各|全|関係|関連|所管|主管|担当|庁内|当該|その他|市|本)の?)*"
    r"(?:各|全|関係|関連|所管|主管|担当|庁内|当該)(?:の)?"
    r"(?:庁|部署|部局|部課|課室|所属|所管|部|局|課|室|係|施設|学校|校|園|館|小中学校|支所|センター)+(?:等|職員)?|庁内横断|全部課"
)

# Behind which a name may go on with an office inside. 東西南北 and 内外 with 部 are directions, 学部 a faculty, and
# 部活, 部門, 部会 (but 部会計課) go on as words.
_HEAD = re.compile(
    r"(?:委員会事務局|委員事務局|委員会(?!事務局)|(?<![東西南北中内外幹全一学])部(?!活|分(?!室)|品|門|落|署|会(?!計|議)|隊|屋)|"
    r"局(?!長|員|舎)|公室|[市区町村]長室|知事室|(?:管理|政策|企画)室|区役所|支所|出張所|総合事務所|消防署|病院)"
)
_RANKS = (
    (re.compile(r"(?:委員会|委員会事務局|委員事務局|(?<!事務)局|病院|区役所)$"), 1),
    (re.compile(r"(?<![東西南北中内外幹全一学])部$"), 2),
    (re.compile(r"(?:公室|[市区町村]長室|知事室|(?:管理|政策|企画)室|支所|出張所|総合事務所)$"), 3),
    (re.compile(r"(?:係|担当|班|グループ|G|Ｇ|チーム)$"), 5),
)
DEPARTMENT_RANK, SECTION_RANK, TEAM_RANK = 2, 4, 5
_MOST_STEPS = 6
LONGEST = 60
"""Characters of a text that is looked at as an office's name."""


def is_office_name(text: str) -> bool:
    """Whether one word without spaces may be the name of an office.

    >>> is_office_name("人権・市民協働課"), is_office_name("関係各課"), is_office_name("3箇所")
    (True, False, False)
    """
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) > LONGEST or is_open_list(plain):
        return False
    return bool(_OFFICE.fullmatch(plain) or _WHOLE_WORDS.fullmatch(plain))


def is_open_list(text: str) -> bool:
    """Whether a word stands for offices without naming any: 全庁, 各課, 関係各課.

    >>> is_open_list("関係各課"), is_open_list("各種学校課")
    (True, False)
    """
    return len(text) < LONGEST / 2 and _OPEN.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def office_steps(name: str) -> list[str]:
    """Cut a name that runs together into its offices, the widest first.

    >>> office_steps("上下水道部下水道課"), office_steps("消防本部総務課"), office_steps("総務部会計課")
    (['上下水道部', '下水道課'], ['消防本部', '総務課'], ['総務部', '会計課'])
    >>> office_steps("内部統制課"), office_steps("教育部部活動推進室")
    (['内部統制課'], ['教育部', '部活動推進室'])
    """
    heads = list(_HEAD.finditer(name))
    for head in heads if len(heads) <= _MOST_STEPS else ():
        first, rest = name[: head.end()], name[head.end() :]
        if not rest or len(first) < 2 or not is_office_name(rest):
            continue
        inner = office_steps(rest)
        if len(inner) > 1 or rank_of(rest) > rank_of(first):
            return [first, *inner]
    return [name]


def teams_joined(steps: list[str]) -> list[str]:
    """Keep a 係 with its 課, and a 事務局 with its 委員会: they are one name here, however they are spaced."""
    joined: list[str] = []
    for step in steps:
        above = joined[-1] if joined else ""
        team = rank_of(step) == TEAM_RANK and rank_of(above) == SECTION_RANK
        if above and (team or (step == "事務局" and above.endswith(("委員会", "委員", "議会")))):
            joined[-1] = above + step
        else:
            joined.append(step)
    return joined


def rank_of(step: str) -> int:
    """How high an office stands: 1 委員会 and 局, 2 部, 3 公室 and 支所, 4 課 and the rest, 5 係."""
    return next((rank for pattern, rank in _RANKS if pattern.search(step)), SECTION_RANK)
