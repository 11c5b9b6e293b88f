"""`--gate`: a run in which an experiment missed a target is refused."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from containerloc.analysis.statistics.targets import target_sentence, target_verdicts
from containerloc.errors import TargetMissedError
from containerloc.experiment.experiment import Experiment


def measured_targets(experiment: Experiment, numbers: Mapping[str, Any]) -> pd.DataFrame:
    """The verdicts on those targets whose number is in `metrics.json`; see `statistics.targets`."""
    measured = [target for target in experiment.targets if target.metric in numbers]
    table = pd.DataFrame.from_dict(dict(numbers), orient="index")
    columns = ["value", "ci_low", "ci_high", "n"]
    return target_verdicts(measured, table.reindex(columns=columns).astype("float64"))


def refuse_missed(verdicts: Mapping[str, pd.DataFrame]) -> None:
    """Do nothing where no experiment missed a target; an undecided one is not missed.

    Raises
    ------
    TargetMissedError
        Naming each target missed, with its number and interval.
    """
    missed = [
        f"{name}: {target_sentence(row)}"
        for name, table in verdicts.items()
        for row in table[table["verdict"] == "missed"].to_dict("records")
    ]
    if missed:
        raise TargetMissedError("targets missed: " + "; ".join(missed))
