"""The studies of labels plant what they say and count what is found."""

import numpy as np
import pytest

import label_faults
import label_noise


def test_parts_of_the_error_are_the_planted_ones() -> None:
    case = label_noise.Case(noise=8.0, label_bias=5.0, model_bias=3.0)
    model, reading, other = label_noise.errors(case, 20_000, np.random.default_rng(0))
    assert model[:, 0, 0].mean() == pytest.approx(3 - 5, abs=0.3)
    assert reading[:, 0, 0].mean() == pytest.approx(-5, abs=0.2)
    shared = np.cov(model[:, 0, 1], other[:, 0, 1])[0, 1]
    assert shared == pytest.approx(8.0**2, rel=0.1)
    assert np.cov(model[:, 2, 1], reading[:, 2, 1])[0, 1] == pytest.approx(4, rel=0.2)


@pytest.mark.parametrize("kind", [*label_faults.STRUCTURAL, "box disagrees"])
def test_every_structural_kind_is_found(kind: str) -> None:
    found, faulty, _ = label_faults.world(kind, 74, 0.05, seed=0)
    assert len(faulty) == 4
    assert faulty <= set(found["image"])


def test_a_clean_world_is_hardly_suspected() -> None:
    row = label_faults.study("nothing", 74, 0.0, 5)
    assert row["false alarms"] <= 0.01
    assert np.isnan(row["recall"])
