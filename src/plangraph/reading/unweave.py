"""Woven text → text in reading order.

Some text extractions weave parts of a page together, one character of a run A and then n characters of a run B,
and turn the page round, so that its head stands behind its tail. `unweave` takes such pages apart; every other page
passes unchanged, line for line. It accounts for each character that is printed: all come out, once. What is not
surely woven, and what the rhythm does not explain, is left in its place and reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plangraph.model.findings import Finding, Severity
from plangraph.model.texts import Bilingual
from plangraph.reading.lines import Line, SourceText, visible
from plangraph.reading.page_order import (
    Unit,
    find_heads,
    find_opening,
    find_plain_opening,
    in_reading_order,
    join_split_chunk,
    move_head_numerals,
    page_to_units,
    units_to_lines,
)
from plangraph.reading.pages import Block, Page, counted, is_blank, text_to_pages
from plangraph.reading.rhythm import Rhythm, Role, blocks_to_rhythm


@dataclass(frozen=True, slots=True)
class WovenStretch:
    """Lines of a page that were woven: the first and the last line number, the single characters, the full chunks."""

    first_line: int
    last_line: int
    singles: int
    chunks: int


@dataclass(frozen=True, slots=True)
class UnwovenPage:
    """One page in reading order, and what was met on it.

    `ratio` is the n of 1 : n, None for a page that was not taken apart. `turned_at` is the number of the line with
    which the page now begins, None where it begins as in the document. `strays` are the characters that belong to
    no weave.
    """

    number: int
    lines: tuple[Line, ...]
    ratio: int | None = None
    stretches: tuple[WovenStretch, ...] = ()
    turned_at: int | None = None
    strays: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class Unwoven:
    """A whole text in reading order. The counts are of characters that are not white space."""

    pages: tuple[UnwovenPage, ...]
    characters_in: int
    characters_out: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all pages; their offsets are offsets into the document's text."""
        return tuple(line for page in self.pages for line in page.lines)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for page in self.pages for finding in page.findings)

    @property
    def repairs(self) -> tuple[Bilingual, ...]:
        return tuple(repair for page in self.pages for repair in page.repairs)


def unweave(source: SourceText, *, heads: Sequence[re.Pattern[str]] = ()) -> Unwoven:
    """Bring a text into reading order.

    `heads` are patterns that match where a page or a section of it begins, the page's own head first; a layout
    gives them. Without them a page is turned only where the weave alone shows its end. A page without weave is
    turned only in a text that is woven elsewhere.
    """
    pages = text_to_pages(source)
    blocks = [page.blocks() for page in pages]
    rhythms = [blocks_to_rhythm(found) for found in blocks]
    woven_somewhere = any(rhythm is not None for rhythm, _ in rhythms)
    read = []
    for page, found, (rhythm, looks_woven) in zip(pages, blocks, rhythms, strict=True):
        if rhythm is None:
            made = _plain_page(source, page, found, heads if woven_somewhere else ())
            made = _with_doubt(source, made, found) if looks_woven else made
        else:
            made = _woven_page(source, page, found, rhythm, heads)
        read.append(_accounted(source, page, made))
    characters_out = sum(1 for page in read for line in page.lines for _ in visible(line.text))
    return Unwoven(tuple(read), sum(1 for _ in visible(source.text)), characters_out)


def unweave_page(
    source: SourceText, page: Page, heads: Sequence[re.Pattern[str]] = (), *, woven_elsewhere: bool = False
) -> UnwovenPage:
    """Bring one page into reading order, as `unweave` does; `woven_elsewhere` allows to turn a plain page."""
    blocks = page.blocks()
    rhythm, looks_woven = blocks_to_rhythm(blocks)
    if rhythm is not None:
        return _accounted(source, page, _woven_page(source, page, blocks, rhythm, heads))
    made = _plain_page(source, page, blocks, heads if woven_elsewhere else ())
    return _accounted(source, page, _with_doubt(source, made, blocks) if looks_woven else made)


def _plain_page(
    source: SourceText, page: Page, blocks: Sequence[Block], heads: Sequence[re.Pattern[str]]
) -> UnwovenPage:
    unchanged = UnwovenPage(page.number, page.lines)
    if not heads:
        return unchanged
    units = page_to_units(page, blocks, None)
    found = find_heads(units, heads)
    opening = find_plain_opening(units, found)
    if not opening.sure:
        return UnwovenPage(page.number, page.lines, findings=(_order_unsure(source, page, units),))
    if opening.index == 0:
        return unchanged
    starts = frozenset(head.index for head in found)
    first, second = in_reading_order(units, opening.index)
    strays = tuple(unit for unit in units if unit.role is Role.PLAIN and _size(unit) == 1)
    turned_at = source.line_number(units[opening.index].lines[0].offsets[0])
    return UnwovenPage(
        page.number,
        _within_edges(page, units_to_lines(first, second, starts, len(units) - 1)),
        turned_at=turned_at,
        strays=tuple(unit.lines[0] for unit in strays),
        findings=tuple(_stray(source, unit) for unit in strays),
        repairs=(_turned(page, turned_at),),
    )


def _woven_page(
    source: SourceText,
    page: Page,
    blocks: Sequence[Block],
    rhythm: Rhythm,
    heads: Sequence[re.Pattern[str]],
) -> UnwovenPage:
    laid = page_to_units(page, blocks, rhythm)
    units = join_split_chunk(laid, rhythm.ratio)
    short_ends = rhythm.short_ends
    if units is not laid and units != laid:
        short_ends -= {units[-1].stretch}
    units, moved = move_head_numerals(units, heads)
    found = find_heads(units, heads)
    opening = find_opening(units, found, short_ends)
    first, second = in_reading_order(units, opening.index)
    starts = frozenset(head.index for head in found)
    strays = tuple(unit for unit in units if unit.role in _STRAYS or (unit.role is Role.PLAIN and _size(unit) == 1))
    findings = [_stray(source, unit) for unit in strays]
    findings += [_numeral_moved(source, numeral, before) for numeral, before in moved]
    findings += [_broken(source, b, rhythm.ratio) for b, part in zip(blocks, rhythm.parts, strict=True) if part.fault]
    stretches = _stretches(source, units)
    repairs = [_taken_apart(page, rhythm.ratio, stretches)]
    turned_at = _turned_at(source, units, opening.index, frozenset(numeral.lines[0] for numeral, _ in moved))
    if not opening.sure:
        findings.append(_order_unsure(source, page, units))
    if turned_at is not None:
        repairs.append(_turned(page, turned_at))
    repairs += [_numeral_repair(source, numeral, before) for numeral, before in moved]
    return UnwovenPage(
        page.number,
        _within_edges(page, units_to_lines(first, second, starts, len(units) - 1)),
        rhythm.ratio,
        stretches,
        turned_at,
        tuple(line for unit in strays for line in unit.lines),
        tuple(findings),
        tuple(repairs),
    )


def _turned_at(source: SourceText, units: Sequence[Unit], index: int, moved: frozenset[Line]) -> int | None:
    """The line with which a turned page begins; a numeral that was moved there stands on another line."""
    if index == 0:
        return None
    begin = units[index + 1] if units[index].lines[0] in moved else units[index]
    return source.line_number(begin.lines[0].offsets[0])


_STRAYS = (Role.STRAY_SINGLE, Role.STRAY_CHUNK)


def _size(unit: Unit) -> int:
    return sum(counted(line.text) for line in unit.lines)


def _stretches(source: SourceText, units: Sequence[Unit]) -> tuple[WovenStretch, ...]:
    made = []
    for stretch in sorted({unit.stretch for unit in units} - {0}):
        inside = [unit for unit in units if unit.stretch == stretch]
        numbers = [source.line_number(o) for unit in inside for line in unit.lines for o in line.offsets[:1]]
        singles = sum(unit.role is Role.SINGLE for unit in inside)
        chunks = sum(unit.role is Role.CHUNK and not unit.goes_on for unit in inside)
        made.append(WovenStretch(min(numbers), max(numbers), singles, chunks))
    return tuple(made)


def _within_edges(page: Page, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Put the blank lines at the page's edges round what was read from it."""
    printed = [i for i, line in enumerate(page.lines) if not is_blank(line)]
    return (*page.lines[: printed[0]], *lines, *page.lines[printed[-1] + 1 :])


def _accounted(source: SourceText, page: Page, made: UnwovenPage) -> UnwovenPage:
    """The page as made, if each of its printed characters (and U+3000) stands in it once; else as it was, with a finding."""
    if _printed_offsets(page.lines) == _printed_offsets(made.lines):
        return made
    finding = Finding(
        rule="characters-not-accounted-for",
        severity=Severity.VIOLATION,
        message=Bilingual(
            f"{page.number}ページ: 並べ直すと文字数が合わないため、原文のままとしました。原文と見比べてください。",
            f"Page {page.number}: putting it in order lost or doubled characters, so it was left as it is. "
            "Compare with the original.",
        ),
        evidence=(source.evidence(*[line for line in page.lines if not is_blank(line)][:1]),),
    )
    return UnwovenPage(page.number, page.lines, findings=(finding,))


def _printed_offsets(lines: Sequence[Line]) -> list[int]:
    return sorted(o for line in lines for c, o in zip(line.text, line.offsets, strict=True) if counted(c))


def _with_doubt(source: SourceText, made: UnwovenPage, blocks: Sequence[Block]) -> UnwovenPage:
    """Add the finding that a page looks woven and was left alone."""
    start = next((i for i, block in enumerate(blocks) if block.size == 1), 0)
    shown = [line for block in blocks[start : start + 6] for line in block.lines]
    place = source.line_number(shown[0].offsets[0])
    finding = Finding(
        rule="woven-text-not-taken-apart",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{place}行目から: 一文字ずつの行と短い行が交互に並び、二つの文章が混ざった可能性がありますが、"
            "規則が定まらないため原文のままとしました。原本で文の順序を確かめ、必要なら文字を抽出し直してください。",
            f"From line {place}: single characters and short lines take turns as if two texts had been woven "
            "together, but the rhythm is not sure, so they were left as they are. Check the order against the "
            "original and extract the text anew if need be.",
        ),
        evidence=(source.evidence(*shown),),
    )
    return UnwovenPage(
        made.number,
        made.lines,
        turned_at=made.turned_at,
        strays=made.strays,
        findings=(*made.findings, finding),
        repairs=made.repairs,
    )


def _stray(source: SourceText, unit: Unit) -> Finding:
    evidence = source.evidence(*unit.lines)
    at = evidence.place.first_line
    return Finding(
        rule="stray-character",
        severity=Severity.INFO,
        message=Bilingual(
            f"{at}行目: 「{unit.text}」はどの文のつながりにも属さないため、その位置に残しました。"
            "原本でどこに付く文字か（行番号など）を確かめてください。",
            f"Line {at}: {unit.text!r} belongs to no run of text and was kept in its place. "
            "Check in the original what it belongs to, such as a row's number.",
        ),
        evidence=(evidence,),
        printed=unit.text,
    )


def _numeral_places(source: SourceText, numeral: Unit, before: Unit) -> tuple[int, int]:
    return source.line_number(numeral.lines[0].offsets[0]), source.line_number(before.lines[0].offsets[0])


def _numeral_repair(source: SourceText, numeral: Unit, before: Unit) -> Bilingual:
    was, now = _numeral_places(source, numeral, before)
    return Bilingual(
        f"{was}行目の「{numeral.text}」を、{now}行目から始まる見出しの番号として、その前に移しました。",
        f"Moved {numeral.text!r} of line {was} before line {now}, as the number of the heading that begins there.",
    )


def _numeral_moved(source: SourceText, numeral: Unit, before: Unit) -> Finding:
    repair = _numeral_repair(source, numeral, before)
    return Finding(
        rule="heading-number-moved",
        severity=Severity.INFO,
        message=Bilingual(
            repair.ja + "原本の見出しと合うか確かめてください。", repair.en + " Check the heading in the original."
        ),
        evidence=(source.evidence(*numeral.lines), source.evidence(*before.lines)),
        printed=numeral.text,
    )


def _broken(source: SourceText, block: Block, ratio: int) -> Finding:
    evidence = source.evidence(*block.lines)
    at = evidence.place.first_line
    return Finding(
        rule="weaving-rhythm-broken",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{at}行目: 一文字と{ratio}文字が交互に並ぶ規則がここで崩れています。"
            "文字の欠け・重複・混入がないか原本で確かめてください。",
            f"Line {at}: the turns of one character and {ratio} characters are broken here. "
            "Check in the original whether text is missing, doubled or foreign.",
        ),
        evidence=(evidence,),
        printed=block.text,
    )


def _order_unsure(source: SourceText, page: Page, units: Sequence[Unit]) -> Finding:
    evidence = source.evidence(*units[0].lines)
    at = evidence.place.first_line
    return Finding(
        rule="page-order-unsure",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{at}行目から始まる{page.number}ページ: どこがページの先頭か決める手がかりが足りないため、"
            "原文の先頭から読みました。文の順序を原本で確かめてください。",
            f"Page {page.number}, from line {at}: there is not enough to tell where the page begins, so it was read "
            "from where it begins in the text. Check the order in the original.",
        ),
        evidence=(evidence,),
    )


def _taken_apart(page: Page, ratio: int, stretches: Sequence[WovenStretch]) -> Bilingual:
    where_ja = "、".join(f"{s.first_line}～{s.last_line}行目" for s in stretches)
    where_en = ", ".join(f"{s.first_line}-{s.last_line}" for s in stretches)
    return Bilingual(
        f"{page.number}ページ: {where_ja}で一文字と{ratio}文字ずつ交互に混ざっていた二つの文章を分け、"
        "一文字ずつの文章、続いてもう一方の順に並べました。",
        f"Page {page.number}: parted two texts that took turns by 1 and {ratio} characters in lines {where_en}; "
        "the text of single characters comes first, the other after it.",
    )


def _turned(page: Page, at: int) -> Bilingual:
    return Bilingual(
        f"{page.number}ページ: 先頭が後ろに回っていたため、{at}行目から読み始めました。",
        f"Page {page.number}: its head stood behind its tail, so it is read from line {at} on.",
    )
