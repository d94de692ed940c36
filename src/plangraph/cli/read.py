"""plangraph read."""

from __future__ import annotations

import argparse

from plangraph.cli.output import write_result
from plangraph.cli.read_output import lines_output, records_csv, records_table, tables_output
from plangraph.reading.document import read_file
from plangraph.reading.records_json import records_to_json


def read_command(options: argparse.Namespace) -> int:
    """One document, stage by stage."""
    stages = read_file(options.file, options.layout)
    if options.stage == "lines":
        body = lines_output(stages, options.format)
    elif options.stage == "tables":
        body = tables_output(stages)
    elif options.format == "json":
        body = records_to_json(stages.records)
    elif options.format == "csv":
        body = records_csv(stages.records)
    else:
        body = records_table(stages.records, options.lang)
    write_result(body, options.output)
    return 0
