"""What a comparison shows, in findings: whether it is fair, who is better, and by which change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from containerloc.analysis.comparison.changes import credit_sentence, effective_changes
from containerloc.analysis.comparison.differences import Runs
from containerloc.analysis.comparison.numbers import LEADING
from containerloc.analysis.measures.targets import target_sentence
from containerloc.experiment.targets import verdict_counts
from containerloc.finding import SEVERITIES, Finding, named
from containerloc.metric import METRICS
from containerloc.wording import counted, listed

_MAX_IMAGES_NEEDED: Final = 1e5  # with more, the difference is as good as none
_JUDGED: Final = ("better", "worse", "equivalent")


Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Compared:
    """The tables of a comparison that the rules look at.

    `differences` at each one's own threshold, `common` at common ones, as `comparison.differences`
    makes them; `changed` by experiment, from `what_changed`; `trainings_kept` whether those of it
    and of the reference are; `left_out` why images were, by image; `weights` the hash of each
    one's weights, where known.
    """

    runs: Runs
    differences: pd.DataFrame
    common: pd.DataFrame
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    trainings_kept: Mapping[str, bool] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The name of the experiment that the others are compared to."""
        return next(iter(self.runs))

    def rows(self, name: str) -> dict[str, Row]:
        """The differences of one experiment to the reference, by metric."""
        table = self.differences[self.differences["experiment"] == name]
        return {str(row["metric"]): row for row in table.to_dict("records")}


def comparison_findings(compared: Compared) -> tuple[Finding, ...]:
    """Everything worth knowing about a comparison, worst first."""
    rules = (_same_weights, _own_means_mislead, _threshold_decides, _verdict, _credit)
    others = list(compared.runs)[1:]
    found = [
        _left_out(compared),
        *(rule(compared, name) for name in others for rule in rules),
        *(_targets(name, run.verdicts) for name, run in compared.runs.items()),
    ]
    kept = [each for each in found if each]
    return tuple(sorted(kept, key=lambda each: SEVERITIES.index(each.severity)))


def _left_out(compared: Compared) -> Finding | None:
    if not compared.left_out:
        return None
    reasons = pd.Series(dict(compared.left_out))
    why = "; ".join(f"{count} {reason}" for reason, count in reasons.value_counts().items())
    n = len(next(iter(compared.runs.values())).images)
    return Finding(
        "images-left-out",
        "warning",
        f"{counted(len(reasons), 'image')} left out, because the experiments do not share "
        f"{'it' if len(reasons) == 1 else 'them'} ({why}); all numbers are over the other {n}.",
        {"left_out": len(reasons), "images": n},
        named(reasons.index),
        "Run all experiments on one data set (`--data`) to compare them on all of it.",
    )


def _same_weights(compared: Compared, name: str) -> Finding | None:
    own, base = (compared.weights.get(each) for each in (name, compared.reference))
    if own is None or own != base:
        return None
    return Finding(
        "same-weights",
        "error",
        f"{name} and {compared.reference} were predicted by the same weights: the comparison "
        "shows how they predict, not how they were trained.",
        {"sha256": own},
        advice="Check which best.pt lies in each experiment's train/weights.",
    )


def _own_means_mislead(compared: Compared, name: str) -> Finding | None:
    """The two MDEs differ in the other direction than the errors on the IDs of both."""
    own, base = (
        compared.runs[each].numbers.loc["mde_px"].to_dict() for each in (name, compared.reference)
    )
    apart, paired = own["value"] - base["value"], compared.rows(name)["mde_px"]
    if not apart * paired["difference"] < 0 or paired["verdict"] not in ("better", "worse"):
        return None
    return Finding(
        "own-means-mislead",
        "warning",
        f"By their own MDEs, {name} looks {_than(apart)} {compared.reference} "
        f"({own['value']:.2f} px over {own['n']:.0f} IDs against {base['value']:.2f} px over "
        f"{base['n']:.0f}), but on the {paired['n']:.0f} IDs that both detect it is "
        f"{_than(paired['difference'])} it: each MDE leaves out the IDs that its own experiment "
        "misses.",
        {"own_difference_px": apart, "paired_difference_px": paired["difference"]},
        advice="Quote the paired difference and the detection rates, never the two MDEs alone.",
    )


def _than(difference_px: float) -> str:
    return f"{abs(difference_px):.2f} px {'better' if difference_px < 0 else 'worse'} than"


def _threshold_decides(compared: Compared, name: str) -> Finding | None:
    """Better or worse at their own, different thresholds, but at no common one."""
    own, base = (compared.runs[each].settings.in_use for each in (name, compared.reference))
    common = compared.common[compared.common["experiment"] == name]
    if own == base or common.empty:
        return None
    at_common = common.groupby("metric", sort=False)["verdict"].agg(set).to_dict()
    decided = [
        row["metric"]
        for row in compared.rows(name).values()
        if row["verdict"] in ("better", "worse")
        and row["verdict"] not in at_common.get(row["metric"], {row["verdict"]})
    ]
    if not decided:
        return None
    thresholds = ", ".join(f"{each:g}" for each in common["confidence"].unique())
    return Finding(
        "threshold-decides",
        "warning",
        f"{name} is judged at confidence {own:g} and {compared.reference} at {base:g}. There they "
        f"differ in {listed([METRICS[key].words for key in decided])}, but at none of the common "
        f"thresholds ({thresholds}) is a difference in the same direction shown.",
        {"metrics": decided},
        advice="Choose one threshold (notebook 07) before choosing a model.",
    )


def _verdict(compared: Compared, name: str) -> Finding:
    rows = list(compared.rows(name).values())
    by = {word: [row for row in rows if row["verdict"] == word] for word in _JUDGED}
    evidence = {word: [row["metric"] for row in part] for word, part in by.items()}
    shown = [word for word in ("better", "worse") if by[word]]
    if not shown:
        return _no_difference(compared, name, evidence)
    parts = " and ".join(f"{word} in {_leading_first(by[word])}" for word in shown)
    return Finding(
        "both-better-and-worse" if len(shown) > 1 else f"{shown[0]}-than-reference",
        "info" if shown == ["better"] else "warning",
        f"{name} against {compared.reference}: {parts}; beyond chance (Holm over all "
        f"{len(compared.differences)} numbers compared).",
        evidence,
    )


def _no_difference(compared: Compared, name: str, evidence: Mapping[str, Sequence[str]]) -> Finding:
    rows, n_equal = compared.rows(name), len(evidence["equivalent"])
    leading = "; ".join(_with_difference(rows[key]) for key in LEADING)
    equal = f"; {n_equal} of {counted(len(rows), 'number')} are equivalent" if n_equal else ""
    return Finding(
        "no-difference-shown" if n_equal < len(rows) else "equivalent",
        "info",
        f"No difference is shown between {name} and {compared.reference}: {leading}{equal}.",
        evidence,
        advice=_more_images(rows["mde_px"]),
    )


def _leading_first(rows: Sequence[Row], *, most: int = 3) -> str:
    """Numbers with their differences, the leading ones first, and how many more there are."""
    first = sorted(rows, key=lambda row: row["metric"] not in LEADING)[:most]
    rest = len(rows) - len(first)
    more = f"; and {counted(rest, 'more number')}" if rest else ""
    return "; ".join(map(_with_difference, first)) + more


def _with_difference(row: Row) -> str:
    """A number and its difference: `mean distance error +1.50 px (+0.90 to +2.10), n = 70`."""
    metric = METRICS[row["metric"]]
    text = f"{metric.words} {metric.difference(row)}, n = {row['n']:.0f}"
    if row["verdict"] != "equivalent":
        return text
    return f"{text}, equivalent within {metric.amount(row['margin'])}"


def _more_images(mde: Row) -> str:
    needed = mde["images_needed"]
    if mde["verdict"] != "no difference shown" or not needed < _MAX_IMAGES_NEEDED:
        return ""
    return (
        f"If the mean distance error really differs as much as it looks, about {needed:.2g} IDs "
        "would show it four times out of five."
    )


def _credit(compared: Compared, name: str) -> Finding | None:
    changed = compared.changed.get(name)
    if changed is None:
        return None
    names = effective_changes(changed)
    verdicts = {row["verdict"] for row in compared.rows(name).values()}
    warn = len(names) > 1 and bool(verdicts & {"better", "worse"})
    sentence = credit_sentence(changed, trainings_kept=compared.trainings_kept.get(name, False))
    return Finding(
        ("no-change", "one-change", "several-changes")[min(len(names), 2)],
        "warning" if warn else "info",
        f"{name} against {compared.reference}: {sentence}",
        {"changed": names},
        advice="Train once more with only one of the changes." if warn else "",
    )


def _targets(name: str, verdicts: pd.DataFrame) -> Finding | None:
    if verdicts.empty:
        return None
    missed = verdicts[verdicts["verdict"] == "missed"]
    details = "".join(f"; {target_sentence(row)}" for row in missed.to_dict("records"))
    return Finding(
        "targets-missed" if len(missed) else "targets",
        "warning" if len(missed) else "info",
        f"Targets of {name}: {verdict_counts(verdicts['verdict'])} of {len(verdicts)}{details}.",
        dict(zip(verdicts["metric"], verdicts["verdict"], strict=True)),
    )
