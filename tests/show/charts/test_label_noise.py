import numpy as np
import pandas as pd
import pytest

from containerloc.quads import CORNERS
from containerloc.show.charts.label_noise import noise_against_error

NOISE = pd.DataFrame(
    {"noise_px": [1.0, 2.0, 1.0, 1.0], "noise_px_low": 0.5, "noise_px_high": 3.0}, index=[*CORNERS]
)
VERDICTS = pd.DataFrame({"rms_px": [4.0, 4.0, 4.0, 4.0]}, index=[*CORNERS])


def test_both_are_drawn_as_distances_and_the_worst_is_named(text_of) -> None:
    figure = noise_against_error(NOISE, VERDICTS)
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    assert widths == pytest.approx([4.0] * 4 + [2**0.5, 8**0.5, 2**0.5, 2**0.5])
    assert "at TR: 2.83 px of 4.00 px" in text_of(figure)


def test_without_a_reading_or_a_model_a_sentence_says_so() -> None:
    for noise, verdicts in (
        (pd.DataFrame(), VERDICTS),
        (NOISE, pd.DataFrame()),
        (NOISE, VERDICTS.assign(rms_px=np.nan)),
    ):
        assert repr(noise_against_error(noise, verdicts)).startswith("No second reading")
