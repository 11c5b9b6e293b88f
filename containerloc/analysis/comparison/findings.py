"""How differences are written in sentences: number, interval, n, the leading ones first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.changes import credit, things_changed
from containerloc.analysis.comparison.differences import Runs
from containerloc.finding import SEVERITIES, Finding
from containerloc.wording import counted

COMPARED_FIRST: Final = ("detection_rate", "mde_px", "iou_mean_unconditional")


def listed(rows: pd.DataFrame) -> str:
    """The leading numbers with their difference, the others counted."""
    order = rows["metric"].map({name: rank for rank, name in enumerate(COMPARED_FIRST)})
    rows = rows.iloc[np.argsort(order.fillna(len(COMPARED_FIRST)).to_numpy(), kind="stable")]
    told = [_told(row) for row in rows.head(3).to_dict("records")]
    rest = len(rows) - len(told)
    return "; ".join(told) + (f"; and {counted(rest, 'more number')}" if rest else "")


def leading(rows: pd.DataFrame) -> str:
    """The leading numbers, whatever was said of them."""
    known = rows[rows["metric"].isin(COMPARED_FIRST)].to_dict("records")
    return "; ".join(
        _told(row)
        + (f", equivalent within {row['margin']:g}" if row["verdict"] == "equivalent" else "")
        for row in known
    )


def _told(row: Mapping[Any, Any]) -> str:
    """A difference with its interval: `mde_px +1.50 (+0.90 to +2.10, n = 70)`."""
    digits = 2 if str(row["metric"]).endswith("_px") else 3
    difference, low, high = (
        f"{row[key]:+.{digits}f}" for key in ("difference", "ci_low", "ci_high")
    )
    return f"{row['metric']} {difference} ({low} to {high}, n = {row['n']:.0f})"


def margins(rows: pd.DataFrame) -> list[str]:
    """What is too small to matter, each once with its unit."""
    kinds = rows["metric"].map(
        lambda metric: (
            " px" if metric.endswith("_px") else " of the ratio" if metric == "imbalance" else ""
        )
    )
    return sorted({f"{margin:g}{kind}" for margin, kind in zip(rows["margin"], kinds, strict=True)})


def more_images(rows: pd.DataFrame) -> str:
    """How many IDs would show the difference of MDE; empty where none would."""
    row = rows[rows["metric"] == "mde_px"].iloc[0]
    needed = row["images_needed"]
    if row["verdict"] != "no difference shown" or not np.isfinite(needed):
        return ""
    return (
        f"If the difference of MDE is as large as it looks, some {needed:.2g} IDs would show "
        "it four times out of five."
        if needed < 1e5
        else ""
    )


@dataclass(frozen=True)
class Compared:
    """The tables of a comparison that the rules look at.

    `differences` at each one's own threshold, `common` at common ones, as `comparison.differences`
    makes them; `changed` by experiment, from `what_changed`; `known` whether both trainings are
    kept; `left_out` why images were, by image; `weights` the hash of each one's weights, where
    known.
    """

    runs: Runs
    differences: pd.DataFrame
    common: pd.DataFrame
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    known: Mapping[str, bool] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The name of the experiment that the others are compared to."""
        return next(iter(self.runs))


def comparison_findings(compared: Compared) -> tuple[Finding, ...]:
    """All that is worth knowing of a comparison, worst first."""
    found = [_left_out(compared)]
    for name in list(compared.runs)[1:]:
        rows = compared.differences[compared.differences["experiment"] == name]
        found += [
            _same_weights(compared, name),
            _own_means_mislead(compared, name, rows.set_index("metric")),
            _threshold_decides(compared, name, rows.set_index("metric")),
            _verdict(compared, name, rows),
            _credited(compared, name, rows),
        ]
    found += [_targets(name, compared.runs[name].verdicts) for name in compared.runs]
    kept = [finding for finding in found if finding is not None]
    return tuple(sorted(kept, key=lambda finding: SEVERITIES.index(finding.severity)))


def _left_out(compared: Compared) -> Finding | None:
    if not compared.left_out:
        return None
    reasons = pd.Series(dict(compared.left_out))
    told = "; ".join(f"{count} {why}" for why, count in reasons.value_counts().items())
    n = len(next(iter(compared.runs.values())).images)
    return Finding(
        "images-left-out",
        "warning",
        f"{counted(len(reasons), 'image')} left out, which the experiments do not share ({told}); "
        f"all numbers are of the other {n}.",
        {"left_out": len(reasons), "images": n},
        tuple(reasons.index[:20]),
        "Run all experiments on one data set (`--data`) to compare them on all of it.",
    )


def _same_weights(compared: Compared, name: str) -> Finding | None:
    both = [compared.weights.get(each) for each in (name, compared.reference)]
    if both[0] is None or both[0] != both[1]:
        return None
    return Finding(
        "same-weights",
        "error",
        f"{name} and {compared.reference} were predicted by the same weights: what is compared is "
        "how they predict, not how they were trained.",
        {"sha256": both[0]},
        advice="Look which best.pt lies in each one's train/weights.",
    )


def _own_means_mislead(compared: Compared, name: str, rows: pd.DataFrame) -> Finding | None:
    """The means over what each found differ in the other direction than those over the same IDs."""
    own, base = (
        compared.runs[each].numbers.loc["mde_px"].to_dict() for each in (name, compared.reference)
    )
    apart, paired = own["value"] - base["value"], rows.loc["mde_px"].to_dict()
    if not apart * paired["difference"] < 0 or paired["verdict"] not in ("better", "worse"):
        return None
    return Finding(
        "own-means-mislead",
        "warning",
        f"By each one's own MDE {name} looks {_than(apart, 'px')} {compared.reference} "
        f"({own['value']:.2f} px of {own['n']:.0f} found IDs, {base['value']:.2f} px of "
        f"{base['n']:.0f}); on the {paired['n']:.0f} IDs that both found it is "
        f"{_than(paired['difference'], 'px')} it. The difference between the two is which IDs were "
        "found.",
        {"own_difference_px": apart, "paired_difference_px": paired["difference"]},
        advice="Quote the paired difference and the detection rates, never the two MDEs alone.",
    )


def _than(difference: float, unit: str) -> str:
    return f"{abs(difference):.2f} {unit} {'better' if difference < 0 else 'worse'} than"


def _threshold_decides(compared: Compared, name: str, rows: pd.DataFrame) -> Finding | None:
    """Better or worse at their own, different thresholds, but at no common one."""
    thresholds = [compared.runs[each].settings.in_use for each in (name, compared.reference)]
    common = compared.common[compared.common["experiment"] == name]
    if thresholds[0] == thresholds[1] or common.empty:
        return None
    decided = [
        metric
        for metric in common["metric"].unique()
        if rows.loc[metric, "verdict"] in ("better", "worse")
        and not (common["verdict"][common["metric"] == metric] == rows.loc[metric, "verdict"]).any()
    ]
    if not decided:
        return None
    return Finding(
        "threshold-decides",
        "warning",
        f"{name} is judged at {thresholds[0]:g}, {compared.reference} at {thresholds[1]:g}; that "
        f"decides {', '.join(decided)}, of which no difference in the same direction is shown at "
        f"any common threshold ({', '.join(f'{t:g}' for t in common['confidence'].unique())}).",
        {"metrics": decided},
        advice="Choose one threshold (07) before choosing a model.",
    )


def _verdict(compared: Compared, name: str, rows: pd.DataFrame) -> Finding:
    by = {word: rows[rows["verdict"] == word] for word in ("better", "worse", "equivalent")}
    reference, n_tests = compared.reference, len(compared.differences)
    evidence: dict[str, Any] = {word: list(part["metric"]) for word, part in by.items()}
    if by["better"].empty and by["worse"].empty:
        open_ones = len(rows) - len(by["equivalent"])
        code = "equivalent" if not open_ones else "no-difference-shown"
        sentence = f"No difference is shown between {name} and {reference}: {leading(rows)}"
        equal = by["equivalent"]
        if len(equal):
            sentence += (
                f"; {counted(len(equal), 'number')} of {len(rows)} equivalent within "
                f"{', '.join(margins(equal))}"
            )
        advice = more_images(rows) if open_ones else ""
        return Finding(code, "info", f"{sentence}.", evidence, advice=advice)
    words = [word for word in ("better", "worse") if len(by[word])]
    told = [f"{word} in {listed(by[word])}" for word in words]
    code = f"{words[0]}-than-reference" if len(words) == 1 else "both-better-and-worse"
    return Finding(
        code,
        "info" if words == ["better"] else "warning",
        f"{name} against {reference}: {', and '.join(told)}; beyond chance (Holm over all "
        f"{n_tests} numbers compared).",
        evidence,
    )


def _credited(compared: Compared, name: str, rows: pd.DataFrame) -> Finding | None:
    changed = compared.changed.get(name)
    if changed is None:
        return None
    several = len(things_changed(changed)) > 1
    shown = rows["verdict"].isin(["better", "worse"]).any()
    return Finding(
        "several-changes" if several else "one-change" if things_changed(changed) else "no-change",
        "warning" if several and shown else "info",
        f"{name} against {compared.reference}: "
        f"{credit(changed, known=compared.known.get(name, False))}",
        {"changed": things_changed(changed)},
        advice="Train once more with one of the changes alone." if several and shown else "",
    )


def _targets(name: str, verdicts: pd.DataFrame) -> Finding | None:
    if verdicts.empty:
        return None
    counts = verdicts["verdict"].value_counts()
    told = ", ".join(
        f"{counts[word]} {word}" for word in ("met", "missed", "undecided") if word in counts
    )
    missed = verdicts[verdicts["verdict"] == "missed"]
    details = "".join(
        f"; {row.metric} {row.promise} missed, it is {row.value:.3g} ({row.ci_low:.3g} to "
        f"{row.ci_high:.3g}, n = {row.n:.0f})"
        for row in missed.itertuples()
    )
    return Finding(
        "targets-missed" if len(missed) else "targets",
        "warning" if len(missed) else "info",
        f"Targets of {name}: {told} of {len(verdicts)}{details}.",
        dict(zip(verdicts["metric"], verdicts["verdict"], strict=True)),
    )
