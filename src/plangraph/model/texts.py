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
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t]+(?=[{_WIDE}])")


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
