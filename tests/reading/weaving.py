"""Pages woven by rule from any text, as a text extraction weaves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

HEAD = "【ページの頭】"
HEAD_PATTERN = "【ページの頭】"

# Sentences of our own about a town that does not exist. No digits: those are what strays are made of.
SENTENCES = (
    "川沿いの遊歩道を歩きやすく整え、休める場所を増やしていく。",
    "図書館では、夜も本を借りられる窓口の試みが始まった。",
    "町会の役員が足りず、回覧の手間を減らす工夫が求められている。",
    "子どもの居場所を学校のそばに設け、見守る人を募る。",
    "古い橋の点検を終え、傷みの大きいものから順に直す、",
    "畑の担い手が年を重ね、空いた土地をどう使うかが問われる。",
    "窓口の言葉をやさしくし、初めての人も迷わず手続きできるようにする。",
    "避難所の鍵の置き場所を見直し、夜の訓練も行ったところ",
    "商店街の空き店舗を借りる人への相談を続け、開業を助ける。",
    "健診を受ける人が伸び悩むため、休日の会場を設けることとした。",
)


@dataclass(frozen=True)
class Woven:
    """Two runs woven 1 : n; `breaks` are blank lines inside chunks: chunk → characters before the break."""

    a: str
    b: str
    n: int
    breaks: Mapping[int, int] = field(default_factory=dict)

    def blocks(self) -> list[str]:
        laid: list[str] = []
        for i, single in enumerate(self.a):
            laid.append(single)
            chunk = self.b[i * self.n : (i + 1) * self.n]
            at = self.breaks.get(i, 0)
            laid += [part for part in (chunk[:at], chunk[at:]) if part]
        return laid


@dataclass(frozen=True)
class Plain:
    """Plain text: blocks, each of one or more lines."""

    paragraphs: tuple[str, ...]

    def blocks(self) -> list[str]:
        return list(self.paragraphs)


Segment = Woven | Plain


def reading_order(segments: Sequence[Segment]) -> str:
    """What the page says: plain text and the runs A, then the runs B."""
    first = "".join(s.a if isinstance(s, Woven) else "".join(s.paragraphs) for s in segments)
    second = "".join(s.b for s in segments if isinstance(s, Woven))
    return "".join((first + second).split())


def lay_page(segments: Sequence[Segment], turn: int = 0, strays: Mapping[int, str] | None = None) -> str:
    """The page's text, turned so that its block `turn` comes first; `strays` stand before the blocks named."""
    blocks: list[str] = []
    for i, block in enumerate(block for segment in segments for block in segment.blocks()):
        blocks.append("\n\n".join([*(strays or {}).get(i, ""), block]))
    return "\n\n".join(blocks[turn:] + blocks[:turn])


def text_of(words: Sequence[int], length: int) -> str:
    """Running text of a given length, from the sentences named by number."""
    text = ""
    for word in words:
        text += SENTENCES[word % len(SENTENCES)]
    while len(text) < length:
        text += text or SENTENCES[0]
    return text[:length]


@dataclass(frozen=True)
class WovenPage:
    """A page as it was woven and as it should be read."""

    text: str
    expected: str
    n: int
    strays: str


@st.composite
def segments_of(draw: st.DrawFn) -> list[Segment]:
    """A page that begins with a head: woven whole, or with plain text before, behind or between."""
    n = draw(st.integers(5, 20))
    shape = draw(st.sampled_from(["W", "WP", "PW", "WPW", "PWP"]))
    words = st.lists(st.integers(0, 9), min_size=3, max_size=6)
    last = shape.rindex("W")
    made: list[Segment] = []
    for i, kind in enumerate(shape):
        head = HEAD if i == 0 else ""
        if kind == "P":
            paragraphs = [
                head,
                *("\n".join(text_of(draw(words), 2 * n + 5) for _ in range(2)) for _ in range(2)),
            ]
            made.append(Plain(tuple(p for p in paragraphs if p)))
            continue
        turns = draw(st.integers(14, 30))
        short = draw(st.integers(1, n)) if i == last else n
        breaks = draw(st.dictionaries(st.integers(0, turns - 2), st.integers(2, n - 2), max_size=4))
        a = head + text_of(draw(words), turns - len(head))
        made.append(Woven(a, text_of(draw(words), (turns - 1) * n + short), n, breaks))
    return made


@st.composite
def woven_pages(draw: st.DrawFn) -> WovenPage:
    """Woven pages that the method must restore: turned or not, with stray numerals or without."""
    segments = draw(segments_of())
    count = sum(len(s.blocks()) for s in segments)
    n = next(s.n for s in segments if isinstance(s, Woven))
    turn = draw(st.sampled_from([0, *possible_turns(segments)]))
    strays = {}
    if draw(st.booleans()):
        at = draw(st.integers(8, count - 8))
        if abs(at - turn) > 6:
            strays[at] = draw(st.sampled_from("３４5６7"))
    return WovenPage(lay_page(segments, turn, strays), reading_order(segments), n, "".join(strays.values()))


def possible_turns(segments: Sequence[Segment]) -> list[int]:
    """Blocks before which a page may be turned.

    The sentence there is cut open, and no stretch is cut to less than four turns.
    """
    turns: list[int] = []
    passed = 0
    for segment in segments:
        blocks = segment.blocks()
        margin = 0 if isinstance(segment, Plain) else 10
        for i in range(margin, len(blocks) - margin):
            before = [block for block in blocks[:i] if isinstance(segment, Plain) or len(block) == 1]
            if before and not before[-1].endswith("。") and blocks[i - 1] != HEAD:
                turns.append(passed + i)
        passed += len(blocks)
    return turns
