"""The kept network: made once, ours only, whole or not at all, and never in the way."""

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from containerloc.model.checkpoint import load_model
from containerloc.model.engine import exported as module
from containerloc.model.engine.exported import SUFFIX, exported
from containerloc.model.engine.networks import compiled, openvino_network
from containerloc.model.engine.seal import HOME

NOISE = np.random.default_rng(1).integers(0, 256, (1, 160, 128, 3), dtype=np.uint8)


@pytest.fixture
def mine(openvino: Any, weights: Path, tmp_path: Path, monkeypatch) -> tuple[Path, Any, list[Any]]:
    """Weights in a folder of their own, their model, and a list that grows by each conversion."""
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    own = Path(shutil.copy(weights, tmp_path / "best.pt"))
    conversions: list[Any] = []
    convert = module.converted

    def counted(model: Any) -> Any:
        conversions.append(model)
        return convert(model)

    monkeypatch.setattr(module, "converted", counted)
    return own, load_model(own), conversions


def answer(network: Any) -> Any:
    return openvino_network(compiled(network))(NOISE).numpy().copy()


def test_it_is_converted_once_and_answers_the_same(mine) -> None:
    weights, model, conversions = mine
    first = answer(exported(weights, model))
    np.testing.assert_array_equal(answer(exported(weights, model)), first)
    assert len(conversions) == 1
    names = {file.name for file in weights.parent.iterdir()}
    assert names == {"best.pt", f"best{SUFFIX}", "home"}


def test_what_somebody_else_brought_is_not_opened(mine, monkeypatch, tmp_path: Path) -> None:
    weights, model, conversions = mine
    exported(weights, model)
    monkeypatch.setenv(HOME, str(tmp_path / "somebody else"))
    opened: list[bytes] = []
    whole = module.opened
    monkeypatch.setattr(module, "opened", lambda *parts: opened.append(parts[0]) or whole(*parts))
    exported(weights, model)
    assert len(conversions) == 2
    assert len(opened) == 1  # the own one only


@pytest.mark.parametrize("damage", ["cut off", "changed", "xml beside it", "another's weights"])
def test_what_lies_there_otherwise_is_made_again(mine, save_pose_model, damage: str) -> None:
    weights, model, conversions = mine
    expected = answer(exported(weights, model))
    file = weights.with_suffix(SUFFIX)
    content = file.read_bytes()
    if damage == "cut off":
        file.write_bytes(content[:-1])
    elif damage == "changed":
        file.write_bytes(content[:-9] + b"\xff" + content[-8:])
    elif damage == "xml beside it":
        file.unlink()
        for name in ("best.xml", "best.bin"):
            (weights.parent / name).write_bytes(b"<net>")
    else:
        other = save_pose_model(weights.parent / "other.pt", keypoints=(4, 2))
        exported(other, load_model(other))
        shutil.copy(other.with_suffix(SUFFIX), file)
    before = len(conversions)
    np.testing.assert_array_equal(answer(exported(weights, model)), expected)
    assert len(conversions) == before + 1
    exported(weights, model)
    assert len(conversions) == before + 1


def test_two_writers_leave_one_whole_file(mine) -> None:
    weights, model, conversions = mine
    barrier, errors = threading.Barrier(2), []

    def write() -> None:
        try:
            barrier.wait(10)
            exported(weights, model)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    done = len(conversions)
    exported(weights, model)
    assert len(conversions) == done


def test_where_nothing_can_be_written_it_is_used_and_not_kept(mine, monkeypatch, caplog) -> None:
    weights, model, conversions = mine
    caplog.set_level("INFO")
    (weights.with_suffix(SUFFIX)).mkdir()  # as good as read-only, also for root
    exported(weights, model)
    assert "not kept" in caplog.text
    monkeypatch.setenv(HOME, os.devnull)
    exported(weights, model)
    assert len(conversions) == 2
