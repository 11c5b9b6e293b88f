"""What a fitted map is called."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.coordinates import maps
from containerloc.analysis.diagnosis.coordinates.fitted import fitted_maps, usual_ratio
from containerloc.quads import Floats

SIZE = np.full((40, 2), [1600.0, 1200])


def fitted(paired, truth: Floats, predicted: Floats, wh: Floats = SIZE) -> list[maps.Map]:
    return list(fitted_maps(paired(predicted, truth, wh)))


def test_a_shift_says_how_to_move_back(paired, scattered: Floats) -> None:
    first = fitted(paired, scattered, scattered + [30.2, -45])[0]
    assert (first.code, first.undone) == (maps.SHIFTED, "they are moved 30 px left and 45 px down")
    assert first.evidence == pytest.approx({"shift_x_px": 30.2, "shift_y_px": -45})


@pytest.mark.parametrize(
    ("factor", "code", "words"),
    [(0.5, maps.RESIZED, "640/1280"), (0.97, maps.SCALED, "0.97"), (1.045, maps.SCALED, "1.045")],
)
def test_a_factor(paired, scattered: Floats, factor: float, code: str, words: str) -> None:
    second = fitted(paired, scattered, factor * scattered)[1]
    assert second.code == code
    assert words in second.undone
    assert second.evidence["factor_x"] == pytest.approx(factor)


def test_a_crop_leaves_a_point_of_the_photo_in_place(paired, scattered: Floats) -> None:
    cropped = (scattered - [90, 20]) / [0.9, 0.95]
    assert fitted(paired, scattered, cropped)[2].code == maps.RECROPPED
    assert fitted(paired, scattered, 0.9 * scattered - 50)[2].code == maps.MAPPED


def test_a_rotation_says_how_to_turn_back(paired, scattered: Floats) -> None:
    cos, sin = np.cos(np.radians(4)), np.sin(np.radians(4))
    turned = scattered @ np.array([[cos, sin], [-sin, cos]])  # to the right, as y runs down
    fourth = fitted(paired, scattered, turned)[3]
    assert (fourth.code, fourth.undone) == (maps.ROTATED, "they are turned by 4° to the left")


def test_photos_of_several_sizes_are_looked_at_in_shares_too(
    paired, scattered: Floats, photo_wh: Floats
) -> None:
    moved = scattered + np.array([0.1, 0.05]) * photo_wh[:, None]
    found = fitted(paired, scattered, moved, photo_wh)
    assert len(found) == 10
    placed = found[5].places[0](scattered, photo_wh)
    assert placed == pytest.approx(moved, abs=1e-6)
    assert not fitted(paired, scattered[:2], moved[:2], photo_wh[:2])


def test_usual_ratios_prefer_the_commonest_size() -> None:
    assert usual_ratio(2.0) == "640/320"
    assert usual_ratio(1.02) == ""
