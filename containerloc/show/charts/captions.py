"""What a figure of errors says of the labels that have none."""

from containerloc.analysis.measures.corner_errors import LabelErrors


def why_no_errors(errors: LabelErrors) -> str:
    """Why there is no error to draw."""
    if not len(errors):
        return "No labels: there is no error to draw."
    n_detected = int(errors.detected.sum())
    if n_detected:
        return (
            f"No error to draw: {errors.noun.counted(n_detected)} found, but with a corner missing."
        )
    return f"No error to draw: none of {errors.noun.counted(len(errors), 'labelled')} was found."


def of_how_many(errors: LabelErrors) -> str:
    """Over how many labels a mean runs, and how many it leaves out."""
    n_measured, n_missed = int(errors.measured.sum()), int((~errors.detected).sum())
    n_incomplete = len(errors) - n_measured - n_missed
    text = (
        f"over {errors.noun.counted(n_measured, 'found')}; {n_missed:,} of {len(errors):,} missed"
    )
    return text + (f", {n_incomplete:,} with a corner missing in the label" if n_incomplete else "")
