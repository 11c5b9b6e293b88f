import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

import torch

from containerloc.model.starting_point import resolved_data
from containerloc.model.trainer import CornerTrainer
from containerloc.model.trainer_options import (
    VARIABLE,
    TrainerOptions,
    in_environment,
    options_here,
)


@pytest.fixture
def arguments(tmp_path: Path, data_yaml: Path) -> dict[str, Any]:
    return {
        "model": "yolo11n-pose.yaml",
        "data": str(resolved_data(data_yaml, tmp_path)),
        "imgsz": 96,
        "batch": 8,
        "epochs": 4,
        "device": "cpu",
        "plots": False,
        "seed": 0,
        "save_dir": str(tmp_path / "train"),
        "optimizer": "AdamW",
    }


def make(arguments: dict[str, Any], *, bfloat16: bool, restart_epochs: int | None = None) -> Any:
    with in_environment(TrainerOptions(restart_epochs, bfloat16)):
        return CornerTrainer(overrides=arguments)


def test_bfloat16_follows_float32(arguments: dict[str, Any]) -> None:
    trainer = make(arguments, bfloat16=True)
    trainer._setup_train()
    trainer.model.train()
    batch = next(iter(trainer.train_loader))
    losses, types = {}, {}
    trainer.model.model[0].register_forward_hook(lambda *call: outputs.append(call[2].dtype))
    for bfloat16 in (False, True):
        trainer.bfloat16 = bfloat16
        outputs: list[torch.dtype] = []
        # As Ultralytics' training loop does it.
        with torch.amp.autocast("cpu", enabled=False):
            loss, _ = trainer.model(trainer.preprocess_batch(copy.deepcopy(batch)))
        assert not torch.is_autocast_enabled("cpu")
        loss.sum().backward()
        losses[bfloat16], types[bfloat16] = float(loss.detach().sum()), outputs[0]
    assert types == {False: torch.float32, True: torch.bfloat16}
    assert losses[True] == pytest.approx(losses[False], rel=0.1)
    assert all(p.dtype == torch.float32 for p in trainer.model.parameters())


def test_the_options_reach_a_child_process_and_then_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    options = TrainerOptions(3, True, {"images": 4})
    with in_environment(options):
        with in_environment(TrainerOptions()):
            assert options_here() == TrainerOptions()
        program = "from containerloc.model.trainer_options import *; print(options_here())"
        command = [sys.executable, "-c", program]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.strip() == repr(options)
    assert VARIABLE not in os.environ


def test_a_kill_while_a_checkpoint_is_written_leaves_the_one_before(
    arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ultralytics.models.yolo.pose import PoseTrainer

    def killed(trainer: Any) -> bool:
        trainer.last.write_bytes(b"ha")
        raise OSError("disk full")

    trainer = make(arguments, bfloat16=False)
    last = Path(trainer.last)
    last.write_bytes(b"whole")
    monkeypatch.setattr(PoseTrainer, "save_model", killed)
    with pytest.raises(OSError, match="disk full"):
        trainer.save_model()
    assert last.read_bytes() == b"whole"
    assert trainer.last == last


def test_nothing_is_reported_or_installed(ultralytics: Any) -> None:
    from ultralytics.utils import SETTINGS, checks
    from ultralytics.utils.events import events

    assert not events.enabled
    assert not checks.AUTOINSTALL
    assert not any(SETTINGS[service] for service in ("sync", "wandb", "mlflow", "comet"))
    if SETTINGS.file.exists():  # the user's own file says what it said
        assert json.loads(SETTINGS.file.read_text())["clearml"] is True
