"""The rules behind the findings of notebooks 05 and 06: one short function each."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis import SEVERITIES, Finding, findings, in_words, named
from containerloc.analysis.metrics import ACROSS_COLUMNS, ALONG_COLUMNS, ERROR_COLUMNS
from containerloc.quads import CORNERS

ALPHA = 0.05
NOTABLE_RATIO = 1.25  # below it a difference between corners is not worth a person's day
CUT_COVERAGE = 0.9


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


def analysis_findings(
    table: pd.DataFrame, critical: pd.DataFrame, verdicts: pd.DataFrame, *,
    of_training: Iterable[Finding] = (),
) -> tuple[Finding, ...]:  # fmt: skip
    """Findings of notebook 06, from the per-label table, the labels' critical confidences, the
    verdicts on the targets and the audit of the training.
    """
    audited = [finding for finding in of_training if finding.severity != "info"]
    rules = [missed(table, critical), wrong_order(table), worst_corner(table), bias(table),
             cut_characters(table), *missed_targets(verdicts), *audited]  # fmt: skip
    return findings(rules, otherwise=f"Nothing stands out in {in_words(len(table), 'label')}.")


def missed(table: pd.DataFrame, critical: pd.DataFrame) -> Finding | None:
    """Labels without a match: found below the threshold, something elsewhere, or nothing."""
    lost = critical[~table["detected"].to_numpy(bool)]
    if lost.empty:
        return None
    best = lost["critical_confidence"]
    found = lost["on_label"]
    counts = {
        "below_threshold": int(found.sum()),
        "elsewhere": int((best.notna() & ~found).sum()),
        "never_found": int(best.isna().sum()),
    }
    why = {
        "below_threshold": f"found with less confidence than the threshold (up to "
                           f"{best[found].max():.3f})",
        "elsewhere": "with nothing but a prediction beside the ID",
        "never_found": "not found at any threshold",
    }  # fmt: skip
    told = ", ".join(f"{n} {why[name]}" for name, n in counts.items() if n)
    return Finding(
        "missed-labels",
        "warning",
        f"{in_words(len(lost), 'label')} of {len(table)} missed: {told}.",
        {"missed": len(lost), **counts, "n": len(table)},
        named(lost["image"]),
        "See in notebook 07 what another threshold would keep."
        if counts["below_threshold"]
        else "Look at the missed images: what do they have in common?",
    )


def wrong_order(table: pd.DataFrame) -> Finding | None:
    """IDs whose predicted corners are named wrongly, which IoU cannot see."""
    wrong = table[~table["order"].isin(["as read", ""])]
    if wrong.empty:
        return None
    kinds = wrong["order"].value_counts()
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return Finding(
        "order-wrong", "error",
        f"{in_words(len(wrong), 'ID has its', 'IDs have their')} corners in the wrong order "
        f"({told}): the text would be rectified upside down, mirrored or torn.",
        {str(kind): int(count) for kind, count in kinds.items()}, named(wrong["image"]),
        "Check these labels first (notebook 05), then flips among the augmentations.",
    )  # fmt: skip


def worst_corner(table: pd.DataFrame) -> Finding | None:
    """One corner worse than the other three beyond chance.

    Wilcoxon's signed-rank test of its error against the mean of the others' on the same IDs, at
    5 % over the four corners (Bonferroni), and at least a quarter larger on average.
    """
    errors = table.loc[:, list(ERROR_COLUMNS)].dropna().to_numpy(np.float64)
    if len(errors) < 6:
        return None  # the test cannot reach the level
    means = errors.mean(axis=0)
    worst = int(means.argmax())
    others = np.delete(errors, worst, axis=1).mean(axis=1)
    if means[worst] < NOTABLE_RATIO * others.mean() or np.allclose(errors[:, worst], others):
        return None
    p = float(stats.wilcoxon(errors[:, worst], others, alternative="greater").pvalue)
    if p * 4 > ALPHA:
        return None
    return Finding(
        "corner-worse", "warning",
        f"{CORNERS[worst]} is the worst corner beyond chance: {means[worst]:.1f} px on average, "
        f"the other three {others.mean():.1f} px (n = {len(errors)}).",
        {"corner": CORNERS[worst], "mean_px": float(means[worst]),
         "others_px": float(others.mean()), "p": p * 4, "n": len(errors)},
        advice="Compare its labels with the pictures of the worst cases: labels or model?",
    )  # fmt: skip


def bias(table: pd.DataFrame) -> Finding | None:
    """A corner that is off in one direction rather than scattered.

    Student's one-sample t-test of each corner's signed error along and across the text, at 5 %
    over the eight (Bonferroni), where the mean is at least 1 px and half of the standard
    deviation. The largest is told. IDs in another corner order are left out: they are misnamed,
    not shifted.
    """
    signed = table.loc[table["order"] == "as read", [*ALONG_COLUMNS, *ACROSS_COLUMNS]].dropna()
    if len(signed) < 6:
        return None
    mean, std = signed.mean(), signed.std(ddof=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = pd.Series(stats.ttest_1samp(signed, 0).pvalue, signed.columns).fillna(0.0)
    firm = (p * 8 < ALPHA) & (mean.abs() >= 1) & (mean.abs() >= std / 2)
    if not firm.any():
        return None
    largest = str(mean.abs().where(firm).idxmax())
    axis, corner, _ = largest.split("_")
    way = "outward (a margin)" if mean[largest] > 0 else "inward (cuts characters)"
    return Finding(
        "corner-biased", "warning",
        f"{corner.upper()} is off in one direction: on average {abs(mean[largest]):.1f} px {way}, "
        f"{axis} the text (standard deviation {std[largest]:.1f} px, n = {len(signed)}).",
        {"corner": corner.upper(), "axis": axis, "mean_px": float(mean[largest]),
         "std_px": float(std[largest]), "n": len(signed)},
        advice="A constant shift is learned: look for it in the labels of this corner.",
    )  # fmt: skip


def cut_characters(table: pd.DataFrame) -> Finding | None:
    """IDs of which the prediction leaves out more than a tenth."""
    known = table["coverage"].dropna()
    cut = table[table["coverage"] < CUT_COVERAGE]
    if len(cut) <= 0.05 * len(known):
        return None
    return Finding(
        "characters-cut", "warning",
        f"{in_words(len(cut), 'ID')} of {len(known)} detected lose more than a tenth of their "
        f"area, and with it characters (coverage below {CUT_COVERAGE}).",
        {"cut": len(cut), "n": len(known)}, named(cut.sort_values("coverage")["image"]),
        "A margin round the rectified crop would be harmless; see which corner points inward.",
    )  # fmt: skip


def missed_targets(verdicts: pd.DataFrame) -> list[Finding]:
    """The targets that were missed beyond doubt."""
    return [
        Finding("target-missed", "warning",
                f"Target missed: {row.metric} {row.promise}; it is {row.value:.3g} "
                f"(95 % interval {row.ci_low:.3g} to {row.ci_high:.3g}, n = {row.n}).",
                {"metric": row.metric, "value": row.value})
        for row in verdicts[verdicts["verdict"] == "missed"].itertuples()
    ]  # fmt: skip
