"""What several models say of labels: medians, and p values that hold where nothing is wrong."""

import numpy as np
import pytest

from containerloc.analysis.labels.consensus import MIN_LABELS, consensus, corner_p_values
from containerloc.analysis.measures.corner_errors import LabelErrors, per_label
from containerloc.analysis.measures.matching import matching
from containerloc.quads import Floats, own_axes

NAMES = [f"{k:03}.jpg" for k in range(74)]


@pytest.fixture
def seen(plant_labels, plant_images, plant_predictions):
    """The errors of one model that sees `quads` where `labels` are; NaN: not seen."""

    def build(quads: Floats, labels: Floats) -> LabelErrors:
        names = NAMES[: len(labels)]
        table = plant_labels(dict(zip(names, labels, strict=True)))
        pairs = zip(names, quads, strict=True)
        rows = [(name, 0.9, quad) for name, quad in pairs if np.isfinite(quad).all()]
        matched = matching(plant_predictions(rows), table)
        return per_label(matched, plant_images(names), confidence=0.25)

    return build


def test_the_median_without_what_lies_elsewhere(seen, ids: Floats) -> None:
    labels = ids[:3]
    shifts = (-2.0, 0.0, 4.0)
    models = [seen(labels + shift, labels) for shift in shifts]
    assert consensus(models) == pytest.approx(labels)
    away = labels.copy()
    away[0] += 900
    assert consensus([*models, seen(away, labels)])[0] == pytest.approx(labels[0])
    nowhere = labels * np.nan
    nowhere[1:] = labels[1:]
    assert np.isnan(consensus([seen(nowhere, labels)])[0]).all()


def test_p_values_are_small_for_a_label_that_is_off_alone(seen, ids: Floats) -> None:
    rng = np.random.default_rng(0)
    labels = ids.copy()
    labels[3, 0] -= 40 * own_axes(ids)[3, 0]
    models = [seen(ids + rng.normal(0, 1.5, ids.shape), labels) for _ in range(2)]
    p = corner_p_values(models)
    assert p.shape == (74, 4)
    assert np.unravel_index(np.nanargmin(p), p.shape) == (3, 0)
    assert p[3, 0] < 1e-4
    others = np.delete(p, 3, axis=0)
    assert (others < 0.01).mean() <= 0.02


def test_too_few_labels_and_another_order_have_no_p_value(seen, ids: Floats) -> None:
    few = ids[: MIN_LABELS - 1]
    assert np.isnan(corner_p_values([seen(few, few)])).all()
    rng = np.random.default_rng(1)
    labels = ids.copy()
    labels[5] = ids[5][[1, 2, 3, 0]]
    p = corner_p_values([seen(ids + rng.normal(0, 1.5, ids.shape), labels)])
    assert np.isnan(p[5]).all()
    assert np.isfinite(np.delete(p, 5, axis=0)).all()
