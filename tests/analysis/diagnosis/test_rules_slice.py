"""Some of the IDs: at the border, small for the network, or in photos of one kind."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import PhotoContext
from containerloc.quads import Floats, text_wh

from ..conftest import NAMES, noise

EIGHT = np.arange(74) < 8


def at_the_border(ids: Floats) -> Floats:
    """The first eight IDs moved so that their left end lies on the picture's left border."""
    left = ids[..., 0].min(axis=1)
    away = np.stack([np.where(EIGHT, -left, 0.0), np.zeros(74)], axis=1)
    return ids + away[:, None]


def test_ids_at_the_border_are_reported_and_warned_of_where_they_are_worse(
    diagnosed, said, ids: Floats
) -> None:
    truth = at_the_border(ids)
    alike = diagnosed(truth + noise(), labels=truth)["ids-truncated"]
    assert alike.severity == "info"
    assert set(alike.images) == set(NAMES[:8])
    worse = truth + noise() * np.where(EIGHT, 4.0, 1.0)[:, None, None]
    warned = diagnosed(worse, labels=truth)["ids-truncated"]
    assert warned.severity == "warning"
    assert warned.evidence["ratio"] == pytest.approx(4, rel=0.3)
    said([alike, warned])


def test_no_id_at_the_border(diagnosed, ids: Floats) -> None:
    assert "ids-truncated" not in diagnosed(ids + noise())


def test_photos_of_one_kind_that_are_worse(diagnosed, said, ids: Floats) -> None:
    night = np.arange(74) % 3 == 0
    attributes = pd.DataFrame({"light": np.where(night, "night", "day")}, index=list(NAMES))
    predicted = ids + noise() * np.where(night, 3.0, 1.0)[:, None, None]
    finding = diagnosed(predicted, context=PhotoContext(attributes=attributes))["slice-worse"]
    assert finding.evidence["light=night"]["ratio"] == pytest.approx(3, rel=0.2)
    assert finding.evidence["light=night"]["n"] == 25
    assert set(finding.images) <= {name for name, dark in zip(NAMES, night, strict=True) if dark}
    said([finding])


def test_the_networks_own_pixels_are_the_limit(diagnosed, said, ids: Floats) -> None:
    high = text_wh(ids)[:, 1]
    share = np.where(np.arange(74) % 2 == 0, 8.0, 40.0) / high  # px of height
    centre = ids.mean(axis=1, keepdims=True)
    truth = centre + share[:, None, None] * (ids - centre)
    off = np.random.default_rng(3).normal(0, 1.2, truth.shape)
    finding = diagnosed(truth + off, labels=truth, settings={"input_px": 1920})["resolution-limit"]
    assert finding.evidence["small"] == 37
    assert abs(finding.evidence["slope"]) < 0.3
    said([finding])
    assert "resolution-limit" not in diagnosed(
        truth + off * share[:, None, None], labels=truth, settings={"input_px": 1920}
    )
