"""Texts of planted IDs, and a reader that reads what is not cut and not too far off."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.reading.asked import Asked, Texts
from containerloc.analysis.reading.results import ReadingResults
from containerloc.analysis.reading.study import study
from containerloc.analysis.reading.texts import TextForm
from containerloc.quads import Floats, own_frame_errors
from containerloc.quads.shape import line_heights_px
from containerloc.synthetic.draw.lettering import random_id

Results = Callable[..., ReadingResults]


def known_ids(n: int) -> list[str]:
    rng = np.random.default_rng(3)
    return [random_id(rng) for _ in range(n)]


def fake_reader(truth: Floats, texts: Sequence[str], *, cut: float, wide: float = 9.0):
    """Reads the text unless a corner lies inward by more than `cut`, or outward by `wide` heights.

    A cut text lacks its first character.
    """

    def read(images: Sequence[str], asked: Asked) -> Texts:
        return {crops: read_at(quads) for crops, quads in asked.items()}

    def read_at(quads: Floats) -> list[str]:
        outward = own_frame_errors(quads, truth) / line_heights_px(truth)[:, None, None]
        known = np.isfinite(outward).all(axis=(1, 2))
        fine = (outward.min(axis=(1, 2)) >= -cut) & (outward.max(axis=(1, 2)) <= wide)
        return [
            (text if good else text[1:]) if is_there else ""
            for text, good, is_there in zip(texts, fine, known, strict=True)
        ]

    return read


@pytest.fixture(scope="session")
def results(compared) -> Results:
    """What a fake reader makes of predictions; it cuts at `cut` text heights."""

    def build(
        predicted: Floats,
        truth: Floats,
        *,
        known: Sequence[str] | None = None,
        on_doors: Sequence[str] | None = None,
        cut: float = 0.1,
        wide: float = 9.0,
        margin_in_use: float = 0.0,
        targets=(),
        labels: Floats | None = None,
    ) -> ReadingResults:
        errors = compared(predicted, truth if labels is None else labels)
        texts = known_ids(len(errors)) if on_doors is None else on_doors
        evidence = study(
            errors,
            fake_reader(np.asarray(truth), texts, cut=cut, wide=wide),
            known=[""] * len(errors) if known is None else known,
            form=TextForm(),
            margin_in_use=margin_in_use,
            groups=pd.Series(errors.image, errors.image),
            targets=targets,
        )
        return ReadingResults(evidence)

    return build
