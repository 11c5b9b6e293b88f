"""Photos that show one container or one burst tell one thing: groups of images, drawn whole.

Errors of the same container are alike. Counted as independent, 75 photos of 15 containers give
95 % intervals that cover 70 %, and make two of five equal pairs of models differ
(`benchmarks/intervals.py`).
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from containerloc.quads import Floats


def joined(images: "pd.Series[str]", *divisions: "pd.Series[Any]") -> "pd.Series[int]":
    """The group of each image (the index), numbered from 0 by their first image.

    Images that any division puts into one group are in one group, also by way of others. An image
    that a division does not have, or of which it has NaN, stands alone in it.

    Examples
    --------
    >>> names = pd.Series(["a", "b", "c", "d"])
    >>> copies, containers = pd.Series([7, 7], ["a", "b"]), pd.Series(["X", "X"], ["b", "d"])
    >>> joined(names, copies, containers).to_dict()
    {'a': 0, 'b': 0, 'c': 1, 'd': 0}
    """
    index = pd.Index(images, name="image")
    rows, columns, start = [], [], len(index)
    for division in divisions:
        codes, names = pd.factorize(division.reindex(index))  # NaN becomes -1
        here = np.flatnonzero(codes >= 0)
        rows.append(here)
        columns.append(codes[here] + start)
        start += len(names)
    one, other = (np.concatenate([[], *ends]).astype(np.int64) for ends in (rows, columns))
    graph = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(start, start))
    _, parts = sparse.csgraph.connected_components(graph, directed=False)
    return pd.Series(pd.factorize(parts[: len(index)])[0], index, dtype="int64", name="group")


def group_means(values: Floats, groups: "pd.Series[Any]") -> Floats:
    """The mean of each group of labels, NaN left out: `(n labels, ...)` to `(n groups, ...)`.

    In the order in which groups first appear. For tests that take values to be independent.

    Examples
    --------
    >>> group_means(np.array([1.0, 3, 5]), pd.Series(["a", "a", "b"])).tolist()
    [2.0, 5.0]
    """
    codes, names = pd.factorize(groups)
    if len(names) == len(values):
        return values
    flat = pd.DataFrame(values.reshape(len(values), -1)).groupby(codes, sort=False).mean()
    return flat.to_numpy(np.float64).reshape(len(names), *values.shape[1:])


def signs_of_groups(values: Floats, groups: "pd.Series[Any]") -> tuple[int, int]:
    """In how many groups more values lie above 0 than below, and in how many fewer.

    For sign tests that take values to be independent; `(n labels,)`, 0 is neither.

    Examples
    --------
    >>> signs_of_groups(np.array([1.0, 2, -3, 0]), pd.Series(list("aaab")))
    (1, 0)
    """
    codes, names = pd.factorize(groups)
    balance = np.bincount(codes, np.sign(values), minlength=len(names))
    return int((balance > 0).sum()), int((balance < 0).sum())


def likeness(values: Floats, groups: "pd.Series[Any]") -> float:
    """How alike the values of a group are: the intraclass correlation, `(n labels,)`.

    1 where they are equal, about 0 where they differ as those of different groups do; NaN where no
    group has two values. By one-way analysis of variance (Donner 1986, International Statistical
    Review 54).

    Examples
    --------
    >>> round(likeness(np.array([1.0, 1.1, 5.0, 5.1, 9.0, 9.1]), pd.Series(list("aabbcc"))), 2)
    1.0
    """
    codes, names = pd.factorize(groups)
    counts = np.bincount(codes, minlength=len(names))
    n, k = len(codes), len(names)
    if k < 2 or n <= k:
        return np.nan
    means = np.bincount(codes, values) / counts
    between = np.sum(counts * (means - values.mean()) ** 2) / (k - 1)
    within = np.sum((values - means[codes]) ** 2) / (n - k)
    usual = (n - np.sum(counts**2) / n) / (k - 1)  # values in a group
    total = between + (usual - 1) * within
    return float((between - within) / total) if total else np.nan
