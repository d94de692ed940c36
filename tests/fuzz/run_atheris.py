"""Run atheris on one reader: python run_atheris.py KIND FOLDER SECONDS. What it finds stands in FOLDER as crash-…

Everything is imported where it is used: the test run imports this file to look for doctests, and needs no atheris.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

NAMES = {
    "text": "a.txt",
    "html": "a.html",
    "csv": "a.csv",
    "markdown": "a.md",
    "xlsx": "a.xlsx",
    "charset": "a.txt",
}
OF_KIND = {
    "text": [".txt"],
    "html": [".html"],
    "csv": [".csv", ".tsv"],
    "markdown": [".md"],
    "xlsx": [".xlsx"],
    "charset": [".csv", ".txt", ".tsv"],
}
READERS = ["charset", "delimited", "html_tables", "markdown_tables", "plain_text", "xlsx"]


def main(kind: str, folder: Path, seconds: int) -> None:
    """Fuzz one kind, from the seeds of its kind on."""
    import atheris

    with atheris.instrument_imports(include=["plangraph.reading"]):
        # The readers are loaded on first use otherwise, and then they are not instrumented.
        for reader in READERS:
            __import__(f"plangraph.reading.formats.{reader}")
        import seeds
    corpus, words = folder / "corpus", folder / "words"
    write_corpus(seeds, kind, corpus)
    words.write_text(
        "\n".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in seeds.WORDS),
        encoding="ascii",
    )
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", f"-dict={words}"]
    options += ["-timeout=20", "-rss_limit_mb=3000", "-max_len=6000"]
    atheris.Setup([sys.argv[0], str(corpus), *options], lambda data: one(seeds, kind, data))
    atheris.Fuzz()


def write_corpus(seeds: ModuleType, kind: str, corpus: Path) -> None:
    """The seeds of a kind as files; those of the readers of text in UTF-8, so that their own rules are what varies."""
    corpus.mkdir(parents=True, exist_ok=True)
    for name, data in seeds.SEEDS.items():
        if Path(name).suffix in OF_KIND[kind]:
            (corpus / name).write_bytes(data if kind in ("xlsx", "charset") else as_utf8(data))
    if kind == "xlsx":
        for part, content in seeds.PARTS.items():
            (corpus / part.replace("/", "_")).write_bytes(content.encode())


def as_utf8(data: bytes) -> bytes:
    """A seed in UTF-8."""
    for codec in ("utf-8", "utf-16", "cp932"):
        try:
            return data.decode(codec).encode()
        except UnicodeError:
            continue
    return data


def one(seeds: ModuleType, kind: str, data: bytes) -> None:
    """One input. What is no archive becomes a part of a workbook that is whole; the first byte says which."""
    if not data:
        return
    first = data[0]
    if kind == "xlsx" and not data.startswith(b"PK"):
        parts = {part: text.encode() for part, text in seeds.PARTS.items()}
        parts[sorted(parts)[first % len(parts)]] = data
        data = seeds.packed(parts)
    cells = seeds.CELLS[first % len(seeds.CELLS)] if kind == "text" else "tab"
    seeds.check(data, NAMES[kind], cells)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
