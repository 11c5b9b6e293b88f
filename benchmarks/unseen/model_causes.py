"""What a model, its settings and its export do to predictions; groups; and ordinary worlds."""

from dataclasses import replace

import numpy as np
import pandas as pd

from containerloc.quads import Floats, own_axes, text_wh
from unseen.world import (
    Rng,
    World,
    also_labelled,
    also_predicted,
    corners_of,
    renamed,
    repredicted,
    said_of,
    second_places,
    some,
)

ALL = slice(None)


def _offset(world: World, along: Floats, across: Floats) -> World:
    """Each corner of the surest predictions moved in the ID's own frame, heights of the text."""
    high = text_wh(world.truth)[:, 1, None, None]
    way = np.stack(np.broadcast_arrays(along, across), axis=-1) * high
    rows = np.arange(len(world.names))
    return repredicted(world, rows, said_of(world) + way @ own_axes(world.truth))


def shifted_along(world: World, rng: Rng) -> World:
    """Everything is predicted a quarter to a third of the height too far right or left."""
    far = rng.uniform(0.25, 0.33) * rng.choice([-1, 1])
    return _offset(world, np.full(4, far), np.zeros(4))


def shifted_down(world: World, rng: Rng) -> World:
    """Everything is predicted 15 to 20 % of the height too far down or up."""
    far = rng.uniform(0.15, 0.20) * rng.choice([-1, 1])
    return _offset(world, np.zeros(4), np.full(4, far))


def turned_each(world: World, rng: Rng) -> World:
    """Each ID is predicted turned by 2.5 to 3.5 degrees about its own middle, the same way."""
    angle = np.radians(rng.uniform(2.5, 3.5)) * rng.choice([-1, 1])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    said = said_of(world)
    middle = world.truth.mean(axis=1, keepdims=True)
    return repredicted(world, np.arange(len(said)), (said - middle) @ turn + middle)


def too_small(world: World, rng: Rng) -> World:
    """Each ID is predicted 8 to 10 % too small about its own middle."""
    share = 1 - rng.uniform(0.08, 0.10)
    said = said_of(world)
    middle = world.truth.mean(axis=1, keepdims=True)
    return repredicted(world, np.arange(len(said)), (said - middle) * share + middle)


def right_end_cut(world: World, rng: Rng) -> World:
    """The right end is cut by 0.4 to 0.5 heights, the left one is where it should be."""
    return _offset(world, -rng.uniform(0.4, 0.5) * np.array([0, 1, 1, 0]), np.zeros(4))


def two_corners_scatter(world: World, rng: Rng) -> World:
    """TR and BR scatter by a quarter of the height, each by itself."""
    n = len(world.names)
    along, across = rng.normal(0, 0.25, (2, n, 4)) * np.array([0, 1, 1, 0])
    return _offset(world, along, across)


def no_suppression(world: World, rng: Rng) -> World:
    """Each ID is predicted three times with nearly the same confidence."""
    rows = np.repeat(np.arange(len(world.names)), 2)
    quads = said_of(world)[rows] + rng.normal(0, 3, (len(rows), 4, 2))
    sure = world.predictions["confidence"].to_numpy()[world.main[rows]]
    return also_predicted(world, rows, quads, sure * rng.uniform(0.85, 0.99, len(rows)))


def neighbour_suppressed(world: World, rng: Rng) -> World:
    """40 % of the photos show two IDs, one close above the other; the second one is suppressed."""
    rows = some(rng, len(world.names), 0.4)
    quads = corners_of(world.labels)[rows]
    down = own_axes(quads)[:, 1] * text_wh(quads)[:, 1:] * 1.15
    inside = ((quads + down[:, None]) < world.wh_px[rows, None]).all(axis=(1, 2))
    return also_labelled(world, rows[inside], (quads + down[:, None])[inside])


def two_labelled(world: World, rng: Rng) -> World:
    """40 % of the photos show two IDs, both found: nothing is wrong."""
    rows = some(rng, len(world.names), 0.4)
    there = second_places(world, rows, rng)
    error = (said_of(world) - world.truth)[rng.permutation(len(world.names))][rows]
    share = (text_wh(there) / text_wh(world.truth)[rows])[:, 1, None, None]
    world = also_predicted(world, rows, there + error * share, rng.uniform(0.4, 0.9, len(rows)))
    return also_labelled(world, rows, there + rng.normal(0, 1.2, there.shape))


def never_predicted(world: World, rng: Rng) -> World:
    """15 % of the images have no entry in the predictions, of no confidence whatever."""
    rows = some(rng, len(world.names), 0.15)
    gone = world.predictions["image"].isin([world.names[row] for row in rows])
    return replace(world, predictions=world.predictions[~gone].reset_index(drop=True))


def threshold_half(world: World, rng: Rng) -> World:
    """0.5 is in use where 0.25 is intended; 11 % of the IDs lie between."""
    rows = some(rng, len(world.names), 0.11)
    sure = world.predictions["confidence"].to_numpy(copy=True)
    sure[world.main] = np.maximum(sure[world.main], rng.uniform(0.55, 0.6, len(world.names)))
    sure[world.main[rows]] = rng.uniform(0.3, 0.48, len(rows))
    return replace(world, predictions=world.predictions.assign(confidence=sure), in_use=0.5)


def classes_renumbered(world: World, rng: Rng) -> World:
    """Two classes: what is numbered 0 in the labels is 1 in the predictions, and vice versa."""
    of_image = pd.Series(rng.random(len(world.names)) < 0.4, world.names).astype(np.int64)
    names = {0: "container_id", 1: "plate"}
    classes = of_image[world.labels["image"]].to_numpy()
    labels = world.labels.assign(class_id=classes, class_name=[names[each] for each in classes])
    said = 1 - of_image[world.predictions["image"]].to_numpy()
    return replace(
        world, labels=labels, predictions=world.predictions.assign(class_id=said), class_names=names
    )


def worse_camera(world: World, rng: Rng) -> World:
    """File names tell three cameras; of one of them the error is 2.2 to 2.6 times as large."""
    n = len(world.names)
    camera = rng.choice(["gate1", "gate2", "yard"], n)
    names = [
        f"{where}_{number:05d}" for where, number in zip(camera, rng.permutation(n), strict=True)
    ]
    return renamed(_worse(world, camera == "yard", rng.uniform(2.2, 2.6)), names)


def worse_folder(world: World, rng: Rng) -> World:
    """Photos lie in two folders; of one of them the error is 2.2 to 2.6 times as large."""
    n = len(world.names)
    where = rng.choice(["2024-05/", "2024-11/"], n, p=[0.65, 0.35])
    names = [folder + name for folder, name in zip(where, world.names, strict=True)]
    return renamed(_worse(world, where == "2024-11/", rng.uniform(2.2, 2.6)), names)


def worse_at_the_right(world: World, rng: Rng) -> World:
    """In the right third of the photo the error is 2.2 to 2.6 times as large."""
    x = world.truth[..., 0].mean(axis=1) / world.wh_px[:, 0]
    return _worse(world, x >= np.quantile(x, 2 / 3), rng.uniform(2.2, 2.6))


def _worse(world: World, where: np.ndarray, times: float) -> World:
    error = said_of(world) - world.truth
    error[where] *= times
    return repredicted(world, np.arange(len(error)), world.truth + error)


def bursts(world: World, rng: Rng) -> World:
    """Photos are of few containers, five of each, alike in what goes wrong; names tell which."""
    n, burst = len(world.names), 5
    which = np.arange(n) // burst
    error = said_of(world) - world.truth
    unit = error / text_wh(world.truth)[:, 1, None, None]
    shared = np.sqrt(0.8) * unit[which * burst] + np.sqrt(0.2) * unit
    shared *= text_wh(world.truth)[:, 1, None, None]
    quads = world.truth + shared
    code = rng.permutation(900_000)[: which.max() + 1] + 100_000
    names = [f"MSKU{code[each]}_{number % burst + 1}" for number, each in enumerate(which)]
    return renamed(repredicted(world, np.arange(n), quads), names)


def ordinary(world: World, rng: Rng) -> World:
    """6 % of the IDs at low confidence, false positives of log-normal confidence: usual life."""
    n = len(world.names)
    rows = np.flatnonzero(rng.random(n) < 0.06)
    sure = world.predictions["confidence"].to_numpy(copy=True)
    sure[world.main[rows]] = rng.uniform(0.05, 0.45, len(rows))
    world = replace(world, predictions=world.predictions.assign(confidence=sure))
    extra = np.flatnonzero(rng.random(n) < 0.15)
    there = second_places(world, extra, rng)
    confidence = np.exp(rng.normal(np.log(0.15), 0.7, len(extra))).clip(0.001, 0.9)
    return also_predicted(world, extra, there, confidence)


def one_crossed(world: World, rng: Rng) -> World:
    """One prediction in 300 crosses itself."""
    row = rng.integers(len(world.names), size=1)
    if len(world.names) < 300:
        return world
    return repredicted(world, row, said_of(world)[row][:, [1, 0, 2, 3]])


def nothing(world: World, rng: Rng) -> World:
    """Nothing is planted."""
    return world
