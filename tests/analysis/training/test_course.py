"""What the course of a training decides: each cause on a curve that has it, and on one that just
has not."""

import numpy as np
import pytest

from containerloc.analysis.training.course import scatter

from .conftest import EPOCHS, run

EPOCH = np.arange(1, EPOCHS + 1)
SHAKEN = np.random.default_rng(0).normal(0, 0.005, EPOCHS)


def course(corners, boxes=None, **columns):
    """A training whose mAP50-95 is this; nothing else is wrong with it."""
    boxes = 0.8 * corners if boxes is None else boxes
    maps = {"metrics/mAP50-95(P)": corners, "metrics/mAP50-95(B)": boxes}
    return run(**maps, **columns)


def test_scatter_is_that_of_the_noise_whatever_the_trend() -> None:
    noise = np.random.default_rng(0).normal(0, 0.02, 2000)
    assert scatter(noise + np.linspace(0, 5, 2000)) == pytest.approx(0.02, rel=0.1)
    assert scatter(np.array([1.0])) == 0


def test_a_start_that_was_lost_at_once(audited) -> None:
    corners = 0.60 + 0.2 * (1 - np.exp(-EPOCH / 10)) + SHAKEN
    corners[0] = 0.93
    corners[1] = 0.47
    found = audited(course(corners))
    assert list(found) == ["rate-too-high"]
    evidence = found["rate-too-high"].evidence
    assert (evidence["best"], evidence["fell"], evidence["part"]) == (1, 2, "corners")
    assert (evidence["before"], evidence["after"]) == (0.93, 0.47)
    assert evidence["later"] == pytest.approx(corners[1:].max())


def test_a_start_that_was_lost_and_came_back_is_no_cause(audited) -> None:
    corners = 0.70 + 0.25 * (1 - np.exp(-EPOCH / 4)) + SHAKEN
    corners[0] = 0.93
    assert "rate-too-high" not in audited(course(corners))


def test_a_start_that_is_lost_little_by_little_was_not_lost_at_once(audited) -> None:
    corners = np.linspace(0.93, 0.7, EPOCHS)
    assert list(audited(course(corners))) == ["best-epoch-early"]
    losses = {"train/pose_loss": np.linspace(6, 2, EPOCHS), "val/pose_loss": np.linspace(3, 6, 40)}
    assert list(audited(course(corners, **losses))) == ["overfitted"]


def test_a_warm_up_too_hot_is_the_cause_of_a_lost_start(audited) -> None:
    corners = np.full(EPOCHS, 0.7) + SHAKEN
    corners[0] = 0.93
    hot = course(corners)
    hot.loc[0:1, "lr/pg1"] = 0.1
    found = audited(hot)
    assert found["rate-too-high"].cause == "warm-up-hot"
    assert found["warm-up-hot"].cause == ""


def test_a_quality_that_is_high_and_flat(audited) -> None:
    found = audited(course(np.full(EPOCHS, 0.985) + SHAKEN))
    assert list(found) == ["nothing-wrong", "nothing-left"]
    assert found["nothing-left"].severity == "info"
    assert found["nothing-left"].evidence["corners"] == pytest.approx(0.985, abs=0.005)


@pytest.mark.parametrize(("last", "word"), [(0.99, "too low"), (0.5, "training images only")])
def test_a_quality_that_is_low_and_flat(audited, last: float, word: str) -> None:
    losses = {f"train/{part}_loss": np.linspace(1, last, EPOCHS) for part in ("box", "pose")}
    found = audited(course(np.full(EPOCHS, 0.6) + SHAKEN, **losses))
    assert list(found) == ["learned-nothing"]
    assert word in found["learned-nothing"].sentence
    assert ("lr0" in found["learned-nothing"].advice) == (last == 0.99)


def test_a_quality_that_rises_to_its_end(audited) -> None:
    found = audited(course(0.4 + 0.012 * EPOCH + SHAKEN))
    assert "still-rising" in found
    assert found["still-rising"].evidence["rise"] == pytest.approx(1.8 * 0.012 * 3, rel=0.1)
    assert "still-rising" not in audited(course(0.9 - 0.5 * np.exp(-EPOCH / 5) + SHAKEN))


def test_a_rise_by_closing_the_mosaic_is_none(audited) -> None:
    corners = np.where(EPOCH > EPOCHS - 10, 0.9, 0.8) + SHAKEN
    assert "still-rising" not in audited(course(corners))


def test_of_ten_epochs_hardly_anything_is_decided(audited) -> None:
    few = course(np.r_[0.93, np.full(EPOCHS - 1, 0.5)]).head(9)
    assert not {"rate-too-high", "learned-nothing", "still-rising"} & set(audited(few))
