"""Causes that lie in what the model learned."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from containerloc.quads import Floats, is_missing, own_axes, text_wh
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.label_faults import plant
from planted.label_causes import Rng, some
from planted.simulated import Guess, prediction_table
from planted.world import Draft


def outward_margin(draft: Draft, rng: Rng) -> Draft:
    """Every side lies 10 to 15 % of the text's height too far out."""
    truth = draft.doors.truth
    sizes_px = rng.uniform(0.10, 0.15) * text_wh(truth)[:, 1]
    wide = [
        plant(truth[[row]], [Fault("margin", size_px=float(size))], seed=0)[0][0]
        for row, size in enumerate(sizes_px)
    ]
    return draft.with_guess(quads=draft.guess.quads + np.array(wide) - truth)


def inward_cut(draft: Draft, rng: Rng) -> Draft:
    """In half of the IDs the right end is 0.6 to 1 text heights short: a character or more."""
    truth = draft.doors.truth
    rows = some(rng, len(truth), 33, 41)
    short_px = rng.uniform(0.6, 1.0, len(rows)) * text_wh(truth)[rows, 1]
    quads = draft.guess.quads.copy()
    way = short_px[:, None] * own_axes(truth)[rows, 0]
    quads[rows, 1] -= way
    quads[rows, 2] -= way
    return draft.with_guess(quads=quads)


def size_code_included(draft: Draft, rng: Rng) -> Draft:
    """15 to 25 % of the IDs are predicted together with the size code below them."""
    n, spots = len(draft.names), draft.doors.places["size_code"]
    rows = np.flatnonzero(~is_missing(spots))
    rows = rng.permutation(rows)[: round(n * rng.uniform(0.15, 0.25))]
    return _moved(draft, rows, ["size_code"] * len(rows))


def half_of_the_id(draft: Draft, rng: Rng) -> Draft:
    """Of 8 to 12 IDs the owner code alone is predicted, or all but it."""
    rows = some(rng, len(draft.names), 8, 12)
    return _moved(draft, rows, rng.choice(["owner_only", "serial_only"], len(rows)).tolist())


def wrong_text(draft: Draft, rng: Rng) -> Draft:
    """In 5 to 8 images the size code is predicted, or a line of the weight table further down.

    Half of these IDs are found as well, with little confidence.
    """
    rows = some(rng, len(draft.names), 5, 8)
    spots, truth = draft.doors.places["size_code"], draft.doors.truth
    here = is_missing(spots[rows]) | (rng.random(len(rows)) < 0.5)
    on_table, on_code = rows[here], rows[~here]
    moved = _moved(draft, on_code, ["wrong_text"] * len(on_code))
    quads = moved.guess.quads.copy()
    center = truth[on_table].mean(axis=1, keepdims=True)
    down = own_axes(truth)[on_table, 1] * text_wh(truth)[on_table, 1:] * 5
    quads[on_table] = center + 0.7 * (quads[on_table] - center) + down[:, None]
    found = rows[::2]
    second = Guess(
        draft.guess.quads[found],
        rng.uniform(0.03, 0.2, len(found)),
        draft.guess.corner_confidence[found],
    )
    table = prediction_table([draft.names[row] for row in found], second)
    return replace(moved.with_guess(quads=quads), extra=table)


def missed_altogether(draft: Draft, rng: Rng) -> Draft:
    """In 6 to 8 images nothing is predicted."""
    rows = some(rng, len(draft.names), 6, 8)
    confidence = draft.guess.confidence.copy()
    confidence[rows] = np.nan
    return draft.with_guess(confidence=confidence)


def _moved(draft: Draft, rows: np.ndarray, kinds: Sequence[str]) -> Draft:
    """The predictions at `rows` moved to where the fault of a label of that kind puts it."""
    truth, quads = draft.doors.truth, draft.guess.quads.copy()
    for row, kind in zip(rows, kinds, strict=True):
        places = {name: spots[[row]] for name, spots in draft.doors.places.items()}
        elsewhere: Floats = plant(truth[[row]], [Fault(kind)], seed=0, places=places)[0][0]
        quads[row] += elsewhere - truth[row]
    return draft.with_guess(quads=quads)
