"""How long a warm-up lasted, and each of its faults on a training that has it."""

import numpy as np
import pytest

from .conftest import run


def test_a_warm_up_from_far_above(audited) -> None:
    table = run()
    table.loc[:2, "lr/pg1"] = [0.09, 0.06, 0.035]
    findings = audited(table, warmup_epochs=3)
    assert list(findings) == ["warm-up-hot"]
    assert findings["warm-up-hot"].evidence == {
        "group": "pg1",
        "highest": 0.09,
        "lr0": 0.01,
        "epochs": 3,
    }


def test_a_warm_up_longer_than_asked_for(audited) -> None:
    table = run()
    table.loc[:9, ["lr/pg0", "lr/pg1"]] = np.tile(np.linspace(0.001, 0.01, 10)[:, None], 2)
    findings = audited(table, warmup_epochs=2)
    assert list(findings) == ["warm-up-long"]
    assert findings["warm-up-long"].evidence["ran"] == pytest.approx(10)
