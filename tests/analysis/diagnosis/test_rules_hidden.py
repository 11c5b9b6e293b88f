"""A corner at which the photo shows little: it is named, with the reason."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import PhotoContext
from containerloc.data.photo_statistics import STATISTIC_COLUMNS
from containerloc.quads import Floats, text_wh

from ..conftest import NAMES, noise


def photos_with_little(little: np.ndarray) -> pd.DataFrame:
    """Photos with a tenth of the usual texture at TR of some IDs."""
    photos = pd.DataFrame({"image": NAMES, "line": 1}).reindex(
        columns=["image", "line", *STATISTIC_COLUMNS]
    )
    texture = np.random.default_rng(2).uniform(0.8, 1.2, (74, 4))
    texture[little, 1] *= 0.1
    photos[[f"texture_{name}" for name in ("tl", "tr", "br", "bl")]] = texture
    return photos


@pytest.mark.parametrize(("aspect", "code"), [(8.0, "corner-hidden"), (3.0, "corner-bare")])
def test_a_corner_where_the_photo_shows_little(
    diagnosed, said, ids: Floats, aspect: float, code: str
) -> None:
    little = np.arange(74) % 4 == 0
    truth = ids.copy()
    wide = truth[:, [1, 2]] - truth[:, [0, 3]]
    shown = np.where(little, aspect, 8.0) * text_wh(ids)[:, 1] / text_wh(ids)[:, 0]
    truth[:, [1, 2]] = truth[:, [0, 3]] + wide * shown[:, None, None]
    predicted = truth + noise()
    predicted[little, 1] += noise(0.3, seed=1)[little, 1]
    codes = diagnosed(
        predicted, labels=truth, context=PhotoContext(photos=photos_with_little(little))
    )
    assert codes[code].evidence["corner"] == "TR"
    assert codes[code].evidence["hidden"] == 19
    assert len({"corner-hidden", "corner-bare"} & set(codes)) == 1
    said([codes[code]])


def test_a_hidden_corner_explains_an_imbalance(diagnosed, ids: Floats) -> None:
    little = np.arange(74) % 4 == 0
    predicted = ids + noise()
    predicted[little, 1] += noise(0.3, seed=1)[little, 1]
    assert "imbalance-by-chance" in diagnosed(predicted)
    codes = diagnosed(predicted, context=PhotoContext(photos=photos_with_little(little)))
    assert "corner-hidden" in codes
    assert "imbalance-by-chance" not in codes
