"""One corner off in one direction, scattered or hidden; and corners that differ by chance."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import Surroundings
from containerloc.data.photo_statistics import STATISTIC_COLUMNS
from containerloc.quads import Floats, own_axes, text_wh

from ..conftest import NAMES, noise


@pytest.mark.parametrize(
    ("corner", "vector", "words", "outward"),
    [
        (0, (-6, 0), "TL sits 5.9 px too far left", True),
        (0, (6, 0), "too far right", False),
        (1, (6, 0), "too far right", True),
        (2, (0, 6), "too far down", True),
        (3, (0, -6), "too far up", False),
    ],
)
def test_a_biased_corner_with_its_direction(
    found, ids: Floats, corner: int, vector: tuple[float, float], words: str, outward: bool
) -> None:
    predicted = ids + noise()
    predicted[:, corner] += np.einsum("nij,i->nj", own_axes(ids), vector)
    codes = found(predicted)
    finding = codes["corner-biased"]
    assert words in finding.sentence
    assert finding.evidence["outward"] is outward
    assert max(map(abs, (finding.evidence["along_px"], finding.evidence["across_px"]))) == (
        pytest.approx(6, abs=0.6)
    )
    assert "corner-scattered" not in codes


def test_two_hidden_corners_give_the_others_no_bias(found, ids: Floats) -> None:
    predicted = ids + noise()
    along = own_axes(ids)[::2, 0]
    predicted[::2, 0] += 25 * along  # half of the left ends are hidden, and found too far in
    predicted[::2, 3] += 25 * along
    biased = found(predicted).get("corner-biased")
    assert biased is None or biased.evidence["corner"] in ("TL", "BL")


def test_a_jittered_corner_is_scattered_and_not_biased(found, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, 0] += noise(0.2, seed=1)[:, 0]
    codes = found(predicted)
    assert codes["corner-scattered"].evidence["corner"] == "TL"
    assert "corner-biased" not in codes
    assert "imbalance-by-chance" not in codes


@pytest.mark.parametrize("seed", range(8))
def test_corners_alike(found, ids: Floats, seed: int) -> None:
    codes = found(ids + noise(seed=seed))
    assert next(iter(codes)) == "nothing-wrong"
    assert {finding.severity for finding in codes.values()} == {"info"}


def test_a_few_outliers_make_an_imbalance_by_chance(found, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:2, 1] += 14
    codes = found(predicted)
    assert codes["imbalance-by-chance"].severity == "info"
    assert codes["imbalance-by-chance"].sentence.startswith("TR")


def test_a_margin_or_a_shift_is_no_bias_of_a_corner(found, ids: Floats) -> None:
    centre = ids.mean(axis=1, keepdims=True)
    assert "corner-biased" not in found(centre + 1.04 * (ids - centre) + noise())


@pytest.mark.parametrize(("aspect", "code"), [(8.0, "corner-hidden"), (3.0, "corner-bare")])
def test_a_corner_where_the_photo_shows_little(
    found, ids: Floats, aspect: float, code: str
) -> None:
    little = np.arange(74) % 4 == 0
    truth = ids.copy()
    wide = truth[:, [1, 2]] - truth[:, [0, 3]]
    shown = np.where(little, aspect, 8.0) * text_wh(ids)[:, 1] / text_wh(ids)[:, 0]
    truth[:, [1, 2]] = truth[:, [0, 3]] + wide * shown[:, None, None]
    predicted = truth + noise()
    predicted[little, 1] += noise(0.3, seed=1)[little, 1]
    photos = pd.DataFrame({"image": NAMES, "line": 1}).reindex(
        columns=["image", "line", *STATISTIC_COLUMNS]
    )
    texture = np.random.default_rng(2).uniform(0.8, 1.2, (74, 4))
    texture[little, 1] *= 0.1
    photos[[f"texture_{name}" for name in ("tl", "tr", "br", "bl")]] = texture
    codes = found(predicted, labels=truth, around=Surroundings(photos=photos))
    assert codes[code].evidence["corner"] == "TR"
    assert codes[code].evidence["hidden"] == 19
    assert len({"corner-hidden", "corner-bare"} & set(codes)) == 1
