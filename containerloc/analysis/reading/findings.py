"""What reading says of model, labels, photos and crops."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import stats

from containerloc.analysis.diagnosis.rules_target import TARGET_RULES
from containerloc.analysis.reading.evidence import LOST_BY_MODEL, OUTCOMES
from containerloc.analysis.reading.margin import MARGIN_LEVEL
from containerloc.analysis.reading.results import ReadingResults
from containerloc.analysis.reading.rules_labels import LABEL_RULES
from containerloc.analysis.statistics.error_rate import level_of_a_test
from containerloc.finding import Finding, Observation, Rule, applied, findings, rule
from containerloc.metric import METRICS
from containerloc.quads import Bools
from containerloc.wording import counted, is_or_are


@rule(
    "read-outcome",
    "info",
    evidence={
        "n": "labels",
        "read": "those whose text is read right from the model's crop",
        "lost_by_model": "those read from the label's crop only",
        "lost_by_crop": "those read from wider crops of the label only, at three margins or more",
        "lost_by_photo": "the others",
    },
)
def read_outcome(results: ReadingResults) -> Observation | None:
    """What becomes of the labels when a reader reads the model's crops."""
    evidence = results.evidence
    counts = {each: int((evidence.outcome == each).sum()) for each in OUTCOMES}
    n, (read, model, crop, photo) = len(evidence.outcome), counts.values()
    if not n:
        return None
    lost = [f"{model} {is_or_are(model)} {LOST_BY_MODEL}"]
    lost += [f"{crop} by too narrow a crop"] if crop else []
    lost += [f"{photo} by the photo or the reader"]
    return Observation(
        f"Of {evidence.noun.counted(n)}, {read} {is_or_are(read)} read; {', '.join(lost)}.",
        {
            "n": n,
            "read": read,
            "lost_by_model": model,
            "lost_by_crop": crop,
            "lost_by_photo": photo,
        },
        images=_worst_first(results, evidence.outcome == LOST_BY_MODEL),
    )


@rule(
    "read-lost-by-model",
    "warning",
    evidence={
        "lost": "labels read from their own crop, not from the model's",
        "won": "labels read from the model's crop, not from their own",
        "missed": "of the lost ones, those without a prediction",
        "beyond_tolerance": "of the lost ones, those whose corners are farther off than tolerated",
        "n": "labels",
    },
    advice="Look at the crops of these images: notebook 06 says what is wrong with their corners.",
    tests=("sign of read or not, from the model's crop against the label's",),
)
def lost_by_model(results: ReadingResults, level: float) -> Observation | None:
    """Fewer texts are read from the model's crops than from the labels', beyond chance."""
    evidence = results.evidence
    own, predicted = evidence.by_label(), evidence.by_prediction()
    lost, won = own & ~predicted, predicted & ~own
    total = int(lost.sum() + won.sum())
    if not total or stats.binomtest(int(won.sum()), total, alternative="less").pvalue >= level:
        return None
    missed = lost & ~evidence.errors.detected
    off = np.nan_to_num(evidence.errors.relative_error, nan=np.inf)
    beyond = lost & evidence.errors.detected & (off > results.tolerance.text_heights)
    n = int(lost.sum())
    why = f"{int(missed.sum())} of them {is_or_are(int(missed.sum()))} missed"
    if results.tolerance.text_heights > 0:
        why += (
            f", {int(beyond.sum())} lie farther off than the reader tolerates "
            f"({METRICS['reading_tolerance'].written(results.tolerance.text_heights)} text heights)"
        )
    return Observation(
        f"{evidence.noun.counted(n)} of {len(own)} can be read from the label's crop, but not from "
        f"the model's: {why}.",
        {
            "lost": n,
            "won": int(won.sum()),
            "missed": int(missed.sum()),
            "beyond_tolerance": int(beyond.sum()),
            "n": len(own),
        },
        images=_worst_first(results, lost),
    )


@rule(
    "reading-margin",
    "warning",
    evidence={
        "margin": "the margin on each side, heights of a line of text",
        "in_use": "the margin in use",
        "won": "labels read only with it",
        "lost": "labels read only without it",
        "n": "labels",
    },
    advice="Cut crops wider by {margin:g} text heights on each side before reading, and say so in "
    "the experiment: `reading: {{margin: {margin:g}}}`.",
    own_level=MARGIN_LEVEL,
)
def margin_helps(results: ReadingResults) -> Observation | None:
    """Wider crops of the same predictions are read more often, beyond chance.

    The margin is chosen on one half of the images and judged on the other, by the sign test.
    """
    evidence, choice = results.evidence, results.margin
    if not choice.is_better or choice.margin == evidence.margin_in_use:
        return None
    lost = f", and {choice.lost} no longer" if choice.lost else ""
    return Observation(
        f"Add a margin of {choice.margin:.0%} of the text height: {choice.won} more of "
        f"{evidence.noun.counted(choice.n)} {is_or_are(choice.won)} read{lost}, without "
        "any training.",
        {
            "margin": choice.margin,
            "in_use": evidence.margin_in_use,
            "won": choice.won,
            "lost": choice.lost,
            "n": choice.n,
        },
        images=evidence.names(evidence.by_prediction(choice.margin) & ~evidence.by_prediction()),
    )


@rule(
    "corners-good-enough",
    "info",
    evidence={
        "read": "labels read from the model's crops, at the better of no margin and the best",
        "read_labels": "labels read from their own crops, likewise",
        "n": "labels",
    },
)
def corners_good_enough(results: ReadingResults) -> Observation | None:
    """As many texts are read from the model's crops as from the labels': pixels gain no read."""
    evidence = results.evidence
    margins = {evidence.margin_in_use, results.margin.margin}
    read = max(int(evidence.by_prediction(margin).sum()) for margin in margins)
    own = max(int(evidence.by_label(margin).sum()) for margin in margins)
    n = len(evidence.errors)
    # Within one read in fifty of the labels' own, and not because nothing can be read at all.
    if not n or own < 0.5 * n or read < own - max(1, n // 50):
        return None
    return Observation(
        f"The corners are good enough to read: {read} of {evidence.noun.counted(n)} are read from "
        f"the model's crops, {own} from the labels'. Better corners would not be read better.",
        {"read": read, "read_labels": own, "n": n},
    )


@rule(
    "reading-tolerance",
    "info",
    evidence={
        "tolerance": "largest mean corner error that costs at most 5 % of the reads, text heights",
        "tolerance_px": "the same in px, at the median height of the text",
        "with_margin": "the same with the best margin, text heights",
        "margin": "the best margin, text heights",
        "within": "labels whose corners are off by no more, without a margin",
        "n": "labels",
    },
)
def tolerance(results: ReadingResults) -> Observation | None:
    """How far corners may be off before reads are lost, and how many labels are within."""
    evidence, numbers = results.evidence, results.numbers
    value = results.tolerance.text_heights
    if np.isnan(value):
        return None
    n = len(evidence.errors)
    within = round(float(numbers["value"]["within_tolerance_rate"]) * n)
    row = {key: numbers.loc["reading_tolerance", key] for key in ("ci_low", "ci_high")}
    heights = METRICS["reading_tolerance"]
    interval, written = heights.interval(row), heights.value({**row, "value": value})
    px = float(numbers["value"]["reading_tolerance_px"])
    in_px = METRICS["reading_tolerance_px"].with_unit(px)
    margin, wider = results.margin.margin, results.tolerance_with_margin.text_heights
    with_margin = f"; with a margin of {margin:.0%}, {heights.written(wider)}" if margin else ""
    return Observation(
        f"The reader tolerates a mean corner error of {written} text heights ({interval}), here "
        f"{in_px}{with_margin}. {within} of {evidence.noun.counted(n)} are within "
        f"{written}.",
        {
            "tolerance": value,
            "tolerance_px": px,
            "with_margin": wider,
            "margin": margin,
            "within": within,
            "n": n,
        },
    )


_TARGETS: Final = tuple(each for each in TARGET_RULES if each.code.startswith("targets-"))
READING_RULES: Final[tuple[Rule, ...]] = (
    read_outcome,
    margin_helps,
    lost_by_model,
    *LABEL_RULES,
    corners_good_enough,
    tolerance,
)


def reading_findings(results: ReadingResults) -> tuple[Finding, ...]:
    """What is to be known of reading, worst first; what became of the labels before all else."""
    rules = (*READING_RULES, *(_TARGETS if len(results.verdicts) else ()))
    made = applied(rules, results, level=level_of_a_test(READING_RULES))
    n = counted(len(results.evidence.errors), "label")
    all_of_them = findings(made, if_none=f"Nothing keeps the reader from reading the crops of {n}.")
    return tuple(sorted(all_of_them, key=lambda each: each.code != read_outcome.code))


def _worst_first(results: ReadingResults, which: Bools) -> Sequence[str]:
    """The images of these labels, missed ones and those farthest off first."""
    errors = results.evidence.errors
    off = np.nan_to_num(errors.relative_error, nan=np.inf)
    order = np.argsort(-off, kind="stable")
    return [str(errors.image[place]) for place in order if which[place]]
