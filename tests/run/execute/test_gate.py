import numpy as np
import pandas as pd
import pytest

from containerloc.errors import TargetMissedError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.execute.gate import measured_targets, refuse_missed


def verdicts(write_experiment, value: float, low: float, high: float) -> pd.DataFrame:
    file = write_experiment("held", "targets: {mde_px: {below: 8.0}, nme: {below: 1.0}}\n")
    number = {"value": value, "ci_low": low, "ci_high": high, "n": 74}
    return measured_targets(load_experiment(file), {"mde_px": number})


@pytest.mark.parametrize(("ends", "missed"), [((6, 7), False), ((7, 9), False), ((9, 11), True)])
def test_only_a_target_missed_beyond_doubt_closes_the_gate(write_experiment, ends, missed) -> None:
    table = verdicts(write_experiment, float(np.mean(ends)), *ends)
    assert len(table) == 1  # nme was not measured
    if missed:
        with pytest.raises(
            TargetMissedError,
            match=r"held: mean distance error \(MDE\) below 8 px: it is 10.0 px \(9.0 to 11.0",
        ):
            refuse_missed({"fine": table.iloc[:0], "held": table})
    else:
        refuse_missed({"held": table})


def test_the_exit_code_is_five() -> None:
    assert TargetMissedError.exit_code == 5
