"""The findings of notebook 05: faults, copies, suspects, noise, drift, and labels or model."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from containerloc.analysis.labels.copies import duplicate_photos
from containerloc.analysis.labels.fault_rules import fault_findings
from containerloc.analysis.labels.labels_or_model import UNDECIDED
from containerloc.analysis.labels.odd_shapes import AXES
from containerloc.analysis.labels.second_reading import as_yaml
from containerloc.analysis.labels.suspects import SURE
from containerloc.finding import Finding, Observation, applied, findings, rule
from containerloc.wording import counted, is_or_are

_MAX_DISPUTED_SHARE = 0.05  # of the labels; more of them are an error
_MOST_DRIFTS = 3


@dataclass(frozen=True)
class LabelEvidence:
    """What the rules on labels look at; an empty table where something is not known.

    `faults` as of `structural_faults`, `groups` and `leaks` as of `copies`, `suspects` as of
    `suspects`, `noise` as of `repeat_noise`, `verdicts` as of `corner_verdicts`, `drifts` as of
    `drifts`.
    """

    n_images: int
    n_labels: int
    faults: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups: "pd.Series[int]" = field(default_factory=lambda: pd.Series(dtype=int))
    leaks: pd.DataFrame = field(default_factory=pd.DataFrame)
    suspects: pd.DataFrame = field(default_factory=pd.DataFrame)
    noise: pd.DataFrame = field(default_factory=pd.DataFrame)
    verdicts: pd.DataFrame = field(default_factory=pd.DataFrame)
    drifts: pd.DataFrame = field(default_factory=pd.DataFrame)


def label_findings(evidence: LabelEvidence) -> tuple[Finding, ...]:
    """What is to be known of labels, worst first: each kind of fault, then the rules in order."""
    faults = [] if evidence.faults.empty else fault_findings(evidence.faults)
    labels, images = counted(evidence.n_labels, "label"), counted(evidence.n_images, "image")
    if_none = f"No fault in {labels} of {images}."
    return findings([*faults, *applied(LABEL_RULES, evidence)], if_none=if_none)


@rule(
    "split-leak",
    "error",
    evidence={"photos": "photos that another split has, too", "n": "photos of the split"},
    advice="Take them out of one of the splits, by object rather than by photo.",
)
def split_leak(evidence: LabelEvidence) -> Observation | None:
    """Photos of the split that another split has, too, identical or nearly so."""
    leaks = evidence.leaks
    if leaks.empty:
        return None
    return Observation(
        f"{counted(len(leaks), 'photo')} of this split {is_or_are(len(leaks))} in another split, "
        "too: a model is judged on what it was trained on.",
        {"photos": len(leaks), "n": evidence.n_images},
        leaks["image_a"],
    )


@rule(
    "labels-disputed",
    "warning",
    "error",
    "info",
    evidence={
        "suspected": "labels that the models dispute",
        "unlabelled": "objects that they see and nobody labelled",
        "sure": "of both, those that more than one model's own disagreement calls wrong",
        "n": "labels of the split",
    },
    advice="Look at them below, worst first; `containerloc labels suspects` writes them for CVAT "
    "and as COCO keypoints.",
)
def labels_disputed(evidence: LabelEvidence) -> Observation | None:
    """Labels that are not as the models see the object, beyond chance, and those that are missing.

    An error where those that are surely wrong are more than 5 % of the labels. Only information
    where one model alone says so, for the model may be wrong: a second model, a second reading or
    the text decides. Faults of structure and copies have findings of their own.
    """
    if evidence.suspects.empty:
        return None
    disputed = evidence.suspects[evidence.suspects["by_models"].astype(bool)]
    unlabelled, n = int((disputed["line"] == 0).sum()), evidence.n_labels
    k = len(disputed) - unlabelled
    if disputed.empty:
        return None
    told = [
        f"In place, class or order of corners, {counted(k, 'label')} of {n} {is_or_are(k)} not as "
        "the models see the object, beyond what chance and hard photos explain."
    ] * (k > 0)
    told += [f"The models see {counted(unlabelled, 'object')} that nobody labelled."] * (
        unlabelled > 0
    )
    sure = int((disputed["score"] >= SURE).sum())
    if not sure:
        told.append("One model alone cannot tell whether the labels or itself is wrong.")
    severity = "error" if sure > _MAX_DISPUTED_SHARE * n else "warning"
    return Observation(
        " ".join(told),
        {"suspected": k, "unlabelled": unlabelled, "sure": sure, "n": n},
        disputed["image"],
        severity=severity if sure else "info",
    )


@rule(
    "label-noise",
    "info",
    evidence={"<corner>": "the corner's row of `repeat_noise`: noise, offsets, sigma, n"},
    advice="Write `kpt_oks_sigmas` into the data.yaml: OKS then forgives what labels cannot tell.",
)
def label_noise(evidence: LabelEvidence) -> Observation | None:
    """How far one reading of each corner scatters, by a second reading of the same labels."""
    noise = evidence.noise
    if noise.empty or not noise["n"].max():
        return None
    scatter = ", ".join(
        "{} {noise_px:.2f} ({noise_px_low:.2f} to {noise_px_high:.2f})".format(corner, **row)
        for corner, row in noise.iterrows()
    )
    return Observation(
        f"One reading of a corner scatters per axis by {scatter} px, as "
        f"{counted(int(noise['n'].max()), 'second reading')} of these labels show. No model can "
        "be measured more closely on them. The OKS sigmas that follow: "
        f"{as_yaml(noise['sigma'].tolist())}.",
        {str(corner): row.to_dict() for corner, row in noise.iterrows()},
    )


@rule(
    "labels-biased",
    "warning",
    evidence={
        "corner": "the corner",
        "axis": "`along` or `across` the text",
        "offset_px": "where the second reading lies from the label, outward positive",
        "n": "pairs of readings",
    },
    advice="Agree on where {corner} is, in writing, with a picture.",
)
def labels_biased(evidence: LabelEvidence) -> Iterator[Observation]:
    """Two readers place a corner differently: an offset beyond chance, over twice the noise."""
    noise = evidence.noise
    if noise.empty or not noise["n"].max():
        return
    for corner, row in noise.iterrows():
        for axis in AXES:
            value, low, high = (row[f"offset_{axis}_px{end}"] for end in ("", "_low", "_high"))
            is_sure = np.sign(low) == np.sign(high) != 0
            if not is_sure or max(abs(low), abs(high)) <= 2 * row["noise_px"]:
                continue
            where = "further in" if value > 0 else "further out"
            yield Observation(
                f"The labels of {corner} lie {abs(value):.1f} px {where} {axis} the text than the "
                f"second reading ({low:.1f} to {high:.1f}, n = {row['n']:.0f}): the two readers "
                "place this corner differently.",
                {"corner": corner, "axis": axis, "offset_px": float(value), "n": float(row["n"])},
            )


@rule(
    "labels-not-model",
    "warning",
    evidence={
        "corner": "the corner",
        "verdict": "`label noise` or `label bias`",
        "share": "its share of the mean squared error",
    },
    advice="Place {corner} again by a written rule before training anew.",
)
def labels_not_model(evidence: LabelEvidence) -> Iterator[Observation]:
    """More than half of a corner's squared error comes from the labels, with 95 % confidence."""
    for corner, row in evidence.verdicts.iterrows():
        if not str(row["verdict"]).startswith("label"):
            continue
        part = str(row["verdict"]).replace(" ", "_")
        share, low, high = row[part], row[f"{part}_low"], row[f"{part}_high"]
        yield Observation(
            f"The error at {corner} ({row['rms_px']:.1f} px root mean square) is mostly "
            f"{row['verdict']}: {share:.0%} of its square ({low:.0%} to {high:.0%}, "
            f"n = {row['n']:.0f}). A better model would not remove this part.",
            {"corner": corner, "verdict": row["verdict"], "share": float(share)},
        )


@rule(
    "labels-or-model",
    "info",
    evidence={"verdicts": "corner: what its error mostly is, or `undecided`"},
    advice="Where it is undecided, label some photos a second time (`REPEATS` of notebook 05).",
)
def labels_or_model(evidence: LabelEvidence) -> Observation | None:
    """What each corner's error mostly is, as far as labels, readings and models can tell."""
    verdicts = evidence.verdicts
    if verdicts.empty:
        return None
    needed = verdicts.loc[verdicts["verdict"] == UNDECIDED, "images_needed"]
    more = needed[np.isfinite(needed)]
    what = ""
    if len(more):
        what = f" About {more.max():.0f} labels or readings would decide what is undecided."
    elif len(needed):
        what = " A second reading of some labels, or another model, would decide more."
    parts = ", ".join(f"{corner} {verdict}" for corner, verdict in verdicts["verdict"].items())
    return Observation(
        f"What each corner's error mostly is: {parts}.{what}",
        {"verdicts": verdicts["verdict"].to_dict()},
    )


@rule(
    "labels-drift",
    "warning",
    evidence={
        "column": "the attribute",
        "level": "its value",
        "corner": "the corner",
        "axis": "`along` or `across` the text",
        "shift_px": "where these labels lie from the rest's, outward positive",
        "p": "of a Mann-Whitney test, Holm over everything compared",
        "n": "labels of the level",
    },
    advice="Compare the rules by which they were labelled; label some of them again.",
)
def labels_drift(evidence: LabelEvidence) -> Iterator[Observation]:
    """An annotator, a batch or a day whose labels place a corner differently than the rest."""
    if evidence.drifts.empty:
        return
    surest = evidence.drifts.drop_duplicates(["column", "corner", "axis"]).head(_MOST_DRIFTS)
    for row in surest.to_dict("records"):
        where = "further out" if row["shift_px"] > 0 else "further in"
        yield Observation(
            f"Labels with {row['column']} = {row['level']} place {row['corner']} "
            f"{abs(row['shift_px']):.1f} px {where} {row['axis']} the text than the others, as "
            f"seen by the same model (n = {row['n']}).",
            {key: row[key] for key in ("column", "level", "corner", "axis", "shift_px", "p", "n")},
        )


LABEL_RULES = (
    replace(duplicate_photos, find=lambda evidence: duplicate_photos.find(evidence.groups)),
    split_leak,
    labels_disputed,
    label_noise,
    labels_biased,
    labels_not_model,
    labels_or_model,
    labels_drift,
)
