"""Doctests print arrays as numpy does by default, whatever a test has imported before."""

from collections.abc import Iterator

import numpy as np
import pytest

DEFAULT = np.get_printoptions()


@pytest.fixture(autouse=True)
def _default_print_options() -> Iterator[None]:
    with np.printoptions(**DEFAULT):
        yield
