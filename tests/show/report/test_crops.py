"""Crops of cases: the label above the prediction, on any photo, with any quad."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from containerloc.show.report.crops import case_jpeg, thumbnail_jpeg

LABEL = np.array([[40.0, 30], [120, 30], [120, 50], [40, 50]])
NONE = np.full((4, 2), np.nan)
GREEN = np.full((90, 160, 3), (0, 160, 0), np.uint8)


def opened(jpeg: bytes) -> Image.Image:
    with Image.open(BytesIO(jpeg)) as picture:
        return picture.convert("RGB")


@pytest.mark.parametrize(
    ("label", "predicted", "height"),
    [(LABEL, LABEL + 3, 604), (LABEL, NONE, 502), (NONE, LABEL, 502), (NONE, NONE, 400)],
)
def test_the_photo_and_a_crop_by_each_that_there_is(label, predicted, height) -> None:
    assert opened(case_jpeg(GREEN, label, predicted)).size == (640, height)


def test_the_crop_shows_the_inside_in_its_own_shape() -> None:
    picture = opened(case_jpeg(GREEN, LABEL, LABEL[[0, 3, 2, 1]]))
    # 80 x 20 px at 96 px high: 384 px wide, after a bar in the colour of the label.
    assert picture.getpixel((200, 450))[1] > 120
    assert picture.getpixel((500, 450))[1] > 200  # beyond it, grey
    assert picture.getpixel((5, 450))[2] > 200
    assert picture.getpixel((200, 560))[1] > 120, "also one whose corners are exchanged"


def test_a_crop_that_stands_on_its_narrow_side_is_as_high_as_can_be_read() -> None:
    picture = opened(case_jpeg(GREEN, LABEL[[1, 2, 3, 0]], LABEL))
    assert picture.size == (640, 400 + 6 + 320 + 6 + 96)
    assert picture.getpixel((50, 700))[1] < 200  # 80 px wide, 320 high
    assert picture.getpixel((200, 700))[1] > 200
    assert picture.getpixel((200, 780))[1] < 200, "the prediction in its own shape"


@pytest.mark.parametrize(
    "predicted",
    [
        LABEL[[0, 2, 1, 3]],  # crossed
        np.vstack([LABEL[:3], [[np.nan, np.nan]]]),
        np.repeat(LABEL[:1], 4, axis=0),  # one point
        LABEL + 1e5,
        LABEL - 500,
    ],
)
def test_no_quad_is_too_odd(predicted) -> None:
    assert opened(case_jpeg(GREEN, LABEL, predicted)).size == (640, 604)
    assert opened(case_jpeg(GREEN, predicted, LABEL)).width == 640


def test_a_thumbnail_is_small() -> None:
    jpeg = thumbnail_jpeg(GREEN, LABEL, LABEL + 3)
    assert opened(jpeg).size == (176, 110)
    assert len(jpeg) < 8_000
