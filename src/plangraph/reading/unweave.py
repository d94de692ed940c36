"""Woven text → text in reading order.

Some text extractions weave parts of a page together, one character of a run A and then n characters of
a run B, and turn the page round, so that its head stands behind its tail. `unweave` takes such pages
apart; every other page passes unchanged, line for line. It accounts for each character that is printed:
all come out, once. What is not surely woven, and what the rhythm does not explain, is left in its place
and reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plangraph.model.findings import Finding
from plangraph.model.texts import Bilingual
from plangraph.reading.lines import Line, SourceText, visible
from plangraph.reading.page_order import (
    Unit,
    broken_edge,
    find_heads,
    find_opening,
    find_plain_opening,
    in_reading_order,
    join_split_chunk,
    move_head_numerals,
    page_to_units,
    units_to_lines,
    unsure_end,
)
from plangraph.reading.pages import Block, Page, counted, is_blank, text_to_pages
from plangraph.reading.rhythm import Rhythm, Role, blocks_to_rhythm
from plangraph.reading.unweave_findings import (
    characters_not_accounted_for,
    not_taken_apart,
    numeral_moved,
    numeral_repair,
    page_break_unusual,
    page_order_unsure,
    page_without_head,
    rhythm_broken,
    stray_character,
    taken_apart,
    turned,
    woven_end_unsure,
)


@dataclass(frozen=True, slots=True)
class WovenStretch:
    """Woven lines: the first and the last line number, the single characters, the chunks."""

    first_line: int
    last_line: int
    singles: int
    chunks: int


@dataclass(frozen=True, slots=True)
class UnwovenPage:
    """One page in reading order, and what was met on it.

    `ratio` is the n of 1 : n, None for a page that was not taken apart. `turned_at` is the number of
    the line with which the page now begins, None where it begins as in the document. `strays` are the
    characters that belong to no weave.
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

    `heads` are patterns that match where a page or a section of it begins, the page's own head first; a
    layout gives them. Without them a page is turned only where the weave alone shows its end. A page
    without weave is turned only in a text that is woven elsewhere.
    """
    pages = [_page_to_layout(page, heads) for page in text_to_pages(source)]
    woven_somewhere = any(laid.rhythm is not None for laid in pages)
    doubtful = _doubtful_breaks(pages)
    read = []
    for laid in pages:
        made = _read_page(source, laid, heads if woven_somewhere else ())
        if woven_somewhere and heads:
            made = _with_head_looked_for(source, made, heads)
        if laid.page.number in doubtful:
            first = laid.blocks[0].lines[0]
            made = _with_finding(made, page_break_unusual(source, laid.page.number, first))
        read.append(made)
    characters_out = sum(1 for page in read for line in page.lines for _ in visible(line.text))
    return Unwoven(tuple(read), sum(1 for _ in visible(source.text)), characters_out)


def unweave_page(source: SourceText, page: Page, heads: Sequence[re.Pattern[str]] = ()) -> UnwovenPage:
    """Bring one page into reading order by itself, as `unweave` does with all pages of a text."""
    laid = _page_to_layout(page, heads)
    return _read_page(source, laid, heads if laid.rhythm else ())


@dataclass(frozen=True, slots=True)
class _LaidPage:
    page: Page
    blocks: tuple[Block, ...]
    rhythm: Rhythm | None
    looks_woven: bool


def _page_to_layout(page: Page, heads: Sequence[re.Pattern[str]]) -> _LaidPage:
    blocks = page.blocks()
    return _LaidPage(page, blocks, *blocks_to_rhythm(blocks, heads))


def _doubtful_breaks(pages: Sequence[_LaidPage]) -> set[int]:
    """The pages before which the blank lines may be no page break.

    They stand beside woven text, and are not as many as mostly between this text's pages.
    """
    gaps = [len(laid.page.lines) - laid.blocks[-1].first - len(laid.blocks[-1].lines) for laid in pages[:-1]]
    counts = Counter(gaps)
    usual = max(counts, key=lambda gap: (counts[gap], gap), default=0)
    return {
        after.page.number
        for before, after, gap in zip(pages, pages[1:], gaps, strict=False)
        if gap != usual and (before.rhythm or after.rhythm)
    }


def _with_finding(page: UnwovenPage, finding: Finding) -> UnwovenPage:
    return replace(page, findings=(*page.findings, finding))


def _read_page(source: SourceText, laid: _LaidPage, heads: Sequence[re.Pattern[str]]) -> UnwovenPage:
    page, blocks, rhythm = laid.page, laid.blocks, laid.rhythm
    if rhythm is not None:
        return _accounted(source, page, _woven_page(source, page, blocks, rhythm, heads))
    made = _accounted(source, page, _plain_page(source, page, blocks, heads))
    return _with_finding(made, not_taken_apart(source, blocks)) if laid.looks_woven else made


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
        return _with_finding(unchanged, page_order_unsure(source, page.number, units[0]))
    if opening.index == 0:
        return unchanged
    starts = frozenset(head.index for head in found)
    first, second = in_reading_order(units, opening.index)
    strays = tuple(unit for unit in units if _is_stray(unit))
    turned_at = source.line_number(units[opening.index].lines[0].offsets[0])
    return UnwovenPage(
        page.number,
        _within_edges(page, units_to_lines(first, second, starts, len(units) - 1)),
        turned_at=turned_at,
        strays=tuple(unit.lines[0] for unit in strays),
        findings=tuple(stray_character(source, unit) for unit in strays),
        repairs=(turned(page.number, turned_at),),
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
    # A chunk whose rest was found at the page's top is not short.
    short_ends = rhythm.short_ends if units == laid else rhythm.short_ends - {units[-1].stretch}
    units, moved = move_head_numerals(units, heads)
    found = find_heads(units, heads)
    opening = find_opening(units, found, short_ends)
    first, second = in_reading_order(units, opening.index)
    starts = frozenset(head.index for head in found)
    strays = tuple(unit for unit in units if _is_stray(unit))
    stretches = _stretches(source, units)
    turned_at = _turned_at(source, units, opening.index, [numeral.lines[0] for numeral, _ in moved])
    findings = [stray_character(source, unit) for unit in strays]
    findings += [numeral_moved(source, numeral, before) for numeral, before in moved]
    broken = [block for block, part in zip(blocks, rhythm.parts, strict=True) if part.fault]
    findings += [rhythm_broken(source, block, rhythm.ratio) for block in broken]
    if (edge := broken_edge(units, rhythm.ratio, found)) is not None:
        findings.append(rhythm_broken(source, edge, rhythm.ratio))
    if unsure := unsure_end(units, short_ends):
        findings.append(woven_end_unsure(source, unsure))
    if not opening.sure:
        findings.append(page_order_unsure(source, page.number, units[0]))
    repairs = [taken_apart(page.number, rhythm.ratio, [(s.first_line, s.last_line) for s in stretches])]
    if turned_at is not None:
        repairs.append(turned(page.number, turned_at))
    repairs += [numeral_repair(source, numeral, before) for numeral, before in moved]
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


def _turned_at(source: SourceText, units: Sequence[Unit], index: int, moved: Sequence[Line]) -> int | None:
    """The line with which a turned page begins; a numeral that was moved there stands on another line."""
    if index == 0:
        return None
    begin = units[index + 1] if units[index].lines[0] in moved else units[index]
    return source.line_number(begin.lines[0].offsets[0])


def _is_stray(unit: Unit) -> bool:
    """A stray of the weave, or a single character that stands alone among plain lines."""
    if unit.role is Role.PLAIN:
        return sum(counted(line.text) for line in unit.lines) == 1
    return unit.role in (Role.STRAY_SINGLE, Role.STRAY_CHUNK)


def _stretches(source: SourceText, units: Sequence[Unit]) -> tuple[WovenStretch, ...]:
    made = []
    for stretch in sorted({unit.stretch for unit in units} - {0}):
        inside = [unit for unit in units if unit.stretch == stretch]
        offsets = [offset for unit in inside for line in unit.lines for offset in line.offsets]
        first, last = source.line_number(min(offsets)), source.line_number(max(offsets))
        singles = sum(unit.role is Role.SINGLE for unit in inside)
        chunks = sum(unit.role is Role.CHUNK and not unit.goes_on for unit in inside)
        made.append(WovenStretch(first, last, singles, chunks))
    return tuple(made)


def _within_edges(page: Page, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Put the blank lines at the page's edges round what was read from it."""
    printed = [i for i, line in enumerate(page.lines) if not is_blank(line)]
    return (*page.lines[: printed[0]], *lines, *page.lines[printed[-1] + 1 :])


def _with_head_looked_for(
    source: SourceText, page: UnwovenPage, heads: Sequence[re.Pattern[str]]
) -> UnwovenPage:
    printed = [line for line in page.lines if not is_blank(line)]
    if not printed or any(pattern.match(printed[0].text.lstrip(" \t")) for pattern in heads):
        return page
    return _with_finding(page, page_without_head(source, page.number, printed[0]))


def _accounted(source: SourceText, page: Page, made: UnwovenPage) -> UnwovenPage:
    """The page as made if each counted character stands in it once; else as it was, with a finding."""
    if made.lines is page.lines or _printed_offsets(page.lines) == _printed_offsets(made.lines):
        return made
    finding = characters_not_accounted_for(source, page.number, page.lines)
    return UnwovenPage(page.number, page.lines, findings=(finding,))


def _printed_offsets(lines: Sequence[Line]) -> list[int]:
    return sorted(o for line in lines for c, o in zip(line.text, line.offsets, strict=True) if counted(c))
