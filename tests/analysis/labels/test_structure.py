import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.structure import structural_faults, without_confirmed_order
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.tables import (
    BOX_COLUMNS,
    CORNER_COLUMNS,
    PROBLEM_COLUMNS,
    boxes_of,
    quads_of,
)
from containerloc.quads import Floats

Plant = Callable[..., pd.DataFrame]
NAMES = [f"{i}.jpg" for i in range(6)]
BAD = "3.jpg"


@pytest.fixture
def table(plant_labels: Plant, ids: Floats) -> pd.DataFrame:
    return plant_labels(dict(zip(NAMES, ids, strict=False)))


@pytest.fixture
def images(plant_images: Plant) -> pd.DataFrame:
    return plant_images(NAMES)


def _changed(table: pd.DataFrame, change: Callable[[Floats], Floats]) -> pd.DataFrame:
    """The table with the corners of one label changed, and its box round them."""
    quad = change(quads_of(table)[3].copy())
    table = table.copy()
    table.loc[3, list(CORNER_COLUMNS)] = quad.ravel()
    table.loc[3, list(BOX_COLUMNS)] = [*quad.min(axis=0), *quad.max(axis=0)]
    return table


def _moved(corner: int, place: tuple[float, float]) -> Callable[[Floats], Floats]:
    def move(quad: Floats) -> Floats:
        quad[corner] = place
        return quad

    return move


def test_right_labels_have_no_fault(table: pd.DataFrame, images: pd.DataFrame) -> None:
    faults = structural_faults(table, images)
    assert len(faults) == 0
    assert tuple(faults.columns) == (*PROBLEM_COLUMNS, "trainer")
    assert len(structural_faults(table.iloc[:0], images)) == 0


@pytest.mark.parametrize(
    ("change", "code", "severity", "words"),
    [
        (lambda q: q[[1, 2, 3, 0]], "corners-rotated", "error", "quarter turn off"),
        (lambda q: q[[2, 3, 0, 1]], "corners-rotated", "error", r"points -?1\d\d°.* on its head"),
        (lambda q: q[[1, 0, 3, 2]], "corners-mirrored", "error", "named TR, TL, BL, BR"),
        (lambda q: q[[1, 0, 2, 3]], "corners-swapped", "error", "TR and TL are probably exch"),
        (lambda q: q[[0, 2, 1, 3]], "corners-swapped", "error", "BR and TR are probably exch"),
        (lambda q: q[:, ::-1][[0, 3, 2, 1]], "corners-tall", "warning", "as high as wide"),
        (lambda q: q[[0, 0, 2, 3]], "corners-coincide", "error", "TL and TR are 0.00 px apart"),
        (lambda q: q[0] + np.outer([0, 3, 5, 9], [30, 1]), "no-area", "error", "0.00 px²"),
        (lambda q: np.vstack([q.mean(axis=0) + [20, 1], q[1:]]), "not-convex", "error", "dented"),
    ],
)
def test_one_wrong_label_among_right_ones(
    table: pd.DataFrame,
    images: pd.DataFrame,
    change: Callable[[Floats], Floats],
    code: str,
    severity: str,
    words: str,
) -> None:
    faults = structural_faults(_changed(table, change), images)
    assert faults[["image", "line", "code", "severity", "trainer"]].to_numpy().tolist() == [
        [BAD, 1, code, severity, "keeps"]
    ]
    assert re.search(words, faults["message"][0]), faults["message"][0]


@pytest.mark.parametrize(
    ("corner", "place", "severity", "trainer"),
    [
        (1, (1004.0, 400.0), "warning", "clips"),
        (2, (1011.0, 500.0), "error", "drops the image"),
        (3, (250.0, 805.0), "warning", "clips"),
        (3, (250.0, 809.0), "error", "drops the image"),
    ],
)
def test_a_corner_outside_the_picture(
    table: pd.DataFrame,
    images: pd.DataFrame,
    corner: int,
    place: tuple[float, float],
    severity: str,
    trainer: str,
) -> None:
    faults = structural_faults(_changed(table, _moved(corner, place)), images)
    faults = faults[faults["code"] == "corner-outside-image"]
    assert faults[["image", "severity", "trainer"]].to_numpy().tolist() == [
        [BAD, severity, trainer]
    ]
    beyond = max(place[0] - 1000, place[1] - 800)
    assert f"1000 x 800 px, by up to {beyond:.1f} px" in faults["message"].iloc[0]


def test_half_a_pixel_outside_is_rounding(table: pd.DataFrame, images: pd.DataFrame) -> None:
    faults = structural_faults(_changed(table, _moved(1, (1000.4, 400.0))), images)
    assert "corner-outside-image" not in set(faults["code"])


def test_a_missing_corner_is_all_that_is_said(table: pd.DataFrame, images: pd.DataFrame) -> None:
    table = table.copy()
    table.loc[3, ["tr_x_px", "tr_y_px"]] = np.nan
    faults = structural_faults(table, images)
    assert faults["code"].tolist() == ["corner-missing"]
    assert faults["message"][0].startswith("corner TR marked as not visible")


@pytest.mark.parametrize(
    ("visibility", "told"), [(0, 0), (1, 0), (2, 0), (3, 1), (0.5, 1), (-0.009, 1)]
)
def test_a_visibility_that_means_nothing(
    table: pd.DataFrame, images: pd.DataFrame, visibility: float, told: int
) -> None:
    stated = np.full(len(table), 2.0)
    stated[5] = visibility
    faults = structural_faults(table.assign(br_visibility=stated), images)
    assert faults["code"].tolist() == ["visibility-unknown"] * told
    assert faults["severity"].tolist() == ["warning"] * told
    if told:
        assert faults["image"][0] == table["image"][5]
        assert faults["message"][0].startswith(f"visibility {visibility:g},")


@pytest.mark.parametrize("padding", [0.05, 0.25])
def test_padded_boxes_are_no_fault(
    table: pd.DataFrame, images: pd.DataFrame, padding: float
) -> None:
    boxes = boxes_of(table)
    pad = padding * (boxes[:, 3:] - boxes[:, 1:2])
    table = table.assign(**dict(zip(BOX_COLUMNS, (boxes + pad * [-1, -1, 1, 1]).T, strict=True)))
    assert len(structural_faults(table, images)) == 0


@pytest.mark.parametrize(
    ("box", "severity", "words"),
    [([0, 0, 900, 700], "warning", "much larger"), ([0, 0, 90, 70], "error", "IoU 0.00")],
)
def test_a_box_that_disagrees(
    table: pd.DataFrame, images: pd.DataFrame, box: list[float], severity: str, words: str
) -> None:
    table = table.copy()
    table.loc[3, list(BOX_COLUMNS)] = box
    faults = structural_faults(table, images)
    assert faults[["image", "code", "severity"]].to_numpy().tolist() == [
        [BAD, "box-disagrees", severity]
    ]
    assert words in faults["message"][0]


def test_repeated_labels(plant_labels: Plant, images: pd.DataFrame, ids: Floats) -> None:
    quads = {BAD: np.stack([ids[0], ids[0], ids[0], ids[0] + 1, ids[1] + [0, 250]])}
    faults = structural_faults(plant_labels(quads), images)
    assert faults[["line", "code", "trainer"]].to_numpy().tolist() == [
        [2, "duplicate-line", "drops the line"],
        [3, "duplicate-line", "drops the line"],
        [4, "labels-overlap", "keeps"],
    ]
    assert "line 1" in faults["message"][1]


def test_the_file_is_named_from_the_root(table: pd.DataFrame, images: pd.DataFrame) -> None:
    images = images.assign(
        path="/d/set/images/val/" + images["image"],
        label_path="/d/set/labels/val/" + images["image"].str.replace("jpg", "txt"),
    )
    faults = structural_faults(_changed(table, lambda q: q[[1, 0, 3, 2]]), images)
    assert faults["file"].tolist() == ["labels/val/3.txt"]


def test_real_photos_raise_no_alarm(shared: Path) -> None:
    labels = read_labels(read_dataset(shared / "real_photos" / "data.yaml"), "val")
    assert structural_faults(labels.table, labels.images)["message"].tolist() == []


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ([1, 2, 3, 0], "corners-rotated"),
        ([2, 3, 0, 1], "corners-rotated"),
        ([1, 0, 3, 2], "corners-mirrored"),
        ([1, 0, 2, 3], "corners-swapped"),
    ],
)
def test_real_labels_renamed_one_at_a_time(shared: Path, order: list[int], code: str) -> None:
    labels = read_labels(read_dataset(shared / "real_photos" / "data.yaml"), "val")
    upwards = "photo_058.jpg"
    for row in range(0, 62, 3):
        table = labels.table.copy()
        quad = quads_of(table)[row, order]
        table.loc[row, list(CORNER_COLUMNS)] = quad.ravel()
        faults = structural_faults(table, labels.images)
        image = table["image"].iloc[row]
        if image != upwards:
            assert faults[["image", "code"]].to_numpy().tolist() == [[image, code]]


def test_an_order_that_the_model_confirms_is_no_fault(compared, ids: Floats) -> None:
    # The first two photos stand on their heads; of the second the model reads the text upright.
    truth = ids[:4].copy()
    truth[:2] = [1920, 1080] - truth[:2]
    predicted = truth + 1
    predicted[1] = predicted[1][[2, 3, 0, 1]]
    errors = compared(predicted, truth)
    rows = [
        (f"{k:03}.jpg", 1, code)
        for k, code in ((0, "corners-rotated"), (1, "corners-rotated"), (2, "box-disagrees"))
    ]
    faults = pd.DataFrame(rows, columns=["image", "line", "code"])
    assert without_confirmed_order(faults, errors)["image"].tolist() == ["001.jpg", "002.jpg"]
    assert without_confirmed_order(faults.iloc[:0], errors).empty
