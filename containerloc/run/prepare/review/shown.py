"""Cases as the front end shows them, made of the tables of a run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import ERROR_COLUMNS
from containerloc.analysis.review.cases import FALSE_POSITIVE, MISSED, UNLABELLED
from containerloc.analysis.review.others import case_quads, disagreement_px, seen_by
from containerloc.data.tables import quads_of
from containerloc.finding import Finding
from containerloc.quads import Floats
from containerloc.run.prepare.inputs import Inputs
from containerloc.show.review.case import Case, OtherModel, PhotoFile

_AS_THEY_ARE: Final = (
    *("image", "object", "kind", "confidence", "error_px", "relative_error", "iou", "coverage"),
    *("text_width_px", "text_height_px", "order", "cause", "suspicion", "reasons"),
    *("label_sha256", "prediction_sha256"),
)


def in_order(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases as they are looked at first: missed labels, then by falling relative error.

    What has no label stands among them by its confidence, what cannot be measured last.
    """
    worth = cases["relative_error"].mask(cases["kind"] == MISSED, np.inf)
    nobodys = cases["kind"].isin([FALSE_POSITIVE, UNLABELLED])
    worth = worth.mask(nobodys, cases["confidence"].fillna(1)).fillna(-1)
    return cases.iloc[np.argsort(-worth.to_numpy(), kind="stable")].reset_index(drop=True)


def shown_cases(
    cases: pd.DataFrame,
    inputs: Inputs,
    *,
    findings: Sequence[Finding] = (),
    others: Mapping[str, pd.DataFrame] | None = None,
) -> tuple[Case, ...]:
    """The cases of a table as of `case_table`, in its order.

    `findings` that name a case's image are named by it; `others` are the predictions of other
    models by name.
    """
    true, predicted = case_quads(cases)
    seen = {
        name: seen_by(table, cases, confidence=inputs.confidence, gate=inputs.gate)
        for name, table in (others or {}).items()
    }
    apart = disagreement_px([predicted, *map(quads_of, seen.values())])
    label_paths = inputs.labels.images.set_index("image")["label_path"].to_dict()
    codes = _codes_by_image(findings)
    return tuple(
        Case(
            split=inputs.split,
            class_name=inputs.dataset.names.get(row["class_id"], ""),
            label=_known(true[k]),
            predicted=_known(predicted[k]),
            others=tuple(_others(seen, k)),
            corner_errors_px=np.array([row[name] for name in ERROR_COLUMNS]),
            findings=codes.get(row["image"], ()),
            disagreement_px=float(apart[k]),
            label_path=_from_root(label_paths.get(row["image"], ""), inputs),
            line=row["line"] or None,
            photo_sha256=row.get("photo_sha256", ""),
            **{name: row[name] for name in _AS_THEY_ARE},
        )
        for k, row in enumerate(cases.to_dict("records"))
    )


def photo_files(images: pd.DataFrame, split: str) -> dict[str, PhotoFile]:
    """The photos of a split by the key that cases know them by."""
    return {
        f"{split}/{row['image']}": PhotoFile(row["path"], row["width_px"], row["height_px"])
        for row in images.to_dict("records")
    }


def _known(quad: Floats) -> Floats | None:
    return quad if np.isfinite(quad).any() else None


def _others(seen: Mapping[str, pd.DataFrame], k: int) -> Iterator[OtherModel]:
    for name, table in seen.items():
        quad, confidence = quads_of(table.iloc[[k]])[0], float(table["confidence"].iloc[k])
        if np.isfinite(confidence):
            yield OtherModel(name, quad, confidence)


def _codes_by_image(findings: Sequence[Finding]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, dict[str, None]] = {}
    for finding in findings:
        for image in finding.images:
            codes.setdefault(image, {})[finding.code] = None
    return {image: tuple(each) for image, each in codes.items()}


def _from_root(path: Any, inputs: Inputs) -> str:
    """The label file as the data set calls it."""
    file, root = Path(path), inputs.dataset.root
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()
