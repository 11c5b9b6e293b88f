from dataclasses import replace

import numpy as np
import pytest

from containerloc.analysis.measures import calibration
from containerloc.show.charts.confidence import reject_curve


@pytest.fixture
def drawn(compared):
    """The figure of IDs with these confidences that are off by 1, 2, 3, ... px."""

    def draw(confidence, *, missed: int = 0):
        n = len(confidence)
        offset = np.arange(1.0, n + 1)[:, None, None] * [1.0, 0.0]
        errors = compared(n, offset=offset, missed=missed)
        errors = replace(errors, confidence=np.where(errors.detected, confidence, np.nan))
        return reject_curve(calibration.reject_curve(errors), calibration.reject_gain(errors))

    return draw


def test_the_curve_stands_at_the_errors_of_the_kept(drawn, text_of) -> None:
    figure = drawn(np.linspace(0.9, 0.3, 20))
    mde, p90, *_ = figure.axes[0].lines
    np.testing.assert_allclose(mde.get_xdata(), np.arange(20) / 20)
    np.testing.assert_allclose(mde.get_ydata(), np.arange(21, 1, -1) / 2)
    assert p90.get_ydata()[0] == pytest.approx(18.1)
    assert "gains 100% of what an oracle gains (100% to 100%, 20 predictions)" in text_of(figure)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (np.linspace(0.3, 0.9, 20), "misleads"),
        (np.full(20, 0.9), "cannot rank"),
        (np.tile([0.3, 0.9], 10), "undecided"),
    ],
)
def test_the_verdict_is_the_title(drawn, text_of, confidence, expected: str) -> None:
    words = text_of(drawn(confidence))
    assert expected in words
    assert "nan" not in words


def test_nothing_to_reject(drawn, text_of) -> None:
    assert "Nothing is detected" in text_of(drawn(np.empty(0)))
    assert "Nothing is detected" in text_of(drawn(np.full(3, 0.9), missed=3))
    assert "1 prediction" in text_of(drawn(np.array([0.9])))
