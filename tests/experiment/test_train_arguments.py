import inspect
import re
from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.experiment.train_arguments import OPTIMIZERS, TRAIN_ARGUMENTS, check_train


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


@pytest.mark.parametrize(
    ("key", "value", "right"),
    [
        ("lr0", float("nan"), "no finite number"),
        ("lr0", -0.1, "0 to 1 is right"),
        ("epochs", -5, "1 or more is right"),
        ("patience", -1, "0 or more is right"),
        ("fliplr", 2, "0 to 1 is right"),
        ("pose", float("inf"), "no finite number"),
        ("degrees", 720, "-180 to 180 is right"),
        ("optimizer", "Adamm", "did you mean `Adam`"),
        ("cache", "sideways", "ram or disk"),
        ("batch", 0, "whole number of images"),
        ("batch", 2.5, "whole number of images"),
        ("fraction", 0, "above 0 to 1"),
        ("time", -1, "hours above 0"),
        ("imgsz", 0, "32 or more is right"),
    ],
)
def test_values_out_of_range(write, minimal, key: str, value: object, right: str) -> None:
    with pytest.raises(UsageError, match=rf"one.yaml: key `train.{key}`: .*{right}"):
        load_experiment(write({**minimal, "train": {key: value}}))


def test_the_ranges_are_ultralytics_own() -> None:
    cfg = pytest.importorskip("ultralytics.cfg", reason="ultralytics is not installed")
    for key, kind in TRAIN_ARGUMENTS.items():
        types = getattr(kind, "__args__", (kind,))
        values = [v for v in (-1, 0, 1, 2, 500) if int in types]
        values += [v for v in (-0.5, 0.5, 1.5, 1e9) if float in types]
        for value in values:
            try:
                check_train({key: value}, Path("one.yaml"))
            except UsageError:
                continue
            cfg.check_cfg({key: value})  # refuses nothing that we let pass
        default = cfg.DEFAULT_CFG_DICT[key]
        check_train({} if default is None else {key: default}, Path("one.yaml"))


def test_the_optimizers_are_ultralytics_own() -> None:
    trainer = pytest.importorskip("ultralytics.engine.trainer", reason="needs ultralytics")
    source = inspect.getsource(trainer.BaseTrainer.build_optimizer)
    named = re.search(r"optimizers = \{(.*?)\}", source)
    assert named
    assert set(re.findall(r'"(\w+)"', named.group(1))) <= set(OPTIMIZERS)
