"""Near labels: two prints that may be one name, found without comparing every label with every other.

What reading takes as the same already (`comparison_title`: widths, spaces) never comes here. What is left is told in two
kinds: variants, which only the spelling parts (活かした, 生かした; 桧, 檜; サーバ, サーバー), and labels that one typed
character parts. Both are doubts for a person to settle; nothing here joins anything.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import combinations

from rapidfuzz import fuzz, process

LIKELY = 75.0
"""Similarity (0-100, rapidfuzz ratio of comparison titles) from which another title is offered as the likely partner."""


class Nearness(Enum):
    """How two labels part: by spelling alone, or by one character."""

    VARIANT = "variant"
    ONE_CHARACTER = "one-character"


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two comparison titles that may be one."""

    one: str
    other: str
    nearness: Nearness


# Old and new forms of one character, and forms that official names keep (国語施策: 常用漢字表 and its 許容字体).
_FORMS = """檜桧 澤沢 邊辺 邉辺 齋斎 齊斉 廣広 學学 國国 會会 圓円 龍竜 瀧滝 嶋島 嶌島 﨑崎 髙高 濱浜 藪薮 舘館 與与 櫻桜 榮栄
萬万 壽寿 寶宝 鐵鉄 團団 體体 驛駅 縣県 區区 當当 發発 號号 變変 來来 靈霊 舊旧 總総 經経 續続 藝芸 醫医 讀読 賣売 淺浅 槇槙
附付 聯連 碍害 礙害 掘堀 智知 綠緑 晝昼 惠恵 曾曽 彌弥 淵渕 穗穂 條条 莊荘"""
_SMALL = "ァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ"
_LARGE = "アイウエオツヤユヨワカケあいうえおつやゆよわ"
# Kanji and kana that look alike in print. Numerals (一, 二, 三, 八) are left out: they tell things apart.
_ALIKE = "力カ 口ロ 工エ 夕タ 卜ト"
_CHARACTERS = str.maketrans(
    {
        **{pair[0]: pair[1] for pair in (*_FORMS.split(), *_ALIKE.split())},
        **dict(zip(_SMALL, _LARGE, strict=True)),
    }
)
_DASHES = re.compile("[‐-―−ー-]")
_LONG_VOWEL = re.compile(r"(?<=[ァ-ヺ])[‐-―−ー-]")
_POINTS = re.compile("[・、，,。「」『』“”\"'’]")
# Words that administrative Japanese writes in several ways; the first is what the others are brought to.
_WORDS = """生かし 活かし 活し|生かす 活かす 活す|生かせ 活かせ|障害 障がい|子供 子ども こども|取組 取り組み 取組み とりくみ
及び および|並びに ならびに|又は または|まち 街 町|つくり 作り 造り 創り|づくり ずくり|受入 受け入れ 受入れ|引渡 引き渡し
見直 見なおし 見直し|行う 行なう|関わ かかわ 係わ|ふれあい 触れ合い|いきいき 生き生き|すべて 全て|たすけあい 助け合い 助けあい
申込 申し込み 申込み|手引 手引き|問合せ 問い合わせ 問合わせ|きめ細か きめこまか|はぐくむ 育む|新た あらた|目指 めざ 目ざ
さまざま 様々|ひとり 一人|暮らし くらし 暮し|支え合 支えあ ささえあ|みどり 緑|か月 ケ月 カ月 箇月|が丘 ケ丘|が原 ケ原"""
_SPELLINGS = [
    (word, first)
    for first, *others in (entry.split() for line in _WORDS.splitlines() for entry in line.split("|"))
    for word in others
]
_SPELLINGS.sort(key=lambda pair: -len(pair[0]))
_ENDING = re.compile(r"(?<=.{4})(?:の実施|の推進)?事業$")

# A change of one of these is a change of the thing: numbers, letters, sides, sizes, ages, terms.
_TELLING = frozenset(
    "0123456789〇一二三四五六七八九十百千万甲乙丙丁東西南北中央上下左右前後内外大小高低新旧本支男女老幼乳主副正準初再入出増減春夏秋冬"
)
_KANA = re.compile("[ぁ-ゖァ-ヺー]")
_HIRAGANA = re.compile("[ぁ-ゖ]")
_MARK = "\0"


@lru_cache(maxsize=1 << 16)  # a name is held against many others
def spelling_key(title: str) -> str:
    """Bring a comparison title to one spelling: forms of characters, small kana, long vowels, common words, 事業 at the end.

    >>> spelling_key("特性を活かしたまちづくり") == spelling_key("特性を生かした街づくり")
    True
    >>> spelling_key("檜原サーバー更新事業") == spelling_key("桧原サーバ更新")
    True
    """
    text = _POINTS.sub("", _LONG_VOWEL.sub("", title)).translate(_CHARACTERS)
    text = _DASHES.sub("-", text)
    for word, first in _SPELLINGS:
        if word in text:
            text = text.replace(word, first)
    return _ENDING.sub("", text)


def likeness(one: str, other: str) -> float:
    """How alike two comparison titles are, 0 to 100; 100 where only the spelling parts them."""
    return 100.0 if spelling_key(one) == spelling_key(other) else float(fuzz.ratio(one, other))


def most_like(title: str, others: Sequence[str], *, least: float, most: int = 5) -> list[tuple[int, float]]:
    """The titles most like one, best first, as positions with their likeness; none below `least` (0 to 100)."""
    found = process.extract(title, others, scorer=fuzz.ratio, score_cutoff=least, limit=most)
    return [(position, score) for _, score, position in found]


def near_pairs(titles: Iterable[str], times: Mapping[str, int] | None = None) -> Iterator[NearPair]:
    """Every pair of distinct comparison titles that are near; the same pairs in whatever order the titles come.

    Several spellings of one title are each held against the one that is printed most (`times`).

    Time grows with the number of characters, not with the square of the number of titles. Of three or more titles that
    part at the same one place none is near: a slot in which names vary (泉小学校, 栄小学校, 柳小学校) is no slip.
    """
    by_key: dict[str, list[str]] = defaultdict(list)
    counts = times or {}
    for title in sorted(set(titles), key=lambda title: (-counts.get(title, 0), title)):
        by_key[spelling_key(title)].append(title)
    for variants in by_key.values():
        for other in variants[1:]:
            yield NearPair(variants[0], other, Nearness.VARIANT)
    by_length: dict[int, list[str]] = defaultdict(list)
    for key in by_key:
        by_length[len(key)].append(key)
    for one, other in _one_character(by_length, by_key):
        first, second = sorted((by_key[one][0], by_key[other][0]))
        yield NearPair(first, second, Nearness.ONE_CHARACTER)


def _one_character(by_length: dict[int, list[str]], known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of keys that one changed, left out or swapped character parts; keys of one length are held at a time."""
    for length, keys in by_length.items():
        slots: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            for at in range(length):
                head, tail = key[:at], key[at + 1 :]
                slots[head + _MARK + tail].append(key)
                # A doubled character gives one shorter form twice; the last of the run stands for it.
                if head + tail in known and key[at] != tail[:1] and _may_be_left_out(key, at):
                    yield key, head + tail
                swapped = head + tail[:1] + key[at] + tail[1:]
                if swapped > key and swapped in known and _may_be_swapped(key, at):
                    yield key, swapped
        for slot, found in slots.items():
            if len(found) == 2:
                one, other = found
                if _may_be_changed(one, other, slot.index(_MARK)):
                    yield one, other


def _tells(character: str) -> bool:
    return character in _TELLING or character.isascii()


def _may_be_left_out(key: str, at: int) -> bool:
    return len(key) > 5 and not _tells(key[at])


def _may_be_swapped(key: str, at: int) -> bool:
    return len(key) > 4 and not _tells(key[at]) and not _tells(key[at + 1])


def _may_be_changed(one: str, other: str, at: int) -> bool:
    """Whether one character for another is a slip: kana easily, a kanji only in a long label or before okurigana."""
    a, b = one[at], other[at]
    if _tells(a) or _tells(b):
        return False
    if _KANA.match(a) or _KANA.match(b):
        return len(one) >= 4
    if _HIRAGANA.match(one, at + 1):
        return len(one) >= 5
    return at > 0 and len(one) >= 8


def near_within(titles: Iterable[str], group: dict[str, str]) -> Iterator[NearPair]:
    """Near pairs among the few names of each group (the 課 of one 部), where a shorter name is enough.

    Groups are small; every two names of one are compared. One typed character may part names of five and more.
    """
    by_group: dict[str, list[str]] = defaultdict(list)
    for title in sorted(set(titles)):
        by_group[group[title]].append(title)
    for names in by_group.values():
        for one, other in combinations(names, 2):
            a, b = spelling_key(one), spelling_key(other)
            if a == b:
                yield NearPair(one, other, Nearness.VARIANT)
            elif min(len(a), len(b)) >= 4 and _parted_by_one(a, b):
                yield NearPair(one, other, Nearness.ONE_CHARACTER)


def _parted_by_one(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) < len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    if len(one) > len(other):
        return one[at + 1 :] == other[at:] and not _tells(one[at])
    if one[at + 1 :] == other[at + 1 :]:
        return len(one) >= 5 and not _tells(one[at]) and not _tells(other[at])
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
