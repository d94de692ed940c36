"""What the unweaving says: its findings, and the repairs that it made."""

from __future__ import annotations

from collections.abc import Sequence

from plangraph.model.findings import Finding, Severity
from plangraph.model.texts import Bilingual
from plangraph.reading.lines import Line, SourceText
from plangraph.reading.page_order import Unit
from plangraph.reading.pages import Block, is_blank


def not_taken_apart(source: SourceText, blocks: Sequence[Block]) -> Finding:
    """A page looks woven and was left alone; its first turns are quoted."""
    start = next((i for i, block in enumerate(blocks) if block.size == 1), 0)
    evidence = source.evidence(*[line for block in blocks[start : start + 6] for line in block.lines])
    at = evidence.place.first_line
    return Finding(
        rule="woven-text-not-taken-apart",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{at}行目から: 一文字ずつの行と短い行が交互に並び、二つの文章が混ざった可能性がありますが、"
            "規則が定まらないため原文のままとしました。"
            "原本で文の順序を確かめ、必要なら文字を抽出し直してください。",
            f"From line {at}: single characters and short lines take turns as if two texts had been "
            "woven together, but the rhythm is not sure, so they were left as they are. Check the order "
            "against the original and extract the text anew if need be.",
        ),
        evidence=(evidence,),
    )


def page_without_head(source: SourceText, number: int, first: Line) -> Finding:
    """A page of a woven text begins with no head: blank lines inside a weave look like a page break."""
    evidence = source.evidence(first)
    at = evidence.place.first_line
    return Finding(
        rule="page-without-head",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{number}ページ（{at}行目）は見出しで始まっていません。"
            "空行がページの区切りでないか、文字が欠けた可能性があります。"
            "前のページとのつながりを原本で確かめてください。",
            f"Page {number} (line {at}) begins with no heading: the blank lines before it may be no page "
            "break, or text may be missing. Check in the original how it joins the page before.",
        ),
        evidence=(evidence,),
    )


def woven_end_unsure(source: SourceText, lines: Sequence[Line]) -> Finding:
    """The last chunk of a weave is short and has several lines: nothing tells which of them end it."""
    evidence = source.evidence(*lines)
    at = evidence.place.first_line
    return Finding(
        rule="woven-end-unsure",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{at}行目から: 交互に混ざった部分がどの行で終わるか決められません。"
            "文の順序を原本で確かめてください。",
            f"From line {at}: it cannot be told with which of these lines the woven text ends. "
            "Check the order in the original.",
        ),
        evidence=(evidence,),
    )


def page_break_unusual(source: SourceText, number: int, first: Line) -> Finding:
    """The blank lines between two pages, one of them woven, are not as many as elsewhere."""
    evidence = source.evidence(first)
    at = evidence.place.first_line
    return Finding(
        rule="page-break-unusual",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{at}行目の前の空行は、ほかのページの区切りと行数が違います。"
            f"{number}ページの始まりとして読みましたが、ページの途中かもしれません。"
            "原本で文の順序を確かめてください。",
            f"The blank lines before line {at} are not as many as between other pages. It was read as "
            f"the beginning of page {number} but may stand within a page. "
            "Check the order in the original.",
        ),
        evidence=(evidence,),
    )


def page_order_unsure(source: SourceText, number: int, first: Unit) -> Finding:
    """Nothing tells surely with which line a page begins; it was read from its first."""
    evidence = source.evidence(*first.lines)
    at = evidence.place.first_line
    return Finding(
        rule="page-order-unsure",
        severity=Severity.WARNING,
        message=Bilingual(
            f"{at}行目から始まる{number}ページ: どこがページの先頭か決める手がかりが足りないため、"
            "原文の先頭から読みました。文の順序を原本で確かめてください。",
            f"Page {number}, from line {at}: there is not enough to tell where the page begins, so it was "
            "read from where it begins in the text. Check the order in the original.",
        ),
        evidence=(evidence,),
    )


def stray_character(source: SourceText, unit: Unit) -> Finding:
    """A character belongs to no run of text and stays where it was met."""
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


def rhythm_broken(source: SourceText, part: Block | Unit, ratio: int) -> Finding:
    """A chunk of another length, or one without its single character, or the other way round."""
    evidence = source.evidence(*part.lines)
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
        printed=part.text,
    )


def numeral_moved(source: SourceText, numeral: Unit, before: Unit) -> Finding:
    """A stray numeral was put in front of its heading."""
    repair = numeral_repair(source, numeral, before)
    return Finding(
        rule="heading-number-moved",
        severity=Severity.INFO,
        message=Bilingual(
            repair.ja + "原本の見出しと合うか確かめてください。",
            repair.en + " Check the heading in the original.",
        ),
        evidence=(source.evidence(*numeral.lines), source.evidence(*before.lines)),
        printed=numeral.text,
    )


def characters_not_accounted_for(source: SourceText, number: int, lines: Sequence[Line]) -> Finding:
    """Putting a page in order lost or doubled a character, so the page was left as it was."""
    return Finding(
        rule="characters-not-accounted-for",
        severity=Severity.VIOLATION,
        message=Bilingual(
            f"{number}ページ: 並べ直すと文字数が合わないため、原文のままとしました。"
            "文の順序を原本で確かめてください。",
            f"Page {number}: putting it in order lost or doubled characters, so it was left as it is. "
            "Check the order in the original.",
        ),
        evidence=(source.evidence(*[line for line in lines if not is_blank(line)][:1]),),
    )


def numeral_repair(source: SourceText, numeral: Unit, before: Unit) -> Bilingual:
    """The repair that goes with `numeral_moved`."""
    was = source.line_number(numeral.lines[0].offsets[0])
    now = source.line_number(before.lines[0].offsets[0])
    return Bilingual(
        f"{was}行目の「{numeral.text}」を、{now}行目から始まる見出しの番号として、その前に移しました。",
        f"Moved {numeral.text!r} of line {was} before line {now}, as the number of the heading there.",
    )


def taken_apart(number: int, ratio: int, stretches: Sequence[tuple[int, int]]) -> Bilingual:
    """A page was taken apart; `stretches` are the first and last line numbers of what was woven."""
    where_ja = "、".join(f"{first}～{last}行目" for first, last in stretches)
    where_en = ", ".join(f"{first}-{last}" for first, last in stretches)
    return Bilingual(
        f"{number}ページ: {where_ja}で一文字と{ratio}文字ずつ交互に混ざっていた二つの文章を分け、"
        "一文字ずつの文章、続いてもう一方の順に並べました。",
        f"Page {number}: parted two texts that took turns by 1 and {ratio} characters in lines "
        f"{where_en}; the text of single characters comes first, the other after it.",
    )


def turned(number: int, at: int) -> Bilingual:
    """A page was turned so that it begins with the line `at`."""
    return Bilingual(
        f"{number}ページ: 先頭が後ろに回っていたため、{at}行目から読み始めました。",
        f"Page {number}: its head stood behind its tail, so it is read from line {at} on.",
    )
