"""Coordinates that mean something else than pixels of the photo as displayed."""

from dataclasses import replace

import numpy as np

from containerloc.quads import Floats
from unseen.world import Rng, World, corners_of, mapped, relabelled, said_of, some, with_quads


def exchanged_xy(world: World, rng: Rng) -> World:
    """The predictions' x and y are exchanged."""
    return mapped(world, lambda quads, wh: quads[..., ::-1])


def normalised(world: World, rng: Rng) -> World:
    """Values of 0 to 1 are read as pixels."""
    return mapped(world, lambda quads, wh: quads / wh[:, None])


def half_size(world: World, rng: Rng) -> World:
    """Predictions in pixels of a photo that was made half as large, as 1280 px wide to 640."""
    return mapped(world, lambda quads, wh: quads * 0.5)


def letterbox(world: World, rng: Rng) -> World:
    """Scaled back from the network's input, but its grey bars are not taken off."""

    def change(quads: Floats, wh: Floats) -> Floats:
        bars = (wh.max(axis=1, keepdims=True) - wh) / 2
        return quads + bars[:, None]

    return mapped(world, change)


def exif_ignored(world: World, rng: Rng) -> World:
    """All photos were predicted as stored, a quarter turn from how they are displayed."""
    return mapped(world, as_stored)


def exif_ignored_by_some(world: World, rng: Rng) -> World:
    """25 to 35 % of the photos were predicted as stored."""
    return mapped(world, as_stored, rows=some(rng, len(world.names), rng.uniform(0.25, 0.35)))


def as_stored(quads: Floats, wh: Floats) -> Floats:
    """Of orientation 6: the display turns the stored picture clockwise."""
    return np.stack([quads[..., 1], wh[:, :1] - quads[..., 0]], axis=-1)


def cropped_since(world: World, rng: Rng) -> World:
    """The labels are of photos that still had a border at the left and the top."""
    border = rng.uniform([90, 150], [160, 260])
    return mapped(world, lambda quads, wh: quads - border)


def far_shift(world: World, rng: Rng) -> World:
    """Every prediction lies 200 to 300 px beside its ID in the same direction of the photo."""
    angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(200, 300)
    return mapped(world, lambda quads, wh: quads + far * np.array([np.cos(angle), np.sin(angle)]))


def scaled_at_origin(world: World, rng: Rng) -> World:
    """The photos were made 3 to 5 % smaller after they had been labelled."""
    share = 1 - rng.uniform(0.03, 0.05)
    return mapped(world, lambda quads, wh: quads * share)


def deskewed(world: World, rng: Rng) -> World:
    """The photos were turned by 2 to 3 degrees about their middle after they had been labelled."""
    angle = np.radians(rng.uniform(2, 3)) * rng.choice([-1, 1])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return mapped(world, lambda quads, wh: (quads - wh[:, None] / 2) @ turn + wh[:, None] / 2)


def y_from_below(world: World, rng: Rng) -> World:
    """The predictions' y is counted from the lower edge."""

    def change(quads: Floats, wh: Floats) -> Floats:
        return np.stack([quads[..., 0], wh[:, 1:] - quads[..., 1]], axis=-1)

    return mapped(world, change)


def width_for_height(world: World, rng: Rng) -> World:
    """Normalised labels were multiplied with the height for x and the width for y."""
    wh = world.wh_px[:, None]
    return relabelled(world, corners_of(world.labels) / wh * wh[..., ::-1])


def neighbours_image(world: World, rng: Rng) -> World:
    """The predictions of each image are those of the one after it."""
    order = sorted(world.names)
    following = dict(zip(order, [*order[1:], order[0]], strict=True))
    back = {there: here for here, there in following.items()}
    images = world.predictions["image"].map(back)
    return replace(world, predictions=world.predictions.assign(image=images))


def collapsed(world: World, rng: Rng) -> World:
    """The model says the same of every photo, to within a pixel or two."""
    quads = corners_of(world.predictions)
    main = world.main
    share = np.median(said_of(world) / world.wh_px[:, None], axis=0)
    quads[main] = share * world.wh_px[:, None] + rng.normal(0, 1.5, (len(main), 4, 2))
    return replace(world, predictions=with_quads(world.predictions, quads))


def circular(world: World, rng: Rng) -> World:
    """The labels are this model's own predictions, written to six decimals."""
    wh = world.wh_px[:, None]
    return relabelled(world, np.round(said_of(world) / wh, 6) * wh)


def on_a_grid(world: World, rng: Rng) -> World:
    """Predicted corners lie on multiples of 16 px of the photo, as where no offset is learned."""
    return mapped(world, lambda quads, wh: np.round(quads / 16) * 16)
