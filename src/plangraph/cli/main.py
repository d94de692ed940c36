"""The door: parse the words, run the command, turn errors into one line and an exit status.

0 done; 1 the answer is "no"; 2 wrong use or unreadable input.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import cast

from plangraph.cli.options import Command, parser
from plangraph.cli.output import text_table
from plangraph.errors import NotFoundError, PlangraphError, SeveralFoundError
from plangraph.model.texts import Bilingual, Lang

_NO = 1
_WRONG = 2


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    words = list(sys.argv[1:] if words is None else words)
    lang = language(words)
    try:
        options = parser(lang).parse_args(words)
    except SystemExit as ended:  # argparse ends after --help (0) and after a wrong word (2)
        return ended.code if isinstance(ended.code, int) else _WRONG
    options.lang = lang
    try:
        run = cast(Command, options.run)
        return run(options)
    except SeveralFoundError as error:
        if getattr(options, "format", "") == "json":
            print(json.dumps({"candidates": list(error.candidates)}, ensure_ascii=False, indent=2))
        else:
            rows = [[one["policy_code"] or "-", one["project"], one["iri"]] for one in error.candidates]
            print(text_table(["policy", "title", "IRI"], rows, widest=200), end="")
        _complain(error.line(lang))
        return _NO
    except NotFoundError as error:
        _complain(error.line(lang))
        return _NO
    except PlangraphError as error:
        _complain(error.line(lang))
        return _WRONG
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _complain(Bilingual("中断しました。", "interrupted")[lang])
        return 130


def language(words: Sequence[str]) -> Lang:
    """The language of messages: `--lang`, else the locale's, else Japanese.

    >>> language(["build", "--lang", "en"])
    'en'
    """
    for index, word in enumerate(words):
        if word == "--lang" and words[index + 1 : index + 2] in (["ja"], ["en"]):
            return cast(Lang, words[index + 1])
        if word in ("--lang=ja", "--lang=en"):
            return cast(Lang, word[-2:])
    locale = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(name))), "")
    return "en" if locale.startswith("en") else "ja"


def _complain(line: str) -> None:
    print(f"plangraph: {line}", file=sys.stderr)
