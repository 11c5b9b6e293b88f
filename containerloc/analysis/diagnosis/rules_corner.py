"""The rules on single corners: off in one direction, or scattered."""

from typing import Final

import numpy as np
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_hidden import CORNER, HIDDEN_RULES
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.statistics.groups import group_means
from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.finding import Observation, rule
from containerloc.quads import CORNERS, Bools, Floats

MIN_IDS: Final = 6
MIN_RATIO: Final = 1.25  # below it a difference between corners is not worth a person's day
MOST_FEW: Final = 0.1  # of the objects
MIN_BIAS: Final = 0.03  # in text heights
# Outward is left or right, up or down, as the text reads.
_OUTWARD: Final = (("left", "up"), ("right", "up"), ("right", "down"), ("left", "down"))
_OPPOSITE: Final = {"left": "right", "right": "left", "up": "down", "down": "up"}


@rule(
    "corner-biased",
    "warning",
    evidence={
        **CORNER,
        "along_px": "median error along the text, outward positive, px",
        "across_px": "median error across the text, outward positive, px",
        "outward": "whether the larger of both is outward",
        "scatter_px": "median distance from that offset, px",
    },
    advice="A constant shift is learned from labels: check where the training labels and these "
    "labels place {corner}.",
    tests=("signed rank of a corner's offset from the other corners'",),
    explains=("imbalance-by-chance",),
)
def corner_biased(evidence: Evidence, level: float) -> tuple[Observation, ...]:
    """A corner is off in one direction, by more than the other three are; each such corner.

    Wilcoxon's signed-rank test of its signed error minus the median of the other corners',
    over the eight pairs of corner and direction (Bonferroni). The median of that difference and the
    median error are both at least 3 % of the text's height, and at least half of the scatter.
    Beside the worst corner only those are told that are off by half as much.
    """
    located = evidence.well_located
    if len(located) < MIN_IDS:
        return ()
    errors = located.signed_px
    # By the median: two corners that are hidden, say, would give the others a bias.
    rest = [np.median(np.delete(errors, corner, axis=1), axis=1) for corner in range(4)]
    own = errors - np.stack(rest, axis=1)
    means = group_means(own, evidence.groups_of(located))
    p = np.apply_along_axis(_signed_rank, 0, means) * own[0].size
    firm = _is_large(own, located) & (p <= level)
    size = np.where(firm, np.abs(np.median(own, axis=0)), 0).max(axis=1)
    biased = np.flatnonzero((size > 0) & (size >= size.max() / 2))
    worst_first = biased[np.argsort(-size[biased], kind="stable")]
    return tuple(
        _biased(evidence, int(corner), firm[corner], float(p[corner].min()))
        for corner in worst_first
    )


def _biased(evidence: Evidence, corner: int, firm: Bools, p: float) -> Observation:
    errors = evidence.well_located.signed_px
    vector = np.median(errors[:, corner], axis=0)
    scatter = float(np.median(np.linalg.norm(errors[:, corner] - vector, axis=1)))
    return Observation(
        f"{CORNERS[corner]} is typically {_direction(corner, vector, firm)}, more than the "
        f"other corners (n = {len(errors)}; half of the {evidence.noun.many} within "
        f"{scatter:.1f} px of that): a systematic error, not chance.",
        {
            "corner": CORNERS[corner],
            "along_px": float(vector[0]),
            "across_px": float(vector[1]),
            "outward": bool(vector[np.abs(vector).argmax()] > 0),
            "scatter_px": scatter,
            "p": p,
            "n": len(errors),
        },
    )


def _is_large(own: Floats, located: LabelErrors) -> Bools:
    """Whether a bias matters beside the text's height and the scatter, `(4, 2)`."""
    least = MIN_BIAS * np.median(located.text_height_px)
    half_spread = stats.median_abs_deviation(own, axis=0, scale="normal") / 2
    beyond, whole = (np.abs(np.median(errors, axis=0)) for errors in (own, located.signed_px))
    return np.asarray((beyond >= np.maximum(least, half_spread)) & (whole >= least))


def _signed_rank(values: Floats) -> float:
    return 1.0 if np.allclose(values, 0) else float(stats.wilcoxon(values).pvalue)


def _direction(corner: int, vector: Floats, firm: Bools) -> str:
    """The firm parts of a vector in words: `14.2 px too far left and 3.1 px too far up`."""
    return " and ".join(
        f"{abs(size):.1f} px too far {outward if size > 0 else _OPPOSITE[outward]}"
        for size, outward, is_firm in zip(vector, _OUTWARD[corner], firm, strict=True)
        if is_firm
    )


@rule(
    "corner-scattered",
    "warning",
    evidence={
        **CORNER,
        "ratio": "its mean distance from its own median error over that of the others",
        "mean_px": "that distance, px",
        "others_px": "that distance of the other corners, px",
    },
    advice="Label this corner a second time on some photos, without seeing the first label: a "
    "model cannot be more precise than two readings of its labels.",
    tests=("signed rank of a corner's scatter against the other corners'",),
    explains=("imbalance-by-chance",),
)
def corner_scattered(evidence: Evidence, level: float) -> tuple[Observation, ...]:
    """A corner scatters more than the others beyond chance, its bias left out; each such corner.

    Wilcoxon's signed-rank test of its distance from its own median error against the mean of the
    others' on the same objects, over the four corners (Bonferroni), and at least a quarter larger.
    The worst first; of the others the next, against those that are left, while it is firm.
    """
    located = evidence.well_located
    if len(located) < MIN_IDS:
        return ()
    signed, groups = located.signed_px, evidence.groups_of(located)
    away = np.linalg.norm(signed - np.median(signed, axis=0), axis=2)
    left, made = list(range(4)), list[Observation]()
    while len(left) > 2:
        worst = max(left, key=lambda corner: away[:, corner].mean())
        left.remove(worst)
        own, others = away[:, worst], away[:, left].mean(axis=1)
        if np.allclose(own, others) or own.mean() < MIN_RATIO * others.mean():
            break
        more = group_means(own - others, groups)
        p = float(stats.wilcoxon(more, alternative="greater").pvalue) * 4
        if p > level:
            break
        than = "the other corners"
        if len(left) < 3:
            than = " and ".join(CORNERS[corner] for corner in left)
        even = _is_without_bias(group_means(signed[:, worst], groups), float(own.mean()))
        made.append(_scattered(located, worst, (own, others), than=than, p=p, even=even))
    return tuple(made)


def _scattered(
    located: LabelErrors,
    worst: int,
    away: tuple[Floats, Floats],
    *,
    than: str,
    p: float,
    even: bool,
) -> Observation:
    own, others = away
    ratio = float(own.mean() / others.mean()) if others.any() else np.inf
    bias = " It is not off in one direction: variance, not bias." if even else ""
    return Observation(
        f"{CORNERS[worst]} scatters {ratio:.1f} times as much as {than}, beyond chance: "
        f"{own.mean():.1f} px on average, the others {others.mean():.1f} px "
        f"(n = {len(own)}).{bias}",
        {
            "corner": CORNERS[worst],
            "ratio": ratio,
            "mean_px": float(own.mean()),
            "others_px": float(others.mean()),
            "p": p,
            "n": len(own),
        },
        located.image[np.argsort(-own / np.maximum(others, 1.0))[:8]],
    )


def _is_without_bias(signed: Floats, scatter_px: float) -> bool:
    """Whether a bias of half the scatter can be ruled out, by 95 % intervals of both means."""
    reach = np.abs(signed.mean(axis=0)) + 1.96 * stats.sem(signed, axis=0)
    return bool(np.linalg.norm(reach) < scatter_px / 2)


@rule(
    "imbalance-by-chance",
    "info",
    evidence={
        "imbalance": "worst corner's mean error over the best corner's",
        "n": "detected objects",
        "few": "how many bring it about; 0 where it is not a few",
        "without": "the imbalance of the others",
    },
)
def imbalance_by_chance(evidence: Evidence) -> Observation | None:
    """The corners' mean errors differ, and no other rule explains why.

    Mostly a few objects bring it about: at most a tenth, without which it is below 1.25 or two
    thirds of it are gone. Otherwise no corner is shown to be worse than the others on the same
    objects.
    """
    value, n = map(float, evidence.numbers.loc["imbalance", ["value", "n"]].to_numpy())
    if not value >= MIN_RATIO:
        return None
    found = evidence.errors.take(evidence.errors.measured)
    means = np.nanmean(evidence.errors.errors_px, axis=0)
    worst, best = int(means.argmax()), int(means.argmin())
    falling = np.argsort(found.errors_px[:, best] - found.errors_px[:, worst], kind="stable")
    rest = [
        float(corner_ratio(found.errors_px[falling[few:]]))
        for few in range(int(MOST_FEW * len(found)) + 1)
    ]
    little = max(MIN_RATIO, 1 + (value - 1) / 3)
    few = next((few for few, ratio in enumerate(rest) if ratio < little), 0)
    noun = evidence.noun
    why = (
        f" because of {few} of {noun.counted(len(found))}: without {'it' if few == 1 else 'them'} "
    )
    why += f"the worst corner's is {rest[few]:.2f} times the best one's."
    if not few:
        why = f", but over the same {noun.many} no corner is shown to be worse than the others."
    return Observation(
        f"{CORNERS[worst]}'s mean error is {value:.2f} times {CORNERS[best]}'s{why}",
        {"imbalance": value, "n": int(n), "few": few, "without": rest[few]},
        found.image[falling[:few]],
    )


CORNER_RULES: Final = (corner_biased, *HIDDEN_RULES, corner_scattered)
