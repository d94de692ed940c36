"""Texts in two languages, and titles as they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Lang = Literal["ja", "en"]

# Hiragana, katakana, CJK ideographs, iteration marks and full-width forms: a space between two of these was
# left by the wrap of a printed line, since Japanese puts none between words.
_WIDE = r"\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6"
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t\u2028]+(?=[{_WIDE}])")
HYPHENS = "-‐‑‒–—―−ーｰ─━－"
"""The signs that are printed for a hyphen or a dash, as a regular expression's character class takes them."""
_HYPHEN = re.compile(f"[{HYPHENS}]")
LEVEL_WORDS = (
    "基本施策|主要施策|施策|政策|基本事業|事務事業|主要事業|事業番号|整理番号|事業|項目|番号|取組み?|No\\.?"
)
"""What may be printed before a code and is no part of it: 施策1-2 is 1-2. The longer words stand first."""
_LEVEL_WORD = re.compile(rf"^(?:{LEVEL_WORDS})(?=[0-9A-Za-z(])")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One message in Japanese and in English.

    >>> Bilingual("施策", "policy")["en"]
    'policy'
    """

    ja: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.ja if lang == "ja" else self.en


def without_wraps(text: str) -> str:
    """Take out the spaces that the wrap of a narrow printed cell left inside words.

    A space beside a Latin letter or a digit stays, since there it may be a word's edge.

    >>> without_wraps("福祉情報総合ネットワー クの構築")
    '福祉情報総合ネットワークの構築'
    >>> without_wraps("NPO 法人")
    'NPO 法人'
    """
    return _WRAP.sub("", text).strip()


def comparison_title(title: str) -> str:
    """Give a title as it is compared and as it stands in IRIs: NFKC, no white space.

    Two prints of one project differ in widths (ＩＣＴ, ICT) and in spaces, never in what is left.

    >>> comparison_title("ＩＣＴを活用した市民参加 手法の充実")
    'ICTを活用した市民参加手法の充実'
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))


def same_length_nfkc(text: str) -> str:
    """Apply NFKC character by character, leaving those alone that would become several, so that positions hold.

    >>> same_length_nfkc("（４）：㈱")
    '(4):㈱'
    """
    plain = (unicodedata.normalize("NFKC", c) for c in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, plain, strict=True))


def comparison_code(code: str) -> str:
    """Give a section's code or a project's number as it is compared: NFKC, no white space, one kind of hyphen.

    Brackets around the whole code go too. ー between the parts of a code is a hyphen that was typed as a long vowel.

    >>> comparison_code("協２ － 1"), comparison_code("（０７‐01）"), comparison_code("Ⅴ④")
    ('協2-1', '07-01', 'V4')
    """
    plain = _HYPHEN.sub("-", comparison_title(code))
    return plain[1:-1] if re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]", plain) else plain


def code_key(code: str) -> str:
    """Give the key under which codes are the same however they are padded: no leading zeros, no level word.

    Parts stay parts: 1-12, 11-2 and 112 are three codes, and 24 is not 新30-024.

    >>> code_key("新30-0024"), code_key("0497"), code_key("施策1-02")
    ('新30-24', '497', '1-2')
    """
    plain = _LEVEL_WORD.sub("", comparison_code(code))
    return re.sub(r"[0-9]+", lambda digits: str(int(digits[0])), plain).upper()


def same_code(one: str, other: str) -> bool:
    """Whether two printed codes mean one section or project.

    >>> same_code("497", "0497"), same_code("新30-024", "新30-0024"), same_code("24", "新30-0024")
    (True, True, False)
    """
    return code_key(one) == code_key(other)
