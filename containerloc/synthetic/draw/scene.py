"""One rendered photo of a container door, and the exact corners of its ID."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Picture, Rng
from containerloc.synthetic.draw.door.door import Door, paint_door
from containerloc.synthetic.draw.door.fittings import DEPTH_MM
from containerloc.synthetic.draw.door.marking import paint_id
from containerloc.synthetic.draw.door.plan import DoorPlan, random_plan
from containerloc.synthetic.draw.photo.camera import Camera, Habits, View, aim, random_view
from containerloc.synthetic.draw.photo.lens import distorted, framed, resized, turned
from containerloc.synthetic.draw.photo.light import expose
from containerloc.synthetic.draw.photo.overlay import draw_buttons, random_bars, stamp_time
from containerloc.synthetic.draw.scenery import draw_surroundings
from containerloc.synthetic.draw.world import USUAL, World

Attributes = dict[str, str | float | int | bool]

# how often each place is drawn, and the light that it may be seen in
_PLACES: dict[str, tuple[float, tuple[str, ...]]] = {
    "yard": (0.60, ("day", "day", "sun", "sun", "glare", "fog", "dusk")),
    "night": (0.20, ("night", "night", "dusk")),
    "hall": (0.12, ("day", "dusk", "night")),
    "bridge": (0.08, ("day", "dusk", "glare")),
}


@dataclass(frozen=True)
class Scene:
    """A picture and the truth about it."""

    image: Picture  # (h, w, 3) RGB
    quads: Floats  # (k, 4, 2) px, TL TR BR BL
    texts: tuple[str, ...]
    attributes: Attributes
    places: Mapping[str, Floats]  # (4, 2) px: owner, serial, check_digit; size_code if there is one


def render(seed: int, index: int, *, height_px: int = 1280, world: World = USUAL) -> Scene:
    """Return picture number `index` of the world `seed`.

    Each picture depends on its arguments alone, whatever was drawn before it.

    Parameters
    ----------
    seed, index : 0 or more.
    height_px : the longer side of the picture.
    world : how often what makes an ID hard to find is drawn.

    Returns
    -------
    Scene : its corners are where the camera puts those of the painted ID: exact, not rounded, and
        no later step (blur, noise, JPEG) moves them. In their coordinates (0, 0) is the outer
        corner of the first pixel, as in a label file.
    """
    rng = np.random.default_rng([seed, index])
    plan = random_plan(rng, world)
    # aimed at a coarse drawing of the ID; the fine one follows at the scale that the view asks for
    rough = paint_id(plan.placement, 0.2, fine_per_mm=0.6).quad_mm
    view, camera = _view_inside(rng, rough, height_px, world.habits)
    per_mm = view.id_width_px / float(np.ptp(rough[:, 0]))
    door = paint_door(plan, rng, float(np.clip(per_mm * 1.4, 0.12, 0.95)))
    names = list(_PLACES)
    place = str(rng.choice(names, p=[_PLACES[name][0] for name in names]))
    light = str(rng.choice(_PLACES[place][1]))
    picture = photographed(door, camera, draw_surroundings(rng, camera, view, plan, place=place))
    subject = (view.id_center_px[0] / view.width_px, view.id_center_px[1] / view.height_px)
    points = np.concatenate([project_quad(camera, quad) for quad in door.places_mm.values()])
    picture, points, bend = _bent(rng, picture, points, world.wide_lens)
    image = expose(rng, picture, light, subject, world)
    image, points, turns = _handled(rng, image, points, world)
    places = dict(zip(door.places_mm, points.reshape(-1, 4, 2), strict=True))
    quad = places.pop("id")
    attributes: Attributes = {"place": place, "light": light, "quarter_turns": turns}
    attributes |= {"lens_distortion": bend, **_described(plan, view, quad)}
    return Scene(image, quad[None], (plan.text,), attributes, places)


def _bent(
    rng: Rng, picture: Picture, points: Floats, often: float
) -> tuple[Picture, Floats, float]:
    """Return picture and points, through a wide lens where one is used, and how wide it is."""
    if rng.random() >= often:
        return picture, points, 0.0
    strength = float(rng.uniform(0.03, 0.2))
    bent, moved = distorted(picture, points, strength)
    size = np.array([picture.shape[1], picture.shape[0]])
    inside = abs(moved[:4] / size - 0.5).max() < 0.496  # the first four are the ID's
    return (bent, moved, strength) if inside else (picture, points, 0.0)


def _handled(rng: Rng, image: Picture, points: Floats, world: World) -> tuple[Picture, Floats, int]:
    """Return picture and points after what people and devices do to it, and its quarter turns."""
    longer = max(image.shape)
    if rng.random() < 0.06:
        stamp_time(rng, image)
    if rng.random() < world.framed:
        bars = random_bars(rng, image)
        image, points = framed(image, points, bars, int(rng.choice([0, 20, 255])))
        draw_buttons(rng, image, bars)
        image, points = resized(image, points, longer)
    turns = int(rng.choice([0, 1, 3], p=[1 - world.turned, world.turned / 2, world.turned / 2]))
    image, points = turned(image, points, turns)
    return image, points, turns


def _described(plan: DoorPlan, view: View, quad: Floats) -> Attributes:
    return {
        "font": plan.brush.face.family,
        "lines": plan.placement.lines,
        "boxed": plan.placement.boxed,
        "plate": plan.brush.plate is not None,
        "wear": plan.wear,
        "age": plan.age,
        "truck": plan.truck,
        "elevation_deg": view.elevation_deg,
        "azimuth_deg": view.azimuth_deg,
        "roll_deg": view.roll_deg,
        "id_width_px": float(np.linalg.norm(quad[1] - quad[0])),
        "id_height_px": float(np.linalg.norm(quad[3] - quad[0])),
    }


def _view_inside(rng: Rng, quad_mm: Floats, height_px: int, habits: Habits) -> tuple[View, Camera]:
    """Draw views until one has the whole ID inside the picture, clear of its border."""
    while True:
        view = random_view(rng, height_px, habits)
        camera = aim(view, quad_mm)
        share = project_quad(camera, quad_mm) / [view.width_px, view.height_px]
        if abs(share - 0.5).max() < 0.496:
            return view, camera


def project_quad(camera: Camera, quad_mm: Floats) -> Floats:
    """Return the corners (4, 2) px of a quad (4, 2) mm on the door."""
    return camera.project(np.column_stack([quad_mm, np.zeros(len(quad_mm))]))


def photographed(door: Door, camera: Camera, picture: Picture) -> Picture:
    """Return the picture (h, w, 3) with the door in it, and before that the rods and handles."""
    size = (picture.shape[1], picture.shape[0])
    onto = _pixel_map(camera.homography(0.0), door.scale)
    cv2.warpPerspective(door.paint, onto, size, dst=picture, borderMode=cv2.BORDER_TRANSPARENT)
    onto = _pixel_map(camera.homography(DEPTH_MM), door.scale)
    front = cv2.warpPerspective(door.fittings, onto, size)
    clear = cv2.merge([255 - cv2.extractChannel(front, 3)] * 3)
    behind = cv2.multiply(picture, clear, scale=1 / 255)
    return np.asarray(cv2.add(behind, cv2.cvtColor(front, cv2.COLOR_RGBA2RGB)), np.uint8)


def _pixel_map(homography: Floats, scale: float) -> Floats:
    """Return the map from pixel indices of a raster to those of the picture.

    The homography speaks of mm and of coordinates at pixel edges; OpenCV of pixel centers.
    """
    to_mm = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, scale]]) / scale
    to_centers = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1.0]])
    return np.asarray(to_centers @ homography @ to_mm, np.float64)
