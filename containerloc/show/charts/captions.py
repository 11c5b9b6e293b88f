"""What a figure of errors says of the IDs that have none."""

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.wording import counted


def why_no_errors(errors: LabelErrors) -> str:
    """Why there is no error to draw."""
    if not len(errors):
        return "No labels: there is no error to draw."
    n_detected = int(errors.detected.sum())
    if n_detected:
        return f"No error to draw: {counted(n_detected, 'ID')} found, but with a corner missing."
    return f"No error to draw: none of {counted(len(errors), 'labelled ID')} was found."


def of_how_many(errors: LabelErrors) -> str:
    """Over how many IDs a mean runs, and how many it leaves out."""
    n_measured, n_missed = int(errors.measured.sum()), int((~errors.detected).sum())
    n_incomplete = len(errors) - n_measured - n_missed
    text = f"over {counted(n_measured, 'found ID')}; {n_missed:,} of {len(errors):,} missed"
    return text + (f", {n_incomplete:,} with a corner missing in the label" if n_incomplete else "")
