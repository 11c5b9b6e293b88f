"""What the rules look at: predictions, labels and all that is known of how they came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.diagnosis.coordinates.fault import CoordinateFault, coordinate_fault
from containerloc.analysis.diagnosis.coordinates.pairs import Pairs, pairs_by_image
from containerloc.analysis.labels.structure import without_confirmed_order
from containerloc.analysis.measures import corner_errors
from containerloc.analysis.measures.causes import GROSS, causes
from containerloc.analysis.measures.confusion import Confusion, class_name_of, confusion
from containerloc.analysis.measures.headline import headline_numbers
from containerloc.analysis.measures.matching import MISSED, Matching, matching
from containerloc.analysis.measures.sizes import label_sizes
from containerloc.analysis.measures.slice_columns import slice_columns
from containerloc.analysis.measures.slices import slice_findings_table
from containerloc.analysis.measures.thresholds.advice import ThresholdAdvice, threshold_advice
from containerloc.analysis.measures.thresholds.plateau import plateau
from containerloc.analysis.measures.thresholds.sweep import critical_confidences
from containerloc.analysis.statistics.error_rate import SLICES_ERROR_RATE
from containerloc.analysis.statistics.groups import joined
from containerloc.analysis.statistics.targets import target_verdicts
from containerloc.data.bursts import groups_by_name, groups_by_time
from containerloc.data.photo_statistics import STATISTIC_COLUMNS
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.experiment.gate import Gate
from containerloc.experiment.targets import Target
from containerloc.finding import Finding
from containerloc.metric import metric_of
from containerloc.quads import Floats
from containerloc.wording import Noun


@dataclass(frozen=True)
class Settings:
    """How predictions were made and are judged.

    `in_use` is the threshold judged at, `intended` the experiment's, `validation` the one of the
    training's own validation (NaN where it is not known or keeps everything), `input_px` the longer
    side of what the network sees. `setting_mismatches` has one row for each setting in which the
    predictions were not made as the experiment asks: `setting`, `asked`, `used`. `gate` is what it
    takes to be on a label. `image_list_known` is False where the predictions name only images on
    which something is predicted.
    """

    in_use: float
    intended: float
    validation: float = np.nan
    input_px: int = 640
    setting_mismatches: pd.DataFrame = field(
        default_factory=partial(table_of, {}, ("setting", "asked", "used"))
    )
    gate: Gate = field(default_factory=Gate)
    image_list_known: bool = True


@dataclass(frozen=True)
class PhotoContext:
    """What is known of the photos besides predictions and labels; all of it may be empty.

    Parameters
    ----------
    photos
        What was measured at each label on its photo: `data.photo_statistics`.
    attributes
        Of the images, which are its index: `data.attributes`.
    faults
        Structural faults of the labels, columns `PROBLEM_COLUMNS`.
    groups
        Image -> group of near-duplicates; an image that is not in it stands alone.
    given
        Image -> what it shows, such as its container, where an attribute says so.
    leaks
        Images of this split that are in the training split, too: `image_a` here, `image_b` there.
    """

    photos: pd.DataFrame = field(
        default_factory=partial(table_of, {}, ("image", "line", *STATISTIC_COLUMNS))
    )
    attributes: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: pd.DataFrame = field(default_factory=partial(table_of, {}, PROBLEM_COLUMNS))
    groups: "pd.Series[int]" = field(default_factory=lambda: pd.Series(dtype="int64"))
    given: "pd.Series[Any]" = field(default_factory=lambda: pd.Series(dtype="object"))
    leaks: pd.DataFrame = field(default_factory=partial(table_of, {}, ("image_a", "image_b")))


@dataclass(frozen=True)
class Evidence:
    """Everything that the rules look at, of one experiment on one split; tables made once.

    Tables as in `data.tables`; `training` is what the audit found; `class_names` are those of the
    data set, by number; `read` says which labels' texts a reader reads from the model's crops,
    `(n labels,)`, where one was asked.
    """

    predictions: pd.DataFrame
    labels: pd.DataFrame
    images: pd.DataFrame
    settings: Settings
    targets: Sequence[Target] = ()
    training: Sequence[Finding] = ()
    context: PhotoContext = PhotoContext()
    class_names: Mapping[int, str] = field(default_factory=dict)
    read: Floats | None = None

    @property
    def noun(self) -> Noun:
        """What people call what is labelled."""
        return self.errors.noun

    @cached_property
    def matching(self) -> Matching:
        """Which prediction each label is matched to, at every threshold."""
        return matching(self.predictions, self.labels, gate=self.settings.gate)

    def at(self, confidence: float) -> "Evidence":
        """The same predictions judged at another threshold; they are not matched again."""
        other = replace(self, settings=replace(self.settings, in_use=confidence), read=None)
        vars(other)["matching"] = self.matching  # where `cached_property` looks for it
        return other

    def promising(self, targets: Sequence[Target]) -> "Evidence":
        """The same with other targets; nothing is measured again."""
        other = replace(self, targets=targets)
        vars(other)["numbers"] = self.numbers
        return other

    @cached_property
    def errors(self) -> corner_errors.LabelErrors:
        """How far off each label is, by what it is matched to at the threshold in use."""
        in_use = self.settings.in_use
        return corner_errors.per_label(self.matching, self.images, confidence=in_use)

    def rows_of(self, finding: Finding, *, most: int = 6) -> NDArray[np.int64]:
        """The places in `errors` of labels on the first images that a finding names.

        Where an image has several, the worst of each image come first, a miss before an error.
        """
        named = np.isin(self.errors.image.astype(str), finding.images[:most])
        rows = np.flatnonzero(named)
        error = np.where(self.errors.detected, self.errors.error_px, np.inf)[rows]
        worst_first = pd.Series(-error, rows).sort_values(kind="stable")
        rank = worst_first.groupby(self.errors.image[worst_first.index]).cumcount()
        chosen = rank.sort_values(kind="stable").index[:most]
        return np.sort(chosen.to_numpy(np.int64))

    @property
    def is_read(self) -> Floats:
        """Whether each label's text is read from the model's crop, `(n,)`; NaN where unknown."""
        return np.full(len(self.labels), np.nan) if self.read is None else self.read

    @cached_property
    def false_positives(self) -> NDArray[np.int64]:
        """How many each image has, shape `(n images,)`."""
        in_use = self.settings.in_use
        return corner_errors.false_positives_by_image(self.matching, self.images, confidence=in_use)

    @cached_property
    def confusion(self) -> Confusion:
        """Which class is predicted on each label, and what else is predicted."""
        return confusion(self.matching, confidence=self.settings.in_use)

    @cached_property
    def by_class(self) -> "dict[str, Evidence]":
        """The evidence of each class by itself, by its name; empty where there is only one."""
        numbers = self.confusion.classes
        several = numbers if len(numbers) > 1 else []
        return {class_name_of(each, self.class_names): self._of_class(each) for each in several}

    def _of_class(self, number: int) -> "Evidence":
        """Its labels with their matches, and the other predictions of it, on the same images."""
        classes = self.predictions["class_id"].to_numpy(np.int64, copy=True)
        label_classes = self.labels["class_id"].to_numpy(np.int64)
        rows = self.matching.prediction_of_label
        classes[rows[rows != MISSED]] = label_classes[rows != MISSED]
        return replace(
            self,
            predictions=self.predictions[classes == number].reset_index(drop=True),
            labels=self.labels[label_classes == number].reset_index(drop=True),
            targets=(),
            read=None,
        )

    @cached_property
    def pairs(self) -> Pairs:
        """Labels and predictions of the same image, wherever in it they lie."""
        return pairs_by_image(self.matching, self.images, confidence=self.settings.in_use)

    @cached_property
    def coordinate_fault(self) -> CoordinateFault | None:
        """The one map that explains most predictions beside their labels, if any does."""
        return coordinate_fault(self.pairs, input_px=self.settings.input_px)

    @cached_property
    def critical(self) -> pd.DataFrame:
        """The highest threshold at which each label is found."""
        return critical_confidences(self.matching)

    @cached_property
    def plateau(self) -> tuple[float, float]:
        """The thresholds with the fewest mistakes: above the first, up to the second."""
        return plateau(self.matching)

    @cached_property
    def threshold_advice(self) -> ThresholdAdvice | None:
        """A threshold that is surely better than the one in use, and breaks no target."""
        settings = self.settings
        for most_lost in (None, 0):
            advised = threshold_advice(
                self.matching,
                in_use=settings.in_use,
                preferred=settings.intended,
                most_lost=most_lost,
                groups=self.groups,
            )
            if advised is None or not self.breaks_a_target(advised.threshold):
                return advised
        return None

    def breaks_a_target(self, threshold: float) -> bool:
        """Whether a target that the threshold in use keeps is not kept at another one."""
        return self._kept_only(self, self.at(threshold))

    def keeps_a_target_more(self, threshold: float) -> bool:
        """Whether a target that the threshold in use does not keep is kept at another one."""
        return self._kept_only(self.at(threshold), self)

    def _kept_only(self, one: "Evidence", other: "Evidence") -> bool:
        """Whether one keeps a target that the other does not.

        Only targets that count misses or false positives: finding one more hard object raises the
        mean error of those found.
        """
        counting = [each for each in self.targets if metric_of(each.metric).of != "detected"]
        if not counting:
            return False
        here, there = one.numbers["value"], other.numbers["value"]
        return any(
            each.verdict(here[each.metric], here[each.metric]) == "met"
            and each.verdict(there[each.metric], there[each.metric]) != "met"
            for each in counting
        )

    @cached_property
    def groups(self) -> "pd.Series[int]":
        """Image -> group, every image of the split in it: one container, or near-duplicates."""
        return joined(self.images["image"], self.context.given, self.context.groups)

    def groups_of(self, errors: corner_errors.LabelErrors) -> "pd.Series[Any]":
        """The group of each label's image, for tests that take labels to be independent."""
        return self.groups[errors.image].reset_index(drop=True)

    @property
    def copies(self) -> "pd.Series[int]":
        """Image -> group of near-duplicates that no given group holds; the others stand alone."""
        copies, given = self.context.groups, self.context.given
        shown = given.reindex(copies.index)
        is_known = shown.groupby(copies).transform("nunique").eq(1) & shown.notna()
        return joined(self.images["image"], copies[~is_known])

    @cached_property
    def suggested(self) -> "tuple[str, pd.Series[Any]]":
        """What suggests groups that nobody gave, `names` or `times`, and the group of each image.

        Empty where groups are given, or nothing suggests any.
        """
        images = self.images["image"]
        if self.context.given.empty:
            by_name = groups_by_name(images)
            if len(by_name):
                return "names", by_name
            by_time = groups_by_time(images, self.context.attributes)
            if len(by_time):
                return "times", by_time
        return "", self.context.given.iloc[:0]

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """Every headline number with its interval and n."""
        return headline_numbers(
            self.errors, false_positives=self.false_positives, groups=self.groups
        )

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """What was promised against what was measured."""
        measured = [each for each in self.targets if each.metric in self.numbers.index]
        return target_verdicts(measured, self.numbers)

    @cached_property
    def faults(self) -> pd.DataFrame:
        """Structural faults of the labels, without an order of corners that the model confirms."""
        return without_confirmed_order(self.context.faults, self.errors)

    @cached_property
    def causes(self) -> "pd.Series[str]":
        """The one cause of each label's error."""
        confused = self.confusion
        images = self.predictions["image"].iloc[confused.strays]
        # Of several objects on a photo nobody can say which one a prediction was meant for.
        is_alone = images.map(self.labels["image"].value_counts()) == 1
        return causes(
            self.errors,
            self.critical,
            self.faults,
            elsewhere=images[is_alone],
            wrong_class=confused.exchanged,
        )

    @cached_property
    def slices(self) -> pd.DataFrame:
        """Each kind of ID and photo against the rest."""
        return slice_findings_table(
            self.errors,
            self.columns,
            located=~self.causes.isin(GROSS).to_numpy(bool),
            groups=self.groups,
            level=SLICES_ERROR_RATE,
        )

    @cached_property
    def columns(self) -> pd.DataFrame:
        """What the slices divide the labels by, one row per label."""
        return slice_columns(
            self.errors,
            self.context.attributes,
            photos=self.context.photos,
            imgsz=self.settings.input_px,
        )

    @cached_property
    def traits(self) -> pd.DataFrame:
        """Sizes of each label and what was measured of its photo, one row per label."""
        size = label_sizes(self.labels, self.images)
        keys = pd.MultiIndex.from_frame(self.labels[["image", "line"]])
        measured = self.context.photos.set_index(["image", "line"]).reindex(keys)
        return pd.concat([size, measured.reset_index(drop=True)], axis=1)

    @cached_property
    def well_located(self) -> corner_errors.LabelErrors:
        """The labels found in their place and order: what is left of their error is geometry."""
        return self.errors.take(~self.causes.isin(GROSS) & self.errors.measured)
