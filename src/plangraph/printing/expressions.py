"""Expressions → texts: words that a layout's regular expression matches, for headings, column headers and labels.

A layout says by expressions what a document prints; a printer needs one text that fits. The part of the syntax that
layouts use is written out: literals, alternatives, groups, classes, repetitions. Who asks checks each text against the
expression itself, so what is not understood costs a text and never prints a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

_MOST = 200
"""Texts that are tried for one expression."""


@dataclass(frozen=True, slots=True)
class Fill:
    """What stands where an expression leaves it open: values of named groups, digits, anything (`.*`)."""

    groups: Mapping[str, str] = field(default_factory=dict)
    digits: str = "1"
    anything: str = ""


def expression_to_texts(expression: str, fill: Fill) -> Iterator[str]:
    """Texts that may fit an expression, likely ones first, each one checked by fullmatch.

    >>> next(expression_to_texts(r"政策(?P<code>\\d+)\\s+(?P<title>\\S.*)", Fill({"code": "3", "title": "防災"})))
    '政策3 防災'
    >>> list(expression_to_texts(r"事業費\\((?:千円|円)\\)", Fill()))
    ['事業費(千円)', '事業費(円)']
    """
    pattern = re.compile(expression)
    seen: set[str] = set()
    for text in islice(_Parser(expression, fill).alternatives(), _MOST):
        if text not in seen and pattern.fullmatch(text):
            seen.add(text)
            yield text


class _Parser:
    """Writes out an expression from left to right; every method gives all texts of the piece that it reads."""

    def __init__(self, expression: str, fill: Fill) -> None:
        self.expression = expression
        self.fill = fill
        self.at = 0

    def alternatives(self) -> list[str]:
        texts = self._sequence()
        while self._take("|"):
            texts += self._sequence()
        return texts

    def _sequence(self) -> list[str]:
        texts = [""]
        while self.at < len(self.expression) and self.expression[self.at] not in "|)":
            piece = self._repeated()
            texts = [head + tail for head in texts for tail in piece][:_MOST]
        return texts

    def _repeated(self) -> list[str]:
        open_before = self.expression.startswith(".", self.at)
        piece = self._atom()
        matched = re.compile(r"[*+?]\??|\{(\d+)(?:,(\d*))?\}\??").match(self.expression, self.at)
        if matched is None:
            return piece
        self.at = matched.end()
        sign = matched[0][0]
        if sign == "{":
            return [text * int(matched[1]) if len(text) == 1 else text for text in piece]
        if open_before and sign in "*+":
            return [self.fill.anything] if sign == "*" or self.fill.anything else ["…"]
        return piece if sign == "+" else ["", *piece]

    def _atom(self) -> list[str]:
        sign = self.expression[self.at]
        self.at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escaped()
        if sign == ".":
            return ["…"]
        return [""] if sign in "^$" else [sign]

    def _escaped(self) -> list[str]:
        sign = self.expression[self.at]
        self.at += 1
        known = {"d": [self.fill.digits], "s": [" "], "S": ["…"], "w": ["A"], "t": ["\t"], "D": ["…"]}
        return known.get(sign, [sign])

    def _class(self) -> list[str]:
        """One of a class: digits where it holds them, else its first character."""
        stop = self.expression.index("]", self.at + 1)
        inside = self.expression[self.at : stop]
        self.at = stop + 1
        if r"\d" in inside or "0-9" in inside:
            return [self.fill.digits]
        return ["…"] if inside.startswith("^") else [inside.removeprefix("\\")[0]]

    def _group(self) -> list[str]:
        head = re.compile(r"\?P<(?P<name>\w+)>|\?:|\?(?P<look><?[=!])").match(self.expression, self.at)
        self.at = head.end() if head else self.at
        texts = self.alternatives()
        self._take(")")
        if head and head["look"]:
            return [""]
        if head and head["name"] in self.fill.groups:
            return [self.fill.groups[head["name"]]]
        return texts

    def _take(self, sign: str) -> bool:
        found = self.expression.startswith(sign, self.at)
        self.at += found
        return found
