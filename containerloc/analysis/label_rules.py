"""The findings of notebook 05: what is structurally wrong with labels."""

from collections.abc import Iterable

import pandas as pd

from containerloc.analysis.finding import SEVERITIES, Finding, findings, in_words, named


def label_findings(
    problems: pd.DataFrame, *, n_images: int, n_labels: int, beyond: Iterable[Finding] = ()
) -> tuple[Finding, ...]:
    """Findings of notebook 05: each kind of fault with its files, and what is beyond structure."""
    rows = [_of_code(str(code), rows) for code, rows in problems.groupby("code", sort=False)]
    nothing = f"No fault in {in_words(n_labels, 'label')} of {in_words(n_images, 'image')}."
    return findings([*rows, *beyond], otherwise=nothing)


def _of_code(code: str, rows: pd.DataFrame) -> Finding:
    severity = min(rows["severity"], key=SEVERITIES.index)
    first = rows.iloc[0]
    where = f"{first['file']}, line {first['line']}" if first["line"] else str(first["file"])
    more = f" First of {in_words(len(rows), 'place')}" if len(rows) > 1 else " It is"
    sentence = f"{_title(code)}: {str(first['message']).rstrip('.')}.{more}: {where}."
    return Finding(code, severity, sentence, {"places": len(rows)}, named(rows["image"]))


def _title(code: str) -> str:
    return code.replace("-", " ").capitalize()
