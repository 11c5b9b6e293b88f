from typing import Any

import numpy as np
import pytest

from containerloc.model.checkpoint import load_model
from containerloc.model.engine import workers as module
from containerloc.model.engine.workers import workers_for

PICTURE = np.random.default_rng(3).integers(0, 256, (1, 64, 96, 3), dtype=np.uint8)


def of(engine: str, devices: Any, weights: Any) -> Any:
    return workers_for(engine, devices, weights=weights, model=load_model(weights))


def test_on_a_cpu_each_core_has_an_image_of_its_own(weights, monkeypatch) -> None:
    import torch

    monkeypatch.setattr(torch, "get_num_threads", lambda: 6)
    alone = of("torch", ("cpu",), weights)
    assert (alone.devices, alone.threads, alone.batch) == (("cpu",) * 6, 1, 1)
    two = of("torch", ("cpu", "cpu"), weights)
    assert (two.devices, two.threads) == (("cpu", "cpu"), 3)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 64)
    many = of("torch", ("cpu",), weights)
    assert (len(many.devices), many.threads) == (8, 8)


def test_on_gpus_there_is_one_worker_each_and_photos_are_pinned(weights) -> None:
    gpus = of("torch", ("0", "1"), weights)
    assert gpus.devices == ("0", "1")
    assert gpus.uses_cuda
    assert gpus.batch > 1
    assert not of("torch", ("mps",), weights).uses_cuda


def test_the_engines_answer_alike(openvino, weights) -> None:
    answers = []
    for engine in ("torch", "openvino"):
        workers = of(engine, ("cpu",), weights)
        assert workers.engine == engine
        assert ("openvino" in workers.packages) == (engine == "openvino")
        with workers.at_work():
            answers.append(workers.network_on("cpu")(PICTURE).numpy().copy())
    np.testing.assert_allclose(*answers, rtol=1e-3, atol=1.0)


def test_what_openvino_cannot_take_torch_predicts(weights, monkeypatch, caplog) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no such operation")

    monkeypatch.setattr(module, "exported", broken)
    assert of("openvino", ("cpu",), weights).engine == "torch"
    assert "torch predicts: no such operation" in caplog.text


@pytest.mark.parametrize("devices", [("cpu",), ("cpu", "cpu", "cpu")])
def test_no_more_workers_than_are_asked_for(openvino, weights, devices) -> None:
    workers = of("openvino", devices, weights)
    assert len(workers.devices) == (3 if len(devices) == 3 else len(workers.devices))
    assert set(workers.devices) == {"cpu"}
