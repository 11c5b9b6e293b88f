from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.data.tables import quad_columns, quads_of
from containerloc.show.photos.cases import label_pictures, worst_cases


def test_each_label_has_its_title_and_four_named_corners(doors, text_of, marked):
    labels, images = doors(3, photos=True)
    figure = label_pictures(labels, images, ["rotated", "crossed", "tiny"])
    words = text_of(figure)
    for title in ("door_0000.png: rotated", "door_0001.png: crossed", "door_0002.png: tiny"):
        assert title in words
    assert len(marked(figure, "corner-BL")) == 3
    assert len(marked(figure, "reads")) == 3


def test_corner_mark_stands_on_the_label(doors, marked):
    labels, images = doors(1, photos=True)
    (mark,) = marked(label_pictures(labels, images, ["sound"]), "corner-TR")
    np.testing.assert_allclose(np.ravel(mark.get_data()), quads_of(labels)[0, 1])


def test_gallery_leaves_out_and_says_so(doors, text_of):
    labels, images = doors(9, photos=True)
    words = text_of(label_pictures(labels, images, ["x"] * 9, n=4))
    assert "4 of 9 labels" in words
    assert "door_0004.png" not in words


def test_label_without_corners_or_photo_is_still_shown(doors, text_of):
    labels, images = doors(3, photos=True)
    labels.loc[0, "tl_x_px":"bl_y_px"] = np.nan
    labels.loc[1, ["br_x_px", "br_y_px"]] = np.nan
    Path(images.loc[2, "path"]).write_bytes(b"no image")
    words = text_of(label_pictures(labels, images, ["none", "one missing", "unreadable"]))
    assert "no corner to zoom in on" in words
    assert "a corner is missing" in words
    assert "no photo to show" in words


def test_worst_come_first_and_say_how_far_off(doors, predicted, text_of):
    labels, images = doors(4, photos=True)
    offset = np.array([1.0, 9.0, 5.0, 0.0])[:, None, None] * [0.6, 0.8]
    errors = per_label(matching(predicted(labels, offset=offset), labels), images, confidence=0.25)
    figure = worst_cases(errors, images, n=2)
    words = text_of(figure)
    assert words.index("door_0001.png: error 9.0 px") < words.index("door_0002.png: error 5.0 px")
    assert "door_0000" not in words
    assert "2 cases of 4 labelled IDs" in words


def test_worst_corner_is_marked_with_its_error(doors, predicted, marked):
    labels, images = doors(1, photos=True)
    offset = np.array([[0.0, 1], [6, 8], [0, 1], [0, 1]])
    errors = per_label(matching(predicted(labels, offset=offset), labels), images, confidence=0.25)
    (mark,) = marked(worst_cases(errors, images), "worst")
    assert mark.get_text() == "TR  10.0 px"
    np.testing.assert_allclose(mark.xy, quads_of(labels)[0, 1] + [6, 8])


def test_wrong_order_is_said_and_right_order_is_not(doors, predicted, text_of):
    labels, images = doors(2, photos=True)
    quads = quads_of(labels).copy()
    quads[0] = quads[0][[1, 0, 3, 2]]
    predictions = predicted(labels.assign(**quad_columns(quads)))
    words = text_of(
        worst_cases(per_label(matching(predictions, labels), images, confidence=0.25), images)
    )
    assert words.count("corners mirrored") == 1
    assert "as read" not in words


def test_rows_are_shown_in_their_own_order(doors, predicted, text_of):
    labels, images = doors(3, photos=True)
    errors = per_label(matching(predicted(labels), labels), images, confidence=0.25)
    words = text_of(worst_cases(errors, images, rows=[2, 0]))
    assert words.index("door_0002") < words.index("door_0000")
    assert "door_0001" not in words


def test_missed_id_shows_what_lies_below_the_threshold(doors, predicted, text_of):
    labels, images = doors(2, photos=True)
    predictions = predicted(labels, offset=[3.0, 4.0], missed=2)
    errors = per_label(matching(predictions, labels), images, confidence=0.25)
    words = text_of(worst_cases(errors, images, predictions=predictions.iloc[:1]))
    assert "door_0000.png: missed; the best prediction near it: confidence 0.1" in words
    assert "5.0 px off" in words
    assert "door_0001.png: missed; no prediction near it" in words
    assert "door_0000.png: missed" in text_of(worst_cases(errors, images))


def test_prediction_of_a_neighbor_is_not_shown_for_a_missed_id(doors, predicted, text_of):
    labels, images = doors(1, photos=True)
    both = pd.concat([labels, labels.assign(line=2)], ignore_index=True)
    both.loc[1, ["tl_y_px", "tr_y_px", "br_y_px", "bl_y_px"]] += 100.0
    predictions = predicted(labels)
    errors = per_label(matching(predictions, both), images, confidence=0.25)
    words = text_of(worst_cases(errors, images, predictions=predictions))
    assert "door_0000.png, line 2: missed; no prediction near it" in words


@pytest.mark.parametrize("photo", [b"", b"no image", None])
def test_unreadable_photo_is_a_grey_tile(doors, predicted, text_of, photo):
    labels, images = doors(1)
    if photo is not None:
        Path(images.loc[0, "path"]).write_bytes(photo)
    errors = per_label(matching(predicted(labels), labels), images, confidence=0.25)
    words = text_of(worst_cases(errors, images))
    assert "no photo to show" in words
    assert "no photo to cut from" in words


def test_nothing_to_show_is_said(doors, compared, text_of):
    labels, images = doors(0)
    assert "No cases" in text_of(worst_cases(compared(0), images))
    assert "No labels" in text_of(label_pictures(labels, images, []))
