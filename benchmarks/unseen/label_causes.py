"""Labels that are wrong, double, missing or of another mind; and such that only seem so."""

from dataclasses import replace

import numpy as np

from containerloc.quads import own_axes, text_wh
from unseen.world import (
    Rng,
    World,
    also_labelled,
    also_predicted,
    corners_of,
    mapped,
    relabelled,
    repredicted,
    said_of,
    second_places,
    some,
)


def labelled_twice(world: World, rng: Rng) -> World:
    """12 % of the IDs have two labels, a few pixels apart."""
    rows = some(rng, len(world.names), 0.12)
    again = corners_of(world.labels)[rows] + rng.normal(0, 2.5, (len(rows), 4, 2))
    return also_labelled(world, rows, again)


def second_id_unlabelled(world: World, rng: Rng) -> World:
    """On 11 % of the photos another ID is found, at 0.7 to 0.9, which nobody labelled."""
    rows = some(rng, len(world.names), 0.11)
    there = second_places(world, rows, rng)
    off = 0.05 * text_wh(there)[:, 1, None, None] * rng.normal(size=there.shape)
    return also_predicted(world, rows, there + off, rng.uniform(0.7, 0.9, len(rows)))


def labels_misplaced(world: World, rng: Rng) -> World:
    """7 % of the labels lie on another place of their photo; the model is sure of the ID."""
    rows = some(rng, len(world.names), 0.07)
    labelled = corners_of(world.labels)
    labelled[rows] = second_places(world, rows, rng)
    sure = world.predictions["confidence"].to_numpy(copy=True)
    sure[world.main[rows]] = rng.uniform(0.75, 0.92, len(rows))
    world = replace(world, predictions=world.predictions.assign(confidence=sure))
    return relabelled(world, labelled)


def tighter_annotator(world: World, rng: Rng) -> World:
    """A third of the labels are by somebody who draws 10 to 14 % of the height tighter a side."""
    return _annotated(world, rng, tight=rng.uniform(0.10, 0.14), noise_px=0)


def noisy_annotator(world: World, rng: Rng) -> World:
    """A third of the labels are by somebody whose corners scatter by 7 px."""
    return _annotated(world, rng, tight=0, noise_px=7)


def _annotated(world: World, rng: Rng, *, tight: float, noise_px: float) -> World:
    n = len(world.names)
    theirs = np.isin(np.arange(n), rng.permutation(n)[: round(n / 3)])
    labelled = corners_of(world.labels)
    high = text_wh(labelled)[:, 1]
    inward = np.array([[1.0, 1], [-1, 1], [-1, -1], [1, -1]]) * (tight * high)[:, None, None]
    changed = labelled + inward @ own_axes(labelled) + rng.normal(0, noise_px, labelled.shape)
    labelled[theirs] = changed[theirs]
    who = np.where(theirs, "B", np.where(rng.random(n) < 0.5, "A", "C"))
    return relabelled(replace(world, attributes=world.attributes.assign(annotator=who)), labelled)


def on_its_head(world: World, rng: Rng) -> World:
    """3 photos stand on their head; labels and model begin where the text does."""
    rows = some(rng, len(world.names), 0.04)
    wh = world.wh_px
    labelled = corners_of(world.labels)
    labelled[rows] = wh[rows, None] - labelled[rows]
    return relabelled(mapped(world, lambda quads, wh: wh[:, None] - quads, rows=rows), labelled)


def sideways_misread(world: World, rng: Rng) -> World:
    """4 % of the photos lie on their side; the model names corners as if they stood upright."""
    rows = some(rng, len(world.names), 0.04)
    said, wh = said_of(world), world.wh_px.copy()
    labelled = corners_of(world.labels)
    for quads in (said, labelled):
        quads[rows] = np.stack([wh[rows, 1:] - quads[rows, :, 1], quads[rows, :, 0]], axis=-1)
    images = world.images.copy()
    images.loc[rows, ["width_px", "height_px"]] = wh[rows, ::-1].round().astype(np.int64)
    world = relabelled(replace(world, images=images), labelled)
    return repredicted(world, rows, said[rows][:, [3, 0, 1, 2]])


def exchanged_corners(world: World, rng: Rng) -> World:
    """Of 8 % of the predictions TR and BL are exchanged."""
    rows = some(rng, len(world.names), 0.08)
    return repredicted(world, rows, said_of(world)[rows][:, [0, 3, 2, 1]])


def mirrored_winding(world: World, rng: Rng) -> World:
    """All predictions run the other way round: left and right have changed their names."""
    return mapped(world, lambda quads, wh: quads[:, [1, 0, 3, 2]])


def begun_elsewhere(world: World, rng: Rng) -> World:
    """8 % of the labels begin at another corner."""
    rows = some(rng, len(world.names), 0.08)
    labelled = corners_of(world.labels)
    labelled[rows] = np.roll(labelled[rows], rng.choice([1, 2, 3]), axis=1)
    return relabelled(world, labelled)
