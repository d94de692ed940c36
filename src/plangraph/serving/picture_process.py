"""Draws one page of a PDF: `python -m plangraph.serving.picture_process MEMORY FILE PAGE BOXES`, a PNG on standard output.

The engine is given a file that somebody published; it runs where it can be ended and has no more than MEMORY bytes.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from plangraph.errors import PlangraphError
from plangraph.reading.formats.pdf_picture import page_to_png


def main() -> int:
    """Print the picture; 2 and the words of both languages on standard error where there is none."""
    memory, file, number, boxes = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_DATA, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        data = Path(file).read_bytes()
        picture = page_to_png(data, int(number), [tuple(box) for box in json.loads(boxes)], "")
    except PlangraphError as error:
        print(json.dumps([error.message.ja, error.message.en]), file=sys.stderr)
        return 2
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
