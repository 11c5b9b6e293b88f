from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.copies import (
    PAIR_COLUMNS,
    duplicate_photos,
    groups_of,
    near_duplicates,
    twins,
)
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.photo_hashes import PhotoHashes, hash_photos
from containerloc.data.predictions import read_predictions

SQUARE = np.array([[0.0, 0], [4, 0], [4, 1], [0, 1]])


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.Series, dict[str, PhotoHashes]]:
    """Drawn doors with copies: the original of each image, and the hashes of both splits."""
    pytest.importorskip("cv2")
    from containerloc.synthetic.dataset import build_dataset
    from containerloc.synthetic.faults import KINDS, Fault
    from containerloc.synthetic.spec import SyntheticSpec

    folder = tmp_path_factory.mktemp("doors") / "set"
    faults = [Fault(kind, rate=0.15) for kind in KINDS if KINDS[kind].of == "copy"]
    path = build_dataset(
        folder, SyntheticSpec(seed=5, train=30, val=30, test=0, height_px=320), faults=faults
    )
    table = pd.read_csv(folder / "attributes.csv", index_col="image")
    original = table["copy_of"].fillna(table.index.to_series())
    dataset = read_dataset(path)
    hashes = {split: hash_photos(read_labels(dataset, split).images) for split in ("train", "val")}
    return original, hashes


def _same(
    original: "pd.Series[str]", one: tuple[str, ...], other: tuple[str, ...]
) -> set[frozenset[str]]:
    return {frozenset((a, b)) for a in one for b in other if a != b and original[a] == original[b]}


def _found(pairs: pd.DataFrame) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in zip(pairs["image_a"], pairs["image_b"], strict=True)}


def test_planted_copies_are_found_and_no_others(
    planted: tuple["pd.Series[str]", dict[str, PhotoHashes]],
) -> None:
    original, hashes = planted
    for split in hashes.values():
        truth = _same(original, split.images, split.images)
        assert len(truth) >= 5
        found = _found(near_duplicates(split))
        assert found <= truth
        assert len(found) >= 0.95 * len(truth)


def test_planted_leaks_are_found_and_no_others(
    planted: tuple["pd.Series[str]", dict[str, PhotoHashes]],
) -> None:
    original, hashes = planted
    truth = _same(original, hashes["val"].images, hashes["train"].images)
    found = near_duplicates(hashes["val"], hashes["train"])
    assert len(truth) >= 10
    assert _found(found) <= truth
    assert len(found) >= 0.95 * len(truth)
    assert set(found["image_a"]) <= set(hashes["val"].images)
    assert found["correlation"].is_monotonic_decreasing


def test_real_doors_look_alike_and_are_not_copies(shared: Path) -> None:
    labels = read_labels(read_dataset(shared / "real_photos" / "data.yaml"), "val")
    assert near_duplicates(hash_photos(labels.images)).empty


def test_no_photos_and_a_flat_one() -> None:
    empty, grey = np.empty((0, 64, 64), np.uint8), np.full((2, 64, 64), 9, np.uint8)
    nothing = PhotoHashes((), np.empty((0, 64), bool), empty, np.empty(0))
    flat = PhotoHashes(("a", "b"), np.zeros((2, 64), bool), grey, np.ones(2))
    for found in (near_duplicates(nothing), near_duplicates(nothing, flat), near_duplicates(flat)):
        assert list(found.columns) == list(PAIR_COLUMNS)
        assert found.empty


def test_twins(plant_predictions) -> None:  # type: ignore[no-untyped-def]
    moved = SQUARE + np.array([0.009, 0])
    table = plant_predictions(
        [
            ("a", 0.9, SQUARE),
            ("b", 0.9, moved),
            ("c", 0.8, SQUARE),
            ("d", 0.9, SQUARE + 0.02),
            ("e", 0.9, SQUARE + 50),
            ("f", 0.1, SQUARE),
            ("f", 0.9, SQUARE),
            ("g", 0.9, SQUARE * np.nan),
        ]
    )
    pairs = twins(table)
    assert list(pairs.itertuples(index=False, name=None)) == [("a", "b"), ("a", "f"), ("b", "f")]
    assert twins(table.head(0)).empty
    assert twins(table.head(1)).empty


@pytest.mark.parametrize("run", ["exp002", "exp003"])
def test_twins_of_a_real_run(shared: Path, run: str) -> None:
    predictions = read_predictions(shared / "real_runs" / run / "val_predictions.json")
    pairs = twins(predictions.table)
    assert len(pairs) == 5
    images = pd.Series(predictions.images)
    assert groups_of(pairs, images).nunique() == len(images) - 5


def test_groups() -> None:
    pairs = pd.DataFrame({"image_a": ["b", "d", "x"], "image_b": ["d", "e", "a"]})
    groups = groups_of(pairs, pd.Series(["a", "b", "c", "d", "e"]))
    assert groups.to_dict() == {"a": 0, "b": 1, "c": 2, "d": 1, "e": 1}
    assert groups_of(pairs.head(0), pd.Series([], dtype="str")).empty


def test_near_duplicates_are_counted_as_all_that_are_not_alone() -> None:
    groups = pd.Series([0, 1, 0, 2, 1, 1], list("abcdef"))
    (finding,) = duplicate_photos(groups)
    assert finding.evidence == {"duplicates": 5, "n": 6, "groups": 3}
    assert finding.images == ("a", "c", "b", "e", "f")
    for alone in (groups.iloc[[0, 1]], groups.iloc[:0]):
        assert duplicate_photos(alone) == ()
