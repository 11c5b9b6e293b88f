"""Are planted faults of labels among the suspects? `python benchmarks/label_faults.py`.

Plants each kind of fault in some labels of simulated IDs, asks for suspects by the predictions of
three simulated models, and prints recall and precision of the suspects, and how many labels without
a fault are suspected. Models find an ID's corners within 7 % of its text's height, on hard photos
twice or four times as far off, with errors that correlate by 0.4 between them.
"""

import argparse
from collections.abc import Callable

import numpy as np
import pandas as pd

from containerloc.analysis.labels.structure import structural_faults
from containerloc.analysis.labels.suspects import suspects
from containerloc.analysis.measures.matching import matching
from containerloc.data.tables import (
    BOX_COLUMNS,
    LABEL_COLUMNS,
    VISIBILITY_COLUMNS,
    quad_columns,
    table_of,
)
from containerloc.quads import Floats, bounds, own_axes, text_wh
from planted.simulated import Guess, corner_errors, prediction_table

WIDTH, HEIGHT = 1440, 1920
SHARE, HARD, ALIKE = 0.07, 0.6, 0.4
Plant = Callable[[Floats, np.random.Generator], Floats]


def ids(n: int, rng: np.random.Generator) -> Floats:
    """Upright IDs on one line, `(n, 4, 2)` px, within the photo."""
    wide, high, angle = rng.uniform(200, 500, n), rng.uniform(25, 70, n), rng.uniform(-0.2, 0.2, n)
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    flat = flat * np.stack([wide, high], axis=1)[:, None]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    quads: Floats = flat @ turn.transpose(2, 0, 1) + rng.uniform(400, 1000, (n, 1, 2))
    return quads


def predicted(truth: Floats, rng: np.random.Generator, models: int) -> list[Floats]:
    """What each model sees."""
    hard = HARD * rng.standard_normal(len(truth)).clip(-2.2, 2.2)
    common, height = corner_errors(truth, rng), text_wh(truth)[:, 1]
    seen = []
    for _ in range(models):
        scale = np.exp(0.9 * hard + 0.25 * rng.standard_normal(len(truth)))
        own = np.sqrt(ALIKE) * common + np.sqrt(1 - ALIKE) * corner_errors(truth, rng)
        seen.append(truth + (scale * np.hypot(SHARE * height, 2.0))[:, None, None] * own / 1.25)
    return seen


def _moved(quads: Floats, by: Floats) -> Floats:
    """TL moved, in px along and across, outward positive."""
    moved = quads.copy()
    moved[:, 0] -= np.einsum("na,nak->nk", np.broadcast_to(by, (len(quads), 2)), own_axes(quads))
    return moved


def _to_size_code(quads: Floats, rng: np.random.Generator) -> Floats:
    wide_high = text_wh(quads)
    return _moved(quads, np.stack([-0.6 * wide_high[:, 0], -1.5 * wide_high[:, 1]], axis=1))


def _quarter_turned(quads: Floats, rng: np.random.Generator) -> Floats:
    """As stored, without the turn that EXIF asks for."""
    return np.stack([quads[..., 1] * WIDTH / HEIGHT, (WIDTH - quads[..., 0]) * HEIGHT / WIDTH], -1)


PRECISE: dict[str, Plant] = {
    **{
        f"TL jitter {s}": lambda q, rng, s=s: _moved(q, rng.normal(0, s, (len(q), 2)))
        for s in (4, 8, 16)
    },
    **{
        f"TL {s} px outward": lambda q, rng, s=s: _moved(q, np.full(2, s / np.sqrt(2)))
        for s in (6, 12, 24)
    },
}
STRUCTURAL: dict[str, Plant] = {
    "two corners swapped": lambda q, rng: q[:, [1, 0, 2, 3]],
    "order rotated": lambda q, rng: q[:, [1, 2, 3, 0]],
    "order mirrored": lambda q, rng: q[:, [1, 0, 3, 2]],
    "TL on the size code": _to_size_code,
    "not labelled": lambda q, rng: np.full_like(q, np.nan),
    "off by EXIF's 90 degrees": _quarter_turned,
}
OTHER = ("box disagrees", "duplicate across splits")


def world(kind: str, n: int, rate: float, seed: int) -> tuple[pd.DataFrame, set[str], set[str]]:
    """Suspects, the images with a fault, and all images."""
    rng = np.random.default_rng(seed)
    truth = ids(n, rng)
    seen = predicted(truth, rng, 3)
    labels = truth + rng.normal(0, 1.0, truth.shape)
    bad = np.zeros(n, bool)
    bad[rng.permutation(n)[: round(rate * n)]] = True
    names = np.array([f"{k:04}.jpg" for k in range(n)])
    plant = {**PRECISE, **STRUCTURAL}.get(kind)
    if plant:
        labels[bad] = plant(labels[bad], rng)
    boxes = bounds(np.nan_to_num(labels))
    if kind == "box disagrees":
        boxes[bad] += [300, 0, 300, 0]
    copies = pd.DataFrame({"image_a": names[bad], "image_b": names[bad]})
    kept = np.isfinite(labels).all(axis=(1, 2))
    table, images = _labels(names[kept], labels[kept], boxes[kept]), _images(names)
    suspected = suspects(
        table,
        images,
        [matching(_predictions(names, quads), table) for quads in seen],
        faults=structural_faults(table, images),
        copies=copies if kind == "duplicate across splits" else None,
    )
    return suspected, set(names[bad]), set(names)


def _labels(names: np.ndarray, quads: Floats, boxes: Floats) -> pd.DataFrame:
    ones = np.ones(len(names))
    return table_of(
        {
            "image": names,
            "line": ones.astype(int),
            "class_name": ["container_id"] * len(names),
            **dict(zip(BOX_COLUMNS, boxes.T, strict=True)),
            **quad_columns(quads),
            **dict.fromkeys(VISIBILITY_COLUMNS, 2 * ones),
        },
        LABEL_COLUMNS,
    )


def _images(names: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "image": names,
            "path": "",
            "label_path": "",
            "width_px": WIDTH,
            "height_px": HEIGHT,
            "n_labels": 1,
        }
    )


def _predictions(names: np.ndarray, quads: Floats) -> pd.DataFrame:
    ones = np.ones(len(names))
    return prediction_table(list(names), Guess(quads, 0.8 * ones, 0.9 * np.ones((len(names), 4))))


def study(kind: str, n: int, rate: float, seeds: int) -> dict[str, object]:
    """Recall and precision over all seeds, and the share of sound labels that are suspected."""
    hit = bad = told = sound = 0
    for seed in range(seeds):
        found, faulty, names = world(kind, n, rate, seed)
        named = set(found["image"])
        hit, bad, told = hit + len(named & faulty), bad + len(faulty), told + len(named)
        sound += len(names) - len(faulty)
    return {
        "n": n,
        "rate": f"{rate:.0%}",
        "recall": hit / bad if bad else np.nan,
        "precision": hit / told if bad and told else np.nan,
        "false alarms": (told - hit) / sound,
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    seeds = parser.parse_args().seeds
    rows = [{"planted": "nothing", **study("nothing", n, 0.0, seeds)} for n in (74, 300)]
    for kind in (*PRECISE, *STRUCTURAL, *OTHER):
        rows += [
            {"planted": kind, **study(kind, n, rate, seeds)}
            for n in (74, 300)
            for rate in (0.02, 0.05, 0.1)
        ]
        print(pd.DataFrame(rows).set_index("planted").round(3).tail(6).to_string(), flush=True)
    print(pd.DataFrame(rows).set_index("planted").round(3).head(2).to_string())


if __name__ == "__main__":
    main()
