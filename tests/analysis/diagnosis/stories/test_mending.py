"""Evidence as it would be without a fault."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.stories.mending import as_the_others, renamed, without
from containerloc.quads import Floats

from ...conftest import NAMES, noise

TWO = np.arange(74) < 2


def test_renamed_corners_leave_what_the_others_and_they_themselves_are_off(
    build, ids: Floats
) -> None:
    right = ids + noise()
    wrong = np.where(TWO[:, None, None], right[:, [0, 3, 2, 1]], right)
    expected = build(right).errors.error_px
    assert build(wrong).errors.error_px[:2].min() > 50
    evidence = build(wrong)
    np.testing.assert_allclose(renamed(evidence, TWO).errors.error_px, expected)
    np.testing.assert_allclose(
        renamed(evidence, ~TWO).errors.error_px[:2], evidence.errors.error_px[:2]
    )


@pytest.mark.parametrize("lost", [True, False])
def test_as_precise_as_the_typical_one_of_the_others(build, ids: Floats, lost: bool) -> None:
    right = ids + noise()
    wrong = np.where(TWO[:, None, None], np.nan if lost else right + 8.0, right)
    evidence = build(wrong)
    mended = as_the_others(evidence, TWO).errors
    share = mended.error_px / mended.text_height_px
    assert share[:2] == pytest.approx(np.median(share[2:]))
    np.testing.assert_allclose(mended.error_px[2:], evidence.errors.error_px[2:])


def test_what_is_found_with_too_little_confidence_would_be_found(build, ids: Floats) -> None:
    evidence = build(ids + noise(), np.where(TWO, 0.1, 0.9))
    assert evidence.errors.detected.sum() == 72
    assert as_the_others(evidence, TWO).errors.detected.all()


def test_without_some_labels_their_predictions_are_no_false_positives(build, ids: Floats) -> None:
    rest = without(build(ids + noise()), TWO)
    assert list(rest.labels["image"]) == list(NAMES[2:])
    assert not rest.false_positives.any()
