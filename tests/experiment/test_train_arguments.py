import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.experiment.train_arguments import TRAIN_ARGUMENTS


def test_training_arguments_are_ultralytics_own() -> None:
    cfg = pytest.importorskip("ultralytics.cfg", reason="ultralytics is not installed")
    assert set(TRAIN_ARGUMENTS) <= set(cfg.DEFAULT_CFG_DICT)


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"train": {"poze": 12.0}}, "unknown key `train.poze`.*`pose`"),
        ({"train": {"epochs": "100"}}, "`train.epochs`: '100' is str, not int"),
        ({"train": {"epochs": True}}, "`train.epochs`: True is bool"),
        ({"train": {"lr0": "0.01"}}, "is str, not int or float"),
    ],
)
def test_arguments_that_are_wrong(write, minimal, stated, message) -> None:
    with pytest.raises(UsageError, match=f"one.yaml: .*{message}"):
        load_experiment(write({**minimal, **stated}))
