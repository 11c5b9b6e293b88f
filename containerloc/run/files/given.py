"""Predictions or weights that a run was given, remembered beside the stored predictions."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from containerloc.data.files import sha256_of
from containerloc.data.predictions import read_made_by
from containerloc.errors import DataError

KEY = "given"  # in `made_by` of the stored predictions


@dataclass(frozen=True)
class Given:
    """A file that a run was given instead of the experiment's own weights.

    `kind` is `predictions` or `weights`. `own_weights_sha256` is that of the experiment's own
    checkpoint at that time, None where there was none: a training that came later ends what was
    given before it.
    """

    kind: str
    file: str
    sha256: str
    own_weights_sha256: str | None

    @property
    def is_unchanged(self) -> bool:
        """Whether the file is still there, and the same."""
        path = Path(self.file)
        return path.is_file() and sha256_of(path) == self.sha256

    def as_dict(self) -> dict[str, Any]:
        """As it stands in `made_by`."""
        return asdict(self)


def given_now(kind: str, file: Path, own_weights: Path | None) -> Given:
    """What a run is given now."""
    own = sha256_of(own_weights) if own_weights else None
    return Given(kind, str(file.resolve()), sha256_of(file), own)


def given_before(stored: Path, own_weights: Path | None) -> Given | None:
    """What the stored predictions were given by or made from, if it still counts.

    Parameters
    ----------
    stored
        The file of predictions, which need not exist.
    own_weights
        The experiment's own checkpoint as it is now, None for none.
    """
    try:
        given = Given(**read_made_by(stored).get(KEY, {}))
    except (DataError, TypeError):  # none are stored, they are damaged, or were made here
        return None
    own = sha256_of(own_weights) if own_weights else None
    return given if given.own_weights_sha256 == own else None


def given_weights(given: Given | None) -> str:
    """The checkpoint that was given, if it is still there and the same; else empty."""
    if given is None or given.kind != "weights" or not given.is_unchanged:
        return ""
    return given.file
