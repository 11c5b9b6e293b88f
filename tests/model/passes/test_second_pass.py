from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.data.tables import quads_of
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.model.inference import predict
from containerloc.model.passes.found import Found, found_in
from containerloc.model.passes.second_pass import refined, window_about
from containerloc.quads import bounds

QUAD = np.array([[40.0, 50], [80, 50], [80, 60], [40, 60]])
PIXELS = np.zeros((200, 300, 3), np.uint8)


def answer(quads: list[Any], scores: list[float]) -> Found:
    corners = np.asarray(quads, float).reshape(-1, 4, 2)
    return found_in(bounds(corners), corners, np.array(scores), np.zeros(len(scores)))


def seen(answers: list[Any]) -> tuple[Any, list[tuple[int, ...]]]:
    """A predictor with these answers, and the shapes of the windows it was shown."""
    shapes: list[tuple[int, ...]] = []

    def look(images: list[Any]) -> list[Any]:
        shapes.extend(image.shape for image in images)
        return [answers[len(shapes) - 1]]

    return look, shapes


def test_corners_found_in_the_window_are_moved_to_the_image() -> None:
    left, top, right, bottom = window_about(QUAD, PIXELS.shape[:2])
    look, shapes = seen([answer([QUAD - [left, top] + [1.5, -0.5]], [0.9])])
    better = refined(PIXELS, QUAD[None], np.array([0.8]), look)
    assert shapes == [(bottom - top, right - left, 3)]
    np.testing.assert_allclose(better[0], QUAD + [1.5, -0.5])


def test_the_most_confident_one_in_the_first_box_counts() -> None:
    left, top, *_ = window_about(QUAD, PIXELS.shape[:2])
    inside, beside = QUAD - [left, top] + [2.0, 0], QUAD - [left, top] + [0, 20.0]
    look, _ = seen([answer([beside, inside, inside + 5], [0.95, 0.7, 0.1])])
    np.testing.assert_allclose(refined(PIXELS, QUAD[None], np.array([0.8]), look)[0], QUAD + [2, 0])


@pytest.mark.parametrize("scores", [[], [0.01]])
def test_where_nothing_is_found_the_first_corners_stay(scores: list[float]) -> None:
    look, _ = seen([answer([QUAD] * len(scores), scores)])
    np.testing.assert_array_equal(refined(PIXELS, QUAD[None], np.array([0.8]), look)[0], QUAD)


def test_only_the_three_most_confident_ones_are_looked_at_again() -> None:
    look, shapes = seen([answer([], [])] * 5)
    refined(PIXELS, np.repeat(QUAD[None], 5, axis=0), np.array([0.9, 0.8, 0.3, 0.2, 0.1]), look)
    assert len(shapes) == 3
    look, shapes = seen([answer([], [])] * 5)
    refined(PIXELS, np.repeat(QUAD[None], 2, axis=0), np.array([0.9, 0.04]), look)
    assert len(shapes) == 1


def test_a_window_of_a_quad_outside_the_image_is_not_empty() -> None:
    for shift in (-500.0, 500.0):
        left, top, right, bottom = window_about(QUAD + shift, (200, 300))
        assert 0 <= left < right <= 300
        assert 0 <= top < bottom <= 200


def test_confidences_and_boxes_stay_those_of_the_first_pass(
    weights: Path, pictures: pd.DataFrame
) -> None:
    one, two = (
        predict(
            weights,
            pictures,
            settings=PredictSettings(imgsz=160, second_pass=second_pass),
            device="cpu",
        ).table
        for second_pass in (False, True)
    )
    kept = [name for name in one if not name.startswith(("tl_", "tr_", "br_", "bl_"))]
    pd.testing.assert_frame_equal(one[kept], two[kept])
    moved = (quads_of(one) != quads_of(two)).any(axis=(1, 2))
    assert 0 < moved.sum() <= 3 * len(pictures)
