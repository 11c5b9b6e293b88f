"""What a figure of errors says of the IDs that have none."""

import pandas as pd

from containerloc.wording import counted


def why_no_errors(per_label: pd.DataFrame) -> str:
    """Why a per-label table has no error to draw."""
    if per_label.empty:
        return "No labels: there is no error to draw."
    n_detected = int(per_label["detected"].sum())
    if n_detected:
        return f"No error to draw: {counted(n_detected, 'ID')} found, but with a corner missing."
    return f"No error to draw: none of {counted(len(per_label), 'labelled ID')} was found."


def of_how_many(per_label: pd.DataFrame) -> str:
    """Over how many IDs a mean runs, and how many it leaves out.

    Examples
    --------
    >>> of_how_many(pd.DataFrame({"detected": [True, False], "error_px": [3.0, float("nan")]}))
    'over 1 found ID; 1 of 2 missed'
    """
    n_measured = int(per_label["error_px"].notna().sum())
    n_missed = int((~per_label["detected"].astype(bool)).sum())
    n_incomplete = len(per_label) - n_measured - n_missed
    text = f"over {counted(n_measured, 'found ID')}; {n_missed:,} of {len(per_label):,} missed"
    return text + (f", {n_incomplete:,} with a corner missing in the label" if n_incomplete else "")
