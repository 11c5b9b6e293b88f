"""Are experiments told apart where they differ, and only there? On pairs with a known difference.

Three kinds of pairs, 74 IDs each, judged in every headline number with Holm over all of them:

- equal: two models with the same distribution of errors, misses and false positives; what is said
  of them must be wrong in at most 5 of 100 pairs;
- worse: the second is 1.5 px farther off on every ID;
- hidden: so it is here, but it misses the IDs that are hard for both, so that its own MDE is lower.

Run: python benchmarks/comparison.py [--pairs 100]
"""

import argparse
import time
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.differences import differences
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.data.tables import (
    BOX_COLUMNS,
    CONFIDENCE_COLUMNS,
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    PREDICTION_COLUMNS,
    quad_columns,
    table_of,
)
from containerloc.quads import Floats, bounds

N: Final = 74
WORSE_PX: Final = 1.5
KINDS: Final = ("equal", "worse", "hidden")
_NAMES: Final = [f"{k:03}.jpg" for k in range(N)]


def labels_of(truth: Floats) -> pd.DataFrame:
    """One ID a photo."""
    return table_of(
        {
            "image": _NAMES,
            "line": [1] * N,
            "class_name": ["container_id"] * N,
            **quad_columns(truth),
            **dict(zip(BOX_COLUMNS, bounds(truth).T, strict=True)),
        },
        LABEL_COLUMNS,
    )


def predictions_of(quads: Floats, confidence: Floats) -> pd.DataFrame:
    """One prediction a photo."""
    return table_of(
        {
            "image": _NAMES,
            "confidence": confidence,
            **quad_columns(quads),
            **dict(zip(BOX_COLUMNS, bounds(quads).T, strict=True)),
            **dict.fromkeys(CONFIDENCE_COLUMNS, np.ones(N)),
        },
        PREDICTION_COLUMNS,
    )


def evidence_of(truth: Floats, quads: Floats, confidence: Floats) -> Evidence:
    """What a comparison looks at, of one experiment."""
    images = table_of(
        {"image": _NAMES, "width_px": [1000] * N, "height_px": [800] * N, "n_labels": [1] * N},
        IMAGE_COLUMNS,
    )
    return Evidence(
        predictions_of(quads, confidence), labels_of(truth), images, Settings(0.25, 0.25)
    )


def planted(kind: str, seed: int) -> dict[str, Evidence]:
    """A reference and another experiment on the same IDs."""
    rng = np.random.default_rng(seed)
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    size = np.stack([rng.uniform(200, 400, N), rng.uniform(25, 60, N)], axis=1)
    truth = 400 + flat * size[:, None]
    hard = np.exp(0.6 * rng.normal(size=N))  # shared: what is hard for one is hard for the other

    def model(more_px: float, lost: np.ndarray) -> Evidence:
        length = hard[:, None] * rng.gamma(4, 1.2, (N, 4)) + more_px
        angle = rng.uniform(0, 2 * np.pi, (N, 4))
        moved = length[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        confidence = np.where(lost, 0.1, rng.uniform(0.5, 0.95, N))
        return evidence_of(truth, truth + moved, confidence)

    by_chance = rng.random((2, N)) < 0.05
    hardest = hard >= np.quantile(hard, 0.8)
    more_px = 0.0 if kind == "equal" else WORSE_PX
    return {
        "reference": model(0.0, by_chance[0]),
        "other": model(more_px, hardest if kind == "hidden" else by_chance[1]),
    }


def verdicts(kind: str, pairs: int, *, first_seed: int = 0) -> pd.DataFrame:
    """What was said of each pair: a seed a row, a number a column."""
    found = []
    for seed in range(first_seed, first_seed + pairs):
        runs = planted(kind, seed)
        table = differences(runs).set_index("metric")
        own = runs["other"].numbers.loc["mde_px", "value"]
        own -= runs["reference"].numbers.loc["mde_px", "value"]
        found.append(
            {
                **table["verdict"],
                "own_mde_lower": own < 0,
                "difference_px": table.loc["mde_px", "difference"],
            }
        )
    return pd.DataFrame(found)


def main() -> None:
    """Plant, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    start = time.perf_counter()
    for kind in KINDS:
        said = verdicts(kind, options.pairs, first_seed=options.first_seed)
        judged = said.drop(columns=["own_mde_lower", "difference_px"])
        different = judged.isin(["better", "worse"])
        print(
            f"\n{kind}: {different.any(axis=1).sum()} of {len(said)} called different in any "
            f"number; MDE worse {(said['mde_px'] == 'worse').sum()}, "
            f"better {(said['mde_px'] == 'better').sum()}; "
            f"difference of MDE {said['difference_px'].mean():.2f} px on the average; "
            f"its own MDE is lower in {said['own_mde_lower'].sum()}"
        )
        print(
            pd.concat(
                [
                    (judged == word).sum().rename(word)
                    for word in ("better", "worse", "equivalent", "no difference shown")
                ],
                axis=1,
            ).to_string()
        )
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
