"""What there is to look at in a run: labels, with what is predicted for them, and what has none."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.corner_errors import (
    ERROR_COLUMNS,
    PREDICTED_COLUMNS,
    TRUE_COLUMNS,
)
from containerloc.analysis.measures.matching import MISSED as NO_ROW
from containerloc.analysis.review.hashes import label_hashes, prediction_hashes
from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.quads import text_wh

MATCHED: Final = "matched"
MISSED: Final = "missed"
FALSE_POSITIVE: Final = "false_positive"
UNLABELLED: Final = "unlabelled"
_WH: Final = ["text_width_px", "text_height_px"]
_TEXTS: Final = (
    *("image", "object", "kind", "order", "cause", "reasons", "label_sha256", "prediction_sha256"),
)
_INTEGERS: Final = ("line", "class_id")
_NUMBERS: Final = (
    *("confidence", "error_px", "relative_error", "iou", "coverage", "suspicion", *_WH),
    *(*ERROR_COLUMNS, *TRUE_COLUMNS, *PREDICTED_COLUMNS),
)
CASE_COLUMNS: Final = (*_TEXTS, *_INTEGERS, *_NUMBERS)


def case_table(evidence: Evidence, suspects: pd.DataFrame) -> pd.DataFrame:
    """Every case of a run: labels, then predictions without a label, then what others see.

    Parameters
    ----------
    suspects
        As from `labels.suspects`; `line` 0 is an object that nobody labelled.

    Returns
    -------
    DataFrame
        `CASE_COLUMNS`. `object` is `line k` of the label file, `prediction k`, the k-th most
        confident of its image, or `unlabelled k`; `kind` is matched, missed, false_positive or
        unlabelled. Pixels of the photo as displayed; NaN where there is no label, no prediction, or
        no such number. A missed label has confidence and corners of the prediction that would be
        matched to it at a lower threshold, if there is one, but no error.
    """
    named = suspects.assign(object=suspect_objects(suspects, evidence.predictions))
    named = named.drop_duplicates(["image", "object"]).rename(columns={"score": "suspicion"})
    tables = [_label_cases(evidence), _prediction_cases(evidence, named), _others_cases(named)]
    whole = pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)
    reasons = named[["image", "object", "suspicion", "reasons"]]
    whole = whole.merge(reasons, how="left", on=["image", "object"])
    whole["kind"] = whole["kind"].mask(
        whole["kind"].eq(FALSE_POSITIVE) & whole["suspicion"].notna(), UNLABELLED
    )
    whole = whole.reindex(columns=[*CASE_COLUMNS])
    whole = whole.fillna(dict.fromkeys(_TEXTS, "") | dict.fromkeys(_INTEGERS, 0))
    types = dict.fromkeys(_TEXTS, "str") | dict.fromkeys(_INTEGERS, "int64")
    return whole.astype(types | dict.fromkeys(_NUMBERS, "float64"))


def as_numbered_now(verdicts: pd.DataFrame, predictions: pd.DataFrame) -> pd.DataFrame:
    """The verdicts with each `prediction k` under its present number; unchanged where it is gone.

    A prediction is known again by its hash.
    """
    judged = predictions[predictions["image"].isin(verdicts["image"])]
    keys = pd.MultiIndex.from_arrays([judged["image"], prediction_hashes(judged)])
    numbers = pd.Series(prediction_objects(judged).to_numpy(), keys)
    now = numbers[~keys.duplicated()].reindex(
        pd.MultiIndex.from_frame(verdicts[["image", "prediction_sha256"]])
    )
    is_prediction = verdicts["object"].str.startswith("prediction").to_numpy(bool)
    moved = is_prediction & now.notna().to_numpy()
    return verdicts.assign(object=verdicts["object"].mask(moved, now.to_numpy()))


def present_objects(
    verdicts: pd.DataFrame, cases: pd.DataFrame, predictions: pd.DataFrame
) -> pd.DataFrame:
    """What is judged as it is now: `KEY` and hashes; without those of photos, which are files'.

    `verdicts` as from `as_numbered_now`. What is gone is left out.
    """
    cases = cases[cases["image"].isin(verdicts["image"])]
    judged = predictions[predictions["image"].isin(verdicts["image"])]
    of_predictions = judged[["image"]].assign(
        object=prediction_objects(judged), prediction_sha256=prediction_hashes(judged)
    )
    # What has a label now is no longer what was judged.
    matched = cases.loc[cases["kind"] == MATCHED, ["image", "prediction_sha256", "label_sha256"]]
    of_predictions = of_predictions.merge(matched, "left", ["image", "prediction_sha256"])
    columns = ["image", "object", "label_sha256", "prediction_sha256"]
    now = pd.concat([cases[columns], of_predictions.fillna({"label_sha256": ""})])
    return now[columns].drop_duplicates(columns[:2], ignore_index=True)


def suspect_objects(suspects: pd.DataFrame, predictions: pd.DataFrame) -> "pd.Series[str]":
    """Which object each suspect is: `line k`, and for what nobody labelled `prediction k`.

    `unlabelled k`, numbered in each image, is what is none of these predictions: other models saw
    it.
    """
    known = pd.Series(prediction_objects(predictions).to_numpy(), _places(predictions))
    predicted = _places(suspects).map(known[~known.index.duplicated()])
    unseen = suspects["line"].eq(0) & predicted.isna()
    number = unseen.groupby(suspects["image"]).cumsum().astype("str")
    objects = predicted.where(~unseen, "unlabelled " + number)
    return objects.where(suspects["line"].eq(0), "line " + suspects["line"].astype("str"))


def label_objects(labels: pd.DataFrame) -> pd.DataFrame:
    """The labels as cases of which no prediction is known."""
    return pd.DataFrame(
        {
            "image": labels["image"],
            "object": "line " + labels["line"].astype("str"),
            "kind": "",
            "label_sha256": label_hashes(labels),
            "prediction_sha256": "",
        }
    ).reset_index(drop=True)


def prediction_objects(predictions: pd.DataFrame) -> "pd.Series[str]":
    """What each prediction is called: `prediction k`, the k-th most confident of its image."""
    confidence = predictions["confidence"].groupby(predictions["image"])
    rank = confidence.rank(method="first", ascending=False).astype("int64")
    return "prediction " + rank.astype("str")


def _label_cases(evidence: Evidence) -> pd.DataFrame:
    errors, labels = evidence.errors, evidence.labels
    rows = evidence.matching.at(0.0).prediction_rows  # of any confidence
    predicted = _rows(evidence.predictions, rows)
    table = errors.frame.reset_index(drop=True)
    table = table.assign(
        object="line " + table["line"].astype("str"),
        kind=np.where(errors.detected, MATCHED, MISSED),
        class_id=labels["class_id"].to_numpy(),
        relative_error=errors.error_px / errors.text_height_px,
        cause=evidence.causes.to_numpy(),
        confidence=predicted["confidence"].to_numpy(),
        label_sha256=label_hashes(labels).to_numpy(),
        prediction_sha256=np.where(rows == NO_ROW, "", prediction_hashes(predicted)),
    )
    table[[*PREDICTED_COLUMNS]] = predicted[[*CORNER_COLUMNS]].to_numpy()
    return table


def _prediction_cases(evidence: Evidence, named: pd.DataFrame) -> pd.DataFrame:
    """Predictions that no label is matched to: those in use, and those that suspects name."""
    every, matches = evidence.predictions, evidence.matching.at(evidence.settings.in_use)
    objects = prediction_objects(every)
    keys = pd.MultiIndex.from_arrays([every["image"], objects])
    asked = keys.isin(pd.MultiIndex.from_frame(named[["image", "object"]]))
    free = np.setdiff1d(np.flatnonzero(asked), matches.prediction_rows)
    rows = np.union1d(matches.false_positive_rows, free)
    return _without_label(every.iloc[rows]).assign(
        object=objects.iloc[rows].to_numpy(),
        kind=FALSE_POSITIVE,
        prediction_sha256=prediction_hashes(every.iloc[rows]).to_numpy(),
    )


def _others_cases(named: pd.DataFrame) -> pd.DataFrame:
    """What nobody labelled and only other models see."""
    unseen = named[named["object"].str.startswith("unlabelled")]
    return _without_label(unseen).assign(object=unseen["object"].to_numpy(), kind=UNLABELLED)


def _without_label(table: pd.DataFrame) -> pd.DataFrame:
    """Cases of objects whose corners the table has."""
    kept = table.reindex(columns=["image", "class_id", "confidence"]).reset_index(drop=True)
    wide, high = text_wh(quads_of(table)).T
    corners = dict(zip(PREDICTED_COLUMNS, table[[*CORNER_COLUMNS]].to_numpy().T, strict=True))
    return kept.assign(text_width_px=wide, text_height_px=high, **corners)


def _places(table: pd.DataFrame) -> "pd.Series[str]":
    """Image and corners of each row, as a text that is the same for the same place."""
    corners = table[[*CORNER_COLUMNS]].to_numpy(np.float64).round(2) + 0.0
    texts = (f"{image} {row}" for image, row in zip(table["image"], corners.tolist(), strict=True))
    return pd.Series([*texts], table.index, dtype="str")


def _rows(table: pd.DataFrame, rows: NDArray[np.int64]) -> pd.DataFrame:
    """The rows at these positions, all NaN for one that is `NO_ROW`."""
    return table.reset_index(drop=True).reindex(rows).reset_index(drop=True)
