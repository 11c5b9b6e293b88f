"""The table of verdicts, and which of them stand."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.quads import Bools

LABEL_WRONG: Final = "label_wrong"
MODEL_WRONG: Final = "model_wrong"
AMBIGUOUS: Final = "ambiguous"
PHOTO_BAD: Final = "photo_bad"
# In words; a verdict may also be empty: only a note, only corners, or what was said is withdrawn.
VERDICTS: Final = {
    LABEL_WRONG: "label wrong",
    MODEL_WRONG: "model wrong",
    AMBIGUOUS: "ambiguous",
    PHOTO_BAD: "photo bad",
}
# What a verdict is about: that a label is wrong stays true of another prediction.
_DEPENDS_ON: Final = {MODEL_WRONG: ("photo", "label", "prediction"), PHOTO_BAD: ("photo",)}
_ELSE: Final = ("photo", "label")

HASH_COLUMNS: Final = ("photo_sha256", "label_sha256", "prediction_sha256")
VERDICT_COLUMNS: Final = (
    *("split", "image", "object", "class", "verdict", *CORNER_COLUMNS, "note", "who", "when"),
    *HASH_COLUMNS,
)
TEXT_COLUMNS: Final = tuple(name for name in VERDICT_COLUMNS if name not in CORNER_COLUMNS)
KEY: Final = ["split", "image", "object"]  # what a verdict is on


def verdict_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The verdicts as a table, columns `VERDICT_COLUMNS`, typed; what is absent is empty or NaN."""
    columns = {
        name: pd.Series([row.get(name, "") for row in rows], dtype="str")
        if name in TEXT_COLUMNS
        else pd.Series([row.get(name, np.nan) for row in rows], dtype="float64")
        for name in VERDICT_COLUMNS
    }
    return pd.DataFrame(columns)


def latest(verdicts: pd.DataFrame) -> pd.DataFrame:
    """The last verdict on each object, by time, then by row; none where it was withdrawn.

    Examples
    --------
    >>> said = [("line 1", "ambiguous", "T10"), ("line 1", "label_wrong", "T12"),
    ...         ("line 2", "photo_bad", "T10"), ("line 2", "", "T11")]
    >>> rows = [{"image": "a.jpg", "object": on, "verdict": verdict, "when": when}
    ...         for on, verdict, when in said]
    >>> latest(verdict_table(rows))[["object", "verdict"]].to_numpy().tolist()
    [['line 1', 'label_wrong']]
    """
    last = verdicts.sort_values("when", kind="stable").drop_duplicates(KEY, keep="last")
    says = last["verdict"].ne("") | last["note"].ne("") | is_corrected(last)
    return last[says].reset_index(drop=True)


def is_corrected(verdicts: pd.DataFrame) -> Bools:
    """Whether each verdict proposes where a corner belongs, `(n,)`."""
    return np.asarray(np.isfinite(quads_of(verdicts).sum(axis=2)).any(axis=1))


def with_staleness(verdicts: pd.DataFrame, objects: pd.DataFrame) -> pd.DataFrame:
    """The verdicts with the column `stale`: what has changed since, or the empty string.

    `objects` has `KEY` and `HASH_COLUMNS` as they are now, of all that is judged; what it does not
    have is gone. Only what a verdict depends on counts: a new prediction leaves a wrong label
    wrong.

    Examples
    --------
    >>> row = {"image": "a.jpg", "object": "line 1", "label_sha256": "1" * 64}
    >>> rows = [{**row, "verdict": verdict} for verdict in ("label_wrong", "photo_bad")]
    >>> now = verdict_table([{**row, "label_sha256": "2" * 64}])
    >>> with_staleness(verdict_table(rows), now)["stale"].tolist()
    ['label changed', '']
    """
    now = objects.drop_duplicates(KEY).set_index(KEY)[[*HASH_COLUMNS]].to_dict("index")
    stale = [
        _changed(row, now.get(tuple(row[name] for name in KEY)))
        for row in verdicts.to_dict("records")
    ]
    return verdicts.assign(stale=pd.Series(stale, verdicts.index, dtype="str"))


def _changed(row: Mapping[Any, Any], now: Mapping[Any, Any] | None) -> str:
    if now is None:
        return "object gone"
    parts = _DEPENDS_ON.get(row["verdict"], _ELSE)
    if row["object"].startswith("prediction"):  # its place is all that is known of the object
        parts = (*_ELSE, "prediction")
    changed = [part for part in parts if row[f"{part}_sha256"] != now[f"{part}_sha256"]]
    return f"{' and '.join(changed)} changed" if changed else ""
