"""Are there two models at all? The same weights, the same predictions, or as good as the same."""

from typing import Final

from containerloc.analysis.comparison.compared import Against
from containerloc.analysis.comparison.likeness import NEAR_CONFIDENCE, NEAR_HEIGHTS
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.finding import Observation, rule
from containerloc.wording import counted

_NO_VERDICT: Final = ("no-difference-shown", "equivalent", "one-change", "several-changes")


@rule(
    "same-weights",
    "error",
    evidence={"sha256": "the hash of the weights"},
    advice="Check which best.pt lies in each experiment's train/weights.",
    explains=("identical-predictions", "practically-identical", *_NO_VERDICT),
)
def same_weights(pair: Against) -> Observation | None:
    """Both were predicted by the same weights: no difference can come from the training."""
    if pair.weights != "same":
        return None
    names = f"{pair.name} and {pair.compared.reference}"
    shows = "how they predict, not how they were trained"
    if pair.likeness.is_identical:
        shows = "nothing, because their predictions are identical, too"
    return Observation(
        f"{names} were predicted by the same weights: the comparison shows {shows}.",
        {"sha256": pair.compared.weights[pair.name]},
    )


@rule(
    "identical-predictions",
    "error",
    evidence={"predictions": "predictions of each", "weights": "`other` where hashes differ"},
    advice="Check which file of predictions or weights belongs to each experiment, then predict "
    "again.",
    explains=("practically-identical", *_NO_VERDICT),
)
def identical_predictions(pair: Against) -> Observation | None:
    """All stored predictions of both are the same to the last digit.

    Two trainings never end in that: one model was saved twice, or one's predictions were filed as
    the other's.
    """
    own = pair.runs[0].predictions
    if not pair.likeness.is_identical or own.empty:
        return None
    although = ", although the hashes of their weights differ" if pair.weights == "other" else ""
    return Observation(
        f"{pair.name} and {pair.compared.reference} predict the same to the last digit "
        f"({len(own)} predictions){although}: this is one model, not two.",
        {"predictions": len(own), "weights": pair.weights},
    )


@rule(
    "practically-identical",
    "warning",
    evidence={
        "n": "labels that both detect",
        "near": "those with corners within 5 % of the text's height and confidences within 0.05",
        "farthest_px": "the largest distance between corners, px",
        "confidence": "the largest difference of confidences",
        "false_positives": "by how many false positives the images differ",
        "from_start": "whether both kept the weights of their first epoch",
    },
    advice="Choose between them by what they cost. Look whether the trainings learned anything "
    "(notebook 04): models that did differ more.",
    explains=_NO_VERDICT,
)
def practically_identical(pair: Against) -> Observation | None:
    """Both predict as good as the same: no number that differs is worth a word.

    They detect the same labels; in 95 % of them all four corners lie within 5 % of the text's
    height of each other and the confidences within 0.05; and the images differ by hardly any
    false positive.
    """
    like = pair.likeness
    if not like.is_practical or like.is_identical:
        return None
    from_start = all(map(_kept_its_start, pair.runs))
    why = (
        " Both trainings kept the weights of their first epoch: neither got better than where it "
        "started."
    )
    stray = f"; {counted(like.stray, 'false positive')} more or fewer" if like.stray else ""
    few = "all" if like.near == like.n else f"{like.near}"
    return Observation(
        f"{pair.name} and {pair.compared.reference} are practically the same model: both detect "
        f"the same {pair.runs[0].noun.counted(like.n)}, and in {few} of them every corner agrees "
        f"within {NEAR_HEIGHTS:.0%} of the text's height and the confidence within "
        f"{NEAR_CONFIDENCE:g} (at most {like.farthest_px:.2f} px and {like.confidence:.2f} apart"
        f"{stray}).{why if from_start else ''}",
        {
            "n": like.n,
            "near": like.near,
            "farthest_px": like.farthest_px,
            "confidence": like.confidence,
            "false_positives": like.stray,
            "from_start": from_start,
        },
    )


def _kept_its_start(run: Evidence) -> bool:
    """Whether the audit of its training says that no epoch after the first was better."""
    return any(each.evidence.get("best") == 1 for each in run.training)


SAMENESS_RULES: Final = (same_weights, identical_predictions, practically_identical)
