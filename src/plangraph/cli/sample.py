"""plangraph sample: folders of made documents, with their faults and their true records beside them."""

from __future__ import annotations

import argparse

from plangraph.cli.output import say
from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.printing.samples import SAMPLE_LAYOUTS, SampleWish, write_samples


def sample_command(options: argparse.Namespace) -> int:
    """Write made documents into folders; standard output names each folder, standard error counts."""
    wish = SampleWish(
        cities=options.cities,
        projects=options.projects,
        seed=options.seed,
        format=options.format,
        layouts=SAMPLE_LAYOUTS if options.layout == "all" else (options.layout,),
        editions=options.editions,
        faults=options.faults,
        faults_of=dict(options.faults_of),
    )
    documents = listings = faults = 0
    try:
        for sample in write_samples(wish, options.output, with_records=not options.without_records):
            print(options.output / sample.name)
            documents += 1
            listings += len(sample.records.listings)
            faults += len(sample.faults)
    except OSError as error:
        raise SourceError(
            str(options.output), Bilingual(f"書き込めません（{error}）。", f"cannot be written ({error})")
        ) from None
    counted = Bilingual(
        f"文書 {documents:,}、掲載 {listings:,}、植えた誤り {faults:,}",
        f"{documents:,} documents, {listings:,} listings, {faults:,} planted faults",
    )
    say(counted[options.lang])
    return 0
