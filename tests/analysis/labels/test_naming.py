import numpy as np
import pytest

from containerloc.analysis.labels.naming import is_wide_population, naming_faults
from containerloc.quads import Floats, as_quads
from containerloc.quads.shape import text_angle_deg


def _id(width: float, height: float, angle_deg: float = 0.0) -> Floats:
    angle = np.radians(angle_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    return as_quads(flat @ turn + 500)


def _among(quad: Floats, wide: bool = True) -> str:
    """The verdict on a quad among right ones."""
    others = np.repeat(_id(80, 10) if wide else _id(20, 10), 3, axis=0)
    return str(naming_faults(np.concatenate([others, quad]))[-1])


@pytest.mark.parametrize("angle", [0, 30, -60, 90, -90, 100, -92, 120])
@pytest.mark.parametrize("size", [(80, 10), (21, 10), (12, 10)])
def test_text_may_run_upwards_and_downwards(angle: float, size: tuple[float, float]) -> None:
    assert _among(_id(*size, angle)) == ""
    assert text_angle_deg(_id(*size, angle))[0] == pytest.approx(angle)


@pytest.mark.parametrize(
    ("order", "verdict"),
    [
        ([0, 1, 2, 3], ""),
        ([1, 2, 3, 0], "rotated"),
        ([2, 3, 0, 1], "rotated"),
        ([3, 0, 1, 2], "rotated"),
        ([1, 0, 3, 2], "mirrored"),
        ([3, 2, 1, 0], "mirrored"),
        ([0, 3, 2, 1], "mirrored"),
        ([1, 0, 2, 3], "swapped"),
        ([0, 2, 1, 3], "swapped"),
        ([0, 1, 3, 2], "swapped"),
        ([3, 1, 2, 0], "swapped"),
    ],
)
@pytest.mark.parametrize("angle", [-30, 0, 20])
def test_wrong_names(order: list[int], verdict: str, angle: float) -> None:
    assert _among(_id(80, 10, angle)[:, order]) == verdict


def test_a_nearly_square_id_is_never_called_rotated() -> None:
    for order in ([1, 2, 3, 0], [2, 3, 0, 1]):
        assert _among(_id(14, 10)[:, order]) == ""


def test_an_id_with_characters_one_below_another_is_left_open() -> None:
    assert _among(_id(10, 80)) == "tall"
    assert _among(_id(10, 80), wide=False) == ""


def test_a_quarter_turn_is_not_judged_where_ids_are_not_wide() -> None:
    turned = _id(20, 10)[:, [1, 2, 3, 0]]
    assert _among(turned, wide=False) == ""
    assert _among(turned) == "rotated"


def test_nothing_is_said_of_missing_corners_and_dents() -> None:
    missing, dented = _id(80, 10), _id(80, 10)
    missing[0, 2] = np.nan
    dented[0, 0] = dented[0].mean(axis=0) + [10, 2]
    assert naming_faults(np.concatenate([missing, dented])).tolist() == ["", ""]
    assert naming_faults(np.empty((0, 4, 2))).tolist() == []
    assert not is_wide_population(missing)
