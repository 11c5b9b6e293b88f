"""Which one map explains most predictions that do not lie on their labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from containerloc.analysis.diagnosis.coordinates.fitted import fitted_maps
from containerloc.analysis.diagnosis.coordinates.maps import SHIFTED, Map, known_maps
from containerloc.analysis.diagnosis.coordinates.pairs import NEAR, Pairs
from containerloc.quads import Bools, Floats, own_frame_errors, text_wh

LEAST_KNOWN: Final = 3  # labels that a map explains which leaves nothing to fit
LEAST_FITTED: Final = 6  # labels that a fitted map explains
MIN_SHARE: Final = 0.6  # of the labels whose prediction lies elsewhere
# A fitted map of the smaller part of all labels may be chance: these need more.
_LEAST_OF_SOME: Final = 10
_SHARE_OF_SOME: Final = 0.85
# The simpler of two maps is preferred where it explains nearly as much, nearly as well.
_NEARLY_AS_MANY: Final = 0.95
_NEARLY_AS_WELL: Final = 1.25
_ROUNDING: Final = 0.02  # text heights
# A map of predictions that mostly lie on their labels must halve the typical error, and explain it
# better than an offset of each corner in the text's own frame does, which a model may learn.
_HALF: Final = 0.5
_BETTER_THAN_OFFSETS: Final = 0.7
_NOTABLE: Final = 0.1  # text heights of typical error


@dataclass(frozen=True, eq=False)
class CoordinateFault:
    """One map explains why predictions do not lie on their labels.

    Attributes
    ----------
    found
        The map.
    explained
        Whether it takes the label onto its prediction, which lies elsewhere, `(n labels,)`.
    elsewhere
        Whether the label's prediction lies elsewhere, `(n labels,)`.
    before, after
        How far predictions are off as they are and once the map is undone, text heights,
        `(n labels,)`; infinite without a prediction.
    """

    found: Map
    explained: Bools
    elsewhere: Bools
    before: Floats
    after: Floats


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A map with how far it leaves each label off, and the labels that it could explain."""

    map: Map
    after: Floats
    possible: Bools

    @property
    def explained(self) -> Bools:
        return np.asarray(self.possible & (self.after <= NEAR))

    @property
    def share(self) -> float:
        return float(self.explained.sum() / max(self.possible.sum(), 1))

    @property
    def typical(self) -> float:
        return float(np.median(self.after[self.explained])) if self.explained.any() else np.inf


def coordinate_fault(pairs: Pairs, *, input_px: int) -> CoordinateFault | None:
    """The simplest map that explains most labels whose predictions lie elsewhere; None if none.

    First the known bugs, then maps that are fitted to the pairs, the simplest first. `input_px` is
    the longer side of the network's input.
    """
    before = pairs.distances(pairs.truth)
    elsewhere = pairs.paired & (before > NEAR)
    if elsewhere.sum() < LEAST_KNOWN:
        return _slight(pairs, before)
    far, n = pairs.of_labels(elsewhere), int(pairs.paired.sum())
    firm = _firm(known_maps(input_px), far, elsewhere, n)
    most = max((each.explained.sum() for each in firm), default=0)
    if most < _NEARLY_AS_MANY * elsewhere.sum():
        firm += _firm(fitted_maps(far), far, elsewhere, n)
    chosen = _simplest(firm)
    if chosen is None:
        return _slight(pairs, before)
    return CoordinateFault(chosen.map, chosen.explained, elsewhere, before, chosen.after)


def _firm(maps: Iterable[Map], pairs: Pairs, elsewhere: Bools, n: int) -> list[_Candidate]:
    """The maps that explain enough of the labels whose predictions lie elsewhere."""
    judged = (_judged(each, pairs, elsewhere) for each in maps)
    return [each for each in judged if _is_firm(each, n)]


def _judged(each: Map, pairs: Pairs, among: Bools) -> _Candidate:
    distances = [pairs.distances(place(pairs.truth, pairs.wh)) for place in each.places]
    after = np.fmin.reduce(distances)
    return _Candidate(each, after, among & ~np.isnan(after))


def _is_firm(candidate: _Candidate, n: int) -> bool:
    explained = int(candidate.explained.sum())
    if not candidate.map.is_fitted:
        return explained >= LEAST_KNOWN and candidate.share >= MIN_SHARE
    if 2 * explained < n:
        return explained >= _LEAST_OF_SOME and candidate.share >= _SHARE_OF_SOME
    return explained >= LEAST_FITTED and candidate.share >= MIN_SHARE


def _simplest(candidates: Sequence[_Candidate]) -> _Candidate | None:
    if not candidates:
        return None
    most = max(int(each.explained.sum()) for each in candidates)
    good = [each for each in candidates if each.explained.sum() >= _NEARLY_AS_MANY * most]
    best = min(each.typical for each in good)
    return next(each for each in good if each.typical <= _NEARLY_AS_WELL * best + _ROUNDING)


def _slight(pairs: Pairs, before: Floats) -> CoordinateFault | None:
    """A map that moves predictions a little, so that most of them still lie on their labels."""
    known = pairs.paired & np.isfinite(before)
    if known.sum() < LEAST_FITTED or np.median(before[known]) < _NOTABLE:
        return None
    most = min(_HALF * np.median(before[known]), _BETTER_THAN_OFFSETS * _without_offsets(pairs))
    near = pairs.of_labels(before <= 2 * NEAR)
    if len(near.label) < LEAST_FITTED:
        return None
    maps = [each for each in fitted_maps(near) if each.code != SHIFTED]
    judged = [_judged(each, pairs, known) for each in maps]
    good = [each for each in judged if np.median(each.after[known]) <= most]
    chosen = _simplest(good)
    if chosen is None or chosen.explained.sum() < max(LEAST_FITTED, _HALF * known.sum()):
        return None
    return CoordinateFault(chosen.map, chosen.explained, known, before, chosen.after)


def _without_offsets(pairs: Pairs) -> float:
    """The typical error without what each corner is off by in the text's own frame, heights."""
    height = text_wh(pairs.truth)[:, 1]
    signed = own_frame_errors(pairs.predicted, pairs.truth) / height[:, None, None]
    near = np.abs(signed).max(axis=(1, 2)) <= 4 * NEAR
    if not near.any():
        return np.inf
    rest = signed[near] - np.median(signed[near], axis=0)
    return float(np.median(np.linalg.norm(rest, axis=2).mean(axis=1)))
