"""What was read of each label's crops, and whether that is right: what numbers and rules see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.reading.asked import BY_LABEL, BY_PREDICTION, Crops, Texts
from containerloc.analysis.reading.layout import kinds_of_text
from containerloc.analysis.reading.texts import TextForm, is_read
from containerloc.experiment.targets import Target
from containerloc.quads import Bools, Floats
from containerloc.quads.shape import line_heights_px
from containerloc.wording import Noun

READ, LOST_BY_MODEL, LOST_BY_CROP, LOST_BY_PHOTO = (
    "read",
    "lost by the model",
    "lost by too narrow a crop",
    "lost by the photo or the reader",
)
OUTCOMES: Final = (READ, LOST_BY_MODEL, LOST_BY_CROP, LOST_BY_PHOTO)
ENOUGH_MARGINS: Final = 3  # at which a crop is read, so that it is no lucky one


@dataclass(frozen=True, eq=False)
class ReadingEvidence:
    """What a reader made of the crops of n labels.

    Attributes
    ----------
    errors
        The labels, the predictions matched to them and how far off these are.
    known
        The text of each label, empty where it is not known, `(n,)`.
    form
        What a text looks like, where none is known.
    margin_in_use
        What the experiment adds on each side before reading, text heights.
    texts
        What was read of each label's crops, `(n,)` each; empty where nothing was, or was asked.
    studied
        The labels whose corners were moved, bool `(n,)`.
    groups
        Image -> group of images, over which intervals are.
    """

    errors: LabelErrors
    known: Sequence[str]
    form: TextForm
    margin_in_use: float
    texts: Texts
    studied: Bools
    groups: "pd.Series[Any]"
    targets: tuple[Target, ...] = ()
    reader: str = ""
    class_names: Mapping[int, str] = field(default_factory=dict)

    @property
    def noun(self) -> Noun:
        """What people call such an object."""
        return self.errors.noun

    @property
    def margins(self) -> list[float]:
        """The margins at which labels and predictions were read, growing."""
        return sorted({crops.margin for crops in self.texts if not crops.move})

    @cached_property
    def group(self) -> "pd.Series[Any]":
        """The group of each label's image, `(n,)`."""
        images = pd.Series(self.errors.image, dtype=object)
        return images.map(self.groups).fillna(images)

    def is_read(self, crops: Crops) -> Bools:
        """Whether each label's text is read right, `(n,)`."""
        texts = zip(self.texts[crops], self.known, strict=True)
        return np.array([is_read(text, known, self.form) for text, known in texts], bool)

    def by_label(self, margin: float | None = None) -> Bools:
        """Whether each label's own crop is read; at the margin in use unless one is given."""
        return self.is_read(Crops(BY_LABEL, self.margin_in_use if margin is None else margin))

    def by_prediction(self, margin: float | None = None) -> Bools:
        """Whether the crop predicted for each label is read; a missed label is not."""
        return self.is_read(Crops(BY_PREDICTION, self.margin_in_use if margin is None else margin))

    @cached_property
    def margins_read(self) -> NDArray[np.int64]:
        """At how many margins each label's own crop is read, `(n,)`."""
        reads = np.array([self.by_label(margin) for margin in self.margins])
        return np.asarray(reads.sum(axis=0))

    @cached_property
    def readable(self) -> Bools:
        """Whether a label's own crop is read, at the margin in use or at three others. `(n,)`

        At one of many margins an unreadable one may be read by luck.
        """
        return self.by_label() | (self.margins_read >= ENOUGH_MARGINS)

    @cached_property
    def outcome(self) -> NDArray[np.str_]:
        """What became of each label at the margin in use: one of `OUTCOMES`, `(n,)`.

        Of those that are not read from the model's crop, the model lost what is read from the
        label's; the crop, what is read from wider ones of the label.
        """
        kinds = [self.by_prediction(), self.by_label(), self.readable]
        return np.select(kinds, list(OUTCOMES[:3]), LOST_BY_PHOTO)

    @cached_property
    def valid_but_wrong(self) -> Bools:
        """Whether a valid text is read of the predicted crop that is not the known one. `(n,)`"""
        texts = self.texts[Crops(BY_PREDICTION, self.margin_in_use)]
        pairs = zip(texts, self.known, strict=True)
        return np.array(
            [bool(known) and text != known and self.form.is_valid(text) for text, known in pairs],
            bool,
        )

    @property
    def has_known(self) -> Bools:
        """Whether a label's text is known, `(n,)`."""
        return np.array([bool(each) for each in self.known], bool)

    @property
    def line_height_px(self) -> Floats:
        """Height of a line of each label's text, `(n,)` px."""
        return line_heights_px(self.errors.truth)

    def names(self, which: Bools) -> list[str]:
        """The images of these labels, each once."""
        return list(dict.fromkeys(self.errors.image[which].tolist()))

    @cached_property
    def table(self) -> pd.DataFrame:
        """What was read of each label, one row each: `reading.csv`."""
        use = self.margin_in_use
        return pd.DataFrame(
            {
                "image": self.errors.image,
                "line": self.errors.line,
                "kind_of_text": kinds_of_text(self.errors.truth),
                "known_text": list(self.known),
                "label_text": list(self.texts[Crops(BY_LABEL, use)]),
                "predicted_text": list(self.texts[Crops(BY_PREDICTION, use)]),
                "label_read": self.by_label(),
                "predicted_read": self.by_prediction(),
                "outcome": self.outcome,
                "valid_but_wrong": self.valid_but_wrong,
                "error_px": self.errors.error_px,
                "relative_error": self.errors.relative_error,
            }
        )

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """How many labels there are of each kind of text, and how many of them are read."""
        table = self.table.groupby("kind_of_text", sort=False)
        counts = table[["label_read", "predicted_read"]].sum().astype("int64")
        return pd.concat([table.size().rename("labels"), counts], axis=1).reset_index()
