from math import cos, pi

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.experiment.schedule import Schedule, rate_share


def test_a_last_cycle_is_cut_short_and_not_compressed() -> None:
    share = rate_share(Schedule("cosine_restarts", 4), epochs=6, final=0.1)
    for epoch, within in ((0, 0), (3, 3), (4, 0), (5, 1)):
        assert share(epoch) == pytest.approx(0.1 + 0.9 * (1 + cos(pi * within / 4)) / 2)


@pytest.mark.parametrize("kind", ["linear", "cosine"])
def test_the_rate_stays_at_its_end(kind: str) -> None:
    share = rate_share(Schedule(kind), epochs=10, final=0.01)
    assert share(0) == 1
    assert share(10) == share(12) == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"schedule": {"kind": "cosin"}}, "unknown `cosin`; did you mean `cosine`"),
        ({"schedule": {"kind": "cosine_restarts"}}, "cosine_restarts needs it"),
        ({"schedule": {"kind": "cosine", "restart_epochs": 5}}, "has no effect"),
    ],
)
def test_schedules_that_are_wrong(write, minimal, stated, message) -> None:
    with pytest.raises(UsageError, match=f"one.yaml: .*{message}"):
        load_experiment(write({**minimal, **stated}))
