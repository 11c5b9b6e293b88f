"""Is the comparison fair? The same images and settings; means and thresholds that mislead."""

from typing import Any, Final

import pandas as pd

from containerloc.analysis.comparison.compared import Against, Compared
from containerloc.finding import Observation, rule
from containerloc.metric import METRICS
from containerloc.wording import counted, is_or_are, listed


@rule(
    "images-left-out",
    "warning",
    evidence={"left_out": "images that not all share", "images": "images that all share"},
    advice="Run all experiments on one data set (`--data`) to compare them on all of it.",
)
def images_left_out(compared: Compared) -> Observation | None:
    """Images or labels differ between the experiments: the numbers cover only what all share."""
    if not compared.left_out:
        return None
    reasons = pd.Series(dict(compared.left_out))
    why = "; ".join(f"{count} {reason}" for reason, count in reasons.value_counts().items())
    n = len(next(iter(compared.runs.values())).images)
    return Observation(
        f"{counted(len(reasons), 'image')} that not all experiments share "
        f"{is_or_are(len(reasons))} left out ({why}); all numbers are over the other {n}.",
        {"left_out": len(reasons), "images": n},
        images=reasons.index,
    )


@rule(
    "settings-differ",
    "warning",
    evidence={"<setting>": "its value in the experiment and in the reference"},
    advice="Judge both with the same settings before you choose a model (notebook 08 has common "
    "thresholds).",
)
def settings_differ(pair: Against) -> Observation | None:
    """Predictions are made or judged with other settings: numbers differ by that, too.

    The threshold in use, and what the predictions were made with: suppression of overlapping
    boxes, input size, second passes and precision.
    """
    differing = _settings_differing(pair)
    if not differing:
        return None
    values = (
        f"{_SETTINGS[key]} {_written(own)} instead of {_written(its)}"
        for key, (own, its) in differing.items()
    )
    return Observation(
        f"{pair.name} is predicted or judged with other settings than {pair.compared.reference}: "
        f"{', '.join(values)}. All numbers here differ by that, too.",
        {key: {"own": own, "reference": its} for key, (own, its) in differing.items()},
    )


_SETTINGS: Final = {
    "confidence": "threshold",
    "iou": "overlap of boxes at which one is suppressed",
    "imgsz": "input size (px)",
    "second_pass": "second pass",
    "turned": "turned pass",
    "half": "half precision",
}


def _written(value: Any) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def _settings_differing(pair: Against) -> dict[str, tuple[Any, Any]]:
    names = pair.name, pair.compared.reference
    thresholds = [{"confidence": run.settings.in_use} for run in pair.runs]
    own, its = (
        {**judged, **pair.compared.made_by.get(name, {})}
        for judged, name in zip(thresholds, names, strict=True)
    )
    return {
        key: (own[key], its[key])
        for key in _SETTINGS
        if key in own and key in its and own[key] != its[key]
    }


@rule(
    "matched-otherwise",
    "error",
    evidence={"own": "what it takes to be detected in the experiment", "reference": "in the other"},
    advice="State the same `match` in both experiments, best in their common base.",
)
def matched_otherwise(pair: Against) -> Observation | None:
    """Another overlap, or the right class, counts as detected: rates do not compare."""
    own, reference = (run.settings.gate for run in pair.runs)
    if own == reference:
        return None
    return Observation(
        f"A label is detected in {pair.name} by a prediction with an {own}, but in "
        f"{pair.compared.reference} by one with an {reference}: detection rates and all numbers of "
        "detected labels differ by that alone.",
        {"own": str(own), "reference": str(reference)},
    )


@rule(
    "own-means-mislead",
    "warning",
    evidence={
        "own_difference_px": "the difference of the two MDEs, each over its own detected objects",
        "paired_difference_px": "the difference over the objects that both detect",
    },
    advice="Quote the paired difference and the detection rates, never the two MDEs alone.",
)
def own_means_mislead(pair: Against) -> Observation | None:
    """By their MDEs one experiment is better, on the objects that both detect the other one is.

    An experiment that misses the hard ones has the lower MDE, also where it is worse on each.
    """
    own, base = (run.numbers.loc["mde_px"].to_dict() for run in pair.runs)
    objects = pair.runs[0].noun.many
    apart, paired = own["value"] - base["value"], pair.rows["mde_px"]
    if not apart * paired["difference"] < 0 or paired["verdict"] not in ("better", "worse"):
        return None
    return Observation(
        f"By their own mean distance errors (MDE), {pair.name} looks {_in_words(apart)} than "
        f"{pair.compared.reference} ({own['value']:.2f} px over {own['n']:.0f} {objects} against "
        f"{base['value']:.2f} px over {base['n']:.0f}), but on the {paired['n']:.0f} that both "
        f"detect it is {_in_words(paired['difference'])}: each MDE leaves out what its own "
        "experiment misses.",
        {"own_difference_px": apart, "paired_difference_px": paired["difference"]},
    )


def _in_words(difference_px: float) -> str:
    return f"{abs(difference_px):.2f} px {'better' if difference_px < 0 else 'worse'}"


@rule(
    "threshold-decides",
    "warning",
    evidence={"metrics": "the numbers that differ only at the experiments' own thresholds"},
    advice="Choose one threshold (notebook 07) before choosing a model.",
)
def threshold_decides(pair: Against) -> Observation | None:
    """The experiments differ at their own, different thresholds, but at no common one."""
    own, base = (run.settings.in_use for run in pair.runs)
    common = pair.compared.common
    common = common[common["experiment"] == pair.name]
    if own == base or common.empty:
        return None
    verdicts = common.groupby("metric", sort=False)["verdict"].agg(set).to_dict()
    decided = [
        str(row["metric"])
        for row in (*pair.by_verdict["better"], *pair.by_verdict["worse"])
        if row["metric"] in verdicts and row["verdict"] not in verdicts[row["metric"]]
    ]
    if not decided:
        return None
    thresholds = ", ".join(f"{each:g}" for each in common["confidence"].unique())
    return Observation(
        f"{pair.name} is judged at confidence {own:g} and {pair.compared.reference} at {base:g}. "
        f"There they differ in {listed([METRICS[key].words for key in decided])}, but at none of "
        f"the common thresholds ({thresholds}) is a difference in the same direction shown.",
        {"metrics": decided},
    )


SETTING_RULES: Final = (matched_otherwise, settings_differ)
FAIRNESS_RULES: Final = (own_means_mislead, threshold_decides)
