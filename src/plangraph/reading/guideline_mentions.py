"""指針・方針・大綱 in running text: which are named, and when one was 策定 or 改訂."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from plangraph.model.fiscal_years import fiscal_year_of
from plangraph.model.records import EventKind, GuidelineEvent, GuidelineMention
from plangraph.model.texts import comparison_title, same_length_nfkc, without_wraps
from plangraph.reading.lines import Line, SourceText


class GuidelinePatterns:
    """The `[guideline]` table of a layout, compiled: `mention`, `events` and the words of `acts`."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.mention = re.compile(settings["mention"])
        self.events = [re.compile(text) for text in settings["events"]]
        self.acts = {word: EventKind(kind) for word, kind in settings["acts"].items()}

    def mentions_in(self, text: Line, source: SourceText) -> list[GuidelineMention]:
        """Every guideline that a text names, as often as it does."""
        return [
            GuidelineMention(
                name=without_wraps(text.group(matched, "name").text),
                evidence=(source.evidence(text.group(matched, 0)),),
            )
            for matched in self.mention.finditer(same_length_nfkc(text.text))
        ]

    def events_in(self, text: Line, source: SourceText) -> list[GuidelineEvent]:
        """Every 策定 or 改訂 that a text dates, in the order of the text."""
        found = []
        for pattern in self.events:
            for matched in pattern.finditer(same_length_nfkc(text.text)):
                year = fiscal_year_of(matched["year"])
                if year is None:
                    continue
                event = GuidelineEvent(
                    guideline=without_wraps(text.group(matched, "name").text),
                    event_kind=self.acts[matched["act"]],
                    fiscal_year=year,
                    evidence=(source.evidence(text.group(matched, 0)),),
                )
                found.append((matched.start(), event))
        return [event for _, event in sorted(found, key=lambda pair: pair[0])]


def merge_mentions(mentions: Iterable[GuidelineMention]) -> tuple[GuidelineMention, ...]:
    """Make one mention of each guideline, with all its evidence, in the order of the first."""
    merged: dict[str, GuidelineMention] = {}
    for mention in mentions:
        key = comparison_title(mention.name)
        first = merged.get(key, GuidelineMention(name=mention.name))
        merged[key] = GuidelineMention(name=first.name, evidence=(*first.evidence, *mention.evidence))
    return tuple(merged.values())


def merge_events(events: Iterable[GuidelineEvent]) -> tuple[GuidelineEvent, ...]:
    """Make one event of those that say the same; printed twice, it has two sources."""
    merged: dict[tuple[str, EventKind, int], GuidelineEvent] = {}
    for event in events:
        key = (comparison_title(event.guideline), event.event_kind, event.fiscal_year)
        first = merged.get(key)
        merged[key] = GuidelineEvent(
            guideline=first.guideline if first else event.guideline,
            event_kind=event.event_kind,
            fiscal_year=event.fiscal_year,
            evidence=(*(first.evidence if first else ()), *event.evidence),
        )
    return tuple(merged.values())
