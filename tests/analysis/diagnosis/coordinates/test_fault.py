"""One map explains most predictions that lie elsewhere, or none does."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.coordinates import maps
from containerloc.analysis.diagnosis.coordinates.fault import coordinate_fault
from containerloc.quads import Floats


def turned(quads: Floats, wh: Floats, degrees: float) -> Floats:
    middle, angle = wh[:, None] / 2, np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray((quads - middle) @ np.array([[cos, sin], [-sin, cos]]) + middle)


def stored(quads: Floats, wh: Floats) -> Floats:
    """As in a file of EXIF orientation 8."""
    u, v = np.moveaxis(quads / wh[:, None], 2, 0)
    return np.asarray(np.stack([1 - v, u], axis=2) * wh[:, None, ::-1])


BUGS = {
    maps.AXES: lambda quads, wh: quads[..., ::-1],
    maps.NORMALISED: lambda quads, wh: quads / wh[:, None],
    maps.MIRRORED: lambda quads, wh: [0, 1] * wh[:, None] + [1, -1] * quads,
    maps.RESIZED: lambda quads, wh: quads * (1280 / wh.max(axis=1))[:, None, None],
    maps.LETTERBOXED: lambda quads, wh: quads + (wh.max(axis=1, keepdims=True) - wh)[:, None] / 2,
    maps.TURNED: stored,
    maps.RECROPPED: lambda quads, wh: (quads - 0.07 * wh[:, None]) / 0.88,
    maps.SHIFTED: lambda quads, wh: quads + [-55, 70],
    maps.SCALED: lambda quads, wh: 1.04 * quads,
}


@pytest.mark.parametrize("clipped", [False, True])
@pytest.mark.parametrize("code", BUGS)
def test_each_bug_by_its_name(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats, code: str, clipped: bool
) -> None:
    predicted = np.asarray(BUGS[code](guessed, photo_wh), float)
    if clipped:
        predicted = np.clip(predicted, 0, photo_wh[:, None])
    fault = coordinate_fault(paired(predicted, scattered, photo_wh), input_px=640)
    assert fault is not None
    assert fault.found.code == code
    assert fault.explained.sum() >= (0.7 if clipped else 0.95) * fault.elsewhere.sum()


def test_a_rotation_of_photos_of_one_size(paired, scattered: Floats, guessed: Floats) -> None:
    wh = np.full((40, 2), [1600.0, 1200])
    fault = coordinate_fault(paired(turned(guessed, wh, -5), scattered, wh), input_px=640)
    assert fault is not None
    assert fault.found.code == maps.ROTATED
    assert fault.found.evidence["angle_deg"] == pytest.approx(-5, abs=0.3)


@pytest.mark.parametrize("n", [3, 9])
def test_some_photos_whose_orientation_is_ignored(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats, n: int
) -> None:
    some = (np.arange(40) < n)[:, None, None]
    predicted = np.where(some, stored(guessed, photo_wh), guessed)
    fault = coordinate_fault(paired(predicted, scattered, photo_wh), input_px=640)
    assert fault is not None
    assert fault.found.code == maps.TURNED
    assert np.flatnonzero(fault.explained).tolist() == list(range(n))


def test_no_map_of_an_honest_model(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats
) -> None:
    assert coordinate_fault(paired(guessed, scattered, photo_wh), input_px=640) is None


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n", [6, 20, 40])
def test_no_map_of_predictions_anywhere(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats, n: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    away = rng.uniform(-0.3, 0.3, (40, 1, 2)) * photo_wh[:, None]
    predicted = np.where((np.arange(40) < n)[:, None, None], guessed + away, guessed)
    assert coordinate_fault(paired(predicted, scattered, photo_wh), input_px=640) is None


def test_a_small_shift_or_a_bad_corner_is_no_map(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats
) -> None:
    biased = guessed + np.array([[12, 0], [0, 0], [0, 0], [0, 0]])
    for predicted in (guessed + [8, 8], biased):
        assert coordinate_fault(paired(predicted, scattered, photo_wh), input_px=640) is None


def test_a_small_scale_about_the_origin(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats
) -> None:
    fault = coordinate_fault(paired(1.015 * guessed, scattered, photo_wh), input_px=640)
    assert fault is not None
    assert fault.found.code == maps.SCALED


def test_nothing_is_known_of_nothing(paired) -> None:
    nothing = np.empty((0, 4, 2))
    assert coordinate_fault(paired(nothing, nothing, np.empty((0, 2))), input_px=640) is None
