from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import pytest

from containerloc.data.dataset import read_dataset
from containerloc.data.joining import join_to_labels, not_shared, predictions_on, without_images
from containerloc.data.labels import Labels, read_labels
from containerloc.data.predictions import Predictions
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.errors import DataError
from containerloc.quads import Floats

from .conftest import Build

Plant = Callable[..., pd.DataFrame]
Labelled = Callable[..., Labels]
Predicted = Callable[..., Predictions]


@pytest.fixture
def labelled(plant_images: Plant, plant_labels: Plant, ids: Floats) -> Labelled:
    def labelled(names: Sequence[str], skipped: Sequence[str] = ()) -> Labels:
        problems = table_of(
            {"image": list(skipped), "severity": ["error"] * len(skipped)}, PROBLEM_COLUMNS
        )
        table = plant_labels(dict.fromkeys(names, ids[:1]))
        return Labels(plant_images(names), table, problems, len(skipped), "", {0: "container_id"})

    return labelled


@pytest.fixture
def predicted(plant_predictions: Plant, ids: Floats) -> Predicted:
    def predicted(names: Sequence[str], images: Sequence[str] | None = None) -> Predictions:
        table = plant_predictions([(name, 0.5, ids[0]) for name in names])
        made_by = {} if images else {"images_known": False}
        return Predictions(table, tuple(images or names), made_by)

    return predicted


def test_the_same_keys_in_the_order_of_the_labels(labelled: Labelled, predicted: Predicted) -> None:
    joined = join_to_labels(predicted(["b.jpg"], ["b.jpg", "a.jpg"]), labelled(["a.jpg", "b.jpg"]))
    assert joined.images == ("a.jpg", "b.jpg")
    assert joined.table["image"].tolist() == ["b.jpg"]
    assert joined.made_by == {"images_known": True, "images_left_out": 0}


@pytest.mark.parametrize(
    ("prediction", "label"),
    [
        ("a.jpg", "a.jpg"),
        ("val/a.jpg", "a.jpg"),
        ("a.jpg", "val/a.jpg"),
        ("C:\\set\\a.jpg", "a.jpg"),
        ("a", "a.jpg"),
        ("a.png", "a.jpg"),
        ("287", "0000287.jpg"),
    ],
)
def test_an_image_is_recognised_by_key_name_stem_or_number(
    labelled: Labelled, predicted: Predicted, prediction: str, label: str
) -> None:
    joined = join_to_labels(predicted([prediction]), labelled([label]))
    assert joined.images == (label,)
    assert joined.table["image"].tolist() == [label]
    assert pd.api.types.is_string_dtype(joined.table["image"])  # `object` before pandas 3


def test_the_exact_key_wins_over_the_name(labelled: Labelled, predicted: Predicted) -> None:
    names = ["x/a.jpg", "y/a.jpg"]
    joined = join_to_labels(predicted(["y/a.jpg"], names[::-1]), labelled(names))
    assert joined.table["image"].tolist() == ["y/a.jpg"]


def test_images_without_any_prediction_are_added_and_counted(
    labelled: Labelled, predicted: Predicted
) -> None:
    joined = join_to_labels(predicted(["b.jpg"]), labelled(["a.jpg", "b.jpg", "c.jpg"]))
    assert joined.images == ("a.jpg", "b.jpg", "c.jpg")
    assert joined.made_by["images_without_prediction"] == 2


def test_labelled_images_that_were_never_predicted(
    labelled: Labelled, predicted: Predicted
) -> None:
    with pytest.raises(DataError, match=r"1 of 2 labelled images were never predicted \(`a.jpg`\)"):
        join_to_labels(predicted(["b.jpg"], ["b.jpg"]), labelled(["a.jpg", "b.jpg"]))


def test_predictions_of_another_data_set(labelled: Labelled, predicted: Predicted) -> None:
    words = "another data set: 2 of 3 predicted images .*`x.jpg`, `y.jpg`.*labelled: `a.jpg`"
    with pytest.raises(DataError, match=words):
        join_to_labels(predicted(["a.jpg", "x.jpg", "y.jpg"]), labelled(["a.jpg"]))


def test_a_name_that_fits_several_images(labelled: Labelled, predicted: Predicted) -> None:
    with pytest.raises(DataError, match=r"`a.jpg` could be any of `x/a.jpg`, `y/a.jpg`"):
        join_to_labels(predicted(["a.jpg"]), labelled(["x/a.jpg", "y/a.jpg"]))
    with pytest.raises(DataError, match=r"predictions: images `x/a.jpg` and `y/a.jpg` both"):
        join_to_labels(predicted(["x/a.jpg", "y/a.jpg"]), labelled(["a.jpg"]))


def test_predictions_on_images_with_bad_labels_are_left_out(
    labelled: Labelled, predicted: Predicted
) -> None:
    joined = join_to_labels(predicted(["a.jpg", "bad.jpg"]), labelled(["a.jpg"], ["bad.jpg"]))
    assert joined.images == ("a.jpg",)
    assert joined.table["image"].tolist() == ["a.jpg"]
    assert joined.made_by["images_left_out"] == 1


@pytest.fixture
def labels(build: Build, line: str) -> Labels:
    return read_labels(read_dataset(build({f"{name}.png": line for name in "abc"})), "val")


def test_the_same_share_all(labels: Labels) -> None:
    assert not_shared({"one": labels, "other": labels, "third": labels}) == {}


def test_each_way_to_differ(labels: Labels) -> None:
    names = list(labels.images["image"])
    fewer = without_images(labels, names[:1])
    assert not_shared({"one": labels, "other": fewer}) == {names[0]: "not in other"}
    assert not_shared({"one": fewer, "other": labels}) == {names[0]: "not in one"}
    moved = labels.table.copy()
    moved.loc[1, "tl_x_px"] += 1
    assert not_shared({"one": labels, "other": replace(labels, table=moved)}) == {
        names[1]: "labelled differently in other"
    }
    renamed = replace(labels, table=labels.table.assign(class_id=[0, 0, 1]))
    assert list(not_shared({"one": labels, "other": renamed})) == names[2:]
    unlabelled = replace(labels, table=labels.table.iloc[:2])
    assert not_shared({"one": labels, "other": unlabelled}) == {
        names[2]: "labelled differently in other"
    }
    larger = replace(labels, images=labels.images.assign(width_px=[400, 400, 401]))
    assert not_shared({"one": labels, "other": larger}) == {names[2]: "another photo in other"}


def test_rounding_is_no_difference(labels: Labels) -> None:
    moved = labels.table.assign(tl_x_px=labels.table["tl_x_px"] + 0.004)
    assert not_shared({"one": labels, "other": replace(labels, table=moved)}) == {}


def test_predictions_on_fewer_images(labelled: Labelled, predicted: Predicted) -> None:
    names = ["a.jpg", "b.jpg", "c.jpg"]
    kept = predictions_on(predicted(names, names), without_images(labelled(names), ["a.jpg"]))
    assert kept.images == ("b.jpg", "c.jpg")
    assert kept.table["image"].tolist() == ["b.jpg", "c.jpg"]
