"""Japanese headings broken between phrases, as a reader would: BudouX finds the phrases, <wbr> marks their borders."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import budoux
from markupsafe import Markup, escape

_MOST = 160
"""A heading is short; a text that is longer is broken by the browser, and nobody waits for it."""
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NOT_AT_START = frozenset("・、。，．：；）」』】〉》］〕ー～…‥々ゃゅょっャュョッァィゥェォ)],.!?！？")


def phrased(text: str) -> Markup:
    """A text as HTML that may be broken between phrases and nowhere else; escaped, and as it is where it is long.

    >>> print(phrased("地域活動情報ステーションの活用"))
    <span class="phrased">地域<wbr>活動情報ステーションの<wbr>活用</span>
    >>> print(phrased("<b>"))
    &lt;b&gt;
    """
    text = str(text)
    if len(text) > _MOST or not _JAPANESE.search(text):
        return escape(text)
    return Markup('<span class="phrased">{}</span>').format(Markup("<wbr>").join(phrases_of(text)))


@lru_cache(maxsize=20_000)
def phrases_of(text: str) -> tuple[str, ...]:
    """The phrases of a text, none of which begins with what may not begin a line; together they are the text.

    >>> phrases_of("計画書を、たどれる・確かめられる形で")
    ('計画書を、たどれる・確かめられる', '形で')
    """
    found: list[str] = []
    for phrase in _parser().parse(text):
        if found and (phrase[0] in _NOT_AT_START or _inside_a_word(found[-1][-1], phrase[0])):
            found[-1] += phrase
        else:
            found.append(phrase)
    return tuple(found)


def _inside_a_word(before: str, behind: str) -> bool:
    return before.isascii() and behind.isascii() and before.isalnum() and behind.isalnum()


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()
