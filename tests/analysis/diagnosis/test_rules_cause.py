"""IDs lost, in another order, or not the ID at all: told with their number and their images."""

import numpy as np
import pytest

from containerloc.quads import Floats, own_axes, text_wh

from ..conftest import NAMES, noise

SIX = np.arange(74) < 6


def changed(ids: Floats, quads: Floats, which: np.ndarray = SIX) -> Floats:
    return np.where(which[:, None, None], quads, ids + noise())


def grazing(ids: Floats) -> Floats:
    """Beside the ID, with little in common: enough to be on it, not enough to be of it."""
    return ids + 0.815 * text_wh(ids)[:, :1, None] * own_axes(ids)[:, [0]]


def right_half(ids: Floats) -> Floats:
    middle = ids[:, [0, 3]] + 0.45 * (ids[:, [1, 2]] - ids[:, [0, 3]])
    return np.stack([middle[:, 0], ids[:, 1], ids[:, 2], middle[:, 1]], axis=1)


def with_size_code(ids: Floats) -> Floats:
    down = text_wh(ids)[:, 1:] * 1.5 * own_axes(ids)[:, 1]
    return np.stack([ids[:, 0], ids[:, 1], ids[:, 2] + down, ids[:, 3] + down], axis=1)


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("order-rotated", lambda ids: ids[:, [1, 2, 3, 0]]),
        ("order-rotated", lambda ids: ids[:, [2, 3, 0, 1]]),
        ("order-mirrored", lambda ids: ids[:, [1, 0, 3, 2]]),
        ("corner-swapped", lambda ids: ids[:, [1, 0, 2, 3]]),
        ("wrong-text", grazing),
        ("half-of-the-id", right_half),
        ("extra-text", with_size_code),
        ("missed-altogether", lambda ids: np.full_like(ids, np.nan)),
    ],
)
def test_each_cause_comes_first_with_its_images(
    diagnosed, said, ids: Floats, code: str, make
) -> None:
    codes = diagnosed(changed(ids, make(ids)))
    finding = next(iter(codes.values()))
    assert finding.code == code
    assert finding.severity == "error"  # 6 of 74 are more than a twentieth
    assert finding.images == NAMES[:6]
    said([finding])


def test_one_alone_is_information_in_the_singular(diagnosed, said, ids: Floats) -> None:
    finding = diagnosed(changed(ids, ids[:, [1, 2, 3, 0]], np.arange(74) == 3))["order-rotated"]
    assert finding.severity == "info"
    said([finding])


def test_lost_below_a_threshold_that_false_positives_ask_for(diagnosed, said, ids: Floats) -> None:
    scores = np.where(np.arange(74) < 3, 0.2, 0.9)
    extra = [(name, 0.22, ids[0] + 200) for name in NAMES[10:30]]
    codes = diagnosed(ids + noise(), scores, extra=extra)
    assert codes["missed-below-threshold"].images == NAMES[:3]
    assert codes["missed-below-threshold"].evidence["highest_confidence"] == 0.2
    said([codes["missed-below-threshold"]])
    assert "threshold-loses-labels" not in codes
    assert np.isnan(codes["missed-below-threshold"].evidence["worth"])
    assert codes["missed-below-threshold"].gain is None


@pytest.mark.parametrize(("false_positives", "worth", "found"), [(1, 0.2, 3), (3, 0.23, 1)])
def test_a_lower_threshold_is_offered_with_its_price(
    diagnosed, said, ids: Floats, false_positives: int, worth: float, found: int
) -> None:
    scores = np.full(74, 0.9)
    scores[:3] = 0.203, 0.204, 0.237
    extra = [(name, 0.21, ids[0] + 200) for name in NAMES[10 : 10 + false_positives]]
    finding = diagnosed(ids + noise(), scores, extra=extra)["missed-below-threshold"]
    assert finding.evidence["worth"] == worth
    assert finding.gain is not None
    assert (finding.gain.before * 74, finding.gain.after * 74) == pytest.approx((71, 71 + found))
    said([finding])


def test_turned_photos_are_told_apart_from_a_wrong_order(diagnosed, said, ids: Floats) -> None:
    on_their_side = np.stack([ids[..., 1], 1080 - ids[..., 0]], axis=-1)
    truth = np.where(SIX[:, None, None], on_their_side, ids)
    codes = diagnosed(changed(truth, truth[:, [1, 0, 3, 2]]), labels=truth)
    assert "order-mirrored" not in codes
    assert codes["photos-turned"].images == NAMES[:6]
    assert codes["photos-turned"].evidence["on_their_side"] == 6
    assert codes["photos-turned"].evidence["exchanged"] == "left and right exchanged"
    said([codes["photos-turned"]])


@pytest.mark.parametrize(
    ("naming", "exchanged", "needs_no_label"),
    [([0, 3, 2, 1], "TR and BL exchanged", True), ([1, 2, 3, 0], "the corners turned by", False)],
)
def test_a_mirrored_winding_is_mended_without_labels(
    diagnosed, said, ids: Floats, naming: list[int], exchanged: str, needs_no_label: bool
) -> None:
    # TL and BR are right: whoever is told "as if upright" looks for the wrong thing.
    finding = next(iter(diagnosed(changed(ids, ids[:, naming])).values()))
    assert finding.evidence["exchanged"].startswith(exchanged)
    assert ("needs no label" in finding.advice) is needs_no_label
    assert finding.gain is not None
    assert finding.gain.after < finding.gain.before / 2
    said([finding])
