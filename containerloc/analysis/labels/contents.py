"""What a data set holds, in numbers."""

import pandas as pd


def contents(
    images: pd.DataFrame, labels: pd.DataFrame, faults: pd.DataFrame, *, n_skipped: int
) -> pd.DataFrame:
    """How many images, labels and faults there are.

    Index `what`, columns `count` and `n`, of how many. `faults` as in `PROBLEM_COLUMNS`;
    `n_skipped` are images that could not be used and are in no table.
    """
    severity = faults["severity"].value_counts()
    counts = {
        "images": len(images) + n_skipped,
        "images_usable": len(images),
        "images_skipped": n_skipped,
        "images_without_label": int((images["n_labels"] == 0).sum()),
        "images_with_several_labels": int((images["n_labels"] > 1).sum()),
        "labels": len(labels),
        "label_errors": int(severity.get("error", 0)),
        "label_warnings": int(severity.get("warning", 0)),
    }
    n = {what: len(labels) if what.startswith("label") else counts["images"] for what in counts}
    return pd.DataFrame({"count": counts, "n": n}).rename_axis("what")


def faulty_labels(labels: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    """The labels that have faults, worst kind first, with the column `faults` naming them.

    A line that could not be read at all has no label and is left out.
    """
    rank = faults["severity"].map(["error", "warning", "info"].index)
    kinds = (
        faults.assign(rank=rank)[faults["line"] > 0]
        .groupby(["image", "line"], as_index=False)
        .agg(faults=("code", lambda codes: ", ".join(dict.fromkeys(codes))), rank=("rank", "min"))
    )
    faulty = labels.merge(kinds, on=["image", "line"]).sort_values("rank", kind="stable")
    return faulty.drop(columns="rank").reset_index(drop=True)
