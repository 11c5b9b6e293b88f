from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloc.analysis.labels.structure import structural_faults
from containerloc.analysis.measures.causes import Cause, causes, firm_bias
from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds.sweep import critical_confidences
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.quads import Floats, homographies, own_axes, text_wh, transformed
from containerloc.synthetic.draw.scene import render
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.label_faults import plant

NO_FAULTS = table_of({}, PROBLEM_COLUMNS)
SOUND = pd.DataFrame({"image": [""], "line": [0], "critical_confidence": [np.nan]})[:0]
# 160 x 20 px
ID = np.array([[100.0, 200], [260, 200], [260, 220], [100, 220]])
SQUARE = np.array([[[0.0, 0], [1, 0], [1, 1], [0, 1]]])


def box(left: float, top: float, right: float, bottom: float) -> Floats:
    return ID[0] + np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


PLANTED = [
    (ID, "fine"),
    (ID + [2.9, 0], "fine"),
    (ID + [3.1, 0], "shifted whole"),
    (ID + [[1, 1], [-1, 1], [1, -1], [0, 1]], "fine"),
    (ID + [[8, -8], [0, 0], [0, 0], [0, 0]], "jitter"),
    (ID + [[4, 0], [-3, 2], [4, 1], [-4, -4]], "jitter"),
    (ID + [[0, -6], [0, 6], [0, 6], [0, -6]], "jitter"),
    (ID + [6, 0], "shifted whole"),
    (ID + [-30, 9], "shifted whole"),
    (ID + [[-5, -5], [5, -5], [5, 5], [-5, 5]], "scaled whole"),
    (ID + [[4, 4], [-4, 4], [-4, -4], [4, -4]], "scaled whole"),
    (box(-32, -4, 192, 24), "scaled whole"),
    (ID[[1, 0, 2, 3]], "corner swapped"),
    (ID[[0, 1, 3, 2]], "corner swapped"),
    (ID[[0, 3, 2, 1]], "order mirrored"),
    (ID[[1, 0, 3, 2]], "order mirrored"),
    (ID[[1, 2, 3, 0]], "order rotated"),
    (ID[[2, 3, 0, 1]], "order rotated"),
    (ID + [[80, 26], [0, 0], [0, 0], [0, 0]], "crossed"),
    (box(0, 28, 70, 48), "wrong text"),
    (box(300, 0, 460, 20), "wrong text"),
    (box(0, 28, 70, 48)[[1, 2, 3, 0]], "wrong text"),
    (box(0, 2, 58, 18), "part left out"),
    (box(65, 0, 160, 20), "part left out"),
    (box(0, 0, 160, 48), "extra text swallowed"),
    (box(0, 0, 185, 20), "extra text swallowed"),
    (np.full((4, 2), np.nan), "missed altogether"),
]


def seen(quads: Floats, degrees: float, size: float) -> Floats:
    """The plane of the ID from aside, turned, at another size."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[0.0, 0], [1, 0.05], [0.97, 0.9], [0.02, 1]]) @ turn * size + 3 * size
    return transformed(quads / 400, np.repeat(homographies(SQUARE, corners[None]), len(quads), 0))


@pytest.mark.parametrize(("predicted", "expected"), PLANTED)
def test_each_cause(compared, predicted: Floats, expected: str) -> None:
    assert causes(compared(predicted, ID), SOUND, NO_FAULTS).tolist() == [expected]


@pytest.mark.parametrize("size", [60, 400, 2500])
@pytest.mark.parametrize("degrees", [0, 25, -90, 180])
def test_each_cause_at_any_size_and_angle_and_with_noise(
    compared, degrees: float, size: float
) -> None:
    # Those that noise leaves clear: moved by more than the reach of fine ones, and found.
    clear = [pair for pair in PLANTED if np.abs(pair[0] - ID).max() > 3.5]
    # Among so many sound ones that what is planted is the bias of none.
    flat = np.repeat(np.stack([quad for quad, _ in clear] + [ID] * 30), 20, axis=0)
    expected = np.repeat([cause for _, cause in clear] + ["fine"] * 30, 20)
    truth = seen(np.repeat(ID[None], len(flat), axis=0), degrees, size)
    noise = np.random.default_rng(3).normal(0, 0.02 * text_wh(truth)[0, 1], flat.shape)
    found = causes(compared(seen(flat, degrees, size) + noise, truth), SOUND, NO_FAULTS)
    right = (found.to_numpy() == expected).reshape(-1, 20).sum(axis=1)
    assert right.min() >= 19, list(zip(clear, right, strict=False))


def quads_near(reach: int) -> st.SearchStrategy[Floats]:
    """Five quads, their corners within `reach` px; odd 64ths, which lie on no limit."""
    moves = st.lists(st.integers(-8 * reach, 8 * reach), min_size=40, max_size=40)
    return moves.map(lambda values: ID + np.reshape(values, (5, 4, 2)) / 8 + 1 / 64)


@given(quads_near(2) | quads_near(15) | quads_near(300))
def test_exactly_one_cause_a_label(compared, predicted: Floats) -> None:
    found = causes(compared(predicted, ID), SOUND, NO_FAULTS)
    assert found.isin(list(Cause)).all()
    assert found.value_counts().sum() == 5


@settings(max_examples=40)
@given(
    quads_near(15),
    st.sampled_from([0.125, 0.5, 4.0]),
    st.sampled_from([0, 90, 180, 270]),
    st.integers(-500, 500),
)
def test_the_cause_is_that_of_the_turned_moved_and_enlarged_picture(
    compared, predicted: Floats, scale: float, degrees: int, shift: int
) -> None:
    # Quarter turns and powers of two, so that nothing is rounded.
    turn = np.round(np.linalg.matrix_power(np.array([[0, 1], [-1, 0]]), degrees // 90))
    both = [quads @ turn * scale + shift for quads in (predicted, np.repeat(ID[None], 5, axis=0))]
    expected = causes(compared(predicted, ID), SOUND, NO_FAULTS)
    pd.testing.assert_series_equal(causes(compared(*both), SOUND, NO_FAULTS), expected)


@pytest.fixture(scope="module")
def doors() -> tuple[Floats, dict[str, Floats]]:
    """Corners of the IDs of 60 drawn doors, and the places of other text on them."""
    scenes = [render(5, index, height_px=320) for index in range(60)]
    nowhere = np.full((4, 2), np.nan)
    places = {
        name: np.array([scene.places.get(name, nowhere) for scene in scenes])
        for name in ("size_code", "owner", "serial")
    }
    return np.concatenate([scene.quads for scene in scenes]), places


@pytest.mark.parametrize("noise", [0.02, 0.05])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("owner_only", "part left out"),
        ("serial_only", "part left out"),
        ("size_code", "extra text swallowed"),
        ("wrong_text", "wrong text"),
        ("swap", "corner swapped"),
        ("rotate", "order rotated"),
        ("mirror", "order mirrored"),
    ],
)
def test_drawn_doors(compared, doors, kind: str, expected: str, noise: float) -> None:
    truth, places = doors
    predicted, which = plant(truth, [Fault(kind)], seed=0, places=places)
    found = causes(compared(_noisy(predicted, truth, noise), truth), SOUND, NO_FAULTS)
    assert which.sum() >= 50
    assert (found[which[:, 0]] == expected).mean() >= 0.95


@pytest.mark.parametrize(
    ("kind", "size", "expected"),
    [
        ("shift", 0.3, "shifted whole"),
        ("shift", -0.5, "shifted whole"),
        ("margin", 0.25, "scaled whole"),
        ("margin", -0.2, "scaled whole"),
    ],
)
def test_drawn_doors_of_which_a_quarter_is_moved(
    compared, doors, kind: str, size: float, expected: str
) -> None:
    truth, _ = doors
    predicted, moved = truth.copy(), np.arange(60) % 4 == 0
    for row in np.flatnonzero(moved):
        fault = Fault(kind, size_px=size * text_wh(truth)[row, 1])
        predicted[row] = plant(truth[[row]], [fault], seed=0)[0][0]
    found = causes(compared(_noisy(predicted, truth, 0.03), truth), SOUND, NO_FAULTS)
    assert (found[moved] == expected).mean() >= 0.95
    assert found[~moved].isin(["fine", "jitter"]).all()


def test_clean_doors_are_fine(compared, doors) -> None:
    truth, _ = doors
    found = causes(compared(_noisy(truth, truth, 0.03), truth), SOUND, NO_FAULTS)
    assert found.isin(["fine", "jitter"]).all()
    assert (found == "fine").mean() >= 0.95


def _noisy(predicted: Floats, truth: Floats, noise: float) -> Floats:
    height = text_wh(truth)[:, 1, None, None]
    return predicted + noise * height * np.random.default_rng(11).normal(size=predicted.shape)


def test_what_all_ids_share_is_systematic(compared, ids: Floats) -> None:
    """TL a quarter of the text height too far left, and one ID that scatters."""
    height = text_wh(ids)[:, 1, None]
    predicted = ids + 0.02 * height[..., None] * np.random.default_rng(0).normal(size=ids.shape)
    predicted[:, 0] -= 0.25 * height * own_axes(ids)[:, 0]
    predicted[7, 2] += 0.6 * height[7]
    errors = compared(predicted, ids)
    found = causes(errors, SOUND, NO_FAULTS)
    assert found.drop(7).value_counts().to_dict() == {"systematic offset": 73}
    assert found[7] == "jitter"
    np.testing.assert_allclose(firm_bias(errors), [0.25, 0, 0, 0, 0, 0, 0, 0], atol=0.02)


def test_a_bias_is_firm_from_nine_ids_on(compared) -> None:
    for n, expected in ((8, 0), (9, 0.25)):
        errors = compared(np.repeat((ID + [0, 5])[None], n, axis=0), ID)
        # down: inward at the top, outward at the bottom
        np.testing.assert_allclose(firm_bias(errors)[4:], np.multiply(expected, [-1, -1, 1, 1]))


def test_a_quarter_gone_astray_is_no_bias(compared, ids: Floats) -> None:
    predicted = ids + np.random.default_rng(0).normal(0, 0.5, ids.shape)
    predicted[::4] += 15
    assert np.abs(firm_bias(compared(predicted, ids))).max() < 0.05


@pytest.fixture
def missed_ones(plant_labels, plant_predictions, plant_images):
    """Found at 0.9; at 0.57; beside the ID at 0.57; never."""
    labels = plant_labels(dict.fromkeys("abcd", ID))
    predictions = plant_predictions([("a", 0.9, ID), ("b", 0.57, ID), ("c", 0.57, ID + 300)])

    def at(threshold: float, faults: pd.DataFrame) -> list[str]:
        matched = matching(predictions, labels)
        errors = per_label(matched, plant_images(list("abcd")), confidence=threshold)
        elsewhere = predictions["image"].iloc[matched.elsewhere_at(threshold)]
        critical = critical_confidences(matched)
        return causes(errors, critical, faults, elsewhere=elsewhere).tolist()

    return at


def test_missed_below_the_threshold_or_altogether(missed_ones) -> None:
    altogether = "missed altogether"
    assert missed_ones(0.6, NO_FAULTS) == [
        "fine",
        "missed below the threshold",
        altogether,
        altogether,
    ]
    assert missed_ones(0.25, NO_FAULTS) == ["fine", "fine", "wrong text", altogether]


def test_a_suspect_label_is_told_before_all_else(missed_ones) -> None:
    faults = table_of(
        {
            "image": list("abcd"),
            "line": [1, 1, 2, 1],
            "severity": ["error", "warning", "error", "warning"],
            "code": ["box-disagrees", "corner-outside-image", "no-area", "corners-rotated"],
        },
        PROBLEM_COLUMNS,
    )
    assert missed_ones(0.6, faults) == [
        "label suspect",
        "missed below the threshold",
        "missed altogether",
        "label suspect",
    ]


def test_labels_that_cannot_be_right_are_suspect_and_hidden_corners_are_not_measured(
    compared, plant_labels, plant_images, ids: Floats
) -> None:
    truth = np.stack([ID, ID, ID[[1, 0, 3, 2]], ID[[1, 0, 2, 3]]])
    truth[1, 2] = np.nan
    errors = compared(np.repeat(ID[None], 4, axis=0), truth)
    suspect, hidden = "label suspect", "not measured"
    assert causes(errors, SOUND, NO_FAULTS).tolist() == ["fine", hidden, "order mirrored", suspect]
    names = errors.image.tolist()
    labels = plant_labels(dict(zip(names, truth, strict=True)))
    faults = structural_faults(labels, plant_images(names))
    assert causes(errors, SOUND, faults).tolist() == ["fine", hidden, suspect, suspect]


def test_a_crumpled_quad_is_not_cured_by_other_names(compared) -> None:
    crumpled = ID[0] + [[60, 32], [89, -14], [127, 25], [142, -6]]
    errors = compared(crumpled, ID)
    assert errors.order.tolist() == ["swapped"]
    assert causes(errors, SOUND, NO_FAULTS).tolist() == ["crossed"]


def test_a_prediction_without_one_corner_is_found_and_not_measured(compared) -> None:
    predicted = ID.copy()
    predicted[3] = np.nan
    found = np.array([True])
    errors = replace(compared(predicted, ID), detected=found)
    assert causes(errors, SOUND, NO_FAULTS).tolist() == ["not measured"]


def test_no_labels(compared) -> None:
    found = causes(compared(np.empty((0, 4, 2)), ID), SOUND, NO_FAULTS)
    assert (len(found), found.name) == (0, "cause")


def test_the_labels_keep_their_rows(compared) -> None:
    errors = compared(np.stack([ID, ID + 6, ID]), ID).take([2, 1])
    assert causes(errors, SOUND, NO_FAULTS).to_dict() == {2: "fine", 1: "shifted whole"}
