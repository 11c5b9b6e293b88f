"""Labels and predictions to be shown in a report, with their pictures and where they lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import PREDICTED_COLUMNS, TRUE_COLUMNS
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.quads import Floats
from containerloc.show.report.crops import PhotoOf, case_jpeg
from containerloc.show.report.parts import Link, Picture
from containerloc.wording import label_name, number

FOLDER = "report_pictures"
PAGE = "review.html"


@dataclass(frozen=True, eq=False)
class Case:
    """One object on one image: quads `(4, 2)`, px, NaN where there is no label or prediction.

    `object` is what the review calls it, such as `line 1`.
    """

    image: str
    object: str
    label: Floats
    predicted: Floats
    error_px: float = np.nan
    order: str = ""
    confidence: float = np.nan

    @property
    def name(self) -> str:
        """What it is called: its image, without the suffix, and its line where not the first."""
        words = self.object.split()
        line = int(words[1]) if words[0] == "line" else 1
        return label_name(self.image.rsplit(".", 1)[0], line)

    @property
    def said(self) -> str:
        """How far off it is, or why that is not known."""
        if np.isfinite(self.error_px):
            return f"{number(self.error_px)} px off"
        if not self.object.startswith("line"):
            return f"false positive, confidence {self.confidence:.2f}"
        return "missed" if np.isnan(self.predicted).all() else "not measured"


def cases_of(per_label: pd.DataFrame, unmatched: pd.DataFrame) -> Mapping[str, list[Case]]:
    """The cases of each image, the largest error first, then misses, then false positives.

    `per_label` as in `per_image.csv`; `unmatched` are stored predictions without a label, with
    `number`, the place of each among the predictions of its image.
    """
    cases: dict[str, list[Case]] = {}
    labels, predicted = (_quads(per_label, each) for each in (TRUE_COLUMNS, PREDICTED_COLUMNS))
    for row, *quads in zip(per_label.to_dict("records"), labels, predicted, strict=True):
        cases.setdefault(str(row["image"]), []).append(_of_label(row, *quads))
    for each in cases.values():
        each.sort(key=lambda case: -np.nan_to_num(case.error_px, nan=-1.0))
    nothing = np.full((4, 2), np.nan)
    for row, quad in zip(
        unmatched.to_dict("records"), _quads(unmatched, CORNER_COLUMNS), strict=True
    ):
        name, confidence = f"prediction {row['number']}", float(row["confidence"])
        case = Case(str(row["image"]), name, nothing, quad, confidence=confidence)
        cases.setdefault(case.image, []).append(case)
    return cases


def _quads(table: pd.DataFrame, columns: Sequence[str]) -> Floats:
    return table.reindex(columns=list(columns)).to_numpy(np.float64).reshape(-1, 4, 2)


def _of_label(row: Mapping[Any, Any], label: Floats, predicted: Floats) -> Case:
    order, line = row.get("order"), int(row.get("line", 1))
    return Case(
        str(row["image"]),
        f"line {line}",
        label,
        predicted,
        float(row["error_px"]),
        order if isinstance(order, str) else "",
        float(row.get("confidence", np.nan)),
    )


@dataclass(frozen=True)
class Shown:
    """What it takes to show a case: its photo, the split, and whether there is a review of it."""

    photo_of: PhotoOf
    split: str = "val"
    has_review: bool = False

    def link(self, case: Case) -> Link | None:
        """Where the case can be looked at and judged, if anywhere."""
        return self.case(case.image, case.object, case.name)

    def case(self, image: str, of_image: str, text: str) -> Link | None:
        """A text that leads to an object of an image, if there is a review."""
        place = f"case={quote(f'{self.split}/{image}/{of_image}', '')}"
        return Link(text, PAGE, place) if self.has_review else None

    def finding(self, code: str, text: str) -> Link | None:
        """Where all cases of a finding can be looked at, if anywhere."""
        return Link(text, PAGE, f"finding={quote(code, '')}") if self.has_review else None

    def pictures(self, cases: list[Case], prefix: str) -> Iterator[Picture]:
        """A picture of each case whose photo can be read."""
        for place, case in enumerate(cases, 1):
            pixels = self.photo_of(case.image)
            if pixels is None or np.isnan([case.label, case.predicted]).all():
                continue
            order = f", corners {case.order}" if case.order not in ("", "as read") else ""
            yield Picture(
                f"{FOLDER}/{prefix}-{place}.jpg",
                f"{case.name}: {case.said}{order}",
                f"{case.name}: {case.said}{order}; the photo, and below it the crop by the label "
                "above the crop by the prediction",
                self.link(case),
                case_jpeg(pixels, case.label, case.predicted),
            )
