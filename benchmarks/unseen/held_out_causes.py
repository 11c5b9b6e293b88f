"""The third that is kept back: run at the end, once. Nobody tunes a rule on these."""

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
    mapped,
    relabelled,
    renamed,
    repredicted,
    said_of,
    second_places,
    some,
    unlabelled,
    with_quads,
)

INPUT_PX = 640


def input_pixels(world: World, rng: Rng) -> World:
    """Predictions in pixels of the network's input, letterboxed to 640 px."""

    def change(quads: Floats, wh: Floats) -> Floats:
        longest = wh.max(axis=1, keepdims=True)
        bars = (longest - wh) / 2
        return (quads + bars[:, None]) * (INPUT_PX / longest)[:, None]

    return mapped(world, change)


def stretched(world: World, rng: Rng) -> World:
    """The photo was stretched to a square for the network, and one factor was used to go back."""

    def change(quads: Floats, wh: Floats) -> Floats:
        return quads / wh[:, None] * wh.max(axis=1)[:, None, None]

    return mapped(world, change)


def upside_down_by_some(world: World, rng: Rng) -> World:
    """A quarter of the photos were predicted as stored: on their head (orientation 3)."""
    rows = some(rng, len(world.names), 0.25)
    return mapped(world, lambda quads, wh: wh[:, None] - quads, rows=rows)


def flip_not_undone(world: World, rng: Rng) -> World:
    """Predicted on mirrored photos; x was never mirrored back."""

    def change(quads: Floats, wh: Floats) -> Floats:
        return np.stack([wh[:, :1] - quads[..., 0], quads[..., 1]], axis=-1)

    return mapped(world, change)


def labels_shifted(world: World, rng: Rng) -> World:
    """The labels are of photos of another crop: 300 px are missing at the right and below."""
    return relabelled(world, corners_of(world.labels) * 0.8 + rng.uniform(20, 60, 2))


def off_by_one_from(world: World, rng: Rng) -> World:
    """One image was left out half-way: from there on each has the predictions of the next."""
    order = sorted(world.names)
    start = round(rng.uniform(0.3, 0.5) * len(order))
    back = {name: name for name in order[:start]}
    back |= {order[i]: order[i - 1] for i in range(start + 1, len(order))}
    predictions = world.predictions[world.predictions["image"].isin(list(back))]
    images = predictions["image"].map(back)
    return replace(world, predictions=predictions.assign(image=images).reset_index(drop=True))


def nearly_collapsed(world: World, rng: Rng) -> World:
    """The model has learned where IDs mostly are, and says that of each photo."""
    said = said_of(world) / world.wh_px[:, None]
    usual = np.median(said, axis=0)
    quads = (usual + 0.08 * (said - usual)) * world.wh_px[:, None]
    return repredicted(world, np.arange(len(quads)), quads)


def partly_circular(world: World, rng: Rng) -> World:
    """65 % of the labels are this model's own predictions; people corrected the others."""
    rows = some(rng, len(world.names), 0.65)
    wh = world.wh_px[rows, None]
    labelled = corners_of(world.labels)
    labelled[rows] = np.round(said_of(world)[rows] / wh, 6) * wh
    return relabelled(world, labelled)


def labels_of_two_decimals(world: World, rng: Rng) -> World:
    """The labels were written with two decimals of the photo's size: steps of 14 to 19 px."""
    wh = world.wh_px[:, None]
    return relabelled(world, np.round(corners_of(world.labels) / wh, 2) * wh)


def ends_far_out(world: World, rng: Rng) -> World:
    """Both ends lie 0.2 to 0.3 heights too far out, upper and lower side where they should."""
    sign = np.array([-1.0, 1, 1, -1]) * rng.uniform(0.2, 0.3)
    return _offset(world, sign, np.zeros(4))


def upper_side_cut(world: World, rng: Rng) -> World:
    """The upper side is 0.18 to 0.24 heights too low, the lower one is right."""
    return _offset(world, np.zeros(4), np.array([1.0, 1, 0, 0]) * rng.uniform(0.18, 0.24))


def two_corners_biased(world: World, rng: Rng) -> World:
    """TL and BR lie 0.2 heights too far out along the text."""
    return _offset(world, np.array([-0.2, 0, 0.2, 0]), np.zeros(4))


def _offset(world: World, along: Floats, across: Floats) -> World:
    high = text_wh(world.truth)[:, 1, None, None]
    way = np.stack(np.broadcast_arrays(along, across), axis=-1) * high
    rows = np.arange(len(world.names))
    return repredicted(world, rows, said_of(world) + way @ own_axes(world.truth))


def labels_absent(world: World, rng: Rng) -> World:
    """12 % of the images have an empty label file, though the ID is seen and found."""
    rows = some(rng, len(world.names), 0.12)
    sure = world.predictions["confidence"].to_numpy(copy=True)
    sure[world.main[rows]] = rng.uniform(0.7, 0.9, len(rows))
    return unlabelled(replace(world, predictions=world.predictions.assign(confidence=sure)), rows)


def labels_exchanged(world: World, rng: Rng) -> World:
    """The label files of 8 % of the photos were exchanged among them."""
    rows = some(rng, len(world.names), 0.08, least=4)
    labelled = corners_of(world.labels)
    labelled[rows] = np.roll(labelled[rows], 1, axis=0)
    sure = world.predictions["confidence"].to_numpy(copy=True)
    sure[world.main[rows]] = rng.uniform(0.7, 0.9, len(rows))
    world = replace(world, predictions=world.predictions.assign(confidence=sure))
    return relabelled(world, labelled.clip(0, world.wh_px[:, None]))


def all_labels_begun_elsewhere(world: World, rng: Rng) -> World:
    """All labels begin at BL: another tool's convention."""
    return relabelled(world, np.roll(corners_of(world.labels), 1, axis=1))


def crossed_by_some(world: World, rng: Rng) -> World:
    """Of 7 % of the predictions BR and BL are exchanged: the outline crosses itself."""
    rows = some(rng, len(world.names), 0.07)
    return repredicted(world, rows, said_of(world)[rows][:, [0, 1, 3, 2]])


def first_half_predicted(world: World, rng: Rng) -> World:
    """The prediction run ended after 55 % of the images."""
    order = sorted(world.names)
    kept = order[: round(0.55 * len(order))]
    there = world.predictions["image"].isin(kept)
    return replace(world, predictions=world.predictions[there].reset_index(drop=True))


def repeated_twice(world: World, rng: Rng) -> World:
    """Half of the IDs are predicted a second time, 10 % larger, nearly as sure."""
    rows = some(rng, len(world.names), 0.5)
    said = said_of(world)[rows]
    middle = said.mean(axis=1, keepdims=True)
    sure = world.predictions["confidence"].to_numpy()[world.main[rows]]
    return also_predicted(world, rows, middle + 1.1 * (said - middle), 0.95 * sure)


def many_labels_worse(world: World, rng: Rng) -> World:
    """On the 40 % of photos with two IDs the error is 2.2 to 2.6 times as large."""
    rows = some(rng, len(world.names), 0.4)
    times = np.where(np.isin(np.arange(len(world.names)), rows), rng.uniform(2.2, 2.6), 1.0)
    error = (said_of(world) - world.truth) * times[:, None, None]
    world = repredicted(world, np.arange(len(error)), world.truth + error)
    there = second_places(world, rows, rng)
    share = (text_wh(there) / text_wh(world.truth)[rows])[:, 1, None, None]
    more = error[rng.permutation(rows)] * share
    world = also_predicted(world, rows, there + more, rng.uniform(0.4, 0.9, len(rows)))
    return also_labelled(world, rows, there + rng.normal(0, 1.2, there.shape))


def worse_camera_by_folder(world: World, rng: Rng) -> World:
    """Photos of four cameras in folders; of one the error is 2.2 to 2.6 times as large."""
    camera = rng.choice(["cam_a/", "cam_b/", "cam_c/", "cam_d/"], len(world.names))
    names = [where + name for where, name in zip(camera, world.names, strict=True)]
    times = np.where(camera == "cam_c/", rng.uniform(2.2, 2.6), 1.0)[:, None, None]
    quads = world.truth + (said_of(world) - world.truth) * times
    return renamed(repredicted(world, np.arange(len(names)), quads), names)


def alarms_kept(world: World, rng: Rng) -> World:
    """A quarter of the photos have a false positive of 0.3 to 0.5; all IDs are above 0.6."""
    rows = some(rng, len(world.names), 0.25)
    sure = world.predictions["confidence"].to_numpy(copy=True)
    sure[world.main] = np.maximum(sure[world.main], rng.uniform(0.62, 0.7, len(world.names)))
    world = replace(world, predictions=world.predictions.assign(confidence=sure))
    return also_predicted(
        world, rows, second_places(world, rows, rng), rng.uniform(0.3, 0.5, len(rows))
    )


def bursts_by_time(world: World, rng: Rng) -> World:
    """Five photos of each container within seconds, as the names' times tell."""
    n, burst = len(world.names), 5
    which = np.arange(n) // burst
    start = pd.Timestamp("2024-06-01") + pd.to_timedelta(
        np.sort(rng.permutation(80_000)[: which.max() + 1] + 3000)[which], unit="s"
    )
    times = start + pd.to_timedelta(np.arange(n) % burst * 2, unit="s")
    error = (said_of(world) - world.truth) / text_wh(world.truth)[:, 1, None, None]
    shared = np.sqrt(0.8) * error[which * burst] + np.sqrt(0.2) * error
    shared *= text_wh(world.truth)[:, 1, None, None]
    names = [f"IMG_{when:%Y%m%d_%H%M%S}" for when in times]
    return renamed(repredicted(world, np.arange(n), world.truth + shared), names)


def far_ones_missed(world: World, rng: Rng) -> World:
    """The smallest 9 % of the IDs are not found at any confidence."""
    rows = np.argsort(text_wh(world.truth)[:, 1])[: max(3, round(0.09 * len(world.names)))]
    gone = world.predictions.index.isin(world.main[rows])
    near = pd.Series(world.predictions["image"].isin([world.names[row] for row in rows]))
    blind = gone | near.to_numpy()
    return replace(world, predictions=world.predictions[~blind].reset_index(drop=True))


def steps_of_eight_input_pixels(world: World, rng: Rng) -> World:
    """Corners are read from a heat map of 8 px of the network's input, without an offset."""
    step = (8 * world.wh_px.max(axis=1) / INPUT_PX)[0]
    quads = np.round(corners_of(world.predictions) / step) * step
    return replace(world, predictions=with_quads(world.predictions, quads))
