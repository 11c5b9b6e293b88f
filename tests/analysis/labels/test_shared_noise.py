"""Label noise from what two models' errors share."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.shared_noise import shared_noise
from containerloc.quads import Floats

IMAGES = pd.Series([f"{k:03}.jpg" for k in range(74)])
NOISE = np.array([8.0, 2.0, 2.0, 0.0])


def errors(
    seed: int, *, noise: Floats = NOISE, own: float = 4.0, alike: float = 0.0, models: int = 2
) -> list[Floats]:
    """Of models that see the same noisy labels; part of their own errors is common to them."""
    rng = np.random.default_rng(seed)
    label = -rng.normal(size=(74, 4, 2)) * noise[:, None]
    common = rng.normal(0, own * np.sqrt(alike), (74, 4, 2))
    rest = own * np.sqrt(1 - alike)
    return [label + common + rng.normal(0, rest, (74, 4, 2)) for _ in range(models)]


@pytest.mark.parametrize("alike", [0.0, 0.3])
def test_the_planted_noise_lies_within_the_interval(alike: float) -> None:
    inside = []
    for seed in range(80):
        found = shared_noise(errors(seed, alike=alike), IMAGES)
        inside.append((found["noise_low_px"] <= NOISE) & (found["noise_high_px"] >= NOISE))
    assert np.mean(inside, axis=0).min() >= 0.9


def test_without_noise_nothing_is_shared() -> None:
    found = shared_noise(errors(0, noise=np.zeros(4)), IMAGES)
    assert (found["noise_low_px"] == 0).all()
    assert found["own_px"].to_numpy() == pytest.approx(4, rel=0.2)
    assert (found["share"].abs() < 0.3).all()


def test_three_models_know_more_than_two() -> None:
    widths = [
        np.mean(
            [
                np.ptp(
                    shared_noise(errors(seed, models=m), IMAGES).loc[
                        "TR", ["noise_low_px", "noise_high_px"]
                    ]
                )
                for seed in range(10)
            ]
        )
        for m in (2, 5)
    ]
    assert widths[1] < widths[0]


def test_one_model_twice_says_nothing() -> None:
    one = errors(0)[0]
    assert shared_noise([one, one + 0.01], IMAGES)["too_alike"].all()
    assert not shared_noise(errors(0, own=1.0), IMAGES)["too_alike"].any()


def test_outliers_and_misses_do_not_decide() -> None:
    pair = errors(1)
    plain = shared_noise(pair, IMAGES)
    for one in pair:
        one[3] += 500  # both took another text
        one[7] = np.nan
    found = shared_noise(pair, IMAGES)
    assert set(found["n"]) == {73}
    assert found["noise_px"].to_numpy() == pytest.approx(plain["noise_px"].to_numpy(), abs=2)


def test_too_few_labels() -> None:
    few = [one[:5] for one in errors(0)]
    found = shared_noise(few, IMAGES[:5])
    assert found["n"].tolist() == [5] * 4
    assert found["noise_px"].isna().all()
    assert shared_noise(errors(0)[:1], IMAGES)["noise_px"].isna().all()
