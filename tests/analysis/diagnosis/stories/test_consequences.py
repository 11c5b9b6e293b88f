"""What follows from a cause, and what mending it gains."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.stories.story import stories
from containerloc.experiment.targets import Target
from containerloc.quads import Floats

from ...conftest import noise

TURNED = np.arange(74) < 3
TARGETS = (Target("mde_px", "below", 8.0), Target("tr_error_std_px", "below", 5.5))


@pytest.fixture
def on_their_side(ids: Floats) -> Floats:
    """The labels, three of them with the text running up the photo."""
    return np.where(TURNED[:, None, None], np.stack([ids[..., 1], 1080 - ids[..., 0]], -1), ids)


def test_targets_that_a_few_misnamed_ids_miss_are_their_consequence(
    build, on_their_side: Floats
) -> None:
    truth = on_their_side
    exchanged = truth[:, [0, 3, 2, 1]]
    predicted = np.where(TURNED[:, None, None], exchanged, truth) + noise(0.02)
    evidence = build(predicted, labels=truth, targets=TARGETS)
    story, *others = stories(diagnose(evidence))
    assert story.cause.code == "photos-turned"
    assert "targets-missed" in {each.code for each in story.consequences}
    assert "targets-missed" not in {each.cause.code for each in others}
    assert story.gain is not None
    assert story.gain.metric == "mde_px"
    assert story.gain.before == pytest.approx(np.nanmean(evidence.errors.error_px))
    right = build(truth + noise(0.02), labels=truth)
    assert story.gain.after == pytest.approx(right.numbers["value"]["mde_px"])
    assert not story.gain.is_bound
    assert story.remains == "No target would be missed any longer."


def test_a_target_missed_all_the_same_stands_for_itself(build, on_their_side: Floats) -> None:
    truth = on_their_side
    predicted = np.where(TURNED[:, None, None], truth[:, [0, 3, 2, 1]], truth) + noise(0.02)
    hopeless = Target("mde_px", "below", 0.01)
    told = stories(diagnose(build(predicted, labels=truth, targets=(*TARGETS[1:], hopeless))))
    by_code = {story.cause.code: story for story in told}
    assert set(by_code["targets-missed"].cause.evidence) == {"mde_px"}
    beneath = {each.code: each for each in by_code["photos-turned"].consequences}
    assert set(beneath["targets-missed"].evidence) == {"tr_error_std_px"}
    assert by_code["photos-turned"].remains.startswith("Still missed: mean distance error (MDE)")


def test_what_training_must_change_is_an_upper_bound(build, ids: Floats) -> None:
    predicted = ids + noise(0.02)
    predicted[TURNED] = np.nan
    (story,) = stories(diagnose(build(predicted)))[:1]
    assert story.cause.code == "missed-altogether"
    assert story.gain is not None
    assert (story.gain.metric, story.gain.after) == ("detection_rate", 1.0)
    assert story.gain.is_bound
