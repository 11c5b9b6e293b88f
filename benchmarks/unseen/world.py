"""A world as its tables tell it: an honest model on drawn doors, before a cause is planted."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.data.photo_statistics import STATISTIC_COLUMNS, label_statistics
from containerloc.data.tables import BOX_COLUMNS, quad_columns, quads_of
from containerloc.quads import Floats, bounds
from planted.drawn import DRAWN_PX, PHOTO_PX, draw
from planted.simulated import Guess, Skill, prediction_table, simulate, spurious
from planted.world import LABEL_NOISE_PX, image_table, label_table

Rng = np.random.Generator
Ints = NDArray[np.int64]
POOLS: Final = {"open": (901, 902, 903, 904), "held-out": (951, 952, 953, 954)}  # seeds of doors


@dataclass(frozen=True)
class Doors:
    """Drawn doors of several seeds; their photos are only measured, never handed on."""

    truth: Floats  # (n, 4, 2) px of the photo
    wh_px: Floats  # (n, 2)
    statistics: Floats  # (n, k) of STATISTIC_COLUMNS
    attributes: pd.DataFrame


@lru_cache(maxsize=2)
def doors_of(seeds: tuple[int, ...]) -> Doors:
    """The doors of those seeds, one after the other."""
    parts = [draw(seed) for seed in seeds]
    truth = np.concatenate([each.truth for each in parts])
    pictures = [picture for each in parts for picture in each.pictures]
    measured = [
        label_statistics(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) / 255.0, quad)
        for picture, quad in zip(pictures, truth * DRAWN_PX / PHOTO_PX, strict=True)
    ]
    attributes = pd.concat([each.attributes for each in parts], ignore_index=True)
    return Doors(truth, np.concatenate([e.wh_px for e in parts]), np.array(measured), attributes)


@dataclass(frozen=True)
class World:
    """One experiment as its files tell it; each part of the same images, which have a name each."""

    predictions: pd.DataFrame  # PREDICTION_COLUMNS, from confidence 0.001 up
    labels: pd.DataFrame  # LABEL_COLUMNS
    images: pd.DataFrame  # IMAGE_COLUMNS
    attributes: pd.DataFrame  # of each image, by its name
    statistics: pd.DataFrame  # STATISTIC_COLUMNS of each image, by its name
    truth: Floats  # (n, 4, 2), in the order of `images`; no diagnosis may look at it
    in_use: float = 0.25
    intended: float = 0.25
    settings: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["setting", "asked", "used"])
    )
    class_names: dict[int, str] = field(default_factory=lambda: {0: "container_id"})

    @property
    def names(self) -> list[str]:
        """The images' keys."""
        return self.images["image"].tolist()

    @property
    def wh_px(self) -> Floats:
        """Width and height of each photo, shape `(n, 2)`."""
        return self.images[["width_px", "height_px"]].to_numpy(np.float64)

    @property
    def main(self) -> Ints:
        """The row in `predictions` of the surest prediction of each image; -1 where none is."""
        surest = self.predictions["confidence"].groupby(self.predictions["image"]).idxmax()
        return surest.reindex(self.names).fillna(-1).to_numpy(np.int64)


Plant = Callable[[World, Rng], World]


def honest(n: int, rng: Rng, *, pool: str = "open", skill: Skill | None = None) -> World:
    """Photos of one ID each, labels exact but for people's noise, a model of usual skill."""
    doors = doors_of(POOLS[pool])
    rows = rng.permutation(len(doors.truth))[:n]
    truth, wh = doors.truth[rows], doors.wh_px[rows]
    names = [f"door_{number:04d}" for number in rng.permutation(10_000)[:n]]
    times = np.exp(rng.uniform(np.log(0.75), np.log(1.2)))
    skill = skill or Skill(share=0.07 * times, floor_px=0.9 * times)
    guess = simulate(truth, wh, rng, skill=skill)
    inside = np.clip(guess.quads, 0, wh[:, None])
    labelled = np.clip(truth + rng.normal(0, LABEL_NOISE_PX, truth.shape), 0, wh[:, None])
    said = [prediction_table(names, replace(guess, quads=inside)), spurious(names, truth, wh, rng)]
    blank = tuple(np.zeros((1, 1, 3), np.uint8) for _ in names)
    images = image_table(names, blank).assign(
        width_px=wh[:, 0].round().astype(np.int64), height_px=wh[:, 1].round().astype(np.int64)
    )
    return World(
        pd.concat(said, ignore_index=True),
        label_table(names, labelled),
        images,
        doors.attributes.iloc[rows].set_axis(names, axis=0),
        pd.DataFrame(doors.statistics[rows], names, [*STATISTIC_COLUMNS]),
        truth,
    )


def corners_of(table: pd.DataFrame) -> Floats:
    """The corners of each row, to be changed."""
    return quads_of(table).copy()


def with_quads(table: pd.DataFrame, quads: Floats) -> pd.DataFrame:
    """The table with other corners, and the boxes round them."""
    boxes = dict(zip(BOX_COLUMNS, bounds(quads).T, strict=True))
    return table.assign(**quad_columns(quads), **boxes)


def some(rng: Rng, n: int, share: float, *, least: int = 3) -> Ints:
    """So many of n rows, at random."""
    return np.sort(rng.permutation(n)[: max(least, round(share * n))])


def mapped(
    world: World, change: Callable[[Floats, Floats], Floats], *, rows: Ints | None = None
) -> World:
    """The world whose predictions are elsewhere: `change(quads, wh of their photos)`.

    `rows` are the images of which this is so, all by default.
    """
    names = world.names if rows is None else [world.names[row] for row in rows]
    there = world.predictions["image"].isin(names).to_numpy()
    wh = pd.DataFrame(world.wh_px, world.names).loc[world.predictions["image"]].to_numpy()
    quads = corners_of(world.predictions)
    quads[there] = change(quads[there], wh[there])
    return replace(world, predictions=with_quads(world.predictions, quads))


def relabelled(world: World, quads: Floats) -> World:
    """The world whose labels have other corners."""
    return replace(world, labels=with_quads(world.labels, quads))


def repredicted(world: World, rows: Ints, quads: Floats) -> World:
    """The world whose surest predictions at those images have other corners."""
    corners = corners_of(world.predictions)
    corners[world.main[rows]] = quads
    return replace(world, predictions=with_quads(world.predictions, corners))


def said_of(world: World) -> Floats:
    """The surest prediction of each image, shape `(n, 4, 2)`."""
    return corners_of(world.predictions)[world.main]


def also_predicted(world: World, rows: Ints, quads: Floats, confidence: Floats) -> World:
    """The world with more predictions on those images."""
    guess = Guess(quads, confidence, np.full((len(rows), 4), 0.9))
    more = prediction_table([world.names[row] for row in rows], guess)
    return replace(world, predictions=pd.concat([world.predictions, more], ignore_index=True))


def also_labelled(world: World, rows: Ints, quads: Floats) -> World:
    """The world with a second label on those images."""
    more = label_table([world.names[row] for row in rows], quads).assign(line=2)
    labels = pd.concat([world.labels, more], ignore_index=True)
    labels = labels.sort_values(["image", "line"], kind="stable", ignore_index=True)
    return replace(world, labels=labels, images=counted(world.images, labels))


def unlabelled(world: World, rows: Ints) -> World:
    """The world without the labels of those images."""
    gone = world.labels["image"].isin([world.names[row] for row in rows])
    labels = world.labels[~gone].reset_index(drop=True)
    return replace(world, labels=labels, images=counted(world.images, labels))


def counted(images: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """The images with the number of labels that they have now."""
    counts = labels["image"].value_counts().reindex(images["image"]).fillna(0)
    return images.assign(n_labels=counts.to_numpy(np.int64))


def renamed(world: World, names: list[str]) -> World:
    """The world whose images have other names."""
    new = dict(zip(world.names, names, strict=True))
    tables = {
        key: getattr(world, key).assign(image=getattr(world, key)["image"].map(new))
        for key in ("predictions", "labels", "images")
    }
    tables["images"] = tables["images"].assign(
        path=[f"{name}.jpg" for name in names], label_path=[f"{name}.txt" for name in names]
    )
    by_name = {
        key: getattr(world, key).set_axis(names, axis=0) for key in ("attributes", "statistics")
    }
    return replace(world, **tables, **by_name)


def second_places(world: World, rows: Ints, rng: Rng) -> Floats:
    """Where another ID of about that size would fit on the photo, clear of the first one."""
    places = []
    for row in rows:
        quad, wh = world.truth[row], world.wh_px[row]
        low, high = quad.min(axis=0), quad.max(axis=0)
        room = [low[1] - 20, wh[1] - high[1] - 20]  # above, below
        side = int(np.argmax(room))
        share = min(1.0, 0.6 * room[side] / (high[1] - low[1]))
        small = low + (quad - low) * share
        tall = (high[1] - low[1]) * share
        gap = room[side] - tall
        top = rng.uniform(0.2, 0.8) * gap + (0 if side == 0 else high[1] + 20)
        places.append(small + [0, top - low[1]])
    return np.array(places)
