"""What a figure of errors says of the labels that have none."""

from containerloc.analysis.measures.corner_errors import LabelErrors


def why_no_errors(errors: LabelErrors) -> str:
    """Why there is no error to draw."""
    if not len(errors):
        return "No labels: there is no error to draw."
    n_detected = int(errors.detected.sum())
    if n_detected:
        some = errors.noun.counted(n_detected)
        return f"No error to draw: {some} detected, but with a corner missing."
    every = errors.noun.counted(len(errors), "labelled")
    return f"No error to draw: none of {every} was detected."


def of_how_many(errors: LabelErrors) -> str:
    """Over how many labels a mean runs, and how many it leaves out."""
    n, n_measured, n_missed = (
        len(errors),
        int(errors.measured.sum()),
        int((~errors.detected).sum()),
    )
    if n_measured == n:
        return f"over {'all ' if n > 1 else ''}{errors.noun.counted(n)}"
    n_incomplete = n - n_measured - n_missed
    text = f"over {n_measured:,} of {errors.noun.counted(n)}"
    text += f", {n_missed:,} missed" if n_missed else ""
    return text + (f", {n_incomplete:,} with a corner missing in the label" if n_incomplete else "")
