"""No checkpoint, model file or data set of a stranger runs code, in whatever verb it is used."""

import io
import os
import pickle
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

import torch

from containerloc.model.offline import import_ultralytics

from .conftest import Cli, TouchesMarker

Write = Callable[..., Path]
SMALL = {"epochs": 2, "batch": 3, "imgsz": 32, "amp": False, "val": False, "seed": 0}


def evaluated(marker: Path) -> str:
    """An activation that works, and touches the marker when it is evaluated as Python."""
    return f"(open({str(marker)!r}, 'w').close(), torch.nn.SiLU())[1]"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint as a training leaves it, of a model that is quick."""
    import_ultralytics()
    from ultralytics.nn.tasks import PoseModel, yaml_model_load

    layers = yaml_model_load("yolo11n-pose.yaml") | {"scales": {"n": [0.33, 0.0625, 1024]}}
    model = PoseModel(layers, nc=1, data_kpt_shape=[4, 3], verbose=False).half()
    model.names = {0: "container_id"}
    file = tmp_path_factory.mktemp("honest") / "honest.pt"
    torch.save({"model": model, "epoch": -1, "train_args": {"imgsz": 32, "task": "pose"}}, file)
    return file


def changed(honest: Path, file: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    content = torch.load(honest, weights_only=False)
    change(content)
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(content, file)
    return file


def with_activation(content: dict[str, Any], text: str) -> None:
    content["model"].yaml["activation"] = text


def with_layer(content: dict[str, Any], name: str) -> None:
    content["model"].yaml["backbone"].append([-1, 1, name, ["x"]])


def with_hook(content: dict[str, Any], marker: Path) -> None:
    content["model"].note = TouchesMarker(marker)


ATTACKS: dict[str, Callable[[dict[str, Any], Path], None]] = {
    "activation": lambda content, marker: with_activation(content, evaluated(marker)),
    "activation of the moving average": lambda content, marker: (
        content.update(ema=content["model"]),
        with_activation(content, evaluated(marker)),
    )[0],
    "activation in an argument": lambda content, marker: with_activation(
        content, f"nn.SiLU(inplace=open({str(marker)!r}, 'w'))"
    ),
    "a function as a layer": lambda content, _: with_layer(content, "yaml_model_load"),
    "a layer that downloads": lambda content, _: with_layer(content, "TorchVision"),
    "pickled call": with_hook,
    "pickled call beside the model": lambda content, marker: content.update(
        train_args=TouchesMarker(marker)
    ),
    "pickled call in the optimizer": lambda content, marker: content.update(
        optimizer=TouchesMarker(marker)
    ),
    "a quantized state": lambda content, _: content.update(modelopt={"modelopt": {}}),
    "a teacher": lambda content, _: content["train_args"].update(distill_model="http://x.invalid"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_checkpoint_is_refused_by_every_verb_that_takes_one(
    cli: Cli, write_experiment: Write, honest: Path, marker: Path, tmp_path: Path, attack: str
) -> None:
    def attacked(content: dict[str, Any]) -> None:
        content.update(epoch=0, train_args={"epochs": 2, "imgsz": 32, "task": "pose"})
        ATTACKS[attack](content, marker)

    stranger = changed(honest, tmp_path / "stranger.pt", attacked)
    one = write_experiment(model=str(stranger), train=SMALL)
    train = tmp_path / "artifacts" / "localization" / "one" / "train" / "weights"
    for verb in (
        ["predict", one, "--weights", stranger, "--device", "cpu"],
        ["train", one, "--device", "cpu"],
        *([["run", one, "--weights", stranger, "--only", "06"]] if attack == "activation" else []),
    ):
        ended = cli(*verb)
        assert ended.code in (2, 4), ended.printed
        assert not marker.exists(), verb
    for last, best in ((stranger, honest), (honest, stranger)):
        train.mkdir(parents=True, exist_ok=True)
        shutil.copy(last, train / "last.pt")
        shutil.copy(best, train / "best.pt")
        ended = cli("train", one, "--resume", "--device", "cpu")
        assert ended.code == 2, ended.printed
        assert not marker.exists()


@pytest.mark.parametrize("suffix", [".yaml", ".yml"])
def test_a_model_file_is_read_as_data(
    cli: Cli, write_experiment: Write, marker: Path, tmp_path: Path, suffix: str
) -> None:
    from ultralytics.nn.tasks import yaml_model_load

    layers = yaml_model_load("yolo11n-pose.yaml") | {"activation": evaluated(marker)}
    (tmp_path / f"mine{suffix}").write_text(yaml.safe_dump(layers))
    ended = cli("train", write_experiment(model=str(tmp_path / f"mine{suffix}")), "--device", "cpu")
    assert (ended.code, marker.exists()) == (2, False)
    assert "`activation`" in ended.printed


@pytest.mark.parametrize(
    "model",
    [
        "https://x.invalid/a-pose.yaml",
        "http://x.invalid/a-pose.pt",
        "ul://a/b",
        "gs://a/b-pose.pt",
        "../../*/a.yaml",
        "~/a-pose.pt",
        "grpc://x",
        "",
        " ",
        "-pose.pt",
        "rtsp://x/a.yaml",
    ],
)
def test_a_model_is_a_file_or_a_known_name(cli: Cli, write_experiment: Write, model: str) -> None:
    ended = cli("train", write_experiment(model=model), "--device", "cpu")
    assert ended.code == 2, ended.printed


@pytest.mark.parametrize("name", ["a.onnx", "a.engine", "a.torchscript", "a.tflite", "a.PT", "a"])
@pytest.mark.parametrize("content", [b"\x08\x08\x12\x07pytorch", b"ftrt", b""])
def test_an_export_given_as_weights_is_an_error_in_one_line(
    cli: Cli, write_experiment: Write, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    one = write_experiment(model=str(tmp_path / name))
    for verb in (["train", one], ["predict", one, "--weights", tmp_path / name]):
        ended = cli(*verb, "--device", "cpu")
        assert ended.code == 2, ended.printed
        assert ended.printed.count("error:") == 1


@pytest.mark.filterwarnings("ignore::FutureWarning:torch")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch")
def test_torchscript_is_named(cli: Cli, write_experiment: Write, tmp_path: Path) -> None:
    torch.jit.script(torch.nn.Linear(2, 2)).save(tmp_path / "a.pt")
    ended = cli("predict", write_experiment(), "--weights", tmp_path / "a.pt", "--device", "cpu")
    assert ended.code == 2
    assert "TorchScript" in ended.printed
    assert "command" not in ended.printed


def test_a_checkpoint_that_builds_layers_while_it_is_loaded(
    cli: Cli, write_experiment: Write, tmp_path: Path
) -> None:
    class Builds:
        def __reduce__(self) -> tuple[Any, ...]:
            return torch.nn.Linear, (10**6, 10**6)

    torch.save({"model": Builds()}, tmp_path / "a.pt")
    ended = cli("predict", write_experiment(), "--weights", tmp_path / "a.pt", "--device", "cpu")
    assert ended.code == 2
    assert "builds a layer" in ended.printed


def test_tensors_larger_than_the_file_are_refused(
    cli: Cli, write_experiment: Write, honest: Path, tmp_path: Path
) -> None:
    def claim(content: dict[str, Any]) -> None:
        content["model"].register_buffer("large", torch.zeros(1).expand(10**6, 10**6))

    large = changed(honest, tmp_path / "a.pt", claim)
    ended = cli("predict", write_experiment(), "--weights", large, "--device", "cpu")
    assert ended.code == 2
    assert "claims tensors" in ended.printed


def test_a_pickle_bomb_in_a_compressed_archive_is_refused_at_once(
    cli: Cli, write_experiment: Write, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "a.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", b"(" * 300_000_000)
    ended = cli("predict", write_experiment(), "--weights", tmp_path / "a.pt", "--device", "cpu")
    assert ended.code == 2
    assert "fill the memory" in ended.printed


@pytest.mark.slow
def test_the_label_cache_of_a_data_set_runs_nothing(
    cli: Cli, write_experiment: Write, honest: Path, marker: Path, dataset: Path
) -> None:
    for split in ("train", "val"):
        with (dataset.parent / "labels" / f"{split}.cache").open("wb") as file:
            np.save(file, np.array({"labels": TouchesMarker(marker)}, dtype=object))
    one = write_experiment(model=str(honest), train={**SMALL, "epochs": 1})
    ended = cli("train", one, "--device", "cpu")
    assert ended.code == 0, ended.printed
    assert not marker.exists()


def test_a_download_of_a_data_yaml_is_not_run(
    cli: Cli, write_experiment: Write, marker: Path, dataset: Path
) -> None:
    content = yaml.safe_load(dataset.read_text())
    for command in (f"open({str(marker)!r}, 'w')", f"bash {marker}", "https://x.invalid/a.zip"):
        dataset.write_text(yaml.safe_dump(content | {"val": "gone", "download": command}))
        cli("train", write_experiment(), "--device", "cpu")
        cli("labels", "check", dataset)
        assert not marker.exists()


def test_child_processes_build_no_model_with_code_in_it(marker: Path) -> None:
    # As Ultralytics starts one process per GPU: it imports itself first, in our environment.
    import_ultralytics()
    from ultralytics.nn.tasks import yaml_model_load

    layers = yaml_model_load("yolo11n-pose.yaml") | {"activation": evaluated(marker)}
    script = f"from ultralytics.nn.tasks import PoseModel; PoseModel({layers!r}, verbose=False)"
    child = [sys.executable, "-c", script]
    done = subprocess.run(child, capture_output=True, text=True, check=False)
    assert "unsupported activation" in done.stderr
    assert not marker.exists()
    free = {**os.environ, "ULTRALYTICS_SAFE_LOAD": "false"}
    subprocess.run(child, env=free, capture_output=True, check=True)
    assert marker.exists(), "without it, the attack works"


def test_modules_in_the_working_folder_are_not_imported(
    marker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "pandas", "papermill", "nbformat", "containerloc", "threading"):
        (tmp_path / f"{name}.py").write_text(f"open({str(marker)!r}, 'w')")
    from containerloc.run.execute.notebooks import Notebook
    from containerloc.run.execute.processes import Workers

    monkeypatch.chdir(tmp_path)
    nothing = Notebook(tmp_path / "none.ipynb", frozenset(), "")
    done = Workers().execute(nothing, {}, tmp_path / "out")
    assert "nbformat" in done.error  # all was imported, nothing of it from here
    assert not marker.exists()


@pytest.mark.parametrize("protocol", [0, 2, 5])
def test_predictions_and_labels_that_are_pickles(
    cli: Cli, write_experiment: Write, marker: Path, dataset: Path, tmp_path: Path, protocol: int
) -> None:
    pickled = pickle.dumps(TouchesMarker(marker), protocol=protocol)
    buffer = io.BytesIO()
    np.save(buffer, np.array(TouchesMarker(marker), dtype=object))
    for content in (pickled, buffer.getvalue()):
        for name in ("p.json", "p.parquet", "a.csv", "c.xml"):
            (tmp_path / name).write_bytes(content)
        (tmp_path / "p2.json").write_bytes(content)
        next((dataset.parent / "labels" / "val").glob("*.txt")).write_bytes(content)
        one = write_experiment()
        for name in ("p.json", "p.parquet"):
            assert cli("diagnose", one, "--predictions", tmp_path / name).code in (2, 3)
        cli("labels", "check", dataset)
        cli("labels", "corrected", one, tmp_path / "c.xml")
        assert not marker.exists()
