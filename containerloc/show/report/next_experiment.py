"""The proposed next experiment, with the numbers that can be expected of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from containerloc.analysis.diagnosis.proposal import Change
from containerloc.metric import metric_of
from containerloc.show.report.parts import Section, Table
from containerloc.wording import DASH

# Numbers of `metrics.json`, and the column of `thresholds.csv` that has each at every threshold.
_SWEPT: Final = {
    "detection_rate": "detection_rate",
    "false_positives_per_image": "false_positives_per_image",
    "mde_px": "mde_px",
    "iou_mean": "iou",
}

_BY_THRESHOLD: Final = "Expected: what the new threshold makes of the stored predictions."
_BY_TRAINING: Final = "What another training brings is not known before it has run."


@dataclass(frozen=True)
class NextExperiment:
    """What the findings justify changing: as YAML, and change by change.

    `swept` is `thresholds.csv`: what each threshold keeps and loses.
    """

    yaml: str = ""
    changes: Sequence[Change] = ()
    swept: pd.DataFrame = field(default_factory=pd.DataFrame)


def section(
    proposed: NextExperiment, metrics: Mapping[str, Mapping[str, Any]], verdicts: pd.DataFrame
) -> Section:
    """The proposal, and what its numbers are, shall be, and will be as far as that is known."""
    if not proposed.changes:
        return Section("Next experiment")
    expected = _at_threshold(proposed)
    promised = dict(zip(verdicts["metric"], verdicts["promise"], strict=True))
    rows = []
    for key in dict.fromkeys([*expected, *promised]):
        metric, value = metric_of(key), metrics.get(key, {}).get("value")
        if value is not None:
            then = metric.with_unit(expected[key]) if key in expected else "unknown"
            texts = (metric.words, metric.with_unit(value), then, promised.get(key, DASH))
            rows.append(texts)
    unknown = any(change.key.startswith("train.") for change in proposed.changes)
    note = _BY_THRESHOLD if expected else ""
    note = f"{note} {_BY_TRAINING}".strip() if unknown else note
    table = Table(("number", "now", "expected", "target"), rows)
    return Section("Next experiment", [note] if note else [], [table], code=proposed.yaml)


def _at_threshold(proposed: NextExperiment) -> dict[str, float]:
    """The numbers at the proposed threshold, from stored predictions; none where it stays."""
    changed = [each.value for each in proposed.changes if each.key == "predict.conf"]
    swept = proposed.swept
    if not changed or swept.empty:
        return {}
    row = swept.loc[(swept["threshold"] - changed[0]).abs().idxmin()]
    return {key: float(row[column]) for key, column in _SWEPT.items() if column in row}
