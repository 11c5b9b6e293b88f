"""One corner off in one direction, scattered or hidden; and corners that differ by chance."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.rules_corner import imbalance_by_chance
from containerloc.quads import Floats, own_axes

from ..conftest import noise


@pytest.mark.parametrize(
    ("corner", "vector", "outward"),
    [
        (0, (-6, 0), True),
        (0, (6, 0), False),
        (1, (6, 0), True),
        (2, (0, 6), True),
        (3, (0, -6), False),
    ],
)
def test_a_biased_corner_with_its_direction(
    diagnosed, said, ids: Floats, corner: int, vector: tuple[float, float], outward: bool
) -> None:
    predicted = ids + noise()
    predicted[:, corner] += np.einsum("nij,i->nj", own_axes(ids), vector)
    codes = diagnosed(predicted)
    finding = codes["corner-biased"]
    said([finding])
    assert finding.evidence["outward"] is outward
    assert max(map(abs, (finding.evidence["along_px"], finding.evidence["across_px"]))) == (
        pytest.approx(6, abs=0.6)
    )
    assert "corner-scattered" not in codes


def test_two_hidden_corners_give_the_others_no_bias(diagnosed, ids: Floats) -> None:
    predicted = ids + noise()
    along = own_axes(ids)[::2, 0]
    predicted[::2, 0] += 25 * along  # half of the left ends are hidden, and found too far in
    predicted[::2, 3] += 25 * along
    biased = diagnosed(predicted).get("corner-biased")
    assert biased is None or biased.evidence["corner"] in ("TL", "BL")


def test_a_jittered_corner_is_scattered_and_not_biased(diagnosed, said, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, 0] += noise(0.2, seed=1)[:, 0]
    codes = diagnosed(predicted)
    assert codes["corner-scattered"].evidence["corner"] == "TL"
    said([codes["corner-scattered"]])
    assert "corner-biased" not in codes
    assert "imbalance-by-chance" not in codes


@pytest.mark.parametrize("seed", range(8))
def test_corners_alike(diagnosed, ids: Floats, seed: int) -> None:
    codes = diagnosed(ids + noise(seed=seed))
    assert next(iter(codes)) == "nothing-wrong"
    assert {finding.severity for finding in codes.values()} == {"info"}


def test_a_few_outliers_that_make_an_imbalance_are_named(diagnosed, said, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:2, 1] += [40, 0]
    finding = diagnosed(predicted)["imbalance-by-chance"]
    assert finding.severity == "info"
    assert finding.images[:2] == ("000.jpg", "001.jpg")
    assert finding.evidence["few"] == len(finding.images) <= 7
    assert finding.evidence["imbalance"] > 1.25
    least = 1 + (finding.evidence["imbalance"] - 1) / 3
    assert finding.evidence["without"] < max(1.25, least)
    said([finding])


def test_an_imbalance_of_many_is_not_ascribed_to_a_few(build, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, 1] = ids[:, 1] + 1.6 * (predicted[:, 1] - ids[:, 1])
    (finding,) = imbalance_by_chance(build(predicted))
    assert (finding.evidence["few"], finding.images) == (0, ())
    assert "because of" not in finding.sentence


def test_a_margin_or_a_shift_is_no_bias_of_a_corner(diagnosed, ids: Floats) -> None:
    centre = ids.mean(axis=1, keepdims=True)
    assert "corner-biased" not in diagnosed(centre + 1.04 * (ids - centre) + noise())


def of_code(made, code: str) -> list:
    return [each for each in made if each.code == code]


def test_two_corners_that_scatter_are_two(build, said, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, [1, 2]] += np.random.default_rng(9).normal(0, 5, (74, 2, 2))
    found = of_code(diagnose(build(predicted)), "corner-scattered")
    assert {each.evidence["corner"] for each in found} == {"TR", "BR"}
    said(found)


def test_two_corners_off_in_one_direction_are_two(build, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, 0] += [-9, 0]
    predicted[:, 2] += [0, 7]
    found = of_code(diagnose(build(predicted)), "corner-biased")
    assert [each.evidence["corner"] for each in found] == ["TL", "BR"]


def test_no_direction_is_denied_where_there_is_one(build, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, 3] += np.random.default_rng(3).normal(0, 6, (74, 2)) + [5, 0]
    (found,) = of_code(diagnose(build(predicted)), "corner-scattered")
    assert "direction" not in found.sentence


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("times", [1.4, 2, 4])
def test_beyond_chance_and_by_chance_are_never_said_of_one_imbalance(
    build, ids: Floats, seed: int, times: float
) -> None:
    moved = noise(seed=seed)
    moved[:, 1] *= times
    heads = {each.code for each in diagnose(build(ids + moved)) if not each.cause}
    assert not {"corner-scattered", "imbalance-by-chance"} <= heads
