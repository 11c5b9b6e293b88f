"""Cut, margin and shift: each on data where it must be diagnosed, and where it must not."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.rules_side import side_offsets
from containerloc.quads import Floats, own_axes, text_wh

from ..conftest import noise

CORNERS_OF = {"left end": [0, 3], "right end": [1, 2], "upper side": [0, 1], "lower side": [2, 3]}


def moved(ids: Floats, sides: dict[str, float], which: np.ndarray | slice = slice(None)) -> Floats:
    """The IDs with sides moved outward by so many text heights."""
    out = ids.copy()
    along, across = np.moveaxis(own_axes(ids), 1, 0)
    high = text_wh(ids)[:, 1:]
    outward = {"left end": -along, "right end": along, "upper side": -across, "lower side": across}
    for side, size in sides.items():
        for corner in CORNERS_OF[side]:
            out[which, corner] += (size * high * outward[side])[which]
    return out


ALL = dict.fromkeys(CORNERS_OF, 1.0)


def test_side_offsets_are_in_text_heights(build, ids: Floats) -> None:
    sides = {"left end": 0.5, "right end": -0.25, "upper side": 0.1, "lower side": 0.0}
    errors = build(moved(ids, sides)).errors
    assert side_offsets(errors).mean().to_dict() == pytest.approx(sides, abs=1e-9)


def test_a_margin_all_round(diagnosed, said, ids: Floats) -> None:
    codes = diagnosed(moved(ids, dict.fromkeys(ALL, 0.12)) + noise())
    first = next(iter(codes.values()))
    assert first.code == "margin-outward"
    assert first.evidence["left end"] == pytest.approx(0.12, abs=0.01)
    said([first])
    assert "cut-inward" not in codes


def test_three_sides_outward_are_no_margin_all_round(diagnosed, ids: Floats) -> None:
    three = {side: 0.12 for side in ALL if side != "left end"}
    assert "margin-outward" not in diagnosed(moved(ids, three) + noise())


def test_right_ends_cut_in_half_of_the_ids(diagnosed, said, ids: Floats) -> None:
    half = np.arange(74) % 2 == 0
    first = next(iter(diagnosed(moved(ids, {"right end": -0.8}, half) + noise()).values()))
    assert (first.code, first.severity) == ("cut-inward", "error")
    assert first.evidence["side"] == "right end"
    assert first.evidence["cut"] == 37
    assert set(first.images) <= {f"{k:03}.jpg" for k in range(0, 74, 2)}
    said([first])


def test_an_upper_side_that_is_always_a_little_inward(diagnosed, said, ids: Floats) -> None:
    finding = diagnosed(moved(ids, {"upper side": -0.1}) + noise())["cut-inward"]
    assert finding.severity == "warning"
    assert finding.evidence["side"] == "upper side"
    said([finding])


def test_scatter_to_both_sides_cuts_nothing_systematically(diagnosed, ids: Floats) -> None:
    assert "cut-inward" not in diagnosed(ids + noise(0.2))


@pytest.mark.parametrize(
    ("sides", "way"),
    [
        ({"left end": -0.1, "right end": 0.1}, "right"),
        ({"left end": 0.1, "right end": -0.1}, "left"),
        ({"upper side": 0.1, "lower side": -0.1}, "up"),
        ({"upper side": -0.1, "lower side": 0.1}, "down"),
    ],
)
def test_ids_shifted_as_a_whole(
    diagnosed, said, ids: Floats, sides: dict[str, float], way: str
) -> None:
    finding = diagnosed(moved(ids, sides) + noise())["shifted-whole"]
    assert finding.evidence["direction"] == way
    assert finding.evidence["text_heights"] == pytest.approx(0.1, abs=0.02)
    said([finding])


def test_few_or_perfect_ids_say_nothing(diagnosed, ids: Floats) -> None:
    assert next(iter(diagnosed(ids + noise(0.005)))) == "nothing-wrong"
    few = np.where(np.arange(74)[:, None, None] < 5, moved(ids, dict.fromkeys(ALL, 0.12)), np.nan)
    assert "margin-outward" not in diagnosed(few)
