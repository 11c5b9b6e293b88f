"""The warm-up of a training: how long it really lasted, and the rules on it."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Observation, rule
from containerloc.wording import counted

MAX_TIMES_LR0: Final = 3.0  # a warm-up from further above destroys what the weights know


def warm_up_epochs(results: pd.DataFrame, arguments: Mapping[str, Any]) -> float:
    """How many epochs the warm-up really lasted, as the first two rates tell; at least those asked.

    In the warm-up the rate of the weights rises by the same amount in each iteration, from 0 to
    `lr0`. Some versions of Ultralytics warm up for at least 100 iterations, which is far longer
    than asked for where an epoch has few.

    Examples
    --------
    >>> ran = pd.DataFrame({"lr/pg0": [0.0951, 0.0891], "lr/pg1": [0.00005, 0.00011]})
    >>> round(warm_up_epochs(ran, {"warmup_epochs": 3, "lr0": 0.001}), 1)
    16.7
    """
    asked, base = float(arguments["warmup_epochs"]), float(arguments["lr0"])
    groups = results.filter(like="lr/pg").to_numpy(np.float64)
    if not asked or len(groups) < 2 or not groups.shape[1]:
        return asked
    first, second = groups[:2].min(axis=1)
    rise = second - first
    rising = np.isfinite(rise) and rise > 0 and first < 0.9 * base
    return max(asked, float(base / rise)) if rising else asked


@rule(
    "warm-up-hot",
    "warning",
    evidence={
        "group": "parameter group",
        "highest": "its highest learning rate",
        "lr0": "the base rate",
        "epochs": f"epochs above {MAX_TIMES_LR0:g} times the base rate",
    },
    advice="Set `warmup_bias_lr: 0.0`: Ultralytics' default, 0.1, is made for SGD at lr0 0.01.",
    consequences=("rate-too-high",),
)
def warm_up_hot(training: TrainingEvidence) -> Observation | None:
    """The learning rate of a parameter group started far above the base rate."""
    groups, base = training.rates.filter(like="pg"), float(training.arguments["lr0"])
    if not groups.max().max() > MAX_TIMES_LR0 * base:
        return None
    name, top = str(groups.max().idxmax()), float(groups.max().max())
    above = int((groups[name] > MAX_TIMES_LR0 * base).sum())
    return Observation(
        f"Group {name} began at a learning rate of {top:.3g}, {top / base:.0f} times the base rate "
        f"of {base:g}, and stayed above {MAX_TIMES_LR0:g} times the base rate for "
        f"{counted(above, 'epoch')}: this can destroy what the pretrained weights had learned.",
        {"group": name, "highest": top, "lr0": base, "epochs": above},
    )


@rule(
    "warm-up-long",
    "warning",
    evidence={"asked": "epochs of warm-up asked for", "ran": "epochs that it lasted"},
    advice="Allow for the warm-up in `epochs` and `patience`; a smaller batch makes it shorter.",
)
def warm_up_long(training: TrainingEvidence) -> Observation | None:
    """The warm-up took far longer than asked for."""
    asked = float(training.arguments["warmup_epochs"])
    ran = warm_up_epochs(training.results, training.arguments)
    if ran <= 1.5 * asked + 1:
        return None
    return Observation(
        f"The warm-up lasted {ran:.0f} epochs instead of the {asked:g} asked for: this version of "
        "Ultralytics warms up for at least 100 iterations, and an epoch here has few.",
        {"asked": asked, "ran": ran},
    )
