"""Ultralytics' cache of labels: the same content, and nothing that runs."""

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from containerloc.model.label_cache import read_label_cache, safe_label_cache


class Runs:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.marker}",)


def save(path: Path, content: Any) -> Path:
    with path.open("wb") as file:
        np.save(file, np.array(content, dtype=object))
    return path


def test_an_honest_cache_is_read_as_ultralytics_reads_it(tmp_path: Path) -> None:
    label = {"im_file": "a.jpg", "shape": (4, 5), "cls": np.zeros((1, 1), np.float32), "n": None}
    content = {"labels": [label], "hash": "x", "version": "1.0.3", "results": (1, 0, 0, 0, 1)}
    content["share"] = np.float64(0.5)
    file = save(tmp_path / "labels.cache", content)
    read, expected = read_label_cache(file), np.load(file, allow_pickle=True).item()
    np.testing.assert_equal(read, expected)


def test_a_cache_that_runs_a_command_does_not(tmp_path: Path) -> None:
    file = save(tmp_path / "labels.cache", {"labels": Runs(tmp_path / "marker")})
    with pytest.raises(pickle.UnpicklingError, match="system is no array"):
        read_label_cache(file)
    assert not (tmp_path / "marker").exists()


def test_ultralytics_reads_by_it_meanwhile(tmp_path: Path) -> None:
    pytest.importorskip("ultralytics")
    from ultralytics.data import dataset

    before = dataset.load_dataset_cache_file
    with safe_label_cache():
        assert dataset.load_dataset_cache_file is read_label_cache
    assert dataset.load_dataset_cache_file is before
