"""Causes that lie in the photos: what they show, and how often."""

from dataclasses import replace

import cv2
import numpy as np

from containerloc.quads import Floats, text_wh
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.picture_faults import darkened, occluded
from planted.drawn import DRAWN_PX, PHOTO_PX, Drawn, Picture, recompressed
from planted.label_causes import Rng, some
from planted.simulated import Guess, Skill, simulate
from planted.world import LABEL_NOISE_PX, Draft, part

PER_PIXEL = PHOTO_PX / DRAWN_PX  # px of the photo


def corner_occluded(draft: Draft, rng: Rng) -> Draft:
    """In 40 % of the photos something hides TL; the model guesses it, 4 to 5 times worse."""
    truth, n = draft.doors.truth, len(draft.names)
    rows = rng.permutation(n)[: round(0.4 * n)]
    pictures = list(draft.doors.pictures)
    for row in rows:
        size = 1.2 * text_wh(truth[[row]])[0, 1] / PER_PIXEL
        fault = Fault("occlude", size_px=float(size))
        seed = [int(rng.integers(2**31))]
        pictures[row] = occluded(pictures[row], truth[row] / PER_PIXEL, fault, seed=seed)
    quads, sure = draft.guess.quads.copy(), draft.guess.corner_confidence.copy()
    times = rng.uniform(4, 5, (len(rows), 1))
    quads[rows, 0] = truth[rows, 0] + times * (quads[rows, 0] - truth[rows, 0])
    sure[rows, 0] = rng.uniform(0.3, 0.65, len(rows))
    doors = replace(draft.doors, pictures=tuple(pictures))
    return replace(draft, doors=doors).with_guess(quads=quads, corner_confidence=sure)


def night_worse(draft: Draft, rng: Rng) -> Draft:
    """25 to 30 % of the photos are taken at night, and there the error is 2.5 times as large."""
    attributes, pictures = draft.doors.attributes.copy(), list(draft.doors.pictures)
    night = np.array(attributes["light"] == "night")
    wanted = round(rng.uniform(0.25, 0.30) * len(night)) - int(night.sum())
    for row in rng.permutation(np.flatnonzero(~night))[: max(wanted, 0)]:
        pictures[row] = darkened(pictures[row], seed=[int(rng.integers(2**31))])
        attributes.loc[row, "light"] = "night"
        night[row] = True
    doors = replace(draft.doors, pictures=tuple(pictures), attributes=attributes)
    return replace(draft, doors=doors).with_guess(quads=_worse(draft, night, 2.5))


def small_ids(draft: Draft, rng: Rng) -> Draft:
    """A third of the photos are taken from afar: IDs of 10 to 14 px at the network's input.

    The error is 1.5 to 2 of its pixels, whatever the ID's size.
    """
    doors, n = draft.doors, len(draft.names)
    rows = rng.permutation(n)[: round(n / 3)]
    high = text_wh(doors.truth)[:, 1]
    for row in rows:
        share = rng.uniform(10, 14) * PER_PIXEL / high[row]
        doors = _farther(doors, row, float(min(share, 1.0)))
    skill = Skill(share=0.005, floor_px=float(rng.uniform(1.5, 2.0)), spread=0.4)
    guess = simulate(doors.truth, doors.wh_px, rng, skill=skill)
    labelled = doors.truth + rng.normal(0, LABEL_NOISE_PX, doors.truth.shape)
    return replace(draft, doors=doors, labelled=labelled, guess=guess)


def _farther(doors: Drawn, row: int, share: float) -> Drawn:
    """The photo at `row` shrunken in its middle; its edges go on to the old size."""
    picture = doors.pictures[row]
    height, width = picture.shape[:2]
    small_wh = max(round(width * share), 1), max(round(height * share), 1)
    small = cv2.resize(picture, small_wh, interpolation=cv2.INTER_AREA)
    left, top = (width - small_wh[0]) // 2, (height - small_wh[1]) // 2
    right, bottom = width - small_wh[0] - left, height - small_wh[1] - top
    whole = cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REPLICATE)
    scale = np.array(small_wh) / [width, height]
    origin = np.array([left, top]) * PER_PIXEL
    return _changed(doors, row, np.asarray(whole, np.uint8), scale=scale, origin=origin)


def border_truncated(draft: Draft, rng: Rng) -> Draft:
    """5 to 8 photos end where their ID does, at one side; there the error is 3 times as large."""
    doors, rows = draft.doors, some(rng, len(draft.names), 5, 8)
    for row in rows:
        picture = doors.pictures[row]
        low = np.floor(doors.truth[row].min(axis=0) / PER_PIXEL).astype(int)
        high = np.ceil(doors.truth[row].max(axis=0) / PER_PIXEL).astype(int)
        side = rng.choice(["left", "right", "top"])
        cut = {
            "left": picture[:, low[0] + 1 :],
            "right": picture[:, : high[0] - 1],
            "top": picture[low[1] + 1 :],
        }[str(side)]
        gone = {"left": [low[0] + 1, 0], "right": [0, 0], "top": [0, low[1] + 1]}[str(side)]
        doors = _changed(doors, row, cut, origin=-PER_PIXEL * np.array(gone, float))
    doors = replace(doors, truth=np.clip(doors.truth, 0, doors.wh_px[:, None]))
    error = draft.guess.quads - draft.doors.truth
    error[rows] *= 3
    labelled = doors.truth + draft.labelled - draft.doors.truth
    return replace(draft, doors=doors, labelled=labelled).with_guess(quads=doors.truth + error)


def _changed(
    doors: Drawn, row: int, picture: Picture, *, scale: Floats | float = 1.0, origin: Floats
) -> Drawn:
    """The doors with another picture at `row`, and its quads where that shows them."""
    pictures = (*doors.pictures[:row], picture, *doors.pictures[row + 1 :])
    truth = doors.truth.copy()
    truth[row] = truth[row] * scale + origin
    places = {name: quads.copy() for name, quads in doors.places.items()}
    for quads in places.values():
        quads[row] = quads[row] * scale + origin
    return replace(doors, pictures=pictures, truth=truth, places=places)


def leak(draft: Draft, rng: Rng) -> Draft:
    """8 to 12 validation photos are in the training split as well, nearly; the model knows them."""
    rows = some(rng, len(draft.names), 8, 12)
    known = np.isin(np.arange(len(draft.names)), rows)
    copies = {}
    for number, row in enumerate(rows):
        copy, _ = _copied(draft.doors.pictures[row], draft.doors.truth[row], rng, exact=False)
        copies[f"train_leaked_{number:03d}"] = copy
    with_copies = {**draft.train_pictures, **copies}
    leaking = replace(draft, train_pictures=with_copies)
    return leaking.with_guess(quads=_worse(draft, known, 0.7))


def duplicates(draft: Draft, rng: Rng) -> Draft:
    """10 to 14 photos are others of the split once more, a third of them unchanged.

    The model says the same of those, and nearly the same of the others.
    """
    n = len(draft.names)
    twins = int(rng.integers(10, 15))
    order = rng.permutation(n)
    rows, sources = order[:twins], order[twins : 2 * twins]
    of = np.arange(n)
    of[rows] = sources
    doors, guess, labelled = part(draft.doors, of), draft.guess, draft.labelled[of]
    error = (guess.quads - draft.doors.truth)[of]
    near = np.delete(rows, np.s_[::3])
    error[near] += 0.3 * (guess.quads - draft.doors.truth)[near]
    for turn, row in enumerate(rows):
        copy, origin = _copied(doors.pictures[row], doors.truth[row], rng, exact=turn % 3 == 0)
        doors = _changed(doors, row, copy, origin=-PER_PIXEL * origin)
        labelled[row] += -PER_PIXEL * origin
    again = Guess(doors.truth + error, guess.confidence[of], guess.corner_confidence[of])
    return replace(draft, doors=doors, labelled=labelled, guess=again)


def _copied(picture: Picture, quad: Floats, rng: Rng, *, exact: bool) -> tuple[Picture, Floats]:
    """The picture once more, and where its first pixel was.

    Unless exact, cropped by up to 4 % a side, brighter or darker, and compressed again.
    """
    if exact:
        return picture, np.zeros(2)
    wh = np.array([picture.shape[1], picture.shape[0]])
    share = quad / PER_PIXEL / wh
    room = np.minimum([share.min(axis=0), 1 - share.max(axis=0)], 0.08).clip(0) / 2
    low, high = np.rint(rng.uniform(0.5, 1.0, (2, 2)) * room * wh).astype(int)
    right, bottom = wh - high
    light = rng.choice([0.85, 1.15]) * picture[low[1] : bottom, low[0] : right].astype(np.float64)
    copy = np.clip(light, 0, 255).astype(np.uint8)
    return recompressed(copy, quality=int(rng.integers(60, 80))), low.astype(np.float64)


def _worse(draft: Draft, where: np.ndarray, times: float) -> Floats:
    """The predicted quads, their errors `times` as large where told."""
    truth = draft.doors.truth
    return truth + np.where(where, times, 1.0)[:, None, None] * (draft.guess.quads - truth)
