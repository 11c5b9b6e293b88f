import copy
import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

import torch
from ultralytics.utils.dist import ddp_cleanup, find_free_network_port, generate_ddp_file

from containerloc.model.starting_point import resolved_data
from containerloc.model.trainer import CornerTrainer
from containerloc.model.trainer_options import TrainerOptions, in_environment

# Ultralytics takes several processes for several GPUs. Changed here is only what says so: the
# backend, that the wrapper is told a GPU, and the validation after the last epoch, which asks CUDA
# for its device. Each process notes the images of its epochs.
ON_CPU = """\
from pathlib import Path
from torch import distributed, nn
from containerloc.model.trainer import CornerTrainer
wrapper = nn.parallel.DistributedDataParallel
nn.parallel.DistributedDataParallel = lambda model, device_ids, **options: wrapper(model, **options)
CornerTrainer._setup_ddp = lambda trainer: distributed.init_process_group("gloo")
CornerTrainer.final_eval = lambda trainer: None
renew = CornerTrainer._renew_window
def noting(trainer, fresh):
    renew(trainer, fresh)
    with (Path(__file__).parent / f"{distributed.get_rank()}.txt").open("a") as note:
        note.write(f"{sorted(trainer.train_loader.dataset.numbers.tolist())}\\n")
CornerTrainer._renew_window = noting
"""
FRESH = {"images": 6, "seed": 1, "size_px": 64, "val_images": 4, "val_seed": 2}
Draw = Callable[[Path, int], None]
EPOCHS, PERIOD, LR0, LRF = 5, 2, 0.001, 0.01


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


def run_two_processes(trainer: CornerTrainer, folder: Path) -> None:
    """What Ultralytics' launcher runs, with the program that it writes."""
    pytest.importorskip("cloudpickle", reason="Ultralytics needs cloudpickle for several GPUs")
    written = generate_ddp_file(trainer)
    try:
        program = (
            Path(written)
            .read_text()
            .replace("    trainer.train()", "    trainer.world_size = 2\n    trainer.train()")
        )
        (folder / "child.py").write_text(ON_CPU + program)
        port = str(find_free_network_port())
        command = [
            sys.executable,
            "-m",
            "torch.distributed.run",
            "--nproc_per_node",
            "2",
            "--master_port",
            port,
            str(folder / "child.py"),
        ]
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr[:4000]
    finally:
        ddp_cleanup(trainer, written)


@pytest.fixture
def growing(tmp_path: Path, data_yaml: Path, draw_numbered: Draw) -> Iterator[Path]:
    """A data.yaml whose training images become more and more."""
    images = tmp_path / "data" / "images" / "train"
    for number in range(8):
        draw_numbered(images, number)
    stop = threading.Event()

    def grow() -> None:
        for number in range(8, 250):
            draw_numbered(images, number)
            if stop.wait(0.2):
                return

    thread = threading.Thread(target=grow)
    thread.start()
    content = yaml.safe_load(data_yaml.read_text())
    content |= {"train": str(images), "val": str(data_yaml.parent / "images" / "val")}
    path = tmp_path / "data" / "data.yaml"
    path.write_text(yaml.safe_dump(content | {"path": str(tmp_path / "data")}))
    yield path
    stop.set()
    thread.join()


@pytest.fixture
def fresh_arguments(tmp_path: Path, growing: Path) -> dict[str, Any]:
    return {
        "model": "yolo11n-pose.yaml",
        "data": str(growing),
        "imgsz": 64,
        "batch": 4,
        "epochs": EPOCHS,
        "device": "cpu",
        "plots": False,
        "optimizer": "AdamW",
        "lr0": LR0,
        "lrf": LRF,
        "cos_lr": True,
        "warmup_epochs": 1,
        "save_dir": str(tmp_path / "train"),
    }


@pytest.mark.slow
def test_processes_that_load_live_on_while_the_images_change(
    tmp_path: Path, fresh_arguments: dict[str, Any]
) -> None:
    with in_environment(TrainerOptions(fresh=FRESH)):
        trainer: Any = CornerTrainer(overrides=fresh_arguments | {"close_mosaic": 2})
    trainer.args.workers = 2  # Ultralytics forbids them on a CPU only because they gain nothing
    loaders: list[list[int]] = []
    trainer.add_callback(
        "on_train_epoch_end",
        lambda trainer: loaders.append(
            [worker.pid for worker in trainer.train_loader.iterator._workers]
        ),
    )
    trainer.train()
    assert loaders[0] == loaders[1] == loaders[2]
    assert loaders[2] != loaders[3] == loaders[4]  # anew, where mosaics end
    epochs = json.loads((tmp_path / "train" / "fresh.json").read_text())["epochs"]
    assert epochs[-1]["first_index"] > epochs[0]["first_index"]
    assert not (tmp_path / "data" / "images" / "train" / "00000000.jpg").exists()


@pytest.mark.slow
def test_restarts_and_fresh_images_in_two_processes(
    tmp_path: Path, fresh_arguments: dict[str, Any]
) -> None:
    with in_environment(TrainerOptions(PERIOD, fresh=FRESH)):
        run_two_processes(CornerTrainer(overrides=fresh_arguments), tmp_path)
    results = pd.read_csv(tmp_path / "train" / "results.csv")
    cosine = [(1 + math.cos(math.pi * (epoch % PERIOD) / PERIOD)) / 2 for epoch in range(1, EPOCHS)]
    asked = LR0 * (LRF + (1 - LRF) * np.array(cosine))
    for group in ("lr/pg0", "lr/pg1", "lr/pg2"):
        np.testing.assert_allclose(results[group][1:], asked, rtol=1e-4)
    epochs = json.loads((tmp_path / "train" / "fresh.json").read_text())["epochs"]
    assert epochs[0]["new"] == 6
    assert epochs[-1]["last_index"] > epochs[0]["last_index"]
    first, second = ((tmp_path / f"{rank}.txt").read_text().splitlines() for rank in (0, 1))
    assert first == second
    assert len(first) == EPOCHS
