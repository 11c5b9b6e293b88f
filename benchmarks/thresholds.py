"""Is an advised threshold better on new images? `python benchmarks/thresholds.py`.

Draws ordinary worlds in which nothing is wrong: one object in a photo, 6 % of them found with low
confidence, and false positives of log-normal confidence. Prints in how many worlds a threshold is
advised, in how many as an error, and how it does on new images against the threshold in use: on
20,000 of the same world, and on as many as it was chosen on.
"""

import argparse
from collections.abc import Sequence
from time import perf_counter

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.diagnose import diagnose_threshold
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.analysis.measures.matching import MISSED, Matching
from containerloc.data.tables import LABEL_COLUMNS, PREDICTION_COLUMNS, table_of
from containerloc.experiment.gate import Gate
from containerloc.quads import Floats

LOW_SHARE = 0.06  # of the objects
NEW_IMAGES = 20_000
WANTED = {"errors": 0.05, "no worse": 0.95}
Draw = tuple[Floats, np.ndarray, Floats]  # confidence of each object; image and one of each alarm


def drawn(world: int, n: int, seed: int) -> Draw:
    """Confidences in `n` photos of a world, whose habits its number decides."""
    habits, rng = np.random.default_rng([world, 1]), np.random.default_rng([world, 2, seed])
    low_up_to, shape = habits.uniform(0.3, 0.6), habits.uniform([6, 1.5], [14, 4])
    per_image, middle = habits.uniform(0.5, 6), np.exp(habits.uniform(*np.log([0.005, 0.05])))
    spread = habits.uniform(1, 1.6)
    found = rng.beta(*shape, n).clip(0.02, 0.99)
    is_low = rng.random(n) < LOW_SHARE
    found[is_low] = rng.uniform(0.01, low_up_to, int(is_low.sum()))
    images = np.repeat(np.arange(n), rng.poisson(per_image, n))
    alarms = np.exp(rng.normal(np.log(middle), spread, len(images))).clip(0.001, 0.95)
    return found, images, alarms


def evidence_of(draw: Draw, in_use: float) -> Evidence:
    """What the rules on thresholds look at; where anything lies plays no part in it."""
    found, images, alarms = draw
    n = len(found)
    labels = table_of({"image": np.arange(n).astype(str), "line": np.ones(n)}, LABEL_COLUMNS)
    names = np.concatenate([np.arange(n), images]).astype(str)
    confidence = np.concatenate([found, alarms])
    made = table_of({"image": names, "confidence": confidence}, PREDICTION_COLUMNS)
    photos = pd.DataFrame({"image": labels["image"], "width_px": 1920, "height_px": 1080})
    evidence = Evidence(made, labels, photos, Settings(in_use, in_use))
    of_prediction = np.append(np.arange(n), np.full(len(alarms), MISSED))
    vars(evidence)["matching"] = Matching(made, labels, Gate(), np.arange(n), of_prediction)
    vars(evidence)["traits"] = pd.DataFrame(index=labels.index)
    return evidence


def mistakes(draw: Draw, threshold: float) -> int:
    """Labels missed and false positives."""
    return int((draw[0] < threshold).sum() + (draw[2] >= threshold).sum())


def judged(world: int, n: int, in_use: float) -> dict[str, float]:
    """What is advised in a world, and by how many mistakes it is worse on new images."""
    found = diagnose_threshold(evidence_of(drawn(world, n, 0), in_use))
    told = [each for each in found if "advised" in each.evidence]
    row: dict[str, float] = {
        "errors": any(each.severity == "error" for each in found),
        "advised": bool(told),
    }
    for name, size in (("expected", NEW_IMAGES), ("again", n)):
        new = drawn(world, size, 1)
        at = told[0].evidence["advised"] if told else in_use
        row[f"worse_{name}"] = mistakes(new, at) - mistakes(new, in_use)
    return row


def main(arguments: Sequence[str] | None = None) -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--worlds", type=int, default=150, help="how many (150)")
    parser.add_argument("--first", type=int, default=0, help="number of the first one (0)")
    parser.add_argument("--labels", type=int, nargs="+", default=[30, 74, 300])
    parser.add_argument("--in-use", type=float, nargs="+", default=[0.1, 0.25, 0.5])
    chosen = parser.parse_args(arguments)
    start = perf_counter()
    worlds = range(chosen.first, chosen.first + chosen.worlds)
    print(f"{'labels':>6} {'in use':>6} {'advised':>8} {'errors':>7}  no worse: expected, again")
    for n in chosen.labels:
        for in_use in chosen.in_use:
            rows = pd.DataFrame([judged(world, n, in_use) for world in worlds])
            given = rows[rows["advised"]]
            fine = [int((given[f"worse_{name}"] <= 0).sum()) for name in ("expected", "again")]
            counts = f"{len(given):>8} {int(rows['errors'].sum()):>7}"
            print(f"{n:>6} {in_use:>6g} {counts}  {fine[0]}, {fine[1]} of {len(given)}", flush=True)
    print(
        f"{len(worlds)} worlds each, wanted: errors at most {WANTED['errors']:.0%}, "
        f"no worse at least {WANTED['no worse']:.0%}; {perf_counter() - start:.0f} s"
    )


if __name__ == "__main__":
    main()
