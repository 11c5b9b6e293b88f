"""The findings of notebook 05: what is structurally wrong with labels."""

import pandas as pd

from containerloc.analysis.finding import SEVERITIES, Finding, findings, in_words, named


def label_findings(problems: pd.DataFrame, *, n_images: int, n_labels: int) -> tuple[Finding, ...]:
    """Findings of notebook 05: each kind of fault, with the files that have it."""
    rows = [_of_code(str(code), rows) for code, rows in problems.groupby("code", sort=False)]
    return findings(rows, otherwise=f"No structural fault in {in_words(n_labels, 'label')} of "
                                    f"{in_words(n_images, 'image')}.")  # fmt: skip


def _of_code(code: str, rows: pd.DataFrame) -> Finding:
    severity = min(rows["severity"], key=SEVERITIES.index)
    first = rows.iloc[0]
    where = f"{first['file']}, line {first['line']}" if first["line"] else str(first["file"])
    more = f" First of {in_words(len(rows), 'place')}" if len(rows) > 1 else " It is"
    sentence = f"{_title(code)}: {str(first['message']).rstrip('.')}.{more}: {where}."
    return Finding(code, severity, sentence, {"places": len(rows)}, named(rows["image"]))


def _title(code: str) -> str:
    return code.replace("-", " ").capitalize()
