"""Which photos seem to show one container or one burst, as their names and times tell."""

import re
from typing import Any, Final

import pandas as pd

TIME_COLUMNS: Final = ("taken", "time", "timestamp", "datetime", "date_time")
MAX_GAP_S: Final = 15.0  # between two photos of a burst
_FEWEST: Final = 3  # groups of several photos
_FEWEST_STEMS: Final = 5  # names that differ in their number alone may also tell a camera
_LARGEST: Final = 12.0  # photos of the typical group: more are a camera or a day, not a burst
_LEAST_SHARE: Final = 0.5  # of the photos that are in groups of several
_CONTAINER = re.compile(r"(?<![A-Z])([A-Z]{3}[UJZ])[-_ ]?(\d{6,7})(?!\d)", re.IGNORECASE)
_COUNTER = re.compile(
    r"[-_. ]*(?:\(\d+\)|(?:frame|img|shot|view|f)?[-_ ]?\d{1,6}|[a-f])$", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})[-_.]?(\d{2})[-_T .]{0,2}"
    r"(\d{2})[-_.:]?(\d{2})[-_.:]?(\d{2})(?:[-_.]?(\d{3}))?(?!\d)"
)


def groups_by_name(images: "pd.Series[str]") -> "pd.Series[str]":
    """The group of each image (the index) as its name tells, NaN where it tells of none.

    By the container's code in the name, else by what stands before the last number. Empty where
    that does not part the photos into several groups of a burst's size.

    Examples
    --------
    >>> codes = ("MSKU1234567", "TGHU7654321", "CMAU0000017")
    >>> names = pd.Series([f"{code}_{i}.jpg" for code in codes for i in (1, 2)])
    >>> groups_by_name(names).tolist()[:3]
    ['MSKU1234567', 'MSKU1234567', 'TGHU7654321']
    """
    texts = pd.Series(images.astype(str).tolist(), pd.Index(images, name="image"), dtype="object")
    coded = texts.map(_container_in)
    for groups, fewest in ((coded, _FEWEST), (texts.map(_stem), _FEWEST_STEMS)):
        if _is_burst_like(groups, fewest):
            return groups
    return coded.iloc[:0]


def groups_by_time(images: "pd.Series[str]", attributes: pd.DataFrame) -> "pd.Series[int]":
    """The group of each image by when it was taken; photos at most 15 s apart are of one.

    Times are those of a column of the attributes (`taken`, `time`, `timestamp`), else those in the
    names. Empty where there are none, or they tell of no bursts.

    Examples
    --------
    >>> seconds = (0, 2, 600, 603, 4000, 4001)
    >>> start = pd.Timestamp("2024-06-01 08:00")
    >>> names = pd.Series([f"{start + pd.Timedelta(s, 's'):%Y%m%d_%H%M%S}.jpg" for s in seconds])
    >>> groups_by_time(names, pd.DataFrame(index=names)).tolist()
    [0, 0, 1, 1, 2, 2]
    """
    times = _times(images, attributes).dropna().sort_values(kind="stable")
    groups = (times.diff().dt.total_seconds() > MAX_GAP_S).cumsum().astype("int64")
    return groups if _is_burst_like(groups.reindex(pd.Index(images))) else groups.iloc[:0]


def _is_burst_like(groups: "pd.Series[Any]", fewest: int = _FEWEST) -> bool:
    sizes = groups.value_counts()
    several = sizes[sizes > 1]
    return bool(
        len(several) >= fewest
        and several.sum() >= _LEAST_SHARE * len(groups)
        and several.median() <= _LARGEST
    )


def _container_in(name: str) -> str | None:
    match = _CONTAINER.search(name)
    return "".join(match.groups()).upper() if match else None


def _stem(name: str) -> str | None:
    """What stands before the last number or letter of a name; None where there is no such."""
    whole = re.sub(r"\.[A-Za-z]{3,4}$", "", name)
    stem = _COUNTER.sub("", whole)
    return stem if stem and stem != whole and not stem.endswith("/") else None


def _times(images: "pd.Series[str]", attributes: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    for column in TIME_COLUMNS:
        if column in attributes:
            stated = attributes[column].reindex(images)
            return pd.to_datetime(stated.astype("str"), errors="coerce", format="mixed")
    index = pd.Index(images, name="image")
    return pd.to_datetime(pd.Series([_time_in(name) for name in index], index), errors="coerce")


def _time_in(name: str) -> str | None:
    match = _TIME.search(name)
    if match is None:
        return None
    year, month, day, hour, minute, second, thousandth = match.groups()
    return f"{year}-{month}-{day} {hour}:{minute}:{second}.{thousandth or '000'}"
