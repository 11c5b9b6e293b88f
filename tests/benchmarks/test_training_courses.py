"""A small run of `benchmarks/training_courses.py`, on seeds that chose no limit."""

import importlib
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(root, monkeypatch_module) -> ModuleType:
    monkeypatch_module.syspath_prepend(str(root / "benchmarks"))
    return importlib.import_module("training_courses")


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_most_causes_are_named_and_sound_trainings_are_left_alone(study: ModuleType) -> None:
    counts = {
        cause: study.judged(cause, 15, first_seed=9000, held_out=False) for cause in study.EXPECTED
    }
    assert counts["sound"]["named"] == 15
    assert sum(each["named"] for each in counts.values()) >= 0.9 * 15 * len(counts)
    assert sum(each["other cause"] for each in counts.values()) <= 0.05 * 15 * len(counts)
