import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"targets": {"mde": {"below": 8}}}, "unknown key `targets.mde`.*did you mean"),
        ({"targets": {"mde_px": {"under": 8}}}, "unknown key `targets.mde_px.under`"),
        ({"targets": {"mde_px": 8}}, "`targets.mde_px`: 8 is int, not a mapping"),
        ({"targets": {"mde_px": {"below": 8, "above": 2}}}, "one comparison"),
        ({"targets": {"mde_px": {"below": "8"}}}, "'8' is str, not int or float"),
        ({"targets": {"mde_px": {"below": float("inf")}}}, "inf is no finite number"),
        ({"targets": {"mde_px": {"below": float("nan")}}}, "nan is no finite number"),
    ],
)
def test_targets_that_are_wrong(write, minimal, stated, message) -> None:
    with pytest.raises(UsageError, match=f"one.yaml: .*{message}"):
        load_experiment(write({**minimal, **stated}))
