"""What a reader of text is, and the one that is installed."""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from containerloc.errors import UsageError

NO_READER: Final = "CONTAINERLOC_NO_READER"  # runs leave notebook 09 out where it is set
NEEDS: Final = ("rapidocr", "onnxruntime")
HOW_TO_INSTALL: Final = "pip install 'containerloc[read]'"


class TextRead(NamedTuple):
    """What a reader takes a picture to say, and how sure it is, 0 to 1."""

    text: str
    confidence: float


class Reader(Protocol):
    """Reads pictures of one line of text.

    `name` names it with everything on which its readings depend; `height_px` is the height of the
    pictures that it is given, RGB uint8 `(height_px, w, 3)`. What it reads of a picture must not
    depend on the others.
    """

    name: str
    height_px: int

    def read(self, pictures: Sequence[NDArray[np.uint8]]) -> list[TextRead]:
        """What each picture says."""
        ...


def has_reader() -> bool:
    """Whether the extra `read` is installed, and not hidden by `CONTAINERLOC_NO_READER`."""
    return NO_READER not in os.environ and all(find_spec(name) is not None for name in NEEDS)


def open_reader() -> Reader:
    """The reader that is installed; nothing is downloaded.

    Raises
    ------
    UsageError
        When the extra `read` is not installed.
    """
    try:
        from containerloc.model.reading.rapid import RapidReader

        return RapidReader()
    except ImportError as error:
        raise UsageError(
            f"reading crops needs rapidocr and onnxruntime ({error}): {HOW_TO_INSTALL}"
        ) from error
