import numpy as np
import pytest

from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS
from containerloc.show.charts.dataset import corner_positions, dataset_overview


@pytest.mark.parametrize("n", [1, 2, 400])
def test_overview_says_how_many(doors, text_of, n):
    words = text_of(dataset_overview(*doors(n)))
    assert f"{n} ID" in words
    assert "median" in words


def test_overview_counts_ids_without_a_size(doors, text_of):
    labels, images = doors(5)
    labels.loc[2, "tr_x_px"] = np.nan
    words = text_of(dataset_overview(labels, images))
    assert "1 with a missing corner left out" in words


def test_overview_of_background_images_only(doors, text_of):
    labels, images = doors(3)
    words = text_of(dataset_overview(labels.iloc[:0], images.assign(n_labels=0)))
    assert "0 objects on 3 images" in words
    assert "No label with four corners." in words


def test_overview_of_nothing(doors, text_of):
    labels, images = doors(0)
    assert "No images" in text_of(dataset_overview(labels, images))


@pytest.mark.parametrize("n", [1, 50, 400])
def test_median_corner_stands_where_the_corners_are(doors, marked, n):
    labels, images = doors(n)
    figure = corner_positions(labels, images)
    middle = np.median(quads_of(labels) / [320, 240], axis=0)
    for corner, expected in zip(CORNERS, middle, strict=True):
        (mark,) = marked(figure, f"median-{corner}")
        np.testing.assert_allclose(np.ravel(mark.get_data()), expected)


def test_missing_corner_is_left_out_of_its_own_panel_only(doors, text_of):
    labels, images = doors(5)
    labels.loc[0, ["bl_x_px", "bl_y_px"]] = np.nan
    words = text_of(corner_positions(labels, images))
    assert "BL (4)" in words
    assert "TR (5)" in words


def test_positions_of_nothing(doors, text_of):
    assert "No labels" in text_of(corner_positions(*doors(0)))
    labels, images = doors(2)
    labels.loc[:, "tl_x_px":"bl_y_px"] = np.nan
    assert "TL (0)" in text_of(corner_positions(labels, images))
