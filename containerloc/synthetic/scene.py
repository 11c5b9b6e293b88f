"""One rendered photo of a container door, and the exact corners of its ID."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.camera import Array, Camera, View, aim, random_view
from containerloc.synthetic.door import ROD_DEPTH_MM, WIDTH_MM, Door, paint_door, random_plan
from containerloc.synthetic.light import expose
from containerloc.synthetic.marking import paint_id
from containerloc.synthetic.scenery import backdrop, neighbours, own_sides


@dataclass(frozen=True)
class Scene:
    """A picture and the truth about it."""

    image: NDArray[np.uint8]  # (h, w, 3) RGB
    quads: Array  # (k, 4, 2) px, TL TR BR BL
    texts: tuple[str, ...]
    attributes: dict[str, str | float | int | bool]


def render(seed: int, index: int, *, height_px: int = 1280) -> Scene:
    """Return picture number `index` of the world `seed`.

    Each picture depends on (seed, index) alone, whatever was drawn before it. `height_px` is the
    longer side. The corners are where the camera puts those of the painted ID: they are exact,
    not rounded, and no later step (blur, noise, JPEG) moves them.
    """
    rng = np.random.default_rng([seed, index])
    plan = random_plan(rng)
    rough = paint_id(plan.placement, plan.face, 0.25).quad_mm
    view, camera = _view_inside(rng, rough, height_px)
    per_mm = view.id_width_px / float(np.ptp(rough[:, 0]))
    door = paint_door(plan, rng, float(np.clip(per_mm * 1.15, 0.12, 0.85)))
    shape = (view.height_px, view.width_px)
    place = str(rng.choice(["sky", "night", "hall", "bridge"], p=[0.6, 0.2, 0.12, 0.08]))
    picture = _compose(rng, camera, door, shape, place=place)
    kinds = {"night": ["night", "dusk"], "sky": ["day", "day", "sun", "sun", "glare", "fog", "dusk"],
             "hall": ["day", "dusk", "night"], "bridge": ["day", "dusk", "glare"]}[place]  # fmt: skip
    light = str(rng.choice(kinds))
    subject = (view.id_centre_px[0] / shape[1], view.id_centre_px[1] / shape[0])
    image = expose(rng, picture, light, subject)
    quad = project_quad(camera, door.quad_mm)
    turns = int(rng.choice([0, 1, 3], p=[0.98, 0.01, 0.01]))
    image, quad = turned(image, quad, turns)
    attributes: dict[str, str | float | int | bool] = {
        "place": place,
        "light": light,
        "font": plan.face.family,
        "lines": plan.lines,
        "boxed": plan.boxed,
        "plate": plan.plate is not None,
        "wear": plan.wear,
        "age": plan.age,
        "truck": plan.truck,
        "elevation_deg": view.elevation_deg,
        "azimuth_deg": view.azimuth_deg,
        "roll_deg": view.roll_deg,
        "quarter_turns": turns,
        "id_width_px": float(np.linalg.norm(quad[1] - quad[0])),
        "id_height_px": float(np.linalg.norm(quad[3] - quad[0])),
    }
    return Scene(image, quad[None], (plan.text,), attributes)


def turned(image: NDArray[np.uint8], quad: Array, turns: int) -> tuple[NDArray[np.uint8], Array]:
    """Return picture and corners after quarter turns against the clock, as phones forget them.

    Examples
    --------
    >>> picture, quad = turned(np.zeros((4, 6, 3), np.uint8), np.array([[1.0, 0.5]]), 1)
    >>> picture.shape, quad.tolist()
    ((6, 4, 3), [[0.5, 5.0]])
    """
    for _ in range(turns):
        quad = np.stack([quad[:, 1], image.shape[1] - quad[:, 0]], axis=1)
        image = np.ascontiguousarray(np.rot90(image))
    return image, quad


def _view_inside(
    rng: np.random.Generator, quad_mm: Array, height_px: int
) -> tuple[View, Camera]:
    """Draw views until one has the whole ID well inside the picture."""
    while True:
        view = random_view(rng, height_px)
        camera = aim(view, quad_mm)
        quad = project_quad(camera, quad_mm)
        size = np.array([view.width_px, view.height_px])
        if (quad > 0.004 * size).all() and (quad < 0.996 * size).all():
            return view, camera


def project_quad(camera: Camera, quad_mm: Array) -> Array:
    """Return the corners (4, 2) px of a quad (4, 2) mm on the door.

    In pixel coordinates (0, 0) is the top left corner of the first pixel, as in a label file.
    """
    return camera.project(np.column_stack([quad_mm, np.zeros(len(quad_mm))]))


def _compose(
    rng: np.random.Generator, camera: Camera, door: Door, shape: tuple[int, int], *, place: str
) -> NDArray[np.uint8]:
    height = door.plan.height_mm
    dim = 0.3 if place == "night" else 1.0
    ground = height + (1300.0 if door.plan.truck else 100.0)
    picture = backdrop(rng, camera, shape, place, ground)
    neighbours(rng, picture, camera, height, dim)
    own_sides(rng, picture, camera, height, np.array(door.plan.paint, float))
    size = (shape[1], shape[0])
    onto = _pixel_map(camera.homography(0.0), door.scale)
    cv2.warpPerspective(door.paint, onto, size, dst=picture, flags=cv2.INTER_LINEAR,
                        borderMode=cv2.BORDER_TRANSPARENT)  # fmt: skip
    front = cv2.warpPerspective(
        door.fittings, _pixel_map(camera.homography(ROD_DEPTH_MM), door.scale), size,
        flags=cv2.INTER_LINEAR,
    )  # fmt: skip
    alpha = cv2.merge([255 - front[..., 3]] * 3)
    shown = cv2.multiply(picture, alpha, scale=1 / 255)
    return np.asarray(cv2.add(shown, np.ascontiguousarray(front[..., :3])), np.uint8)


def _pixel_map(homography: Array, scale: float) -> Array:
    """The map from raster pixel indices to picture pixel indices.

    The homography speaks of mm and of coordinates at pixel edges; cv2 of pixel centres.
    """
    to_mm = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, scale]]) / scale
    to_centres = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1.0]])
    return np.asarray(to_centres @ homography @ to_mm, np.float64)


__all__ = ["WIDTH_MM", "Scene", "project_quad", "render"]
