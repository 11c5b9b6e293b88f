from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from containerloc.model.passes.found import Found, turned_back
from containerloc.model.passes.turned import along_the_text, half_size, is_on_its_side
from containerloc.quads import bounds, corner_order

SIZE = (300, 400)
PHOTO = np.zeros((*SIZE, 3), np.uint8)
ID = np.array([[100.0, 120], [180, 124], [180, 144], [100, 140]])


class Reader:
    """A model that finds an ID with confidence where the text runs to the right, by its colour.

    TL is red, TR green, BR blue; nothing is certain of text on its head. Text on its side is found,
    mirrored, as models do that have learned from upright text.
    """

    def __init__(self, result: Any) -> None:
        self.result, self.shown = result, []

    def __call__(self, pictures: list[Any]) -> list[Any]:
        (picture,) = pictures
        self.shown.append(picture.shape[:2])
        places = [np.argwhere(picture[..., channel] == 255) for channel in range(4)]
        if any(len(place) == 0 for place in places):
            return [self.result()]
        quad = np.array([place[0][::-1] + 0.5 for place in places])
        along = quad[1] - quad[0]
        if abs(along[0]) < abs(along[1]):
            return [self.result([quad[::-1]], [0.6])]
        return [self.result([quad], [0.7 if along[0] > 0 else 0.03])]


def photo_of(quad: Any) -> Any:
    picture = np.zeros((*SIZE, 4), np.uint8)
    for channel, (x, y) in enumerate(quad):
        picture[int(y), int(x), channel] = 255
    return picture


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_order_is_that_of_the_text_whatever_way_the_photo_lies(result: Any, turns: int) -> None:
    reader = Reader(result)
    photo = np.rot90(photo_of(ID), turns)
    first = reader([photo])[0]
    found = along_the_text(photo, first, reader)
    back = turned_back(found, turns, SIZE)  # in the photo before it was turned
    np.testing.assert_allclose(back.quads[0], np.floor(ID) + 0.5)
    looks = [np.prod(shape) / np.prod(SIZE) for shape in reader.shown[1:]]
    assert len(looks) <= 4  # a quarter of the first pass each: twice the time at most
    assert bool(looks) == (turns > 0)  # what runs to the right is not looked at again
    if turns in (1, 3):
        assert found.confidence.tolist() == first.confidence.tolist() == [0.6]


def test_winding_and_direction_tell_what_is_on_its_side() -> None:
    quads = np.stack([np.roll(ID, step, axis=0)[::sign] for sign in (1, -1) for step in range(4)])
    expected = corner_order(quads, np.broadcast_to(ID, quads.shape)) != "as read"
    np.testing.assert_array_equal(is_on_its_side(quads), expected)


def test_a_look_counts_only_what_runs_to_the_right_in_it(result: Any) -> None:
    first = result([ID[::-1]], [0.6])
    mirrored = ID[::-1] - ID.min(axis=0) + 90  # in the middle of the window, whatever way it lies
    found = along_the_text(PHOTO, first, lambda pictures: [result([mirrored], [0.9])])
    np.testing.assert_array_equal(found.corners, first.corners)


def test_a_sure_look_ends_the_search(result: Any) -> None:
    reader = Reader(result)
    photo = np.rot90(photo_of(ID), 3)  # upright again when turned to the left
    along_the_text(photo, reader([photo])[0], reader)
    assert len(reader.shown) == 2


def test_what_no_look_finds_stays_as_it_was(result: Any) -> None:
    first = result([ID[::-1], ID + 100], [0.6, 0.3])
    found = along_the_text(PHOTO, first, lambda pictures: [result()])
    np.testing.assert_array_equal(found.corners, first.corners)


def test_what_is_found_beside_the_id_is_not_taken_for_it(result: Any) -> None:
    first = result([ID[::-1]], [0.6])
    beside = np.array([[0.0, 0], [8, 0], [8, 2], [0, 2]])
    found = along_the_text(PHOTO, first, lambda pictures: [result([beside], [0.9])])
    np.testing.assert_array_equal(found.corners, first.corners)


def test_at_most_two_ids_are_read_again(result: Any) -> None:
    first = result([ID[::-1]] * 5, [0.9, 0.8, 0.7, 0.6, 0.5])
    shown: list[Any] = []
    along_the_text(PHOTO, first, lambda pictures: shown.extend(pictures) or [result()])
    assert len(shown) == 4


@pytest.mark.parametrize("surest", [0.1, 0.2])
def test_a_turned_look_that_is_unsure_itself_replaces_nothing(result: Any, surest: float) -> None:
    first = result([ID], [0.05])
    found = along_the_text(PHOTO, first, lambda pictures: [result([ID], [surest])])
    assert found is first


def test_nothing_anywhere(result: Any) -> None:
    first = result()
    assert along_the_text(PHOTO, first, lambda pictures: [result()]) is first


def test_other_predictions_stay(result: Any) -> None:
    first = result([ID[::-1], ID], [0.6, 0.4])
    moved = replace(first, corners=first.corners + 0)
    found = along_the_text(PHOTO, moved, lambda pictures: [result([ID * 0 + 1], [0.9])])
    np.testing.assert_array_equal(found.quads[1], ID)
    assert isinstance(found, Found)
    np.testing.assert_array_equal(found.boxes, bounds(np.stack([ID, ID])))


@pytest.mark.parametrize("imgsz", range(32, 1312, 32))
def test_half_a_size_is_one_that_the_network_takes(imgsz: int) -> None:
    assert half_size(imgsz) % 32 == 0
    assert half_size(imgsz) <= max(imgsz / 2, 32)
