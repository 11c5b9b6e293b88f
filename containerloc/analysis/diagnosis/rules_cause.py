"""The rules on objects that are not just imprecise: lost, misnamed, or another text."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_threshold import MIN_LOST_LABELS, MIN_LOST_SHARE
from containerloc.analysis.diagnosis.stories.few import severity_of
from containerloc.analysis.diagnosis.stories.mending import as_the_others, renamed
from containerloc.analysis.diagnosis.traits import IN_COMMON, in_common, traits_sentence
from containerloc.analysis.measures.causes import Cause
from containerloc.data.tables import quads_of
from containerloc.finding import Finding, Observation, Remedy, Rule, rule
from containerloc.quads import Bools, Floats, closest_naming, naming_in_words, own_axes, signed_area
from containerloc.wording import counted, is_or_are

_MORE_OFTEN: Final = 2  # times as often as on upright photos: then the photo's turn is the cause
_ORDERS: Final = [cause for cause in Cause if cause.kind == "order"]
_MISNAMED: Final = [cause for cause in _ORDERS if cause != Cause.CROSSED]
# What a few labels that are far off can bring about by themselves.
SYMPTOMS: Final = ("imbalance-by-chance", "slice-worse", "ids-truncated", "targets-missed")
_EXCHANGED: Final = {"exchanged": "what is wrong with the corners' names, if the same for all"}
_WRONG_ORDER: Final = "the corners in a wrong order"
_ANTICLOCKWISE: Final = (
    "in each prediction whose corners run anticlockwise: no text does, so this needs no label and "
    "no training."
)
_TURN_PHOTOS: Final = (
    "Turn such photos before predicting (check their EXIF orientation), or train on turned ones."
)
_TRAIN_MORE: Final = (
    "Compare missed labels and false positives in notebook 07; training on more photos like these "
    "raises the confidence."
)
_LABELS: Final = {"labels": "those of which this holds", "n": "labels"}


def _on_their_side(evidence: Evidence) -> Bools:
    """Labels whose text runs up or down the photo rather than across it."""
    along = own_axes(quads_of(evidence.labels))[:, 0]
    return np.asarray(np.abs(along[:, 1]) > np.abs(along[:, 0]), bool)


def _some(evidence: Evidence, mine: Bools, words: str, **more: Any) -> Observation | None:
    """What is said of some labels, `{them}` being it where there is one; None of none."""
    n, of = int(mine.sum()), len(mine)
    if not n:
        return None
    words = words.format(them="it" if n == 1 else "them")
    return Observation(
        f"{n} of {evidence.noun.counted(of)} {is_or_are(n)} {words}",
        {"labels": n, "n": of} | more,
        evidence.errors.image[mine],
        severity=severity_of(n, of),
    )


def _with_cause(evidence: Evidence, *, cause: Cause, words: str, advice: str) -> Observation | None:
    mine = _of_cause(evidence, cause)
    traits = in_common(evidence.traits, mine)
    more: dict[str, Any] = {"in_common": traits}
    if cause in _MISNAMED:
        more["exchanged"] = _exchanged(evidence, mine)
        words = words.format(exchanged=more["exchanged"] or _WRONG_ORDER, them="{them}")
    words = f"{words} {traits_sentence(traits)}".strip()
    observed = _some(evidence, mine, words, **more)
    return observed and replace(observed, advice=_repairable(observed, evidence, mine) + advice)


def _exchanged(evidence: Evidence, mine: Bools) -> str:
    """What is wrong with the corners' names, where it is the same for all of these; else empty."""
    here = evidence.errors.take(mine)
    namings = {naming_in_words(each) for each in closest_naming(here.predicted, here.truth)}
    return namings.pop() if len(namings) == 1 else ""


def _repairable(observed: Observation | None, evidence: Evidence, mine: Bools) -> str:
    """What mends the crops at once, without a label, where all corners run the other way round."""
    exchanged = observed.evidence.get("exchanged", "") if observed else ""
    if not exchanged or (signed_area(evidence.errors.predicted[mine]) > 0).any():
        return ""
    return f"Exchange {exchanged.removesuffix(' exchanged')} back {_ANTICLOCKWISE} "


def _of_cause(evidence: Evidence, cause: Cause) -> Bools:
    """The labels that the rule on a cause is about; other rules report some of them."""
    mine = (evidence.causes == cause).to_numpy(bool)
    if cause in _ORDERS:
        mine = mine & ~_turned_and_misnamed(evidence)  # `photos_turned` reports those
    if cause == Cause.WRONG_TEXT:
        mine = mine & (evidence.errors.first_choice != 0)  # `first_choice_wrong` reports those
    return mine


def _mended(evidence: Evidence, finding: Finding, *, cause: Cause) -> Evidence:
    mine = _of_cause(evidence, cause)
    return renamed(evidence, mine) if cause in _MISNAMED else as_the_others(evidence, mine)


def _rule_of(cause: Cause, code: str, words: str, advice: str) -> Rule:
    """The rule on one cause; the words follow "6 of 74 IDs are"."""
    is_misnamed = cause in _MISNAMED
    metric = "detection_rate" if cause.kind == "missed" else "mde_px"
    return Rule(
        code,
        ("error", "warning", "info"),
        partial(_with_cause, cause=cause, words=words, advice=advice),
        f"Labels with the cause *{cause}*: {cause.meaning}. An error from 5 % of "
        "the labels on; information below 1 %, or where it is one.",
        _LABELS | {"in_common": IN_COMMON} | (_EXCHANGED if is_misnamed else {}),
        advice,
        consequences=SYMPTOMS,
        remedy=Remedy(partial(_mended, cause=cause), metric, is_bound=not is_misnamed),
    )


def _turned_and_misnamed(evidence: Evidence) -> Bools:
    """Misnamed labels on their side; none where upright ones are misnamed about as often."""
    misnamed, turned = evidence.causes.isin(_ORDERS).to_numpy(bool), _on_their_side(evidence)
    upright = misnamed[~turned].mean() if (~turned).any() else 0.0
    here = misnamed[turned].mean() if turned.any() else 0.0
    return np.asarray(misnamed & turned & bool(here >= _MORE_OFTEN * upright))


@rule(
    "photos-turned",
    "error",
    "warning",
    "info",
    evidence=_LABELS
    | _EXCHANGED
    | {"on_their_side": "labels whose text runs up or down the photo"},
    advice=_TURN_PHOTOS,
    consequences=SYMPTOMS,
    remedy=Remedy(lambda evidence, finding: renamed(evidence, _turned_and_misnamed(evidence))),
)
def photos_turned(evidence: Evidence) -> Observation | None:
    """Objects are found in a wrong order on photos that lie on their side.

    Twice as often there as on others: else how the photo lies is not the cause. An error from 5 %
    of the labels on; information below 1 %, or where it is one.
    """
    turned, mine = int(_on_their_side(evidence).sum()), _turned_and_misnamed(evidence)
    exchanged = _exchanged(evidence, mine)
    words = (
        f"detected with {exchanged or _WRONG_ORDER} on photos that lie on their side (of "
        f"{evidence.noun.counted(turned)} on such photos)."
    )
    observed = _some(evidence, mine, words, exchanged=exchanged, on_their_side=turned)
    return observed and replace(
        observed, advice=_repairable(observed, evidence, mine) + _TURN_PHOTOS
    )


def _worth_lowering(evidence: Evidence, confidences: Floats) -> tuple[float, int, int]:
    """The threshold that saves most mistakes, and the labels and false positives that it adds.

    Of those just low enough for one more of the labels, with two decimals; NaN where each would
    add as many false positives as it finds labels, or break a target.
    """
    before = len(evidence.matching.at(evidence.settings.in_use).false_positive_rows)
    found = []
    for threshold in np.unique(np.floor(confidences * 100) / 100)[::-1]:
        more = len(evidence.matching.at(threshold).false_positive_rows) - before
        n = int((confidences >= threshold).sum())
        if n > more and not evidence.breaks_a_target(threshold):
            found.append((float(threshold), n, more))
    return max(found, key=lambda each: (each[1] - each[2], each[1]), default=(np.nan, 0, 0))


def _lowered(evidence: Evidence, finding: Finding) -> Evidence:
    worth = float(finding.evidence["worth"])
    return evidence if np.isnan(worth) else evidence.at(worth)


@rule(
    "missed-below-threshold",
    "warning",
    "info",
    evidence=_LABELS
    | {
        "highest_confidence": "the highest confidence among them",
        "more_false_positives": "those that a threshold low enough for all of them adds",
        "worth": "the threshold that finds most of them at fewer false positives than it finds; "
        "NaN without one",
    },
    advice=_TRAIN_MORE,
    remedy=Remedy(_lowered, metric="detection_rate"),
)
def missed_below_threshold(evidence: Evidence) -> Observation | None:
    """Objects are found only below the threshold in use, and no lower one is surely better.

    Information where they are fewer than three, or less than 3 % of the labels. A lower threshold
    is offered where on these images it finds more labels than it adds false positives.
    """
    best, advised = evidence.critical["critical_confidence"], evidence.threshold_advice
    # What the advised threshold finds is told with the advice.
    told = best >= (np.inf if advised is None else advised.threshold)
    mine = ((evidence.causes == Cause.MISSED_BELOW) & ~told).to_numpy(bool)
    if not mine.any():
        return None
    lowest, highest = float(best[mine].min()), float(best[mine].max())
    kept = [
        len(evidence.matching.at(threshold).false_positive_rows)
        for threshold in (lowest, evidence.settings.in_use)
    ]
    more = kept[0] - kept[1]
    price = f"adds {counted(more, 'false positive')}" if more else "adds none here"
    words = (
        f"detected only with less confidence than the threshold in use (up to {highest:.3f}); a "
        f"threshold that is low enough for {{them}} {price}."
    )
    worth, n, cost = _worth_lowering(evidence, best[mine].to_numpy())
    facts = {"highest_confidence": highest, "more_false_positives": more, "worth": worth}
    observed = _some(evidence, mine, words, **facts)
    few = mine.sum() < max(MIN_LOST_LABELS, MIN_LOST_SHARE * len(mine))
    lower = (
        f"Lower the threshold to {worth:g} (`predict.conf` of the experiment): here that finds {n} "
        f"more for {counted(cost, 'false positive') if cost else 'no false positive'} more, too "
        "few to be sure that it does elsewhere."
    )
    advice = lower if n else _TRAIN_MORE
    return observed and replace(observed, severity="info" if few else "warning", advice=advice)


CAUSE_RULES: Final = (
    _rule_of(
        Cause.MISSED_ALTOGETHER,
        "missed-altogether",
        "not detected at any threshold: the model does not see {them}.",
        "Add photos like these to the training set; no threshold will help.",
    ),
    _rule_of(
        Cause.WRONG_TEXT,
        "wrong-text",
        "confused with something else: the prediction lies on another text or mark.",
        "Add training photos with such texts, without a label, beside the labelled one.",
    ),
    _rule_of(
        Cause.PART_LEFT_OUT,
        "half-of-the-id",
        "detected only in part: one end of the text is left out.",
        "Look for labels that leave out a part; "
        "add photos of texts with a wide gap between their parts.",
    ),
    _rule_of(
        Cause.EXTRA_TEXT,
        "extra-text",
        "detected together with a text beside {them}.",
        "Look for labels that include such a text; the labelling rules should say "
        "where a label ends.",
    ),
    _rule_of(
        Cause.ORDER_ROTATED,
        "order-rotated",
        "detected with {exchanged}: the crop lies on its side or stands upside down.",
        "Check the order of the labels (notebook 05), then EXIF, and rotations in training.",
    ),
    _rule_of(
        Cause.ORDER_MIRRORED,
        "order-mirrored",
        "detected with {exchanged}: the crop is mirrored.",
        "Set `fliplr` and `flipud` to 0; check `flip_idx` of the data.yaml and the labels' order.",
    ),
    _rule_of(
        Cause.CORNER_SWAPPED,
        "corner-swapped",
        "detected with {exchanged}: the crop is torn.",
        "Check the order of the labels (notebook 05).",
    ),
    _rule_of(
        Cause.CROSSED,
        "crossed",
        "detected as a quad that crosses itself: no crop can be made of {them}.",
        "Look at the pictures: the text is turned, or two texts are mixed up.",
    ),
    photos_turned,
    missed_below_threshold,
)
