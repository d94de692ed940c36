"""Fiscal years as documents write them: H24, 24年度, 23年度~27年度, 平成18(2006), 令和元, 永年, 平成31年3月.

What cannot be known is not turned into a year: 24年度 without an era is "unknown", and so is 元年度 where the era was
taken from the context, since 元 is just where an era changes. A year whose era had ended by then (平成32年度) is
read as printed and said to be impossible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from plangraph.model.texts import same_length_nfkc
from plangraph.reading.year_tokens import YearToken, era_in, is_fiscal_year, stands_as_year, year_tokens

YearKind = Literal["year", "span", "always", "none", "unknown"]

_SPAN = re.compile(r"\s*(?:[~〜\-‐–—―−ー→]|から|より)\s*")
_LIST = re.compile(r"\s*[、,・/及と]?(?:び|\n)?\s*")
_OPEN_END = re.compile(r"\s*(?:[~〜\-‐–—―−ー]|から|以降|以後|より)\s*(?:継続|永年|未定)?\s*")
_OPEN_START = re.compile(r"\s*[~〜]\s*")
_OPEN_START_TAIL = re.compile(r"\s*(?:まで|以前)\s*")
_UNTIL = re.compile(r"\s*まで\s*")
_ALWAYS = re.compile(r"永年|永続|恒久|毎年度?|各年度|継続中?|無期限|期限なし")
_NONE = re.compile(r"[-‐‑‒–—―−ーｰ─━]*|なし|無し?|該当(?:なし|無し?)")
# Possessive, so that a long run of such words is gone through once.
_WORDS = re.compile(
    r"(?:決算|予算|当初|補正|見込み?|実績|計画|目標|現計|概算|要求|執行|予定|事業費|事業|金額|費|額|値|度?末|時点|"
    r"現在|基準|実施|最終|前期|後期|中間|前々|単位|百万円|千円|万円|円|[今本翌前後中]|[(){}\[\]:◎○・\s])*+"
)
_FROM_TO = re.compile(r"^\s*自\s*(?P<first>.+?)\s*[、,]?\s*至\s*(?P<last>.+?)\s*$")


@dataclass(frozen=True, slots=True)
class YearReading:
    """What a printed text says of fiscal years.

    `first` and `last` are there for "year" (equal) and "span", where an end that is left open (平成28年度～) is None.
    `impossible`: printed with an era that had ended (平成32年度, FY2020). `assumed_era`: the era that the print
    leaves out and the context gave. `calendar_word`: printed as 平成24年, without 度; taken for a fiscal year
    because of where it stands. `of_date`: reckoned from a day or month. `words` stand beside the year (決算, 見込).
    """

    kind: YearKind
    first: int | None = None
    last: int | None = None
    impossible: bool = False
    assumed_era: str | None = None
    calendar_word: bool = False
    of_date: bool = False
    words: str = ""
    printed: str = ""

    @property
    def year(self) -> int | None:
        """The one fiscal year, None for anything else."""
        return self.first if self.kind == "year" else None

    @property
    def years(self) -> tuple[int, ...]:
        """Every fiscal year, both ends within; nothing where an end is open."""
        if self.first is None or self.last is None:
            return ()
        return tuple(range(self.first, self.last + 1))


def read_years(text: str, era: str | None = None) -> YearReading:
    """Read a text that is a year, a span, 永年, a dash or nothing: a cell or the value of a label.

    `era` is taken where the print leaves the era out and no year before it in the same text has one.

    >>> read_years("23年度~27年度", "平成").years
    (2011, 2012, 2013, 2014, 2015)
    >>> read_years("平成32年度").year, read_years("平成32年度").impossible
    (2020, True)
    >>> read_years("24年度").kind, read_years("永年").kind, read_years("－").kind
    ('unknown', 'always', 'none')
    """
    plain = same_length_nfkc(text)
    if parts := _FROM_TO.match(plain):
        plain = f"{parts['first']}~{parts['last']}"
    words = plain.strip()
    if _NONE.fullmatch(words):
        return YearReading("none", printed=text.strip())
    if _ALWAYS.fullmatch(words):
        return YearReading("always", printed=text.strip())
    tokens = [
        token for token in year_tokens(plain, era) if token.shape != "bare" or stands_as_year(token, plain)
    ]
    tokens, gaps = _join_equals(tokens, plain)
    return _whole(tokens, gaps, text.strip())


def years_in(text: str, era: str | None = None) -> list[YearReading]:
    """Find every fiscal year or span that a running text or a header path names, in the order of the text.

    The parts of a header path stand between `/`. In running text a year needs its 年度, its month, or its era; a part
    of a path may say it shorter (29, 平成30年). What looks like a fiscal year and cannot be known is there as
    "unknown"; 平成24年 in running text is a calendar year, which two fiscal years share, and is "unknown" too.

    >>> [found.years for found in years_in("第4次計画（平成28年度～令和2年度）の平成31年3月の改訂")]
    [(2016, 2017, 2018, 2019, 2020), (2018,)]
    >>> [found.year for found in years_in("事業費/平成30年/決算額")]
    [2018]
    """
    plain = same_length_nfkc(text)
    found: list[YearReading] = []
    carried = None
    for start, stop in _path_parts(plain):
        part = plain[start:stop]
        whole = read_years(part, carried or era) if _may_be_whole(part, carried, era) else None
        if whole is not None and whole.kind in ("year", "span"):
            found.append(replace(whole, printed=text[start:stop].strip()))
        else:
            found += _in_running_text(part, carried or era, text[start:stop])
        carried = era_in(part) or carried
    return found


# a whole text


def _join_equals(tokens: list[YearToken], plain: str) -> tuple[list[YearToken], list[str]]:
    """Make one of a year that is printed twice, 平成18(2006)年度 or 平成31・令和元年度; give the words between all."""
    made: list[YearToken] = []
    for token in tokens:
        before = made[-1] if made else None
        between = plain[before.stop : token.start].strip() if before else ""
        if before and between in ("(", "・", "/", "、", "") and before.year == token.year is not None:
            closing = re.match(r"\s*\)\s*(年\s*度)?", plain[token.stop :]) if between == "(" else None
            stop = token.stop + (closing.end() if closing else 0)
            nendo = before.nendo or token.nendo or bool(closing and closing[1])
            kept = before if token.assumed else token if before.assumed else before
            made[-1] = replace(
                kept,
                start=before.start,
                stop=stop,
                nendo=nendo,
                calendar=not nendo and (before.calendar or token.calendar),
                impossible=before.impossible and token.impossible,
            )
        else:
            made.append(token)
    edges = [0, *(edge for token in made for edge in (token.start, token.stop)), len(plain)]
    gaps = [plain[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return made, gaps


def _whole(tokens: list[YearToken], gaps: list[str], printed: str) -> YearReading:
    unknown = YearReading("unknown", printed=printed)
    years = [token.year for token in tokens]
    if not tokens or any(year is None for year in years):
        return unknown
    head, tail = _lone_eras_gone(gaps[0]), gaps[-1]
    first, last = years[0], years[-1]
    if len(tokens) == 1 and _OPEN_END.fullmatch(tail) and _WORDS.fullmatch(head):
        return _reading("span", first, None, tokens, head, printed)
    if len(tokens) == 1 and (_OPEN_START.fullmatch(head) or _OPEN_START_TAIL.fullmatch(tail)):
        return _reading("span", None, last, tokens, "", printed)
    tail = _UNTIL.sub("", tail) if len(tokens) == 2 else tail
    if not (_WORDS.fullmatch(head) and _WORDS.fullmatch(tail)):
        return unknown
    words = re.sub(r"[\s(){}\[\]:]+", " ", f"{head} {tail}").strip()
    if len(tokens) == 1:
        return _reading("year", first, last, tokens, words, printed)
    assert first is not None
    assert last is not None
    if len(tokens) == 2 and _SPAN.fullmatch(gaps[1]):
        if last < first:
            return unknown
        return _reading("year" if first == last else "span", first, last, tokens, words, printed)
    if _is_list(tokens, gaps[1:-1]) and years == list(range(first, first + len(years))):
        return _reading("span", first, last, tokens, words, printed)
    return unknown


def _is_list(tokens: list[YearToken], gaps: list[str]) -> bool:
    """Whether the years stand one after the other; single digits parted by blanks may be one number torn apart."""
    torn = any(
        not gap.strip() and b.shape == "bare" and len(a.digits) == len(b.digits) == 1 and not a.nendo
        for a, gap, b in zip(tokens, gaps, tokens[1:], strict=False)
    )
    return not torn and all(_LIST.fullmatch(_lone_eras_gone(gap)) for gap in gaps)


def _lone_eras_gone(gap: str) -> str:
    return re.sub(r"昭和|平成|令和", "", gap)


def _reading(
    kind: YearKind, first: int | None, last: int | None, tokens: list[YearToken], words: str, printed: str
) -> YearReading:
    assumed = [token.era for token in tokens if token.assumed]
    return YearReading(
        kind,
        first,
        last,
        impossible=any(token.impossible for token in tokens),
        assumed_era=assumed[0] if assumed else None,
        calendar_word=any(token.calendar for token in tokens),
        of_date=any(token.dated for token in tokens),
        words=words,
        printed=printed,
    )


# running text


def _path_parts(plain: str) -> list[tuple[int, int]]:
    """The parts of a header path; a stroke between two digits belongs to a date or a list."""
    cuts = [m.start() for m in re.finditer(r"(?<!\d)/|/(?!\d)", plain)]
    return list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(plain)], strict=True))


def _may_be_whole(part: str, carried: str | None, era: str | None) -> bool:
    """Whether a part may be read as a cell. A lone number is a year only below an era, or with two digits."""
    number = re.fullmatch(r"\s*(\d{1,2})\s*", part)
    return number is None or bool(carried) or (bool(era) and len(number[1]) == 2)


def _in_running_text(plain: str, era: str | None, printed: str) -> list[YearReading]:
    tokens, gaps = _join_equals([t for t in year_tokens(plain, era) if stands_as_year(t, plain)], plain)
    found: list[YearReading] = []
    at = 0
    while at < len(tokens):
        token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        if (
            after
            and _SPAN.fullmatch(gaps[at + 1])
            and is_fiscal_year(after)
            and (token.shape != "bare" or token.nendo or after.nendo)
        ):
            pair = [token, after]
            found.append(_whole(pair, ["", gaps[at + 1], ""], printed[token.start : after.stop]))
            at += 2
            continue
        if is_fiscal_year(token):
            found.append(_whole([token], ["", ""], printed[token.start : token.stop]))
        elif token.calendar and token.shape in ("era", "western"):
            found.append(YearReading("unknown", printed=printed[token.start : token.stop]))
        at += 1
    return found
