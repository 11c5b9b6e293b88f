import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from containerloc.analysis.training.rates import learning_rates, rates_off
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.schedule import Schedule
from containerloc.model.training import is_trained, train, trainer_arguments

Make = Callable[..., Experiment]
LINEAR, COSINE = Schedule("linear"), Schedule("cosine")
RESTARTS = Schedule("cosine_restarts", 3)

pytestmark = pytest.mark.slow


def rates(out: Path) -> list[float]:
    return list(pd.read_csv(out / "train" / "results.csv")["lr/pg0"])


def cosine(share: float) -> float:
    return 0.001 * (0.01 + 0.99 * (1 + math.cos(math.pi * share)) / 2)


GROUPS = ("lr/pg0", "lr/pg1", "lr/pg2")  # weights, those of normalisation, biases


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (LINEAR, [0.001 * (1 - 0.99 * epoch / 5) for epoch in range(5)]),
        (COSINE, [cosine(epoch / 5) for epoch in range(5)]),
        (RESTARTS, [cosine(epoch / 3) for epoch in (0, 1, 2, 0, 1)]),
    ],
    ids=["linear", "cosine", "cosine_restarts"],
)
def test_the_schedule_is_applied(
    tmp_path: Path, experiment: Make, data_yaml: Path, schedule: Schedule, expected: list[float]
) -> None:
    recipe = experiment(schedule, warmup_epochs=1)
    best = train(recipe, data_yaml, tmp_path / "out", device="cpu")
    results = pd.read_csv(tmp_path / "out" / "train" / "results.csv")
    for group in GROUPS:  # after the warm-up, which has a rate of its own for each
        np.testing.assert_allclose(results[group][1:], expected[1:], rtol=1e-4)
    assert not rates_off(learning_rates(results, schedule, recipe.train | {"time": None})).size
    assert results["lr/pg2"][0] > 10 * results["lr/pg0"][0]
    files = {str(f.relative_to(tmp_path / "out")) for f in (tmp_path / "out").rglob("*.*")}
    assert files == {
        "data.yaml",
        "train/args.yaml",
        "train/results.csv",
        "train/weights/best.pt",
        "train/weights/last.pt",
    }
    assert best == tmp_path / "out" / "train" / "weights" / "best.pt"


def test_a_training_bounded_by_time_keeps_its_restarts(
    tmp_path: Path, experiment: Make, data_yaml: Path
) -> None:
    recipe = experiment(RESTARTS, epochs=1000, time=4 / 3600)
    train(recipe, data_yaml, tmp_path / "out", device="cpu")
    results = pd.read_csv(tmp_path / "out" / "train" / "results.csv")
    assert 3 < len(results) < 1000
    np.testing.assert_allclose(
        results["lr/pg0"], [cosine(epoch % 3 / 3) for epoch in range(len(results))], rtol=1e-4
    )
    assert is_trained(tmp_path / "out", resume=True)


def test_an_interrupted_training_goes_on(
    tmp_path: Path, experiment: Make, data_yaml: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from containerloc.model.trainer import CornerTrainer

    save = CornerTrainer.save_model

    def interrupt_in_third_epoch(trainer: CornerTrainer) -> bool:
        if trainer.epoch == 2:  # its row is written, its checkpoint is not
            raise KeyboardInterrupt
        return save(trainer)

    out, recipe = tmp_path / "out", experiment(RESTARTS)
    monkeypatch.setattr(CornerTrainer, "save_model", interrupt_in_third_epoch)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, data_yaml, out, device="cpu")
    assert len(rates(out)) == 3
    monkeypatch.setattr(CornerTrainer, "save_model", save)
    with pytest.raises(UsageError, match="already holds a training"):
        train(recipe, data_yaml, out, device="cpu")
    train(recipe, data_yaml, out, device="cpu", resume=True)
    assert list(pd.read_csv(out / "train" / "results.csv")["epoch"]) == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(rates(out), [cosine(e / 3) for e in (0, 1, 2, 0, 1)], rtol=1e-4)
    before = (out / "train" / "weights" / "best.pt").stat().st_mtime_ns
    train(recipe, data_yaml, out, device="cpu", resume=True)
    assert (out / "train" / "weights" / "best.pt").stat().st_mtime_ns == before


def test_weights_that_were_passed_on_are_not_overwritten(
    tmp_path: Path, experiment: Make, data_yaml: Path
) -> None:
    best = tmp_path / "out" / "train" / "weights" / "best.pt"
    best.parent.mkdir(parents=True)
    best.write_bytes(b"shipped without last.pt")
    with pytest.raises(UsageError, match="already holds a training"):
        train(experiment(LINEAR), data_yaml, tmp_path / "out", device="cpu")
    assert train(experiment(LINEAR), data_yaml, tmp_path / "out", resume=True) == best
    assert best.read_bytes() == b"shipped without last.pt"


def test_no_path_of_the_machine_is_left(tmp_path: Path, experiment: Make, data_yaml: Path) -> None:
    train(experiment(LINEAR, epochs=1), data_yaml, tmp_path / "out", device="cpu")
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) == 5
    here = (tmp_path.parent, data_yaml.parent, Path.home(), Path(sys.prefix).parent)
    for path in files:
        for place in here:
            assert str(place).encode() not in path.read_bytes(), path


def test_bfloat16_follows_float32_through_the_epochs(
    tmp_path: Path, experiment: Make, data_yaml: Path
) -> None:
    losses = []
    for bfloat16 in (False, True):
        out = tmp_path / str(bfloat16)
        recipe = experiment(COSINE, epochs=8, lr0=0.003, nbs=4, mosaic=0.0, scale=0.0)
        train(recipe, data_yaml, out, device="cpu", bfloat16=bfloat16)
        results = pd.read_csv(out / "train" / "results.csv")
        losses.append(results["train/pose_loss"].to_numpy())
    assert losses[0][-3:].mean() < 0.97 * losses[0][0]  # something is learned
    assert not np.array_equal(*losses)
    np.testing.assert_allclose(losses[1], losses[0], rtol=0.1)


def test_resuming_nothing_starts(tmp_path: Path, experiment: Make, data_yaml: Path) -> None:
    recipe = experiment(LINEAR, epochs=1)
    assert train(recipe, data_yaml, tmp_path / "out", device="cpu", resume=True).is_file()


def test_the_recipe_is_passed_on_unchanged(experiment: Make) -> None:
    recipe = experiment(RESTARTS, pose=20.0, perspective=0.001, plots=True)
    arguments = trainer_arguments(recipe)
    assert arguments.items() >= recipe.train.items()
    assert (arguments["data"], arguments["model"]) == (recipe.data, "thin-pose.yaml")
    assert arguments["cos_lr"] is True
    assert trainer_arguments(experiment(LINEAR))["cos_lr"] is False
    assert trainer_arguments(experiment(LINEAR))["plots"] is False


def test_the_data_set_is_found_from_any_folder(
    tmp_path: Path, experiment: Make, data_yaml: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = yaml.safe_load(data_yaml.read_text())
    moved = data_yaml.parent / "sub" / "data.yaml"
    moved.parent.mkdir()
    moved.write_text(yaml.safe_dump(content | {"path": "..", "download": "print('no')"}))
    monkeypatch.chdir(tmp_path)
    train(experiment(LINEAR, epochs=1), Path(os.path.relpath(moved)), Path("out"), device="cpu")
    resolved = yaml.safe_load((tmp_path / "out" / "data.yaml").read_text())
    assert resolved["path"] == data_yaml.parent.name  # as it is passed on, see model.portable
    assert "download" not in resolved


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("yolo11n-pse.yaml", "neither a file nor a pose model.*yolo11s-pose.pt"),
        ("yolo11n.yaml", "neither a file nor a pose model"),
        ("yolo11n.pt", "neither a file nor a pose model"),
        ("text.pt", "not a checkpoint"),
    ],
)
def test_a_model_to_start_from_that_is_none(
    tmp_path: Path, experiment: Make, data_yaml: Path, model: str, message: str
) -> None:
    (tmp_path / "text.pt").write_text("no checkpoint")
    with pytest.raises(UsageError, match=message):
        train(experiment(LINEAR, model=model), data_yaml, tmp_path / "out", device="cpu")
    assert not (tmp_path / "out" / "train").exists()


def test_what_is_not_there(tmp_path: Path, experiment: Make, data_yaml: Path) -> None:
    recipe = experiment(LINEAR)
    with pytest.raises(DataError, match="no such file; give the"):
        train(recipe, tmp_path / "gone.yaml", tmp_path / "out")
    (tmp_path / "data.yaml").write_text("path: gone\ntrain: a\nval: a\n")
    with pytest.raises(DataError, match="gone, and there is no such folder"):
        train(recipe, tmp_path / "data.yaml", tmp_path / "out")
    with pytest.raises(UsageError, match="device 99 is not here"):
        train(recipe, data_yaml, tmp_path / "out", device="99")
    with pytest.raises(UsageError, match="none of auto, cpu"):
        train(recipe, data_yaml, tmp_path / "out", device="gpu")


def test_the_room_is_entered_without_torch() -> None:
    program = (
        "import sys, containerloc.model.training, containerloc.model.inference; "
        "sys.exit(bool({'torch', 'ultralytics', 'cv2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
