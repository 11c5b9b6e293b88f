"""True corners are true: against a pinhole written anew, and against where edges are drawn."""

import string

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from containerloc.synthetic.draw import scene
from containerloc.synthetic.draw.door.door import Door
from containerloc.synthetic.draw.door.plan import random_plan
from containerloc.synthetic.draw.photo.camera import aim, random_view
from containerloc.synthetic.draw.scene import photographed, project_quad, render
from containerloc.synthetic.draw.world import USUAL


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
        real = getattr(scene, name)

        def call(*args, **kwargs):
            seen[name] = (args, real(*args, **kwargs))
            return seen[name][1]

        monkeypatch.setattr(scene, name, call)

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


def check_digit(text):
    """ISO 6346: letters count from 10, multiples of 11 left out; position n weighs 2 to the n."""
    numbers = [number for number in range(10, 39) if number % 11]
    worth = dict(zip(string.ascii_uppercase, numbers, strict=False))
    worth |= {digit: int(digit) for digit in string.digits}
    return sum(worth[sign] << place for place, sign in enumerate(text[:10])) % 11 % 10


def test_the_check_digit_of_a_known_container():
    assert check_digit("CSQU305438") == 3


def test_texts_have_valid_check_digits_and_owner_codes():
    texts = [render(12, index, height_px=64).texts[0] for index in range(40)]
    for text in texts:
        assert len(text) == 11
        assert text[:3].isalpha()
        assert text[:3].isupper()
        assert text[3] == "U"
        assert text[4:].isdigit()
        assert int(text[10]) == check_digit(text)
    assert len(set(texts)) == 40
