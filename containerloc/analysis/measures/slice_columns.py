"""By what labels can be told apart: their geometry, their photo, and what a user knows of them."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.data.photo_statistics import STATISTIC_COLUMNS
from containerloc.quads import Floats, side_lengths
from containerloc.quads.shape import TWO_LINES_BELOW, text_angle_deg

HEIGHT_COLUMNS: Final = ("text_height_px", "input_height_px")
# What label noise, or an annotator who labels tighter, changes together with the error.
SHAPE_COLUMNS: Final = (*HEIGHT_COLUMNS, "aspect", "foreshortening", "skew_deg")
PHOTO_COLUMNS: Final = STATISTIC_COLUMNS[:3]
MIN_LABELS_PER_SLICE: Final = 5  # labels in a slice

# Words and unit of columns; another of a user's attributes is called what it is.
_WORDS: Final = {
    "class_name": ("class", ""),
    "text_height_px": ("text height", " px"),
    "input_height_px": ("text height at the input", " px"),
    "roll_deg": ("roll", "°"),
    "skew_deg": ("skew", "°"),
    "lines": ("lines of text", ""),
    "centre_distance": ("distance from the centre", ""),
    "at_border": ("at the image's border", ""),
    "x_share": ("place from the left, as a share of the photo's width", ""),
    "y_share": ("place from the top, as a share of the photo's height", ""),
    "labels_in_photo": ("labels in the photo", ""),
    "folder": ("folder", ""),
    "name_prefix": ("file name beginning with", ""),
    "azimuth_deg": ("azimuth", "°"),
    "elevation_deg": ("elevation", "°"),
}
_YES_NO: Final = {"True": "yes", "False": "no"}

_AT_BORDER = 0.01  # of the image's width or height
_TERTILES_FROM = 30
_MOST_NUMBERS = 4  # different numbers that are taken as names, such as 1 and 2 lines


def slice_columns(
    errors: LabelErrors,
    attributes: pd.DataFrame | None = None,
    *,
    photos: pd.DataFrame | None = None,
    imgsz: int = 640,
) -> pd.DataFrame:
    """What can be told of each label beside its error: one row per label, in the order of `errors`.

    Parameters
    ----------
    errors
        From `corner_errors.per_label`.
    attributes
        Of images, which are its index; see `data.attributes`. Its columns come last.
    photos
        From `data.photo_statistics`, of the same labels.
    imgsz
        Longer side of the network's input, pixels.

    Returns
    -------
    DataFrame
        `class_name`, where there are several; `text_height_px`; `input_height_px`, the same at the
        network's input; `aspect`; `roll_deg`, the text's angle to the horizontal, 0 to 180;
        `foreshortening`, the larger ratio of two opposite sides, from 1; `skew_deg`, how far the
        sides are from a right angle; `lines`, 1 or 2, by the aspect unless the attributes say;
        `centre_distance`, of the label's centre from the image's, 0 to 1 in a corner; `at_border`,
        a corner within 1 % of it; `x_share` and `y_share`, where its middle is, 0 to 1;
        `labels_in_photo`; `folder` of the image, where there are several, and `name_prefix`, its
        file name up to the last number; `sharpness`, `brightness`, `contrast`. NaN where unknown.
    """
    columns = _of_geometry(errors, imgsz).join(_of_photo(errors))
    if len(errors.classes) > 1:
        columns.insert(0, "class_name", errors.class_name)
    if photos is not None:
        keys = pd.MultiIndex.from_arrays([errors.image, errors.line])
        measured = photos.set_index(["image", "line"])[list(PHOTO_COLUMNS)].reindex(keys)
        columns = columns.assign(**{name: measured[name].to_numpy() for name in PHOTO_COLUMNS})
    if attributes is not None:
        known = attributes.reindex(errors.image).set_axis(errors.row)
        columns = columns.assign(**{str(name): known[name] for name in known})
    return columns


def _of_geometry(errors: LabelErrors, imgsz: int) -> pd.DataFrame:
    quads, aspect, height = errors.truth, errors.aspect, errors.text_height_px
    inside = quads / errors.image_wh[:, None]
    to_border = np.minimum(inside, 1 - inside).min(axis=(1, 2))
    off_centre = np.linalg.norm(2 * inside.mean(axis=1) - 1, axis=1) / np.sqrt(2)
    top, right, bottom, left = side_lengths(quads).T
    with np.errstate(divide="ignore", invalid="ignore"):
        opposite = np.stack([top / bottom, bottom / top, left / right, right / left])
    known = np.isfinite(aspect)
    return pd.DataFrame(
        {
            "text_height_px": height,
            "input_height_px": height * imgsz / errors.image_wh.max(axis=1),
            "aspect": aspect,
            "roll_deg": np.abs(text_angle_deg(quads)),
            "foreshortening": opposite.max(axis=0),
            "skew_deg": _skew_deg(quads),
            "lines": np.where(known, np.where(aspect < TWO_LINES_BELOW, 2.0, 1.0), np.nan),
            "centre_distance": off_centre,
            "at_border": np.where(known, (to_border <= _AT_BORDER).astype(object), np.nan),
        },
        index=errors.row,
    )


def _of_photo(errors: LabelErrors) -> pd.DataFrame:
    """Where in which photo each label is, and with how many others."""
    x, y = (errors.truth.mean(axis=1) / errors.image_wh).T
    names = pd.Series(errors.image, errors.row).astype(str)
    paths = names.map(lambda name: PurePosixPath(name.replace("\\", "/")))
    folder = paths.map(lambda path: str(path.parent))
    columns = {
        "x_share": x,
        "y_share": y,
        "labels_in_photo": names.map(names.value_counts()).astype(np.float64),
        "folder": folder if len(folder.unique()) > 1 else np.nan,
        "name_prefix": paths.map(lambda path: name_prefix(path.name)),
    }
    return pd.DataFrame(columns, index=errors.row)


def name_prefix(name: str) -> str:
    """A file's name up to its last number, as cameras number their photos.

    Examples
    --------
    >>> name_prefix("gate2_000123.jpg"), name_prefix("IMG-0042_copy.png"), name_prefix("17.jpg")
    ('gate2', 'IMG', '')
    """
    stem = name.rpartition(".")[0] or name
    return re.sub(r"[\W_]*\d+[^\d]*$", "", stem)


def shape_as_predicted(errors: LabelErrors, columns: pd.DataFrame) -> pd.DataFrame:
    """The columns of shape, of what is predicted on each label; NaN where nothing is."""
    predicted = replace(errors, truth=errors.predicted)
    known = [name for name in SHAPE_COLUMNS if name in columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        taller = predicted.text_height_px / errors.text_height_px
        shape = _of_geometry(predicted, 1)
    return pd.DataFrame(
        {name: columns[name] * taller if name in HEIGHT_COLUMNS else shape[name] for name in known}
    )


def _skew_deg(quads: Floats) -> Floats:
    """How far the angle between text and sides is from 90 degrees, 0 to 90; `(n,)`."""
    along = quads[:, [1, 2]].mean(axis=1) - quads[:, [0, 3]].mean(axis=1)
    down = quads[:, [2, 3]].mean(axis=1) - quads[:, [0, 1]].mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = (along * down).sum(axis=1) / np.linalg.norm(along, axis=1)
        cosine /= np.linalg.norm(down, axis=1)
    return np.asarray(np.degrees(np.arcsin(np.clip(np.abs(cosine), 0, 1))))


def slice_name(column: str, level: str) -> str:
    """One level of one column in words.

    Examples
    --------
    >>> slice_name("text_height_px", "over 58.4"), slice_name("camera_no", "3")
    ('text height: over 58.4 px', 'camera no: 3')
    >>> slice_name("at_border", "True")
    "at the image's border: yes"
    """
    words, unit = _WORDS.get(column, (column.replace("_", " "), ""))
    return f"{words}: {_YES_NO.get(level, level)}{unit}"


def levels_of(values: "pd.Series[Any]") -> "pd.Series[str]":
    """The level of each label in one column: a name, or a span of numbers; NaN where unknown.

    Numbers are cut at their tertiles, at their median below 30 labels; yes and no, and up to four
    different numbers, are names. Names that fewer than 5 labels have stay NaN, and so does a
    column in which fewer than two levels are left.

    Examples
    --------
    >>> levels_of(pd.Series(range(10), dtype=object)).value_counts().to_dict()
    {'up to 4.5': 5, 'over 4.5': 5}
    """
    numbers = pd.to_numeric(values, errors="coerce")
    is_named = values.map(lambda value: isinstance(value, str | bool | np.bool_)).any()
    if is_named or numbers.nunique() <= _MOST_NUMBERS:
        names = values.map(lambda value: f"{value:g}" if isinstance(value, float) else str(value))
        names = names.where(values.notna())
    else:
        names = _spans(numbers)
    names = names.where(names.map(names.value_counts()) >= MIN_LABELS_PER_SLICE)
    return names if len(names.value_counts()) > 1 else names.where(names.isna())


def levels_as_of(values: "pd.Series[Any]", seen: "pd.Series[float]") -> "pd.Series[str]":
    """The level of `values` that each number of `seen` would fall into; NaN where unknown.

    For columns of numbers that `levels_of` divides into spans.
    """
    return _spans(pd.to_numeric(values, errors="coerce"), seen)


def _spans(numbers: "pd.Series[float]", of: "pd.Series[float] | None" = None) -> "pd.Series[str]":
    """The third or half of the numbers that each of them, or each of another series, is in."""
    parts = 3 if numbers.count() >= _TERTILES_FROM else 2
    cuts = np.unique(numbers.quantile(np.arange(1, parts) / parts))
    numbers = numbers if of is None else of
    names = [f"up to {cuts[0]:.3g}"]
    names += [f"{low:.3g} to {high:.3g}" for low, high in pairwise(cuts)]
    names += [f"over {cuts[-1]:.3g}"]
    spans = np.array(names, object)[np.searchsorted(cuts, numbers.fillna(np.inf))]
    return pd.Series(spans, numbers.index).where(numbers.notna())
