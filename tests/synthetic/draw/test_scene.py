import cv2
import numpy as np
import pytest
from shapely import Polygon

from containerloc.synthetic.draw.door.door import Door
from containerloc.synthetic.draw.door.marking import paint_id
from containerloc.synthetic.draw.door.plan import random_plan
from containerloc.synthetic.draw.photo.camera import aim, random_view
from containerloc.synthetic.draw.scene import photographed, project_quad, render
from containerloc.synthetic.draw.world import WILD

SCALE = 0.6  # raster pixels per mm


def bare_photo(seed):
    """A black door with nothing but the white ID on it, seen from somewhere."""
    rng = np.random.default_rng(seed)
    plan = random_plan(rng, WILD)
    marking = paint_id(plan.placement, SCALE)
    size = (int(plan.height_mm * SCALE), int(2438 * SCALE))
    paint = np.zeros((*size, 3), np.uint8)
    x, y = marking.origin_px
    rows, columns = slice(max(y, 0), y + marking.mask.shape[0]), slice(x, x + marking.mask.shape[1])
    window = paint[rows, columns]
    window[...] = marking.mask[max(-y, 0) :, : window.shape[1], None]
    door = Door(paint, np.zeros((*size, 4), np.uint8), SCALE, {"id": marking.quad_mm}, plan)
    view = random_view(rng, 1280, WILD.habits)
    camera = aim(view, marking.quad_mm)
    black = np.zeros((view.height_px, view.width_px, 3), np.uint8)
    return photographed(door, camera, black)[..., 0], project_quad(camera, marking.quad_mm)


@pytest.mark.parametrize("seed", range(10))
def test_the_photographed_ink_lies_in_the_quad_and_touches_its_four_sides(seed):
    photo, quad = bare_photo(seed)
    rows, columns = np.nonzero(photo >= 90)
    ink = np.stack([columns, rows], axis=1) + 0.5
    sides = np.roll(quad, -1, axis=0) - quad
    offsets = ink[:, None] - quad
    inside = sides[:, 0] * offsets[..., 1] - sides[:, 1] * offsets[..., 0]
    nearest = (inside / np.linalg.norm(sides, axis=1)).min(axis=0)
    assert (nearest > -0.5).all()
    assert (nearest < 1.5).all()


def test_the_same_seed_and_index_give_the_same_bytes_in_any_order():
    first = [render(4, index, height_px=320) for index in (0, 1)]
    again = [render(4, index, height_px=320) for index in (1, 0)][::-1]
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.image, other.image)
        np.testing.assert_array_equal(one.quads, other.quads)
        assert one.texts == other.texts
        assert one.attributes == other.attributes
    assert first[0].texts != first[1].texts


@pytest.mark.parametrize("index", range(12))
def test_a_scene_is_whole(index):
    scene = render(6, index, height_px=480)
    height, width, channels = scene.image.shape
    assert scene.image.dtype == np.uint8
    assert (max(height, width), channels) == (480, 3)
    assert scene.quads.shape == (1, 4, 2)
    assert scene.quads.dtype == np.float64
    assert (scene.quads > 0).all()
    assert (scene.quads < [width, height]).all()
    assert cv2.contourArea(scene.quads[0].astype(np.float32), oriented=True) > 0  # clockwise
    assert len(scene.texts[0]) == 11


def test_corners_are_not_rounded():
    quads = np.concatenate([render(6, index, height_px=160).quads for index in range(4)])
    assert (np.abs(quads * 64 - np.rint(quads * 64)) > 1e-6).any(axis=(1, 2)).all()


@pytest.mark.parametrize("index", range(6))
def test_owner_serial_and_check_digit_lie_in_the_id(index):
    scene = render(6, index, height_px=480)
    outline = Polygon(scene.quads[0]).buffer(3)
    assert {"owner", "serial", "check_digit"} <= set(scene.places)
    for name in ("owner", "serial", "check_digit"):
        part = Polygon(scene.places[name])
        assert part.intersection(outline).area > 0.9 * part.area
    if "size_code" in scene.places:
        code = Polygon(scene.places["size_code"])
        assert code.intersection(Polygon(scene.quads[0])).area < 0.25 * code.area
