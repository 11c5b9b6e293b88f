import importlib.util

import pytest

from containerloc.errors import UsageError
from containerloc.model import devices
from containerloc.model.devices import (
    device_name,
    inference_devices,
    timing_conditions,
    training_devices,
)

torch = pytest.importorskip("torch", reason="needs torch: pip install 'containerloc[model]'")


@pytest.fixture
def two_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda number: f"GPU number {number}")


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.mark.usefixtures("no_gpu")
def test_without_a_gpu_auto_is_the_cpu() -> None:
    assert inference_devices("auto") == ("cpu",)
    assert training_devices("auto", batch=16) == "cpu"


@pytest.mark.usefixtures("two_gpus")
@pytest.mark.parametrize(
    ("batch", "devices"), [(16, "0,1"), (15, "0"), (1, "0"), (0.7, "0"), (-1, "0")]
)
def test_auto_trains_on_all_gpus_that_share_the_batch_evenly(
    caplog, batch: float, devices: str
) -> None:
    caplog.set_level("INFO")
    assert training_devices("auto", batch=batch) == devices
    assert ("on 1 of 2 GPUs: a batch of" in caplog.text) == (devices == "0")
    assert inference_devices("auto") == ("0", "1")


@pytest.mark.usefixtures("two_gpus")
def test_several_gpus_need_cloudpickle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert training_devices("auto", batch=16) == "0"
    with pytest.raises(UsageError, match="pip install cloudpickle"):
        training_devices("0,1", batch=16)


@pytest.mark.usefixtures("two_gpus")
def test_devices_are_written_as_ultralytics_writes_them() -> None:
    assert training_devices("cuda:0,1", batch=16) == "0,1"
    assert inference_devices("cuda:1") == ("1",)
    assert inference_devices("cuda:0,1") == ("0", "1")
    assert inference_devices("cpu,cpu") == ("cpu", "cpu")


@pytest.mark.usefixtures("two_gpus")
def test_a_gpu_has_the_name_of_its_make() -> None:
    assert [device_name(device) for device in ("cpu", "1")] == ["cpu", "CUDA 1 (GPU number 1)"]


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize(
    ("device", "message"),
    [
        ("0", "torch sees 0 CUDA GPUs"),
        ("mps", "only Apple's machines have it"),
        ("gpu", "none of auto, cpu, mps, 0, 0,1"),
        ("", "none of auto, cpu, mps, 0, 0,1"),
        ("0,1", "torch sees 0 CUDA GPUs"),
        ("cpu,0", "none of auto, cpu, mps, 0, 0,1"),
    ],
)
def test_a_device_that_is_not_here_is_refused(device: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        inference_devices(device)


@pytest.mark.parametrize(
    ("before", "after", "busy"), [(0.0, 2.0, 0.0), (2.0, 0, 0.5), (0, 5, 0.75)]
)
def test_a_time_knows_what_others_did_meanwhile(monkeypatch, before, after, busy) -> None:
    monkeypatch.setattr(devices.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(devices, "machine_load", lambda: after)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    conditions = timing_conditions(before, batch=8)
    assert (conditions["cores"], conditions["threads"], conditions["batch"]) == (4, 2, 8)
    assert conditions["busy"] == busy
