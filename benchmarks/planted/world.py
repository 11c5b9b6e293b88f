"""A world: everything that a diagnosis looks at, made from one draft of what is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from containerloc.data.tables import (
    BOX_COLUMNS,
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    PREDICTION_COLUMNS,
    VISIBILITY_COLUMNS,
    quad_columns,
    table_of,
)
from containerloc.quads import Floats, bounds
from planted.drawn import Drawn, N, Picture, picture_wh
from planted.expected import EXPECTED
from planted.simulated import Guess, Skill, prediction_table, simulate, spurious
from planted.trainings import Trained, trained

LABEL_NOISE_PX: Final = 1.2  # of each coordinate of each corner, at 1920 px: quick, honest work


@dataclass(frozen=True)
class World:
    """One experiment with a planted cause, as its files would tell it."""

    planted: str
    predictions: pd.DataFrame  # PREDICTION_COLUMNS, from confidence 0.001 up
    labels: pd.DataFrame  # LABEL_COLUMNS, one an image
    images: pd.DataFrame  # IMAGE_COLUMNS
    confidence: float  # threshold in use
    intended: float  # the experiment's
    validation_confidence: float  # of the training's validation; NaN where not known
    imgsz: int  # of the network's input that the predictions were made with
    settings: (
        pd.DataFrame
    )  # setting, asked, used: the experiment's `predict` against what made them
    train_images: pd.DataFrame  # IMAGE_COLUMNS of the training split
    pictures: Mapping[str, Picture]  # RGB, a third of the photo's size; of both splits
    attributes: pd.DataFrame  # image, place, light, lines, ...
    training: Trained
    truth: Floats  # (n, 4, 2), in the order of `labels`; no diagnosis may look at it

    @property
    def expected(self) -> set[str]:
        """The codes that name the planted cause."""
        return EXPECTED[self.planted]


@dataclass(frozen=True)
class Draft:
    """What a cause may change before the tables are made; everything in the order of `truth`."""

    doors: Drawn  # of the validation split
    train_pictures: Mapping[str, Picture]
    labelled: Floats
    guess: Guess
    training: Trained
    extra: pd.DataFrame = field(default_factory=lambda: table_of({}, PREDICTION_COLUMNS))
    confidence: float = 0.25
    intended: float = 0.25
    validation_confidence: float = 0.25
    used_imgsz: int = 640

    @property
    def names(self) -> list[str]:
        """The images' keys."""
        return [f"door_{i:03d}" for i in range(len(self.doors.truth))]

    def with_guess(self, **changes: Floats) -> "Draft":
        """The draft with other quads, confidence or corner_confidence."""
        return replace(self, guess=replace(self.guess, **changes))


def clean_draft(drawn: Drawn, rng: np.random.Generator, skill: Skill) -> Draft:
    """Labels that are exact but for people's noise, and an honest model of that skill."""
    doors = part(drawn, np.arange(N))
    train = {f"train_{i:03d}": picture for i, picture in enumerate(drawn.pictures[N:])}
    truth = doors.truth
    labelled = truth + rng.normal(0, LABEL_NOISE_PX, truth.shape)
    guess = simulate(truth, doors.wh_px, rng, skill=skill)
    known = float(rng.choice([0.25, np.nan]))
    return Draft(doors, train, labelled, guess, trained(rng), validation_confidence=known)


def part(drawn: Drawn, rows: np.ndarray) -> Drawn:
    """The doors at those rows, in that order."""
    return Drawn(
        tuple(drawn.pictures[row] for row in rows),
        drawn.truth[rows],
        {name: quads[rows] for name, quads in drawn.places.items()},
        drawn.attributes.iloc[rows].reset_index(drop=True),
    )


def finished(draft: Draft, cause: str, rng: np.random.Generator) -> World:
    """The tables of a draft, with spurious predictions wherever the model sees anything.

    Corners are kept inside their photos, as models and labelling tools do.
    """
    names, wh = draft.names, draft.doors.wh_px[:, None]
    labelled = np.clip(draft.labelled, 0, wh)
    guess = replace(draft.guess, quads=np.clip(draft.guess.quads, 0, wh))
    besides = spurious(names, draft.doors.truth, wh[:, 0], rng)
    blind = {name for name, sure in zip(names, guess.confidence, strict=True) if np.isnan(sure)}
    besides = besides[~besides["image"].isin(blind)]
    predictions = pd.concat(
        [each for each in (prediction_table(names, guess), draft.extra, besides) if len(each)],
        ignore_index=True,
    )
    order = predictions.sort_values(["image", "confidence"], ascending=[True, False], kind="stable")
    asked, used = {"iou": 0.7, "imgsz": 640}, {"iou": 0.7, "imgsz": draft.used_imgsz}
    settings = pd.DataFrame(
        {"setting": list(asked), "asked": asked.values(), "used": used.values()}
    )
    images = image_table(names, draft.doors.pictures)
    return World(
        cause,
        order.reset_index(drop=True),
        label_table(names, labelled),
        images,
        draft.confidence,
        draft.intended,
        draft.validation_confidence,
        draft.used_imgsz,
        settings,
        image_table(list(draft.train_pictures), tuple(draft.train_pictures.values())),
        {**dict(zip(names, draft.doors.pictures, strict=True)), **draft.train_pictures},
        draft.doors.attributes.assign(image=names),
        draft.training,
        draft.doors.truth,
    )


def label_table(names: list[str], quads: Floats) -> pd.DataFrame:
    """One label an image."""
    return table_of(
        {
            "image": names,
            "line": np.ones(len(names)),
            "class_name": ["container_id"] * len(names),
            **dict(zip(BOX_COLUMNS, bounds(quads).T, strict=True)),
            **quad_columns(quads),
            **dict.fromkeys(VISIBILITY_COLUMNS, np.full(len(names), 2.0)),
        },
        LABEL_COLUMNS,
    )


def image_table(names: list[str], pictures: tuple[Picture, ...]) -> pd.DataFrame:
    """One label an image; there are no files."""
    wh = np.array([picture_wh(picture) for picture in pictures]).reshape(-1, 2)
    return table_of(
        {
            "image": names,
            "path": [f"{name}.jpg" for name in names],
            "label_path": [f"{name}.txt" for name in names],
            "width_px": wh[:, 0],
            "height_px": wh[:, 1],
            "n_labels": np.ones(len(names)),
        },
        IMAGE_COLUMNS,
    )
