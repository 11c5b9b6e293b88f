"""What is drawn over a photo stands in the photo's own pixels."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from containerloc.quads import CORNERS
from containerloc.show.photos import overlay
from containerloc.show.photos.page import tile

QUAD = np.array([[100.0, 50], [190, 50], [190, 60], [100, 60]])


@pytest.fixture
def axes():
    return tile(Figure(figsize=(4, 3)), (0.0, 0.0, 4.0, 3.0))


def test_corner_names_point_away_from_the_id(axes):
    np.testing.assert_array_equal(
        np.sign(overlay.outward(QUAD)), [[-1, 1], [1, 1], [1, -1], [-1, -1]]
    )
    overlay.draw_corners(axes, np.where(np.arange(4)[:, None] == 2, np.nan, QUAD))
    assert [text.get_text() for text in axes.texts] == ["TL", "TR", "BL"]
    assert np.isnan(overlay.outward(np.full((4, 2), np.nan))).all()


def test_the_worst_corner_is_named_with_its_error(axes):
    overlay.draw_pair(axes, QUAD, QUAD + [[0, 1], [6, 8], [0, 1], [np.nan, 1]])
    named = [text.get_text() for text in axes.texts[:-1]]
    assert named == [*CORNERS, "TL", "TR", "BR"]  # of the label, then of the prediction
    text = axes.texts[-1]
    assert text.get_text() == "TR  10.0 px"
    np.testing.assert_allclose(text.xy, [196, 58])


def test_without_a_prediction_no_corner_is_worst(axes):
    overlay.draw_pair(axes, QUAD, np.full((4, 2), np.nan))
    assert [text.get_text() for text in axes.texts] == [*CORNERS]


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_the_arrow_runs_along_the_text(axes, turn):
    quad = np.roll(QUAD, turn, axis=0)
    overlay.draw_reading_direction(axes, quad)
    (arrow,) = axes.texts
    np.testing.assert_allclose(np.subtract(arrow.xy, arrow.xyann), 0.6 * (quad[1] - quad[0]))
    overlay.draw_reading_direction(axes, np.where(QUAD == 190, np.nan, QUAD))
    assert len(axes.texts) == 1
