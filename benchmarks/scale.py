"""How time and memory grow with the labels: matching, measures of each label, headline, thresholds.

Photos with two labels each and three predictions a label, drawn with errors and misses. Each size
runs in a process of its own, for its peak memory. The loop that it is compared with asks shapely
for the overlap of one pair after the other; it runs on a sample of the pairs and is scaled up.

Run: python benchmarks/scale.py [--labels 10000 100000 1000000]
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
import pandas as pd
from shapely.geometry import Polygon

from containerloc.analysis.measures.corner_errors import false_positives_by_image, per_label
from containerloc.analysis.measures.headline import headline_numbers
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds.plateau import plateau
from containerloc.analysis.measures.thresholds.sweep import sweep
from containerloc.data.tables import (
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    PREDICTION_COLUMNS,
    box_columns,
    quad_columns,
    quads_of,
    table_of,
)
from containerloc.quads import Floats, bounds

PREDICTIONS_PER_LABEL: Final = 3
LABELS_PER_PHOTO: Final = 2
SAMPLE: Final = 5000  # pairs that the loop is measured on
_STEPS: Final = ("matching", "measures", "headline", "thresholds")


def world(n_labels: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Predictions, labels and images."""
    rng = np.random.default_rng(seed)
    wide, high = rng.uniform(200, 400, n_labels), rng.uniform(20, 60, n_labels)
    angle, place = rng.uniform(-0.2, 0.2, n_labels), np.arange(n_labels) % LABELS_PER_PHOTO
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    flat = flat * np.stack([wide, high], axis=1)[:, None]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = rng.uniform(400, 600, (n_labels, 1, 2)) + 800 * place[:, None, None] * [0, 1]
    truth = flat @ turn.transpose(2, 0, 1) + middle
    names = np.char.add(
        np.char.zfill((np.arange(n_labels) // LABELS_PER_PHOTO).astype(str), 7), ".jpg"
    )
    labels = _table(truth, names, LABEL_COLUMNS, line=place + 1)
    n_photos = -(-n_labels // LABELS_PER_PHOTO)
    images = table_of(
        {
            "image": np.unique(names),
            "width_px": np.full(n_photos, 1000),
            "height_px": np.full(n_photos, 1800),
            "n_labels": np.full(n_photos, LABELS_PER_PHOTO),
        },
        IMAGE_COLUMNS,
    )
    return _predicted(truth, names, rng), labels, images


def _predicted(truth: Floats, names: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """One good prediction a label, a less confident one beside it, and one that may be anywhere."""
    n = len(truth)
    shifts = [rng.normal(0, size, (n, 1, 2)) for size in (2, 10, 200)]
    quads = np.concatenate([truth + shift + rng.normal(0, 2, truth.shape) for shift in shifts])
    confidence = np.concatenate([rng.beta(8, 2, n), rng.beta(2, 6, n), rng.beta(1, 9, n)])
    return _table(quads, np.tile(names, 3), PREDICTION_COLUMNS, confidence=confidence.round(5))


def _table(
    quads: Floats, names: np.ndarray, columns: tuple[str, ...], **more: np.ndarray
) -> pd.DataFrame:
    class_name = {"class_name": np.full(len(quads), "container_id")}
    values = {"image": names, **more, **class_name}
    boxes = box_columns(bounds(quads))
    return table_of({**values, **boxes, **quad_columns(quads)}, columns)


def measure(n_labels: int) -> dict[str, float]:
    """Seconds of each step, of the processor's cores together, and of the loop; GB at the peak."""
    predictions, labels, images = world(n_labels)
    seconds: dict[str, float] = {}
    cpu = time.process_time()
    with _timed(seconds, "matching"):
        matched = matching(predictions, labels)
    with _timed(seconds, "measures"):
        errors = per_label(matched, images, confidence=0.25)
        alarms = false_positives_by_image(matched, images, confidence=0.25)
    with _timed(seconds, "headline"):
        headline_numbers(errors, false_positives=alarms)
    with _timed(seconds, "thresholds"):
        sweep(matched, n_images=len(images))
        plateau(matched)
    total = sum(seconds.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    rest = {"total": total, "cpu": time.process_time() - cpu, "peak_gb": peak}
    return seconds | rest | {"loop": loop_seconds(predictions, labels)}


def loop_seconds(predictions: pd.DataFrame, labels: pd.DataFrame) -> float:
    """What a loop over all pairs of an image would take, from a sample of them."""
    n_pairs = len(predictions) * LABELS_PER_PHOTO
    rng = np.random.default_rng(0)
    rows = rng.integers(0, len(labels), SAMPLE)
    predicted, truth = quads_of(predictions)[rows], quads_of(labels)[rows]
    start = time.perf_counter()
    for quad, true_quad in zip(predicted, truth, strict=True):
        hull, true_hull = Polygon(quad).convex_hull, Polygon(true_quad).convex_hull
        common = hull.intersection(true_hull).area
        common / (hull.area + true_hull.area - common)
    return (time.perf_counter() - start) * n_pairs / SAMPLE


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def main() -> None:
    """Print one line per size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--labels", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--one", type=int, help="measure this size in this process")
    arguments = parser.parse_args()
    if arguments.one:
        print(*measure(arguments.one).values())
        return
    names = [*_STEPS, "total", "cpu", "peak_gb", "loop"]
    print("seconds".ljust(10), *(name.rjust(10) for name in names), "loop/matching".rjust(14))
    for n in arguments.labels:
        command = [sys.executable, __file__, "--one", str(n)]
        made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        values = dict(zip(names, map(float, made.split()), strict=True))
        ratio = values["loop"] / values["matching"]
        print(f"{n:<10,}", *(f"{value:10.2f}" for value in values.values()), f"{ratio:14.1f}")


if __name__ == "__main__":
    main()
