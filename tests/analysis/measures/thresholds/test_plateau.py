import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds.plateau import (
    plateau,
    plateau_intervals,
    threshold_numbers,
)

from .conftest import BOX


def test_the_plateau_has_the_fewest_mistakes(world) -> None:
    # Up to 0.1 one false alarm more, above 0.57 one label less.
    assert plateau(matching(*world)) == (0.1, 0.57)


def test_no_plateau_without_labels_or_predictions(world) -> None:
    predictions, labels = world
    assert np.isnan(plateau(matching(predictions.iloc[:0], labels))).all()
    assert np.isnan(plateau(matching(predictions, labels.iloc[:0]))).all()


def test_every_photo_alike_leaves_no_doubt(plant_labels, plant_predictions) -> None:
    names = [f"{k:02}" for k in range(20)]
    rows = [(n, confidence, BOX) for n in names for confidence in (0.9, 0.2)]
    numbers = threshold_numbers(
        matching(plant_predictions(rows), plant_labels(dict.fromkeys(names, BOX))), in_use=0.25
    )
    assert numbers.loc["threshold_in_use"].tolist() == [0.25, 0.25, 0.25, 20]
    assert numbers.loc["plateau_low"].tolist() == [0.2, 0.2, 0.2, 20]
    assert numbers.loc["plateau_high"].tolist() == [0.9, 0.9, 0.9, 20]


@pytest.fixture
def scattered(plant_labels, plant_predictions) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(1)
    names = [f"{k:02}" for k in range(40)]
    rows = [(n, rng.beta(8, 2), BOX) for n in names if rng.uniform() < 0.95]
    rows += [(n, rng.beta(2, 12), BOX + 5) for n in names for _ in range(2)]
    return plant_predictions(rows), plant_labels(dict.fromkeys(names, BOX))


def test_resampled_as_if_photos_were_copied(scattered, plant_labels, plant_predictions) -> None:
    # A photo that is drawn twice is two photos: the plateau of a table that repeats it.
    predictions, labels = scattered
    names = labels["image"].tolist()
    ends = []
    rng = np.random.default_rng(3)
    for _ in range(100):
        drawn = rng.integers(0, 40, 40)
        copies = [(f"{k:02}", names[row]) for k, row in enumerate(drawn)]
        tables = [
            pd.concat(
                [table[table["image"] == old].assign(image=new) for new, old in copies],
                ignore_index=True,
            )
            for table in (predictions, labels)
        ]
        ends.append(plateau(matching(*tables)))
    expected = np.quantile(np.array(ends), [0.025, 0.975], axis=0).T
    found = np.array(plateau_intervals(matching(predictions, labels)))
    low, high = plateau(matching(predictions, labels))
    assert found[0, 0] <= low <= found[0, 1] < found[1, 0] <= high <= found[1, 1]
    assert found == pytest.approx(expected, abs=0.05)


def test_wider_over_groups_of_alike_photos(scattered) -> None:
    groups = pd.Series({f"{k:02}": k // 8 for k in range(40)})
    single, grouped = (
        np.array(plateau_intervals(matching(*scattered), groups=g)) for g in (None, groups)
    )
    assert not np.allclose(single, grouped)


def test_nothing_known(scattered, plant_labels) -> None:
    predictions, labels = scattered
    for tables in ((predictions.iloc[:0], labels), (predictions, labels.iloc[:0])):
        assert np.isnan(plateau_intervals(matching(*tables))).all()
    one = predictions["image"] == "00"
    assert np.isnan(
        plateau_intervals(matching(predictions[one], labels[labels["image"] == "00"]))
    ).all()
