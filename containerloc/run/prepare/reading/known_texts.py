"""The texts of labels: those known, what they look like, and what was read and stored of them."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.reading.asked import MARGINS, with_margins, with_moves
from containerloc.analysis.reading.label_texts import text_evidence
from containerloc.analysis.reading.texts import TextForm
from containerloc.data.formats.attributes import texts_of
from containerloc.errors import DataError
from containerloc.experiment.project import shipped_project
from containerloc.run.prepare.inputs import Inputs
from containerloc.run.prepare.reading.readings import Readings
from containerloc.wording import ID, noun_of

_log = logging.getLogger(__name__)
_ANY_TEXT: Final = ".+"  # where only known texts say what is right


def known_texts(inputs: Inputs, attributes: str = "") -> list[str]:
    """The text of each label, empty where it is not known, or its image has several labels.

    Of `attributes`, a CSV, or of that beside the data.
    """
    settings = inputs.experiment.reading
    table = Path(attributes) if attributes else None
    images = inputs.labels.images
    texts = texts_of(inputs.dataset, images, column=settings.texts, path=table)
    form, labels = TextForm(settings.pattern), inputs.labels.table["image"]
    alone = labels.map(labels.value_counts()) == 1
    named = zip(labels, alone, strict=True)
    return [form.text_in(texts[image]) if single else "" for image, single in named]


def form_of_texts(inputs: Inputs, known: Sequence[str]) -> TextForm | None:
    """What a text looks like; None where nobody says so."""
    pattern = inputs.experiment.reading.pattern
    if pattern or noun_of(inputs.dataset.names.values()) == ID:
        return TextForm(pattern)
    return TextForm(_ANY_TEXT) if any(known) else None


def readings_of(inputs: Inputs, form: TextForm) -> Readings:
    """The readings of the inputs' images: their own, then those of experiments beside them."""
    own = inputs.artifacts.readings(inputs.split)
    homes = [own.parents[2], shipped_project() / "artifacts" / "localization"]
    pattern = f"*/reading/{inputs.split}.parquet"
    beside = [path for home in homes for path in sorted(home.glob(pattern)) if path != own]
    return Readings(own, inputs.labels.images, form, tuple(dict.fromkeys(beside)))


def stored_evidence(
    inputs: Inputs, errors: LabelErrors, attributes: str = ""
) -> pd.DataFrame | None:
    """What was read and stored of labels, and of the corners that a model sees, `errors`.

    `witnesses.texts.TEXT_EVIDENCE`, one row per label; None where nothing is stored. Nothing is
    read for it.
    """
    try:
        known = known_texts(inputs, attributes)
    except DataError as error:
        _log.warning(f"texts are not asked about the labels: {error}")
        return None
    form = form_of_texts(inputs, known)
    store = readings_of(inputs, form) if form else None
    if form is None or store is None or store.is_empty:
        return None
    images = list(map(str, errors.image))
    names = [f"{image} {line}" for image, line in zip(images, errors.line.tolist(), strict=True)]
    asked = with_margins(errors.truth, errors.predicted, MARGINS)
    asked |= with_moves(errors.truth, names, margin=0.0)
    return text_evidence(store.stored(images, asked), known=known, form=form)
