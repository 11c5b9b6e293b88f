"""Photos that are there twice: copies and near-copies, by their pixels or by their predictions.

Container doors look alike, and so do their hashes. A pair with similar hashes is only a candidate;
it counts when one thumbnail, laid on the other, correlates with it in its details.
"""

from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse, spatial

from containerloc.analysis.labels.photos.alignment import aligned_correlations, details
from containerloc.analysis.labels.photos.candidates import candidates
from containerloc.data.photo_hashes import PhotoHashes
from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.finding import Observation, rule

PAIR_COLUMNS: Final = ("image_a", "image_b", "hamming", "correlation")
_MIN_CORRELATION: Final = 0.92  # of copies it is above 0.96, of doors that look alike below 0.86
_SAME_PX: Final = 0.01
_NO_PAIRS: Final = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def near_duplicates(hashes_a: PhotoHashes, hashes_b: PhotoHashes | None = None) -> pd.DataFrame:
    """Confirmed pairs of photos of which one is a copy of the other, or nearly so.

    Within one set of photos, each pair once; or of one set with another, as for leaks between
    splits. A near-copy may be cropped by some percent, brightened and compressed again.

    Returns
    -------
    DataFrame
        `image_a`, `image_b`; `hamming`, bits of 64 in which their hashes differ; `correlation` of
        their details once one is laid on the other, up to 1. By falling correlation.
    """
    other = hashes_b or hashes_a
    fine_a = details(hashes_a.thumbnails)
    fine_b = fine_a if hashes_b is None else details(hashes_b.thumbnails)
    blocks = []
    for a, b in candidates(hashes_a, other, within=hashes_b is None):
        correlation = aligned_correlations(fine_a, fine_b, a, b)
        same = correlation >= _MIN_CORRELATION
        blocks.append((a[same], b[same], correlation[same]))
    a, b, correlation = map(np.concatenate, zip(_NO_PAIRS, *blocks, strict=True))
    columns = {
        "image_a": pd.Series(np.array(hashes_a.images, object)[a], dtype="str"),
        "image_b": pd.Series(np.array(other.images, object)[b], dtype="str"),
        "hamming": (hashes_a.bits[a] != other.bits[b]).sum(axis=1).astype(np.int64),
        "correlation": correlation,
    }
    table = pd.DataFrame(columns, columns=[*PAIR_COLUMNS])
    return table.sort_values("correlation", ascending=False, kind="stable").reset_index(drop=True)


def twins(predictions: pd.DataFrame) -> pd.DataFrame:
    """Pairs of images with the same most confident prediction: the same photo, or a copy of it.

    Every corner within 0.01 px and the same confidence to a millionth; a model that sees different
    photos does not agree with itself that well. Columns `image_a`, `image_b`, in the order of
    `predictions`.
    """
    surest_first = predictions.reset_index(drop=True).sort_values(
        "confidence", ascending=False, kind="stable"
    )
    best = surest_first.drop_duplicates("image").sort_index().dropna(subset=[*CORNER_COLUMNS])
    # Both tolerances in one measure: 1 is the most that any of the nine may differ.
    values = np.column_stack([quads_of(best).reshape(-1, 8) / _SAME_PX, best["confidence"] * 1e6])
    pairs = spatial.KDTree(values).query_pairs(1.0, p=np.inf) if len(values) else set()
    names = best["image"].to_numpy()
    rows = [(names[i], names[j]) for i, j in sorted(pairs)]
    return pd.DataFrame(rows, columns=["image_a", "image_b"], dtype="str")


def groups_of(pairs: pd.DataFrame, images: "pd.Series[str]") -> "pd.Series[int]":
    """The group of each image (its index): images that pairs connect, directly or by others.

    Groups are numbered from 0 by their first image; an image in no pair is alone in its group.
    Pairs with an image that is not among `images` are left out.

    Examples
    --------
    >>> pairs = pd.DataFrame({"image_a": ["a", "c"], "image_b": ["c", "d"]})
    >>> groups_of(pairs, pd.Series(["a", "b", "c", "d"])).to_dict()
    {'a': 0, 'b': 1, 'c': 0, 'd': 0}
    """
    names = pd.Index(images, name="image")
    ends = np.array([names.get_indexer(pd.Index(pairs[end])) for end in ("image_a", "image_b")])
    one, other = ends[:, (ends >= 0).all(axis=0)]
    graph = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(len(names),) * 2)
    _, group = sparse.csgraph.connected_components(graph, directed=False)
    return pd.Series(pd.factorize(group)[0], names, dtype="int64", name="group")


@rule(
    "near-duplicates",
    "warning",
    evidence={
        "duplicates": "photos that are not alone in their group",
        "n": "photos",
        "groups": "groups, which are the independent photos",
    },
    advice="Keep one of each group; split new data by recording session, not by image.",
)
def duplicate_photos(groups: "pd.Series[int]") -> Observation | None:
    """Near-identical photos: fewer independent ones than files. Intervals count the groups."""
    duplicates = groups[groups.duplicated(keep=False)].sort_values(kind="stable")
    if duplicates.empty:
        return None
    n, independent = len(groups), int(groups.nunique())
    return Observation(
        f"{len(duplicates)} of {n} photos are near-duplicates of one another: they count as "
        f"{independent} independent photos, not {n}, in every interval.",
        {"duplicates": len(duplicates), "n": n, "groups": independent},
        duplicates.index,
    )
