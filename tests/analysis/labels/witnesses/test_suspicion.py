"""What is left of a dispute when others were heard."""

import numpy as np
import pytest

from containerloc.analysis.labels.witnesses.suspicion import Suspicion, weighed
from containerloc.analysis.labels.witnesses.witness import Witness

KEYS = [("a", 1), ("b", 1), ("c", 1)]
HEARD = Witness(np.array([True, False, False]), np.array([False, True, False]))


@pytest.mark.parametrize(("n_models", "left"), [(1, [0.95, 0.8]), (2, [0.95, 0.99])])
def test_one_model_is_sure_of_nothing_that_nobody_else_says(n_models: int, left: list) -> None:
    disputed = [Suspicion(key, 0.99, "off", by_models=True) for key in KEYS]
    disputed[1] = Suspicion(KEYS[1], 0.7, "off", by_models=True)
    kept = weighed(disputed, KEYS, HEARD, n_models=n_models)
    assert [(one.key, one.score) for one in kept] == [(KEYS[1], left[0]), (KEYS[2], left[1])]


def test_what_models_do_not_see_is_not_theirs_to_confirm() -> None:
    unseen = [Suspicion(KEYS[0], 0.7, "no model sees an ID here")]
    assert weighed(unseen, KEYS, HEARD, n_models=2) == unseen
