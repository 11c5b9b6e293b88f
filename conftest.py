"""What all tests share: the snapshot of sentences, and numpy's default way to print arrays."""

from collections.abc import Iterator

import numpy as np
import pytest

pytest_plugins = ("tests.sentences.snapshot",)
DEFAULT = np.get_printoptions()


@pytest.fixture(autouse=True)
def _default_print_options() -> Iterator[None]:
    with np.printoptions(**DEFAULT):
        yield
