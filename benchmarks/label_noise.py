"""Labels or model, without and with a second reading? `python benchmarks/label_noise.py`.

Plants the parts of corner errors, and prints how often the noise of labels lies in the interval
that two models' errors give for it, and which verdict each planted cause gets at TL and elsewhere,
for 74 and 300 labels.
"""

import argparse
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from containerloc.analysis.labels.labels_or_model import corner_verdicts
from containerloc.analysis.labels.shared_noise import shared_noise
from containerloc.quads import Floats

READER = 2.0  # px, standard deviation of a label per axis
MODEL = 4.0


@dataclass(frozen=True)
class Case:
    """What is planted at TL, in px per axis; `alike`, the correlation of the models' own errors."""

    noise: float = READER
    label_bias: float = 0.0
    model_bias: float = 0.0
    own: float = MODEL
    alike: float = 0.0
    wanted: tuple[str, ...] = ("model variance", "undecided")


CASES = {
    "clean": Case(),
    "clean, models alike": Case(alike=0.6),
    "labels exact": Case(noise=0.0),
    "TL noisy 8": Case(noise=8.0, wanted=("label noise", "undecided")),
    "TL noisy 12": Case(noise=12.0, wanted=("label noise", "undecided")),
    "TL labels 12 off": Case(label_bias=12.0, wanted=("label bias", "bias", "undecided")),
    "TL model 12 off": Case(model_bias=12.0, wanted=("model bias", "bias", "undecided")),
    "TL weak": Case(own=12.0),
    "TL hidden: weak alike": Case(own=12.0, alike=0.6),
}


def errors(case: Case, n: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Errors of a model, of a second reading, and of another model, `(n, 4, 2)` px."""
    label = rng.normal(0, READER, (n, 4, 2))
    label[:, 0] *= case.noise / READER
    label[:, 0, 0] += case.label_bias
    hard = np.exp(0.5 * rng.normal(size=(n, 1, 1)))
    own = hard * np.array([case.own, MODEL, MODEL, MODEL])[:, None]
    common = np.sqrt(case.alike) * rng.normal(size=(n, 4, 2))
    rest = np.sqrt(1 - case.alike)
    first, second = (own * (common + rest * rng.normal(size=(n, 4, 2))) - label for _ in range(2))
    first[:, 0, 0] += case.model_bias
    return first, rng.normal(0, READER, (n, 4, 2)) - label, second


def study(case: Case, n: int, seeds: int) -> dict[str, object]:
    """Coverage of the noise at TL, and the verdicts with a second reading and with a model."""
    images = pd.Series([f"{k}.jpg" for k in range(n)])
    inside = 0
    verdicts = {"reading": Counter(), "model": Counter()}
    false = 0
    for seed in range(seeds):
        first, reading, second = errors(case, n, np.random.default_rng(seed))
        noise = shared_noise([first, second], images).loc["TL"]
        inside += noise["noise_low_px"] <= case.noise <= noise["noise_high_px"]
        for by, more in (("reading", {"repeat": reading}), ("model", {"others": [second]})):
            found = corner_verdicts(first, images, **more)["verdict"]
            verdicts[by][found["TL"]] += 1
            false += found["TL"] not in case.wanted
            false += int((~found[1:].isin(["model variance", "undecided"])).sum())
    told = {
        f"by a {by}": ", ".join(f"{word} {count}" for word, count in counts.most_common())
        for by, counts in verdicts.items()
    }
    return {"n": n, "noise in interval": f"{inside / seeds:.0%}", **told, "false": false}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    seeds = parser.parse_args().seeds
    rows = [
        {"planted": name, **study(case, n, seeds)}
        for n in (74, 300)
        for name, case in CASES.items()
    ]
    print(pd.DataFrame(rows).set_index("planted").to_string())
    print(
        f"false verdicts, at TL and elsewhere: {sum(row['false'] for row in rows)} of "
        f"{len(rows) * seeds * 8}"
    )


if __name__ == "__main__":
    main()
