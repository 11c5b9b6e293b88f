"""Labels or model: verdicts on errors that are planted part by part."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.labels_or_model import PARTS, corner_verdicts
from containerloc.quads import Floats

N = 300
IMAGES = pd.Series([f"{k:03}.jpg" for k in range(N)])
READER = 2.0  # px of scatter of a label or a reading, per axis


def planted(
    seed: int = 0,
    *,
    tl_noise: float = READER,
    tl_label: float = 0.0,
    tl_model: float = 0.0,
    tl_weak: float = 4.0,
    alike: float = 0.0,
) -> tuple[Floats, Floats, Floats]:
    """Errors of the model, of a second reading, and of another model: `(n, 4, 2)` px each.

    Labels scatter and are off at TL by `tl_label` along; the model is off by `tl_model` there, and
    scatters by `tl_weak`; `alike` is the correlation of the two models' own errors.
    """
    rng = np.random.default_rng(seed)
    label = rng.normal(0, READER, (N, 4, 2))
    label[:, 0] *= tl_noise / READER
    label[:, 0, 0] += tl_label
    own = np.array([tl_weak, 4.0, 4.0, 4.0])[:, None]
    common = np.sqrt(alike) * rng.normal(size=(N, 4, 2))
    first, second = (
        own * (common + np.sqrt(1 - alike) * rng.normal(size=(N, 4, 2))) - label for _ in range(2)
    )
    first[:, 0, 0] += tl_model
    return first, rng.normal(0, READER, (N, 4, 2)) - label, second


@pytest.mark.parametrize(
    ("plant", "with_repeat", "with_other"),
    [
        ({}, "model variance", "model variance"),
        ({"tl_noise": 12.0}, "label noise", "label noise"),
        ({"tl_label": 12.0}, "label bias", "bias"),
        ({"tl_model": 12.0}, "model bias", "bias"),
        ({"tl_weak": 12.0}, "model variance", "model variance"),
        # Two models of one kind, both worse where TL is hidden: not to be taken for labels.
        ({"tl_weak": 12.0, "alike": 0.6}, "model variance", "undecided"),
    ],
)
def test_verdicts(plant: dict[str, float], with_repeat: str, with_other: str) -> None:
    errors, repeat, other = planted(**plant)
    read = corner_verdicts(errors, IMAGES, repeat=repeat)
    seen = corner_verdicts(errors, IMAGES, others=[other])
    assert read.loc["TL", "verdict"] == with_repeat
    assert seen.loc["TL", "verdict"] == with_other
    assert set(read["verdict"][1:]) == {"model variance"}
    assert set(seen["verdict"][1:]) <= {"model variance", "undecided"}


def test_shares_are_the_planted_ones_and_sum_to_one() -> None:
    errors, repeat, _ = planted(tl_noise=6.0, tl_label=5.0, tl_model=3.0)
    verdicts = corner_verdicts(errors, IMAGES, repeat=repeat).loc["TL"]
    bias, noise, own = 4.0, 72.0, 32.0  # px²: (3 - 5)², two axes of 6² and of 4²
    total = bias + noise + own
    assert verdicts["rms_px"] == pytest.approx(np.sqrt(total), rel=0.1)
    assert verdicts["label_noise_low"] < noise / total < verdicts["label_noise_high"]
    assert verdicts["model_variance_low"] < own / total < verdicts["model_variance_high"]
    assert verdicts["bias_low"] <= bias / total <= verdicts["bias_high"]
    assert verdicts["label_noise"] + verdicts["model_variance"] + verdicts["bias"] == pytest.approx(
        1
    )
    assert verdicts["label_bias"] + verdicts["model_bias"] == pytest.approx(verdicts["bias"])


def test_one_model_alone_decides_nothing_but_a_bias() -> None:
    errors, _, _ = planted(tl_noise=12.0)
    assert set(corner_verdicts(errors, IMAGES)["verdict"]) == {"undecided"}
    assert corner_verdicts(errors + [12.0, 0.0], IMAGES).loc["BR", "verdict"] == "bias"


def test_undecided_tells_how_many_would_decide() -> None:
    errors, repeat, _ = (part[:40] for part in planted(3, tl_noise=6.5))
    verdicts = corner_verdicts(errors, IMAGES[:40], repeat=repeat).loc["TL"]
    assert verdicts["verdict"] == "undecided"
    assert 40 < verdicts["images_needed"] < 10_000
    assert corner_verdicts(errors, IMAGES[:40])["images_needed"].eq(np.inf).all()


def test_the_same_model_twice_is_no_evidence_against_labels() -> None:
    errors, _, _ = planted()
    verdicts = corner_verdicts(errors, IMAGES, others=[errors + 0.01])
    assert set(verdicts["verdict"]) == {"undecided"}


def test_too_few_and_missing_errors() -> None:
    errors, repeat, _ = planted()
    few = corner_verdicts(errors[:6], IMAGES[:6], repeat=repeat[:6])
    assert set(few["verdict"]) == {"undecided"}
    assert few["n"].tolist() == [6] * 4
    errors[:250] = np.nan
    assert corner_verdicts(errors, IMAGES, repeat=repeat)["n"].tolist() == [50] * 4
    assert set(PARTS) <= set(few.columns)
