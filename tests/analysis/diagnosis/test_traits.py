"""What some have in common, and silence where it is nothing."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.traits import in_common, traits_sentence


@pytest.fixture
def values() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame({"aspect": rng.normal(6, 1, 74), "brightness": rng.uniform(0.2, 0.8, 74)})


def test_a_clear_trait(values: pd.DataFrame) -> None:
    dark = values["brightness"].to_numpy() < 0.3
    (trait,) = in_common(values, dark)
    assert trait["words"] == "dark"
    assert trait["superiority"] == 0.0
    assert trait["median"] < 0.3 < trait["others_median"]


def test_chance_is_no_trait(values: pd.DataFrame) -> None:
    rng = np.random.default_rng(1)
    told = [bool(in_common(values, rng.permutation(74) < 9)) for _ in range(300)]
    assert sum(told) <= 6  # 1 % of 300 are 3; binomial, 2.9 standard deviations above


@pytest.mark.parametrize("n", [0, 2, 73, 74])
def test_too_few_on_a_side_have_nothing_in_common(values: pd.DataFrame, n: int) -> None:
    assert in_common(values, np.arange(74) < n) == []
    assert traits_sentence([]) == ""


def test_what_was_not_measured_is_no_trait(values: pd.DataFrame) -> None:
    assert in_common(values.assign(aspect=np.nan)[["aspect"]], np.arange(74) < 9) == []
    assert in_common(pd.DataFrame(index=range(74)), np.arange(74) < 9) == []
