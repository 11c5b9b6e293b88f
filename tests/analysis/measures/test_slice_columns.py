"""By what labels are told apart, and the levels of it."""

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.slice_columns import levels_of, slice_columns, slice_name
from containerloc.data.tables import PREDICTION_COLUMNS, quad_columns, table_of
from containerloc.quads import as_quads


def test_columns_of_the_geometry_by_hand(plant_labels, plant_images) -> None:  # type: ignore[no-untyped-def]
    upright = as_quads([[400, 380], [600, 380], [600, 420], [400, 420]])
    two_lines = as_quads([[5, 5], [65, 5], [65, 25], [5, 25]])
    trapezium = as_quads([[300, 300], [500, 300], [500, 340], [300, 320]])
    names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    labels = plant_labels(
        dict(zip(names, [upright, two_lines, trapezium, upright * np.nan], strict=True))
    )
    predictions = table_of(
        {"image": ["a.jpg"], "confidence": [0.9], **quad_columns(upright)}, PREDICTION_COLUMNS
    )
    errors = per_label(matching(predictions, labels), plant_images(names), confidence=0.25)
    attributes = pd.DataFrame({"light": ["day", "dusk"]}, index=["c.jpg", "a.jpg"])
    photos = labels[["image", "line"]].assign(
        sharpness=0.3, brightness=[0.1, 0.2, 0.3, np.nan], contrast=0.5
    )
    columns = slice_columns(errors, attributes, photos=photos.iloc[::-1], imgsz=500)
    assert columns["text_height_px"].tolist()[:2] == [40, 20]
    assert columns["input_height_px"].tolist()[:2] == [20, 10]
    assert columns["aspect"].tolist()[:2] == [5, 3]
    assert columns["lines"].tolist()[:3] == [1, 2, 1]
    assert columns["centre_distance"].tolist()[0] == 0
    assert columns["at_border"].tolist()[:3] == [False, True, False]
    assert columns["foreshortening"].tolist()[:3] == [1, 1, 2]
    assert columns["skew_deg"].tolist()[:2] == [0, 0]
    assert columns["brightness"].tolist()[:3] == [0.1, 0.2, 0.3]
    assert columns["light"].tolist()[0] == "dusk"
    assert (
        columns.iloc[3]
        .drop(["sharpness", "contrast", "labels_in_photo", "name_prefix"])
        .isna()
        .all()
    )


def test_the_class_is_a_column_where_there_are_several(plant_errors) -> None:
    names = np.array(["plate", "card", "plate"], object)
    errors = plant_errors([1, 2, 3], class_id=np.array([0, 1, 0]), class_name=names)
    assert slice_columns(errors)["class_name"].tolist() == ["plate", "card", "plate"]
    assert slice_name("class_name", "card") == "class: card"
    assert "class_name" not in slice_columns(plant_errors([1, 2]))


def test_folder_and_camera_stand_in_the_name_of_the_photo(plant_errors) -> None:
    names = np.array(["gate/cam1_001.jpg", "gate\\cam1_002.jpg", "yard/7.jpg", "IMG-9.png"], object)
    columns = slice_columns(plant_errors([1, 2, 3, 4], image=names))
    assert columns["folder"].tolist() == ["gate", "gate", "yard", "."]
    assert columns["name_prefix"].tolist() == ["cam1", "cam1", "", "IMG"]


def test_no_labels_have_all_columns(plant_errors) -> None:
    one, none = (slice_columns(plant_errors(np.ones(n))) for n in (1, 0))
    assert none.empty
    assert none.columns.tolist() == one.columns.tolist()


def test_levels() -> None:
    names = levels_of(pd.Series(["a"] * 6 + ["b"] * 5 + ["c"] * 4 + [None], dtype=object))
    assert names.value_counts().to_dict() == {"a": 6, "b": 5}
    assert levels_of(pd.Series(["a"] * 20 + ["b"])).isna().all()
    assert levels_of(pd.Series([1.0, 2.0] * 6)).value_counts().to_dict() == {"1": 6, "2": 6}
    flags = pd.Series([True, False] * 6 + [np.nan], dtype=object)
    assert levels_of(flags).value_counts().to_dict() == {"True": 6, "False": 6}
    thirds = levels_of(pd.Series(np.arange(90.0)))
    assert thirds.value_counts().to_dict() == {
        "up to 29.7": 30,
        "29.7 to 59.3": 30,
        "over 59.3": 30,
    }
    assert levels_of(pd.Series([np.nan] * 20)).isna().all()
    assert levels_of(pd.Series([], dtype=object)).empty
