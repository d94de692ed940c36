"""A first layout for a document without a table: cards of labelled fields, or a list under headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from plangraph.model.texts import comparison_title, same_length_nfkc
from plangraph.reading.columns import years_named
from plangraph.reading.extract import Extract
from plangraph.reading.header_words import Meaning, header_meaning
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.project_list import extract_to_list_entries
from plangraph.reading.proposals import Proposal, Reason, column_table, escaped
from plangraph.reading.propose_cells import CODE_AND_TITLE, hold_code_and_title, mark_settings
from plangraph.reading.propose_headings import SURE, heading_levels, is_heading, page_numbers

_BRACKETED = re.compile(
    r"\s*[【\[〔〈《<](?P<label>[^】\]〕〉》>]{1,30})[】\]〕〉》>]\s*[:：]?\s*(?P<value>.*)"
)
_LABELLED = re.compile(
    r"[\s○●◯・■□◆◇▪*\-【\[(〔〈《<]*(?P<label>(?:[^\s:：】\]()〕〉》>]|\([^()]*\)){1,20})[】\])〕〉》>]?\s*[:：]\s*(?P<value>.*)"
)
_OFFICE_TAIL = r"(?:\s*[(\[【〔《<](?P<division>[^()\[\]【】〔〕《》<>]*(?:課|部|室|局|センター|館|班|所|署|係)(?:[、,・/][^()\[\]【】〔〕《》<>]*)?)[)\]】〕》>])"
_MARK_TAIL = r"(?:\s*(?P<mark>[(\[【〔※][^()\[\]【】〔〕]{0,20}再\s?掲[^()\[\]【】〔〕]{0,10}[)\]】〕]?))?"
"""A mark behind the office; one before it is part of the title, and read there."""
_ITEMS: tuple[str, ...] = (
    r"[\s]*\((?P<code>[0-9]+)\)\s*(?P<title>\S.*?)" + _OFFICE_TAIL + "?" + _MARK_TAIL,
    r"[\s]*(?P<code>[①-⑳])\s*(?P<title>\S.*?)" + _OFFICE_TAIL + "?" + _MARK_TAIL,
    r"[\s]*[○●◯◎■□◆◇▪▼▶★]\s*(?P<title>\S.*?)" + _OFFICE_TAIL + "?" + _MARK_TAIL,
    r"[\s]*[・]\s*(?P<title>\S.*?)" + _OFFICE_TAIL + _MARK_TAIL,
)
_NUMBERED = r"(?P<code>[0-9]+(?:-[0-9]+)*)[.、\s]\s*(?P<title>[^\s0-9].*)"
"""A numbered title, which begins an item where labelled fields follow it."""
"""What the first line of an item looks like, over NFKC text."""


def propose_list(extract: Extract, spaced: Extract | None = None) -> Proposal | None:
    """Propose how to read cards, else a list under headings; None where neither is seen.

    `spaced` is the same document with its cells parted by runs of spaces. It is read so where labels come to light
    that are else hidden in their lines, and no heading is printed that it would cut.
    """
    cards = _cards(extract)
    if spaced is not None and not any(
        "heading" in x for x in (cards.settings if cards else {}).get("level", [])
    ):
        parted = _cards(spaced)
        if parted is not None and _fields_of(parted) > _fields_of(cards):
            file = {"cells": "spaces", **parted.settings.get("file", {})}
            return replace(parted, settings={"family": "project-list", "file": file, **_but(parted.settings)})
    return cards or _items(extract)


def _fields_of(proposal: Proposal | None) -> set[str]:
    return {field["label"] for field in proposal.settings["field"]} if proposal is not None else set()


def _but(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in ("family", "file")}


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A label that was met: what it means, and how its value stands."""

    label: str
    meaning: Meaning
    has_value: bool
    index: int


def _cards(extract: Extract) -> Proposal | None:
    met = _without_values(_labels(extract))
    titles = [one for one in met if one.meaning.role == "project"]
    titles = titles or [one for one in met if one.meaning.level]
    if not titles or len({one.label for one in met}) < 3:
        return None
    title = Counter(one.label for one in titles).most_common(1)[0][0]
    start = _first_of_card(met, title)
    known: dict[str, Meaning] = {}
    for one in met:
        known.setdefault(one.label, one.meaning)
    known |= dict.fromkeys(_unknown_labels(extract, known), Meaning("note"))
    above = sorted(known, key=lambda label: not label.startswith("上位"))
    names = dict.fromkeys(known[label].level for label in above if known[label].level)
    settings: dict[str, Any] = {"family": "project-list"}
    if names:
        settings["level"] = [{"name": name, "depth": depth} for depth, name in enumerate(names, 1)]
    settings["item"] = {"start_field": known[start].role, "values": _values(extract, met)}
    settings["field"] = [_field(label, meaning, title) for label, meaning in known.items()]
    text = "\n".join(line.text for line in extract.lines)
    before = [line.text.strip() for line in extract.lines[: met[0].index] if line.text.strip()]
    lines = [line.text for line in extract.lines]
    values = settings["item"]["values"]
    pages = page_numbers(lines, bare=values == "beside")
    levels = [
        level
        for level in heading_levels(_alone(extract))
        if level["name"] in SURE and level["name"] not in names
    ]
    if levels:
        below = [{**level, "depth": len(levels) + level["depth"]} for level in settings.get("level", [])]
        settings["level"] = [*({**level, "depth": n} for n, level in enumerate(levels, 1)), *below]
    kept = [
        w for w in map(same_length_nfkc, before) if not any(re.fullmatch(x["heading"], w) for x in levels)
    ]
    furniture = [*pages, *map(escaped, kept)]
    settings = {
        "family": "project-list",
        **({"file": {"furniture": furniture}} if furniture else {}),
        **settings,
    }
    reasons = (
        *_without_year(settings["field"], known),
        Reason(
            "item.start_field", f"「{start}」が {len(titles)} 回ある", f"{start} stands {len(titles)} times"
        ),
        *_settle(settings, extract),
    )
    return Proposal(settings, reasons, tuple(sorted(set(years_named(text[:4000])))), text[:500])


def _without_values(met: Sequence[_Labelled]) -> list[_Labelled]:
    """Labels without the words that are rarer than titles and stand each time below a label that has no value.

    They are that label's values: 区分 over 重点施策.
    """
    title = Counter(one.label for one in met if one.meaning.role == "project").most_common(1)
    times = Counter(one.label for one in met)
    below = Counter(
        one.label for before, one in pairwise(met) if not before.has_value and one.index == before.index + 1
    )
    rare = {one.label for one in met if title and times[one.label] < title[0][1]}
    return [one for one in met if one.label not in rare or below[one.label] < times[one.label]]


def _first_of_card(met: Sequence[_Labelled], title: str) -> str:
    """The label that begins each card: the first of the document, where no other has its role and it comes as often."""
    times = Counter(one.label for one in met)
    first = met[0]
    alone = all(one.label == first.label for one in met if one.meaning.role == first.meaning.role)
    return first.label if alone and times[first.label] >= times[title] else title


def _labels(extract: Extract) -> list[_Labelled]:
    """Every cell, or beginning of a line with a colon, whose words are those of a known label."""
    met = []
    for index in range(len(extract.lines)):
        cells = _row_cells(extract, index)
        labelled = False
        for at, cell in enumerate(cells):
            found = _label_in(cell, alone=len(cells) > 1 or len(cell.text) <= 20)
            if found is not None:
                label, meaning, value = found
                behind = [c.text for c in cells[at + 1 :]]
                if at and (meaning.role == "unit" or (not behind and not value and labelled)):
                    labelled = False
                    continue  # 位置づけ｜重点施策: the last words of a row are the value of the label before them
                labelled = not value
                if meaning.role != "indicator-title" and _are_years(behind):
                    meaning = Meaning("years")
                heads = meaning.role == "years" or (
                    meaning.role == "indicator-title" and any(map(years_named, behind))
                )
                met.append(_Labelled(label, meaning, bool(value) or at + 1 < len(cells), index))
                if heads and behind:
                    break  # what stands behind heads columns and labels nothing
            else:
                labelled = False
    return met


def _row_cells(extract: Extract, index: int) -> list[Line]:
    """The filled cells of a line; a merged one once."""
    once = {cell.offsets: cell for cell in extract.cells(index) if cell.text}
    return list(once.values())


def _alone(extract: Extract) -> list[str]:
    """The lines of one cell, NFKC."""
    rows = (_row_cells(extract, index) for index in range(len(extract.lines)))
    return [same_length_nfkc(row[0].text).strip() for row in rows if len(row) == 1]


def _without_year(fields: Sequence[dict[str, Any]], known: dict[str, Meaning]) -> tuple[Reason, ...]:
    """What a person must settle: money whose year stands nowhere beside it."""
    if any(meaning.role == "years" for meaning in known.values()):
        return ()
    return tuple(
        Reason(
            f"field {label}",
            "欄に年度の印刷がない。何年度の額か確かめ、year を書く（値に年度があれば要らない）",
            "prints no fiscal year: find out which it is and say year, unless the values print it",
            open=True,
        )
        for field in fields
        if field["is"] == "cost"
        and "year" not in field
        and not years_named(label := _plain_label(field["label"]))
    )


def _plain_label(expression: str) -> str:
    return re.sub(r"\\(.)", r"\1", expression)


_BESIDE_YEARS = ("単位", "備考", "増減", "前年比", "伸び率", "摘要")


def _are_years(cells: Sequence[str]) -> bool:
    """Whether the cells behind a label are years, but for the word 単位 before them."""
    words = [cell for cell in cells if cell not in _BESIDE_YEARS]
    return len(words) > 1 and all(years_named(word) and len(word) <= 12 for word in words)


def _label_in(cell: Line, *, alone: bool) -> tuple[str, Meaning, str] | None:
    plain = same_length_nfkc(cell.text)
    matched = _BRACKETED.fullmatch(plain) or _LABELLED.fullmatch(plain)
    label, value = (matched["label"], matched["value"]) if matched else (_unwrapped(plain), "")
    if matched is None and not alone:
        return None
    meaning = header_meaning(comparison_title(label))
    if meaning is None or meaning.role in ("row-number", "flag"):
        return None
    if meaning.role == "year":
        return None
    if meaning.role == "note" and comparison_title(label) in ("年度", "年"):
        meaning = Meaning("years")
    return comparison_title(label), meaning, value


def _unwrapped(label: str) -> str:
    """A label without its bullet and the brackets around it."""
    plain = label.strip("■□●○◆◇・ ")
    wrapped = re.fullmatch(r"[【\[(〔〈《<]([^【】\[\]()〔〕〈〉《》<>]*)[】\])〕〉》>]", plain)
    return wrapped[1] if wrapped else plain


_OF_ONE_VALUE = (
    "project",
    "project-code",
    "level",
    "level-code",
    "level-title",
    "division",
    "designation",
    "person",
)


def _unknown_labels(extract: Extract, known: Mapping[str, Meaning]) -> list[str]:
    """Labels whose words are not known, but which stand several times in the form of labels.

    In a row of labels and values by turns, that begins with a label of one value, every other cell is one.
    """
    met: Counter[str] = Counter()
    for line in extract.lines:
        plain = same_length_nfkc(line.text)
        matched = _BRACKETED.fullmatch(plain) or _LABELLED.fullmatch(plain)
        if matched is not None and (label := comparison_title(matched["label"])) not in known:
            met[label] += 1
    rows = [
        [comparison_title(cell.text) for cell in _row_cells(extract, i)] for i in range(len(extract.lines))
    ]
    for row in rows:
        if len(row) % 2 == 0 and row and row[0] in known and known[row[0]].role in _OF_ONE_VALUE:
            met.update(
                word
                for word in row[2::2]
                if word not in known and re.fullmatch(r"[ぁ-んァ-ヶ一-龥]{2,}", word)
            )
    return [label for label, times in met.items() if times > 1]


def _values(extract: Extract, met: list[_Labelled]) -> str:
    """Where the values stand: beside most labels; else below each, or all of them after all labels."""
    if sum(one.has_value for one in met) * 2 >= len(met):
        return "beside"
    following = sum(b.index == a.index + 1 for a, b in pairwise(met))
    return "labels-first" if following * 2 > len(met) else "below"


def _field(label: str, meaning: Meaning, start: str) -> dict[str, Any]:
    if meaning.role == "project" and label != start:
        meaning = Meaning("note")
    table = column_table(label, meaning)
    table["label"] = table.pop("header")
    return table


def _items(extract: Extract) -> Proposal | None:
    lines = [same_length_nfkc(line.text).strip() for line in extract.lines if line.text.strip()]
    item = max(_ITEMS, key=lambda pattern: _times(pattern, lines))
    labelled = {one.index for one in _labels(extract)}
    filled = [at for at, line in enumerate(extract.lines) if line.text.strip()]
    followed = [text for text, (_, after) in zip(lines, pairwise(filled), strict=False) if after in labelled]
    if _times(_NUMBERED, followed) >= max(2, _times(item, lines)):
        item = _NUMBERED
    if _times(item, lines) < 2:
        return None
    levels = heading_levels(lines, item)
    settings: dict[str, Any] = {"family": "project-list"}
    furniture = (
        [escaped(lines[0])]
        if lines
        and not any(is_heading(level["heading"], lines[0], item) for level in levels)
        and not re.fullmatch(item, lines[0])
        else []
    )
    furniture = [*page_numbers([line.text for line in extract.lines], bare=True), *furniture]
    if furniture:
        settings["file"] = {"furniture": furniture}
    if levels:
        settings["level"] = [{**level, "depth": depth} for depth, level in enumerate(levels, 1)]
    codes = [m["code"] for text in lines if "(?P<code>" in item and (m := re.fullmatch(item, text))]
    anew = len(set(codes)) < len(codes)
    if anew:  # (1), (2) begin anew in each section, and number no project
        item = item.replace("(?P<code>", "(?:")
    settings["item"] = {"start": item, "text": "content"}
    fields: dict[str, dict[str, Any]] = {}
    for one in _labels(extract):
        if one.meaning.role != "project":
            fields.setdefault(one.label, _field(one.label, one.meaning, ""))
    if fields:
        settings["field"] = list(fields.values())
    text = "\n".join(lines)
    times = _times(item, lines)
    reasons = (
        Reason("item.start", f"この形の行が {times} 行ある", f"{times} lines look so"),
        *((_ANEW,) if anew else ()),
        *_settle(settings, extract),
    )
    return Proposal(settings, reasons, tuple(sorted(set(years_named(text[:4000])))), text[:500])


def _settle(settings: dict[str, Any], extract: Extract) -> tuple[Reason, ...]:
    """Read once by the settings as they are, and add what the cells show: codes before titles, what marks name."""
    entries = extract_to_list_entries(extract, settings, Ledger(extract.source)).entries
    names = [level["name"] for level in settings.get("level", [])]
    for field in settings.get("field", []):
        if field["is"] == "level":
            titles = [s.title for e in entries for s in e.sections if names[s.level] == field["level"]]
            if hold_code_and_title(titles):
                field["pattern"] = CODE_AND_TITLE.pattern
    cells: dict[str, list[str]] = {"project": [], "project-code": [], "mark": []}
    for entry in entries:
        for item in entry.of(*cells):
            cells[item.column.role].append(item.cell.text)
    mark, reasons = mark_settings(cells["project"], cells["project-code"], cells["mark"])
    if mark:
        settings["mark"] = mark
    return reasons


_ANEW = Reason(
    "item.text",
    "項目の番号は節ごとに振り直されるため、事業の番号とはしない",
    "the items are numbered anew in each section: no numbers of projects",
)


def _times(pattern: str, lines: Sequence[str]) -> int:
    return sum(bool(re.fullmatch(pattern, text)) for text in lines)
