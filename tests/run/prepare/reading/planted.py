"""Readings that nobody read: they stand in the store as if a reader had said them."""

from collections.abc import Callable

import pandas as pd

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.reading.asked import MARGINS, Crops, crop_table, with_margins
from containerloc.analysis.reading.texts import TextForm
from containerloc.run.prepare.inputs import Inputs
from containerloc.run.prepare.reading.known_texts import readings_of

Says = Callable[[str, Crops], str]  # from an image and the kind of crop to its text


def plant_readings(inputs: Inputs, says: Says) -> None:
    """Store what `says` says of the crops of labels and predictions, at every margin."""
    matched = matching(inputs.predicted.table, inputs.labels.table, gate=inputs.gate)
    errors = per_label(matched, inputs.labels.images, confidence=inputs.confidence)
    images = list(map(str, errors.image))
    tables = []
    for crops, quads in with_margins(errors.truth, errors.predicted, MARGINS).items():
        table = crop_table(images, quads.round(2) + 0.0)
        texts = [says(image, crops) for image in table["image"]]
        tables.append(table.assign(text=texts, confidence=0.9))
    readings_of(inputs, TextForm())._store(pd.concat(tables), "planted")
