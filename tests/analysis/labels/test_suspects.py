"""Labels to look at again: planted ones come first, sound ones do not come."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.structure import structural_faults
from containerloc.analysis.labels.suspects import SURE, SUSPECT_COLUMNS, suspects
from containerloc.analysis.measures.matching import matching
from containerloc.data.tables import PROBLEM_COLUMNS, quads_of, table_of
from containerloc.quads import Floats, own_axes, text_wh
from tests import plates_and_cards as drawn

NAMES = [f"{k:03}.jpg" for k in range(74)]
NO_FAULTS = table_of({}, PROBLEM_COLUMNS)


def model(ids: Floats, seed: int, share: float = 0.04) -> Floats:
    """Where a model sees the IDs, on some photos less sharply than on others."""
    rng = np.random.default_rng(seed)
    hard = np.exp(0.5 * np.random.default_rng(0).normal(size=(74, 1, 1)))
    height = np.nan_to_num(text_wh(ids)[:, 1, None, None], nan=25.0)  # where it sees no corner
    return ids + rng.normal(size=ids.shape) * hard * share * height


@pytest.fixture
def found(plant_labels, plant_images, plant_predictions, ids: Floats):
    """The suspects among labels, by two models that see the true IDs."""

    def build(labels: Floats, *, seen: Floats = ids, n_models: int = 2, seed: int = 1, **more):
        table = plant_labels(dict(zip(NAMES, labels, strict=True)))
        table = table[~quads_nan(table)].reset_index(drop=True)
        images = plant_images(NAMES)
        models = [
            plant_predictions(
                [
                    (n, 0.9, q)
                    for n, q in zip(NAMES, model(seen, seed + k), strict=True)
                    if np.isfinite(q).any()
                ]
            )
            for k in range(n_models)
        ]
        faults = structural_faults(table, images)
        matched = [matching(predictions, table) for predictions in models]
        return suspects(table, images, matched, faults=faults, **more)

    return build


def quads_nan(table: pd.DataFrame) -> np.ndarray:
    return np.isnan(quads_of(table)).all(axis=(1, 2))


def test_sound_labels_are_hardly_ever_suspected(found, ids: Floats) -> None:
    told = sum(len(found(ids, seed=10 * seed)) for seed in range(10))
    assert told <= 0.01 * 10 * 74


def test_a_corner_that_is_off_is_told_with_the_models_corner(found, ids: Floats) -> None:
    labels = ids.copy()
    labels[3, 0] -= 40 * own_axes(ids)[3, 0]
    first = found(labels).iloc[0]
    assert (first["image"], first["corner"]) == ("003.jpg", "TL")
    assert first["distance_px"] == pytest.approx(40, abs=8)
    assert "TL lies" in first["reasons"]
    assert first["by_models"]
    suggested = quads_of(found(labels).iloc[[0]])[0]
    assert suggested == pytest.approx(ids[3], abs=8)


def test_order_box_and_place(found, ids: Floats) -> None:
    labels = ids.copy()
    labels[2] = ids[2][[1, 2, 3, 0]]
    labels[4] = ids[4][[1, 0, 2, 3]]
    labels[6] += [0, 300]  # another text
    labels[8] += own_axes(ids)[8, 1] * text_wh(ids)[8, 1] * 1.02  # the text right below
    table = found(labels).set_index("image")
    assert "models name its corners differently (rotated)" in table.loc["002.jpg", "reasons"]
    assert "corners-swapped" in table.loc["004.jpg", "reasons"]
    assert "elsewhere" in table.loc["006.jpg", "reasons"]
    assert set(table.index) == {"002.jpg", "004.jpg", "006.jpg", "008.jpg"}
    assert "elsewhere" in table.loc["008.jpg", "reasons"]
    assert (table["score"] >= 0.9).all()


def test_one_model_that_is_wrong_accuses_no_label(found, plant_labels, ids: Floats) -> None:
    seen, again = ids.copy(), plant_labels(dict(zip(NAMES, ids, strict=True)))
    seen[3, 0] -= 40 * own_axes(ids)[3, 0]
    (alone,) = found(ids, seen=seen, n_models=1).to_dict("records")
    assert (alone["image"], alone["score"] < SURE) == ("003.jpg", True)
    assert found(ids, seen=seen, n_models=1, repeats=again).empty


def test_a_second_reading_makes_one_models_word_certain(found, plant_labels, ids: Floats) -> None:
    labels, again = ids.copy(), plant_labels(dict(zip(NAMES, ids, strict=True)))
    labels[3, 0] -= 40 * own_axes(ids)[3, 0]
    assert found(labels, n_models=1).iloc[0]["score"] < SURE
    assert found(labels, n_models=1, repeats=again).iloc[0]["score"] >= SURE


def test_models_that_mirror_a_text_are_no_evidence(found, ids: Floats) -> None:
    seen = ids.copy()
    seen[3] = ids[3][[1, 0, 3, 2]]
    assert found(ids, seen=seen).empty


def test_an_id_that_nobody_labelled(found, ids: Floats) -> None:
    labels = ids.copy()
    labels[5] = np.nan
    row = found(labels).iloc[0]
    assert (row["image"], row["line"]) == ("005.jpg", 0)
    assert "nobody labelled it" in row["reasons"]
    assert quads_of(pd.DataFrame([row]))[0] == pytest.approx(ids[5], abs=12)


def test_an_id_that_no_model_sees(found, ids: Floats) -> None:
    seen = ids.copy()
    seen[7] = np.nan
    (row,) = found(ids, seen=seen).to_dict("records")
    assert row["reasons"] == "no model sees an ID here"
    assert not row["by_models"]
    assert np.isnan(row["tl_x_px"])


def test_copies_and_no_model_at_all(found, ids: Floats) -> None:
    copies = pd.DataFrame({"image_a": ["001.jpg"], "image_b": ["t.jpg"]})
    (row,) = found(ids, n_models=0, copies=copies).to_dict("records")
    assert row["reasons"] == "the same photo as t.jpg of another split"
    nothing = found(ids, n_models=0)
    assert nothing.empty
    assert tuple(nothing.columns) == SUSPECT_COLUMNS


def _reasons(table: pd.DataFrame) -> dict[tuple[str, int], str]:
    return dict(zip(zip(table["image"], table["line"], strict=True), table["reasons"], strict=True))


def test_another_class_is_named_and_a_stray_beside_several_labels_is_not() -> None:
    labels = drawn.label_table()
    model = matching(drawn.predictions(), labels)
    table = suspects(labels, drawn.image_table(), [model, model], faults=NO_FAULTS)
    reasons = _reasons(table)
    assert reasons["exchanged.png", 1] == "the models see a card here, not a plate"
    assert reasons["exchanged.png", 2] == "the models see a plate here, not a card"
    assert reasons["neighbours.png", 2] == "no model sees a plate here"
    assert reasons["mixed.png", 4] == "no model sees a card here"


def test_each_object_that_nobody_labelled_is_a_suspect_of_its_own() -> None:
    labels = drawn.label_table()
    fewer = labels[labels["image"] != "row.png"].reset_index(drop=True)
    model = matching(drawn.predictions(), fewer)
    table = suspects(fewer, drawn.image_table(), [model], faults=NO_FAULTS)
    rows = table[(table["image"] == "row.png") & (table["line"] == 0)]
    assert rows["tl_x_px"].tolist() == [20, 172, 324, 476]  # found twice, told once
    assert set(rows["class_name"]) == {"plate"}
    assert rows["reasons"].iloc[0] == (
        "the models see a plate here (confidence 0.99) and nobody labelled it"
    )


def test_corners_that_are_hidden_or_not_placed_make_no_suspect(found, ids: Floats) -> None:
    labels, seen = ids.copy(), ids.copy()
    labels[:10, 3] = seen[20:30, 2] = np.nan
    assert len(found(labels, seen=seen, n_models=1)) <= 1
