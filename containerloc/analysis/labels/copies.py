"""Photos that are there twice: copies and near-copies, by their pixels or by their predictions.

Container doors look alike, and so do their hashes. A pair with similar hashes is only a candidate;
it counts when one thumbnail, laid on the other, correlates with it in its details.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage, sparse, spatial

from containerloc.data.photo_hashes import PhotoHashes
from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.finding import Observation, rule
from containerloc.quads import Floats

PAIR_COLUMNS: Final = ("image_a", "image_b", "hamming", "correlation")
_MOST_BITS_APART: Final = 18  # of 64: two photos of nothing in common differ in 32
_MIN_CORRELATION: Final = 0.92  # of copies it is above 0.96, of doors that look alike below 0.86
_MAX_ASPECT_RATIO: Final = 1.15  # up to here one photo may be cropped from the other
_SAME_PX: Final = 0.01
_DETAIL_PX: Final = 4.0  # of the thumbnail: coarser shades are those of any door
_STEPS: Final = 12
_SETTLED_PX: Final = 0.02


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
    a, b = _candidates(hashes_a, other, within=hashes_b is None)
    pairs = zip(hashes_a.thumbnails[a], other.thumbnails[b], strict=True)
    columns = {
        "image_a": pd.Series(np.array(hashes_a.images, object)[a], dtype="str"),
        "image_b": pd.Series(np.array(other.images, object)[b], dtype="str"),
        "hamming": (hashes_a.bits[a] != other.bits[b]).sum(axis=1).astype(np.int64),
        "correlation": np.array([aligned_correlation(*pair) for pair in pairs], np.float64),
    }
    table = pd.DataFrame(columns, columns=[*PAIR_COLUMNS])
    copies = table[table["correlation"] >= _MIN_CORRELATION]
    return copies.sort_values("correlation", ascending=False, kind="stable").reset_index(drop=True)


def _candidates(
    a: PhotoHashes, b: PhotoHashes, *, within: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    distance = spatial.distance.cdist(a.bits, b.bits, "hamming") * 64
    with np.errstate(divide="ignore"):
        stretch = np.abs(np.log(a.aspects[:, None] / b.aspects[None]))
    near = (distance <= _MOST_BITS_APART) & (stretch <= np.log(_MAX_ASPECT_RATIO))
    rows, columns = np.nonzero(np.triu(near, 1) if within else near)
    return rows, columns


def aligned_correlation(one: Floats, other: Floats) -> float:
    """Correlation of the details of two thumbnails once one is laid on the other; 1 is the same.

    Thumbnails `(n, n)`. The second is moved and stretched along both axes by Gauss-Newton steps
    until it fits the first best; brightness and contrast do not matter. 0 for one without details.

    Examples
    --------
    >>> picture = np.random.default_rng(0).uniform(0, 255, (64, 64))
    >>> round(aligned_correlation(picture, picture / 2 + 9), 6)
    1.0
    """
    target, source = _details(one), _details(other)
    side = len(target)
    y, x = np.mgrid[:side, :side].astype(np.float64)
    middle = (side - 1) / 2
    # What each of the four numbers moves a pixel by: shift and stretch, along x and along y.
    along_x, along_y = (x - middle) / middle, (y - middle) / middle
    best, change = 0.0, np.zeros(4)
    inner = slice(4, side - 4)
    for _ in range(_STEPS):
        place = [y + change[2] + change[3] * along_y, x + change[0] + change[1] * along_x]
        moved = ndimage.map_coordinates(source, place, order=1, mode="nearest")
        best = max(best, _correlation(target[inner, inner], moved[inner, inner]))
        slope_y, slope_x = np.gradient(moved)
        system = np.stack(
            [slope_x, slope_x * along_x, slope_y, slope_y * along_y, moved, np.ones_like(moved)]
        )[:, inner, inner].reshape(6, -1)
        # Normal equations, with as little on the diagonal as keeps flat pictures solvable.
        normal = system @ system.T + 1e-6 * np.eye(6)
        step = np.linalg.solve(normal, system @ (target - moved)[inner, inner].ravel())[:4]
        change = change + np.clip(step, -1.5, 1.5)
        if np.abs(step).max() < _SETTLED_PX:
            break
    return float(best)


def _details(thumbnail: Floats) -> Floats:
    soft = ndimage.gaussian_filter(thumbnail, 1.0)
    details: Floats = soft - ndimage.gaussian_filter(thumbnail, _DETAIL_PX)
    scale = details.std()
    return details / scale if scale else details


def _correlation(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    scale = np.sqrt((one**2).sum() * (other**2).sum())
    return float((one * other).sum() / scale) if scale else 0.0


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
