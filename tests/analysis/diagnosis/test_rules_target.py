"""Targets missed and undecided, and an mAP that tells nothing."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.rules_target import TARGET_RULES
from containerloc.analysis.measures import oks
from containerloc.experiment.targets import Target
from containerloc.quads import Floats, bounds

from ..conftest import noise


def test_targets_that_are_missed_and_undecided(diagnosed, said, ids: Floats) -> None:
    mde = diagnosed(ids + noise(), targets=[Target("mde_px", "below", 0.1)])["targets-missed"]
    value = mde.evidence["mde_px"]
    assert mde.severity == "warning"
    targets = [Target("mde_px", "below", round(value, 3)), Target("iou_mean", "above", 0.1)]
    undecided = diagnosed(ids + noise(), targets=targets)["targets-undecided"]
    assert undecided.evidence == {"mde_px": value}
    said([mde, undecided])


def test_a_target_that_no_number_of_images_decides_is_said_so(said) -> None:
    promised = {"metric": "mde_px", "promise": "below 8 px", "value": 8.0, "n": 74}
    rows = pd.DataFrame([promised | {"ci_low": 7.0, "ci_high": 9.0, "verdict": "undecided"}])
    undecided = next(rule for rule in TARGET_RULES if rule.code == "targets-undecided")
    for needed, is_said in ((np.inf, True), (300.0, False)):
        (finding,) = undecided(SimpleNamespace(verdicts=rows.assign(images_needed=needed)))
        assert ("more images would not decide it" in finding.sentence) == is_said
    said([finding])


def test_targets_that_are_met_say_nothing(diagnosed, ids: Floats) -> None:
    codes = diagnosed(ids + noise(), targets=[Target("iou_mean", "above", 0.1)])
    assert not {"targets-missed", "targets-undecided"} & set(codes)


def test_an_oks_that_every_id_passes(diagnosed, said, ids: Floats) -> None:
    predicted = ids + noise(0.01)
    finding = diagnosed(predicted)["map-saturated"]
    area = oks.ULTRALYTICS.areas(bounds(ids))
    similar = oks.oks(predicted, ids, area, sigma=finding.evidence["telling_sigma"])
    assert finding.evidence["median_oks"] > 0.95
    assert sorted(similar)[37] == pytest.approx(oks.DISCRIMINATING_OKS, abs=0.02)
    said([finding])


def test_exact_corners_say_nothing_of_sigma(diagnosed, ids: Floats) -> None:
    assert "map-saturated" not in diagnosed(ids)
