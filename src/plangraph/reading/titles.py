"""Titles and their marks: what belongs to a project's name, and what says where else it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plangraph.model.texts import comparison_title, same_length_nfkc, without_wraps
from plangraph.reading.marks import (
    CARRIED_BY,
    COUNTED_IN,
    GENERAL_CODE,
    WORD,
    Group,
    MarkWords,
    bracket_groups,
    former_title_in,
    is_of_which,
    mark_words,
    relisting_cell,
)

# White space, and last the character that fills what was cut.
_CUT = " \t\u3000\u2028\x00"


@dataclass(frozen=True, slots=True)
class MarkedTitle:
    """A title parted from its 再掲 mark.

    `unread_mark` holds words that speak of 再掲 in a form nobody knows, `not_a_mark` those that say of which a figure
    is a part; both stay in the title. `former_title` is what （旧：…） says the project was called, and left the title.
    """

    title: str
    has_mark: bool
    codes: tuple[str, ...]
    unread_mark: str | None = None
    not_a_mark: str | None = None
    former_title: str | None = None


@dataclass(frozen=True, slots=True)
class CellRole:
    """What a content or money cell says of where a project stands: 再掲, Yで実施 or Yに計上, and which codes it names."""

    kind: Literal["relisting", "carried_by", "counted_in"]
    name: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """How a document writes 再掲 and 実施・計上, as compiled patterns over NFKC text.

    `targeted` and `bare` are a layout's own forms, which then alone count; None stands for every usual spelling.
    """

    targeted: re.Pattern[str] | None
    bare: re.Pattern[str] | None
    word: re.Pattern[str]
    code: re.Pattern[str]
    relisting_cell: re.Pattern[str]
    carried_by: re.Pattern[str]
    counted_in: re.Pattern[str]
    words: MarkWords

    @classmethod
    def from_settings(cls, table: Mapping[str, str]) -> Mark:
        """Compile the `[mark]` table of a layout; every key may be left out and has the usual spellings then.

        >>> Mark.from_settings({}).split_relisting("女性就業支援全国展開事業（土地建物借料等）（433再掲）").codes
        ('433',)
        """
        code = table.get("code", GENERAL_CODE)
        targeted, bare = table.get("targeted"), table.get("bare")
        return cls(
            targeted=re.compile(r"\s*" + targeted.replace("{code}", code) + r"\s*$") if targeted else None,
            bare=re.compile(rf"\s*(?:{bare})\s*$") if bare else None,
            word=re.compile(table.get("word", WORD)),
            code=re.compile(code),
            relisting_cell=re.compile(table.get("relisting_cell") or relisting_cell(code)),
            carried_by=re.compile(table.get("carried_by", CARRIED_BY)),
            counted_in=re.compile(table.get("counted_in", COUNTED_IN)),
            words=mark_words(code),
        )

    def is_role(self, cell: str) -> bool:
        """Whether a content cell says nothing but where the project is stated, carried or counted."""
        return self.cell_role(cell) is not None

    def cell_role(self, cell: str) -> CellRole | None:
        """Read a cell that says nothing but where the project is stated, carried or counted.

        >>> Mark.from_settings({}).cell_role("（ホームページの充実 で実施）")
        CellRole(kind='carried_by', name='ホームページの充実', codes=())
        >>> Mark.from_settings({}).cell_role("市内全域で実施") is None
        True
        """
        plain = same_length_nfkc(cell).strip()
        if self.relisting_cell.fullmatch(plain):
            return CellRole("relisting", codes=self.words.codes_in(plain))
        for kind, pattern in (("carried_by", self.carried_by), ("counted_in", self.counted_in)):
            if matched := pattern.fullmatch(plain):
                name = without_wraps(cell.strip()[slice(*matched.span("name"))])
                codes = self.words.codes_in(name) if self.code.fullmatch(same_length_nfkc(name)) else ()
                return CellRole("carried_by" if kind == "carried_by" else "counted_in", name, codes)
        return None

    def codes_in(self, text: str) -> tuple[str, ...]:
        """The codes that a cell of a mark column lists; none unless the cell is a list of codes and nothing else.

        >>> Mark.from_settings({}).codes_in("1-2、施策3-4"), Mark.from_settings({}).codes_in("1-2を参照のこと")
        (('1-2', '3-4'), ())
        """
        found = self.words.read(f"{same_length_nfkc(text).strip()}再掲") if text.strip() else None
        return found.codes if found else ()

    def split_relisting(self, printed: str) -> MarkedTitle:
        """Part a project's title from its 再掲 mark.

        A plan prints a project again under each further policy it serves and marks both copies with the code of the
        other section. The mark is no part of the name and goes before titles are compared.
        """
        return _TitleWords(self, printed.strip()).split()


class _TitleWords:
    """One printed title, from which marks and former names are cut."""

    def __init__(self, mark: Mark, printed: str) -> None:
        self.mark = mark
        self.printed = printed
        self.plain = same_length_nfkc(printed)
        self.cuts: list[tuple[int, int]] = []
        self.codes: dict[str, None] = {}
        self.has_mark = False

    def split(self) -> MarkedTitle:
        self._layouts_own()
        if self.mark.targeted is None or self.mark.bare is None:
            self._in_brackets()
            self._loose()
        former = self._former_title()
        unread, of_which = self._left_words()
        return MarkedTitle(self._title(), self.has_mark, tuple(self.codes), unread, of_which, former)

    def _layouts_own(self) -> None:
        """The forms that the layout gives, at the end of the title."""
        for pattern in (self.mark.targeted, self.mark.bare):
            matched = pattern.search(self.plain) if pattern and not self.has_mark else None
            if matched is None:
                continue
            codes = matched.groupdict().get("codes")
            found = tuple(comparison_title(m[0]) for m in self.mark.code.finditer(codes)) if codes else ()
            self._cut(matched.start(), matched.end(), found)

    def _in_brackets(self) -> None:
        """The usual spellings in brackets, wherever they stand; the inner of nested brackets is the mark."""
        for group in self._groups():
            found = self.mark.words.read(group.inner) if self.mark.word.search(group.inner) else None
            if found is not None and self._is_usual(found.codes):
                self._cut(group.start, group.stop, found.codes)

    def _loose(self) -> None:
        """The usual spellings without brackets, ※再掲 and the like, in what is left of the title."""
        left = self._left()
        alone = self.mark.words.read(left) if self.mark.word.search(left) else None
        found = (0, len(left), alone) if alone is not None else self.mark.words.find_loose(left)
        if found is not None and self._is_usual(found[2].codes):
            self._cut(found[0], found[1], found[2].codes)

    def _is_usual(self, codes: tuple[str, ...]) -> bool:
        """Whether the layout leaves this kind of mark to the usual spellings."""
        return (self.mark.targeted if codes else self.mark.bare) is None

    def _former_title(self) -> str | None:
        """A former title in brackets; the last one, if nothing but marks follows or it says so itself."""
        left = self._left()
        for group in reversed(bracket_groups(left)):
            last = not left[group.stop :].strip(_CUT)
            former = former_title_in(group.inner, last=last)
            if former is not None and left[: group.start].strip(_CUT):
                start = self.plain.index(former, group.start)
                self.cuts.append((group.start, group.stop))
                return without_wraps(self.printed[start : start + len(former)])
        return None

    def _left_words(self) -> tuple[str | None, str | None]:
        """What still speaks of 再掲: in a form nobody knows, or as 'of which'."""
        left = self._left()
        if not self.mark.word.search(left):
            return None, None
        words = next((g.inner for g in self._groups() if self.mark.word.search(g.inner)), left.strip())
        return (None, words.strip(_CUT)) if is_of_which(words) else (left.strip(_CUT), None)

    def _cut(self, start: int, stop: int, codes: tuple[str, ...]) -> None:
        self.has_mark = True
        self.cuts.append((start, stop))
        self.codes.update(dict.fromkeys(codes))

    def _groups(self) -> Iterator[Group]:
        """The brackets of what is left, the inner before the outer."""
        return iter(bracket_groups(self._left()))

    def _left(self) -> str:
        """The title with a filling where something was cut, so that positions hold."""
        left = list(self.plain)
        for start, stop in self.cuts:
            left[start:stop] = _CUT[-1] * (stop - start)
        return "".join(left)

    def _title(self) -> str:
        gone = {at for start, stop in self.cuts for at in range(start, stop)}
        kept = "".join(c for at, c in enumerate(self.printed) if at not in gone)
        return without_wraps(re.sub(r"[ \t]{2,}", " ", kept) if gone else kept)


def guidelines_in(title: str, patterns: list[re.Pattern[str]]) -> list[str]:
    """The guidelines that a title names, by the layout's `[guideline] in_title` patterns.

    >>> guidelines_in("方針Aに基づく育成", [re.compile("(?P<name>方針.)に基づく")])
    ['方針A']
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        for matched in pattern.finditer(title):
            found.setdefault(matched["name"])
    return list(found)


def settings_patterns(table: Mapping[str, Any], key: str) -> list[re.Pattern[str]]:
    """Compile the list of expressions under a key."""
    return [re.compile(text) for text in table.get(key, [])]
