"""A small run of `benchmarks/thresholds.py`: advice is rare in ordinary worlds, and it holds."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(root: Path) -> ModuleType:
    file = root / "benchmarks" / "thresholds.py"
    spec = importlib.util.spec_from_file_location("thresholds", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("n", [30, 74])
def test_advice_holds_on_new_images(study: ModuleType, n: int) -> None:
    rows = pd.DataFrame([study.judged(world, n, 0.25) for world in range(5000, 5060)])
    given = rows[rows["advised"]]
    assert rows["errors"].mean() <= 0.05
    assert (given["worse_expected"] <= 0).all()
    assert len(given) <= 0.25 * len(rows)
