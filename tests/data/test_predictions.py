import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloc.data.predictions import Predictions, read_predictions, write_predictions
from containerloc.data.tables import CONFIDENCE_COLUMNS, PREDICTION_COLUMNS, table_of
from containerloc.errors import DataError
from containerloc.quads import Floats

Plant = Callable[..., pd.DataFrame]
MADE_BY = {"weights": "Türe/best.pt", "conf_floor": 0.001, "half": False, "skipped": []}


@pytest.fixture
def predictions(plant_predictions: Plant, ids: Floats) -> Predictions:
    table = plant_predictions(
        [("b ü.jpg", 0.9, ids[0]), ("b ü.jpg", 0.2, ids[1]), ("x/a.jpg", 0.5, ids[2])]
    )
    return Predictions(table, ("b ü.jpg", "none.jpg", "x/a.jpg"), MADE_BY)


def test_written_and_read_is_identical(predictions: Predictions, tmp_path: Path) -> None:
    path = tmp_path / "new" / "val.parquet"
    write_predictions(predictions, path)
    again = read_predictions(path)
    pd.testing.assert_frame_equal(again.table, predictions.table, check_exact=True)
    assert again.images == predictions.images
    assert again.made_by == predictions.made_by
    assert sorted(file.name for file in path.parent.iterdir()) == ["val.json", "val.parquet"]


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1)), max_size=8))
@settings(max_examples=25)
def test_any_table_comes_back_in_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, float]]
) -> None:
    columns: dict[str, object] = {
        name: np.arange(len(rows)) + 1 for name in PREDICTION_COLUMNS if name.endswith("_px")
    }
    columns |= {
        "image": np.array([f"{image}.jpg" for image, _ in rows], object),
        "confidence": [confidence for _, confidence in rows],
    }
    images = ("3.jpg", "1.jpg", "0.jpg", "2.jpg")
    path = tmp_path_factory.mktemp("p") / "val.parquet"
    table = table_of(columns, PREDICTION_COLUMNS)  # type: ignore[arg-type]
    write_predictions(Predictions(table, images, {}), path)
    again = read_predictions(path).table
    order = sorted(range(len(rows)), key=lambda i: (images.index(f"{rows[i][0]}.jpg"), -rows[i][1]))
    pd.testing.assert_frame_equal(again, table.iloc[order].reset_index(drop=True))


def test_a_model_without_corner_confidence(predictions: Predictions, tmp_path: Path) -> None:
    table = predictions.table.assign(**dict.fromkeys(CONFIDENCE_COLUMNS, np.nan))
    write_predictions(Predictions(table, predictions.images, {}), tmp_path / "v.parquet")
    pd.testing.assert_frame_equal(read_predictions(tmp_path / "v.parquet").table, table)


@pytest.mark.parametrize(
    ("confidence", "unknown"), [(0.0, True), (0.49, True), (np.nan, True), (0.5, False)]
)
def test_a_corner_that_older_versions_wrote_as_0_0(
    predictions: Predictions, tmp_path: Path, confidence: float, unknown: bool
) -> None:
    path, elsewhere = tmp_path / "val.parquet", predictions.table.index > 0
    zeroed = predictions.table.assign(
        bl_x_px=np.where(elsewhere, predictions.table["bl_x_px"], 0.0),
        bl_y_px=np.where(elsewhere, predictions.table["bl_y_px"], 0.0),
        bl_confidence=confidence,
    )
    write_predictions(Predictions(zeroed, predictions.images, {}), path)
    again = read_predictions(path)
    assert again.table[["bl_x_px", "bl_y_px"]].isna().to_numpy().tolist() == [
        [unknown] * 2,
        [False] * 2,
        [False] * 2,
    ]
    assert again.table["br_x_px"].notna().all()
    write_predictions(again, path)  # what is not known can be stored, too
    pd.testing.assert_frame_equal(read_predictions(path).table, again.table)


def test_our_own_inference_may_find_a_corner_at_0_0(
    predictions: Predictions, tmp_path: Path
) -> None:
    path = tmp_path / "val.parquet"
    table = predictions.table.assign(tl_x_px=0.0, tl_y_px=0.0, tl_confidence=0.2)
    write_predictions(Predictions(table, predictions.images, {"weights_sha256": "1"}), path)
    assert (read_predictions(path).table["tl_x_px"] == 0).all()


def test_a_parquet_without_its_json(predictions: Predictions, tmp_path: Path) -> None:
    path = tmp_path / "val.parquet"
    write_predictions(predictions, path)
    (tmp_path / "val.json").unlink()
    with pytest.raises(DataError, match=r"val\.json: is missing"):
        read_predictions(path)


def test_a_parquet_with_the_json_of_another(predictions: Predictions, tmp_path: Path) -> None:
    path = tmp_path / "val.parquet"
    write_predictions(predictions, path)
    predictions.table.assign(confidence=0.3).to_parquet(path)
    with pytest.raises(DataError, match="do not belong together"):
        read_predictions(path)


@pytest.mark.parametrize("text", ["{", "[]", '{"images": [], "made_by": {}}'])
def test_a_json_edited_by_hand(predictions: Predictions, tmp_path: Path, text: str) -> None:
    write_predictions(predictions, tmp_path / "val.parquet")
    (tmp_path / "val.json").write_text(text)
    with pytest.raises(DataError, match=r"val\.json: .*(JSON|parquet_sha256)"):
        read_predictions(tmp_path / "val.parquet")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("confidence", np.nan, "row 0"),
        ("confidence", 1.5, "row 0"),
        ("tl_x_px", np.inf, "row 0"),
        ("tl_x_px", np.nan, "row 0"),
        ("box_top_px", np.nan, "row 0"),
        ("image", "stranger.jpg", "image `stranger.jpg`"),
        ("tl_x_px", None, "column `tl_x_px`"),
    ],
)
def test_wrong_values(
    predictions: Predictions, tmp_path: Path, column: str, value: object, words: str
) -> None:
    table = predictions.table
    table = table.drop(columns=column) if value is None else table.assign(**{column: value})
    write_predictions(Predictions(table, predictions.images, {}), tmp_path / "val.parquet")
    with pytest.raises(DataError, match=words):
        read_predictions(tmp_path / "val.parquet")


def test_no_such_file_and_no_such_kind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_predictions(tmp_path / "val.parquet")
    (tmp_path / "val.csv").write_text("")
    with pytest.raises(DataError, match=r"\.parquet or \.json"):
        read_predictions(tmp_path / "val.csv")
    (tmp_path / "val.parquet").write_text("no parquet")
    with pytest.raises(DataError, match="is missing"):
        read_predictions(tmp_path / "val.parquet")


def test_the_json_beside_a_parquet_points_to_it(predictions: Predictions, tmp_path: Path) -> None:
    write_predictions(predictions, tmp_path / "val.parquet")
    with pytest.raises(DataError, match=r"give val\.parquet"):
        read_predictions(tmp_path / "val.json")


@pytest.mark.parametrize(("run", "kept"), [("exp002", 66), ("exp003", 73)])
def test_real_runs(shared: Path, run: str, kept: int) -> None:
    path = shared / "real_runs" / run / "val_predictions.json"
    predictions = read_predictions(path)
    assert len(predictions.images) == 74
    assert len(predictions.table) == len(json.loads(path.read_text()))
    best = predictions.table.groupby("image")["confidence"].max()
    assert (best >= 0.6).sum() == kept
    assert (best >= 0.25).sum() == 74
    assert predictions.table["image"].iloc[0] == "0014255.jpg"
    assert set(predictions.table["class_id"]) == {0}
    assert not predictions.made_by["images_known"]
