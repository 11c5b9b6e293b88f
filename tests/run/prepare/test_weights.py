"""A training on fresh images, from the experiment's file to what it leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest
import yaml
from PIL import Image

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.model.checkpoint import read_checkpoint
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.files.locks import lock_training
from containerloc.run.prepare.weights import CURVES, train_experiment

TRAIN = [sys.executable, "-c", "from containerloc.cli import main; main()", "train"]
EXPERIMENT = {
    "name": "fresh",
    "data": "synthetic",
    "model": "yolo11n-pose.yaml",
    "fresh": {"images": 12, "size_px": 96, "val_images": 4},
    "train": {
        "epochs": 6,
        "imgsz": 64,
        "batch": 4,
        "warmup_epochs": 0,
        "optimizer": "AdamW",
        "lr0": 0.001,
        "close_mosaic": 3,
        "deterministic": False,
    },
}

pytestmark = pytest.mark.slow


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    file = tmp_path / "experiments" / "fresh.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(EXPERIMENT))
    return file


def n_lines(file: Path) -> int:
    return len(file.read_text().splitlines()) if file.exists() else 0


def trained(file: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*TRAIN, str(file), "--device", "cpu", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_resumed_and_recorded(experiment: Path) -> None:
    where = artifacts_of(load_experiment(experiment))
    for epochs in (1, 3):
        process = trained(experiment, "--resume")
        while n_lines(where.train / "results.csv") <= epochs:
            assert process.poll() is None
            time.sleep(0.02)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not psutil.wait_procs(family, timeout=15)[1]
        for checkpoint in (where.train / "weights").glob("*.pt"):
            read_checkpoint(checkpoint)
        json.loads((where.train / "fresh.json").read_text())

    assert trained(experiment, "--resume").wait() == 0
    results = pd.read_csv(where.train / "results.csv")
    assert list(results["epoch"]) == [1, 2, 3, 4, 5, 6]
    record = json.loads((where.train / "fresh.json").read_text())
    epochs = record["epochs"]
    assert len(epochs) == 6
    assert epochs[0]["new"] == 12
    newest = [epoch["last_index"] for epoch in epochs]
    assert newest == sorted(newest)
    assert newest[-1] > newest[0]
    assert record["shown"] == sum(epoch["new"] for epoch in epochs)
    assert record["fresh"] == {**EXPERIMENT["fresh"], "seed": 1, "val_seed": 2}
    with Image.open(where.figures / CURVES) as curves:
        assert curves.width > 1000
    assert trained(experiment).wait() == 2  # a training is never overwritten
    before = where.weights.read_bytes()
    (where.figures / CURVES).unlink()  # as where it is killed after its last epoch
    assert trained(experiment, "--resume").wait() == 0
    assert where.weights.read_bytes() == before
    assert (where.figures / CURVES).exists()


def test_ctrl_c_ends_everybody_quietly(experiment: Path) -> None:
    where = artifacts_of(load_experiment(experiment))
    process = subprocess.Popen(
        [*TRAIN, str(experiment), "--device", "cpu"],
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not (where.train / "fresh.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.endswith("stopped\n")
    assert "Traceback" not in said
    assert not psutil.wait_procs(family, timeout=15)[1]


def test_another_data_set_instead(project: Path, experiment: Path) -> None:
    assert trained(experiment, "--data", "data/data.yaml").wait() == 0
    where = artifacts_of(load_experiment(experiment))
    assert where.weights.exists()
    assert not (where.train / "fresh.json").exists()
    assert not (project / "data" / "fresh").exists()


def test_two_trainings_of_one_experiment_do_not_meet(experiment: Path) -> None:
    with (
        lock_training(artifacts_of(load_experiment(experiment))),
        pytest.raises(UsageError, match="another training is at work"),
    ):
        train_experiment(load_experiment(experiment))
