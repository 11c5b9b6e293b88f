import cv2
import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from shapely import Polygon

from containerloc.synthetic.draw import scene as scene_module
from containerloc.synthetic.draw.door.door import Door
from containerloc.synthetic.draw.door.marking import paint_id
from containerloc.synthetic.draw.door.plan import random_plan
from containerloc.synthetic.draw.photo.camera import aim, random_view
from containerloc.synthetic.draw.scene import photographed, project_quad, render
from containerloc.synthetic.draw.world import USUAL, WILD

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


def pinhole(view, position, points_mm):
    """Where a view from a position puts points (n, 3), by nothing that the renderer uses.

    The axes of the camera are those of the door, turned by yaw about its vertical, then by pitch
    about its horizontal, then by roll about the axis it looks along.
    """
    turn = Rotation.from_euler(
        "YXZ", [view.yaw_deg, view.pitch_deg, -view.roll_deg], degrees=True
    ).inv()
    x, y, depth = turn.apply(points_mm - position).T
    # the principal point lies where the center of the ID falls as the view asks
    across = np.tan(np.deg2rad(view.azimuth_deg - view.yaw_deg))
    down = -np.tan(np.deg2rad(view.elevation_deg - view.pitch_deg))
    u = view.id_center_px[0] + view.focal_px * (x / depth - across)
    v = view.id_center_px[1] + view.focal_px * (y / depth - down)
    return np.column_stack([u, v])


@pytest.mark.parametrize("index", range(40))
def test_corners_of_a_scene_are_those_of_an_independent_projection(index, monkeypatch):
    seen = {}

    def remember(name):
        real = getattr(scene_module, name)

        def call(*args, **kwargs):
            seen[name] = (args, real(*args, **kwargs))
            return seen[name][1]

        monkeypatch.setattr(scene_module, name, call)

    for name in ("aim", "paint_door", "framed"):
        remember(name)
    drawn = render(11, index, height_px=240)
    if drawn.attributes["lens_distortion"] or "framed" in seen:
        pytest.skip("a wide lens or a screenshot's frame, which have tests of their own")
    (view, _), camera = seen["aim"]
    quad_mm = seen["paint_door"][1].places_mm["id"]
    corners = pinhole(view, camera.position, np.column_stack([quad_mm, np.zeros(4)]))
    width, height = view.width_px, view.height_px
    for _ in range(int(drawn.attributes["quarter_turns"])):
        corners = np.column_stack([corners[:, 1], width - corners[:, 0]])
        width, height = height, width
    assert drawn.image.shape[:2] == (height, width)
    np.testing.assert_allclose(drawn.quads[0], corners, atol=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_drawn_edges_meet_where_the_corners_are(seed):
    rng = np.random.default_rng(seed)
    plan, quad_mm = random_plan(rng), np.array([[1e3, 300], [2e3, 300], [2e3, 1100], [1e3, 1100]])
    quad = np.full((4, 2), -1.0)
    while quad.min() < 20 or np.ptp(quad, axis=0).min() < 200:
        camera = aim(random_view(rng, 1280, USUAL.habits), quad_mm)
        quad = project_quad(camera, quad_mm)
    scale = round(np.linalg.norm(quad[1] - quad[0]) / 20) / 100  # edges lie on edges of pixels
    paint = np.zeros((int(1300 * scale), int(2438 * scale), 3), np.uint8)
    left, top, right, bottom = np.rint(quad_mm[[0, 2]].ravel() * scale).astype(int)
    paint[top:bottom, left:right] = 255
    fittings = np.zeros((*paint.shape[:2], 4), np.uint8)
    door = Door(paint, fittings, scale, {"id": quad_mm}, plan)
    black = np.zeros((*np.ceil(quad.max(axis=0) + 20).astype(int)[::-1], 3), np.uint8)
    light = photographed(door, camera, black)[..., 0] / 255
    upper, lower = edges(light, quad)
    left_one, right_one = (line[[1, 0, 2]] for line in edges(light.T, quad[[0, 3, 2, 1], ::-1]))
    lines = [(upper, left_one), (upper, right_one), (lower, right_one), (lower, left_one)]
    meeting = np.array([np.cross(*pair) for pair in lines])
    np.testing.assert_allclose(meeting[:, :2] / meeting[:, 2:], quad, atol=0.01)


def edges(light, quad):
    """Lines (a, b, c) with ax + by + c = 0 through the upper and the lower edge of a white quad.

    In each column the edge is where half of the light is reached, between two pixels.
    """
    inner = np.sort(quad[:, 0])[1:3]
    found = []
    for ends in ((quad[0], quad[1]), (quad[3], quad[2])):
        columns = np.arange(int(inner[0]) + 12, int(inner[1]) - 12)
        about = np.interp(columns, *np.transpose(ends)).astype(int)
        window = light[about[:, None] + np.arange(-8, 9), columns[:, None]] >= 0.5
        row = about - 8 + np.diff(window, axis=1).argmax(axis=1)
        one, other = light[row, columns], light[row + 1, columns]
        slope, start = np.polyfit(columns + 0.5, row + 0.5 + (0.5 - one) / (other - one), 1)
        found.append(np.array([slope, -1.0, start]))
    return found
