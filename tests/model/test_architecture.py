"""Descriptions of layers: what none needs is refused before anything is built."""

from copy import deepcopy
from typing import Any

import pytest

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

from ultralytics.nn.tasks import yaml_model_load

from containerloc.model.architecture import architecture_fault, size_fault


@pytest.fixture(scope="module")
def pose() -> dict[str, Any]:
    return dict(yaml_model_load("yolo11n-pose.yaml"))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "nn.SiLU()",
        "torch.nn.ReLU()",
        "nn.LeakyReLU(0.1)",
        "nn.LeakyReLU(0.1, True)",
        "nn.ELU(alpha=1.0, inplace=True)",
        "nn.Softplus(beta=1)",
        "nn.PReLU(1)",
    ],
)
def test_an_honest_activation(pose: dict[str, Any], text: str | None) -> None:
    assert architecture_fault({**pose, "activation": text}) == ""


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "(print(1), nn.SiLU())[1]",
        "nn.SiLU(print(1))",
        "print(1)",
        "nn.SiLU() or print(1)",
        "nn.Linear(100000, 100000)",
        "nn.SiLU(inplace=open('x'))",
        "nn.SiLU",
        "nn.modules.SiLU()",
        "os.system()",
        "nn.functional()",
        "nn.SiLU(*[])",
        "nn.SiLU('x')",
        "nn.SiLU(\n)",
        "lambda: 0",
        "nn.SiLU()" + " " * 500,
        5,
        ["nn.SiLU()"],
        {"a": 1},
        True,
    ],
)
def test_a_foreign_activation(pose: dict[str, Any], text: Any) -> None:
    assert "`activation`" in architecture_fault({**pose, "activation": text})


@pytest.mark.parametrize("family", ["yolov8", "yolo11", "yolo12", "yolo26"])
def test_every_pose_model_of_ultralytics_is_honest(family: str) -> None:
    architecture = dict(yaml_model_load(f"{family}n-pose.yaml"))
    assert architecture_fault(architecture) == ""
    assert size_fault(architecture) == ""


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([-1, 1, "TorchVision", [512, "resnet50", "DEFAULT"]], "no layer of Ultralytics"),
        ([-1, 1, "check_file", ["https://x.invalid/y.yaml"]], "no layer of Ultralytics"),
        ([-1, 1, "DetectionModel", ["x.yaml"]], "no layer of Ultralytics"),
        ([-1, 1, "nn.functional", []], "no layer of Ultralytics"),
        ([-1, 1, "torchvision.ops.nms", []], "no layer of Ultralytics"),
        ([-1, 1, "__import__", ["os"]], "no layer of Ultralytics"),
        ([-1, 1, "nobody", []], "no layer of Ultralytics"),
        ([-1, 10**9, "Conv", [8]], "repeats a layer 1000000000 times"),
        ([-1, 1, "Conv"], "is right"),
        ([-1, 1, 5, []], "is right"),
        ("Conv", "is right"),
        (None, "is right"),
    ],
)
def test_a_foreign_layer(pose: dict[str, Any], row: Any, message: str) -> None:
    changed = deepcopy(pose)
    changed["backbone"].append(row)
    assert message in architecture_fault(changed)


def test_what_is_no_description(pose: dict[str, Any]) -> None:
    for other in (None, 5, [], {}, {"backbone": 5, "head": []}, {"backbone": []}):
        assert architecture_fault(other)
    assert "1022 layers" in architecture_fault({**pose, "backbone": pose["backbone"][:1] * 1009})


def test_a_model_that_would_fill_the_memory_is_not_built(pose: dict[str, Any]) -> None:
    changed = deepcopy(pose)
    changed["backbone"][0][3][0] = 10**9
    changed["scales"] = {"n": [0.5, 1.0, 10**9]}
    assert "parameters" in size_fault(changed) or "do not fit" in size_fault(changed)
    changed["backbone"][0][3] = ["a"]
    assert "do not fit" in size_fault(changed)
