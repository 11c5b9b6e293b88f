"""Is it said why a training went as it did? On results.csv with a planted cause.

    python benchmarks/training_courses.py [--each 100] [--first-seed 0] [--held-out]

Each cause is drawn by two generators of other shapes: `TUNED`, exponentials with independent noise,
on which limits of `analysis.training.course` were chosen, and `HELD_OUT`, logistic and broken
curves with noise that lasts over epochs, looked at only at the end. Prints for each cause in how
many trainings its finding is told, which findings beside it are warnings or errors that name
another cause. With 150 of each: of TUNED (seeds from 5000) 1146 of 1200 named, another cause told
in 9; of HELD_OUT (seeds from 7000) 1098 and 17, fewest of flat curves whose noise lasts (217 of
300).
"""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from containerloc.analysis.training.arguments import argument_differences
from containerloc.analysis.training.audit import audit_findings
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.analysis.training.rates import learning_rates
from containerloc.experiment.schedule import Schedule, rate_share
from containerloc.quads import Floats
from planted.trainings import ASKED, Trained, trained

Curve = Callable[[np.random.Generator, Floats], Floats]  # of shares of the training, (n,)
# Findings that name a cause: of these, no other may be told beside the planted one.
CAUSES: Final = (
    *("rate-too-high", "overfitted", "learned-nothing", "best-epoch-early"),
    *("quality-collapsed", "loss-exploded", "losses-not-finite", "warm-up-hot"),
)
EXPECTED: Final[Mapping[str, frozenset[str]]] = {
    "sound": frozenset({"nothing-wrong"}),
    "rate too high": frozenset({"rate-too-high"}),
    "overfitted": frozenset({"overfitted"}),
    "too short": frozenset({"still-rising", "still-falling"}),
    "saturated": frozenset({"nothing-left"}),
    "rate too low": frozenset({"learned-nothing"}),
    "memorised": frozenset({"learned-nothing", "overfitted"}),
    "collapsed": frozenset({"quality-collapsed"}),
}


def planted(cause: str, seed: int, *, held_out: bool = False) -> Trained:
    """A training with that cause; of 20 to 150 epochs, and stopped where patience ran out."""
    rng = np.random.default_rng(seed)
    epochs = int(rng.choice([20, 30, 50, 100, 150]))
    share = np.arange(1, epochs + 1) / epochs
    corners, boxes, train, val = (_lasting if held_out else _plain)(cause, rng, share)
    noise = rng.uniform(0.004, 0.02)
    shaken = _shaken(rng, epochs, noise, lasting=0.5 if held_out else 0.0)
    results = trained(rng, epochs=150).results.head(epochs).copy()
    top = 0.995
    results["metrics/mAP50-95(P)"] = np.clip(corners + shaken * (1.05 - corners), 0, top)
    results["metrics/mAP50-95(B)"] = np.clip(boxes + shaken, 0, top)
    loss_noise = 1 + _shaken(rng, epochs, 0.015, lasting=0.3 if held_out else 0.0)
    for part, total in (("train", train), ("val", val)):
        total = total * loss_noise if part == "train" else total * (1 - 2 * shaken)
        results[f"{part}/box_loss"], results[f"{part}/pose_loss"] = 0.4 * total, 0.6 * total
        results[f"{part}/kobj_loss"] = 0.05
    rate = rate_share(Schedule("cosine"), epochs=epochs, final=float(ASKED["lrf"]))
    rates = 0.001 * np.array([rate(k) for k in range(epochs)])
    for group in range(3):
        results[f"lr/pg{group}"] = rates
    asked = {**ASKED, "epochs": epochs, "patience": epochs, "warmup_epochs": 0}
    given = trained(rng)
    return replace(given, results=results, asked=asked, ran={**given.ran, **asked})


def _shaken(rng: np.random.Generator, n: int, size: float, *, lasting: float) -> Floats:
    values = rng.normal(0, size, n)
    for k in range(1, n):
        values[k] += lasting * values[k - 1]
    return values


def _plain(cause: str, rng: np.random.Generator, share: Floats) -> tuple[Floats, ...]:
    """Exponential curves: mAP of corners and boxes, losses of training and validation."""
    fast = 1 - np.exp(-share * rng.uniform(8, 15))
    level, gain = rng.uniform(0.75, 0.9), rng.uniform(0.1, 0.6)
    corners, train = level - gain * (1 - fast), 3 + 6 * np.exp(-share * rng.uniform(4, 8))
    val = 2 + 5 * np.exp(-share * rng.uniform(6, 10))
    n = len(share)
    if cause == "rate too high":
        start, depth = rng.uniform(0.85, 0.95), rng.uniform(0.15, 0.5)
        back = depth * rng.uniform(0.5, 0.85)
        corners = start - depth + back * (1 - np.exp(-share * rng.uniform(3, 8)))
        corners[0] = start
        val = 3 + 3 * np.exp(-share * 4) + np.where(share > share[0], 1.0, -2.5)
    if cause == "overfitted":
        turn = rng.uniform(0.15, 0.5)
        after = np.clip(share - turn, 0, None) / (1 - turn)
        corners = corners - rng.uniform(0.03, 0.15) * after
        val = 2 + 4 * np.exp(-share / turn * 3) + rng.uniform(0.8, 2.0) * after
        train = 1 + 6 * np.exp(-share * 3)
    if cause == "too short":
        corners = level - gain + gain * (1 - np.exp(-share * rng.uniform(0.8, 1.5)))
        corners, val = corners, 3 + 6 * np.exp(-share * rng.uniform(1, 2))
    if cause == "saturated":
        corners = np.full(n, rng.uniform(0.97, 0.992))
    if cause in ("rate too low", "memorised"):
        corners = np.full(n, rng.uniform(0.3, 0.85))
        falls = rng.uniform(0.3, 0.6) if cause == "memorised" else rng.uniform(0, 0.02)
        train, val = 6 * (1 - falls * share), np.full(n, rng.uniform(3, 8))
    if cause == "collapsed":
        place = int(rng.integers(n // 2, n - 2))
        corners[place : place + 2] *= rng.uniform(0.1, 0.3)
    boxes = corners * rng.uniform(0.75, 0.9)
    return corners, boxes, train, val


def _lasting(cause: str, rng: np.random.Generator, share: Floats) -> tuple[Floats, ...]:
    """Other shapes of the same causes: logistic rises, straight falls, boxes apart from corners."""
    middle, steep = rng.uniform(0.08, 0.2), rng.uniform(15, 30)
    risen = 1 / (1 + np.exp(-steep * (share - middle)))
    level = rng.uniform(0.7, 0.93)
    corners, boxes = level * risen, rng.uniform(0.5, 0.75) * risen
    train, val = 2.5 / (0.15 + share), 2 / (0.2 + np.minimum(share, 0.7))
    n = len(share)
    if cause == "rate too high":
        start = rng.uniform(0.8, 0.97)
        low = start * rng.uniform(0.4, 0.85)
        end = low + (start - low) * rng.uniform(0.3, 0.8)
        corners = low + (end - low) * np.minimum(1, share * rng.uniform(1, 3))
        boxes = 0.75 * corners
        kept = 2 if n >= 50 and rng.random() < 0.5 else 1
        corners[:kept], boxes[:kept] = start, 0.75 * start
        val, train = 4 + 2 * (1 - share), 5 + 1.5 * (1 - share)
        val[:kept] = 3
    if cause == "overfitted":
        turn = rng.uniform(0.2, 0.6)
        after = np.clip(share - turn, 0, None)
        val = val + rng.uniform(2, 5) * after
        corners, train = corners - rng.uniform(0, 0.2) * after, 4 * (1.05 - share)
    if cause == "too short":
        corners = level * (0.3 + 0.7 * share ** rng.uniform(0.7, 1.2))
        boxes, val = 0.8 * corners, 8 - 4 * share
    if cause == "saturated":
        corners, boxes = np.full(n, rng.uniform(0.965, 0.994)), np.full(n, rng.uniform(0.7, 0.9))
    if cause in ("rate too low", "memorised"):
        corners, boxes = np.full(n, rng.uniform(0.4, 0.9)), np.full(n, rng.uniform(0.4, 0.7))
        falls = rng.uniform(0.2, 0.7) if cause == "memorised" else rng.uniform(-0.01, 0.025)
        train, val = 9 * (1 - falls * np.sqrt(share)), np.full(n, rng.uniform(3, 8))
    if cause == "collapsed":
        place = int(rng.integers(n // 2, n - 3))
        for curve in (corners, boxes):
            curve[place : place + 3] *= np.array([0.6, 0.2, 0.7])
    return corners, boxes, train, val


def found_in(given: Trained) -> dict[str, str]:
    """The codes that the audit finds, without what follows from another, and their severity."""
    rates = learning_rates(given.results, given.schedule, given.ran)
    differences = argument_differences(given.asked, given.ran, {})
    evidence = TrainingEvidence(given.results, rates, given.ran, given.schedule, differences)
    return {each.code: each.severity for each in audit_findings(evidence) if not each.cause}


def judged(cause: str, each: int, *, first_seed: int, held_out: bool) -> Counter[str]:
    """How often the planted cause is named, and what else is."""
    counts: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + each):
        codes = found_in(planted(cause, seed, held_out=held_out))
        counts["named"] += bool(EXPECTED[cause] & set(codes))
        others = [code for code in codes if code in CAUSES and code not in EXPECTED[cause]]
        counts["other cause"] += bool(others)
        counts.update(others)
    return counts


def main() -> None:
    """Plant, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    for cause in EXPECTED:
        counts = judged(
            cause, options.each, first_seed=options.first_seed, held_out=options.held_out
        )
        named, other = counts.pop("named"), counts.pop("other cause")
        print(
            f"{cause:14} named {named:4} of {options.each}, another cause {other}  {dict(counts)}"
        )


if __name__ == "__main__":
    main()
