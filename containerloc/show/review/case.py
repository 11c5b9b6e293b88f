"""A case to look at, a verdict on it, and all that one review shows; `__init__` has their JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any, Final

import numpy as np

from containerloc.finding import Finding
from containerloc.quads import Floats

FORMAT: Final = {"format": "containerloc review", "version": 1}
VERDICTS_FORMAT: Final = {"format": "containerloc verdicts", "version": 1}
_NAN: Final = float("nan")


@dataclass(frozen=True, eq=False)
class OtherModel:
    """What another model of the family predicts for an object: `quad` `(4, 2)`, px."""

    model: str
    quad: Floats
    confidence: float = _NAN


@dataclass(frozen=True, eq=False)
class Case:
    """One object on one image: a label, a prediction, or both, and how they differ.

    Quads are `(4, 2)`, px, NaN at a missing corner; numbers that are not known are NaN, texts
    empty. `kind` is matched, missed, false_positive or unlabelled. Of a missed label, `predicted`
    is the best prediction below the threshold.
    """

    split: str
    image: str
    object: str
    kind: str
    class_name: str = ""
    label: Floats | None = None
    predicted: Floats | None = None
    others: tuple[OtherModel, ...] = ()
    confidence: float = _NAN
    error_px: float = _NAN
    corner_errors_px: Floats = field(default_factory=lambda: np.full(4, np.nan))
    relative_error: float = _NAN
    iou: float = _NAN
    coverage: float = _NAN
    text_width_px: float = _NAN
    text_height_px: float = _NAN
    order: str = ""
    cause: str = ""
    findings: tuple[str, ...] = ()
    suspicion: float = _NAN
    reasons: str = ""
    disagreement_px: float = _NAN
    read_label: str = ""
    read_predicted: str = ""
    label_path: str = ""
    line: int | None = None
    photo_sha256: str = ""
    label_sha256: str = ""
    prediction_sha256: str = ""

    @property
    def id(self) -> str:
        """What a case is called in links and verdicts.

        >>> Case("val", "a.jpg", "line 1", "matched").id
        'val/a.jpg/line 1'
        """
        return f"{self.split}/{self.image}/{self.object}"

    @property
    def photo(self) -> str:
        """The key of its photo, which several cases may share."""
        return f"{self.split}/{self.image}"

    def as_dict(self) -> dict[str, Any]:
        """The case as plain values, for JSON."""
        return {"id": self.id, "photo": self.photo, **_plain(asdict(self))}


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a person says of a case; the latest verdict of a case counts.

    `verdict` is one of `analysis.review.verdicts.VERDICTS`, or empty: with a note or corrected
    corners it says only these, without them it withdraws what was said before. `corrected` is
    `(4, 2)`, px, NaN at a missing corner; `when` is in ISO 8601. The hashes are those of what was
    judged.
    """

    split: str
    image: str
    object: str
    class_name: str = ""
    verdict: str = ""
    corrected: Floats | None = None
    note: str = ""
    who: str = ""
    when: str = ""
    photo_sha256: str = ""
    label_sha256: str = ""
    prediction_sha256: str = ""

    @property
    def case(self) -> str:
        """The `id` of the case."""
        return f"{self.split}/{self.image}/{self.object}"

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain values, for JSON."""
        return {"case": self.case, **_plain(asdict(self))}


@dataclass(frozen=True)
class PhotoFile:
    """A photo: its file, and its size as displayed; or the `reason` why there is none."""

    path: str
    width_px: int
    height_px: int
    reason: str = ""


@dataclass(frozen=True)
class Review:
    """All that one review shows: cases in the order in which they are looked at first.

    `photos` by the key that `Case.photo` has; `verdicts` oldest first.
    """

    title: str
    experiment: str
    cases: tuple[Case, ...]
    photos: Mapping[str, PhotoFile]
    findings: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    who: str = ""

    def as_dict(self, *, save_url: str = "") -> dict[str, Any]:
        """The review as plain values, for JSON; pictures are added by each home of it."""
        named = {code for case in self.cases for code in case.findings}
        findings = [finding for finding in self.findings if finding.code in named]
        return {
            **FORMAT,
            "title": self.title,
            "experiment": self.experiment,
            "who": self.who,
            "save_url": save_url,
            "findings": [
                {"code": each.code, "severity": each.severity, "sentence": each.sentence}
                for each in findings
            ],
            "photos": {
                key: {
                    "width_px": photo.width_px,
                    "height_px": photo.height_px,
                    "reason": photo.reason,
                    "pictures": [],
                }
                for key, photo in self.photos.items()
            },
            "cases": [case.as_dict() for case in self.cases],
            "verdicts": [verdict.as_dict() for verdict in self.verdicts],
        }


def _plain(value: Any) -> Any:
    """The value without arrays, tuples and NaN."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value
