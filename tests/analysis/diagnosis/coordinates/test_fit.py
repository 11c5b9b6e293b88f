"""One map that most quads share, found among others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloc.analysis.diagnosis.coordinates.fit import robust_map
from containerloc.quads import Floats

AFFINE = np.array([[1.1, 0.05], [-0.2, 0.9], [30, -70]])


def applied(matrix: Floats, quads: Floats) -> Floats:
    return np.asarray(quads @ matrix[:2] + matrix[2])


def test_an_affine_map_is_found_among_two_fifths_of_others(scattered: Floats) -> None:
    rng = np.random.default_rng(3)
    predicted = applied(AFFINE, scattered) + rng.normal(0, 0.5, scattered.shape)
    predicted[::5] += 300
    predicted[1::5] = rng.uniform(0, 1000, predicted[1::5].shape)
    found = robust_map(scattered, predicted, "affine")
    assert found[:2] == pytest.approx(AFFINE[:2], abs=2e-3)
    assert found[2] == pytest.approx(AFFINE[2], abs=1)
    assert np.array_equal(found, robust_map(scattered, predicted, "affine"))


@settings(max_examples=20)
@given(angle=st.floats(-180, 180), scale=st.floats(0.3, 3), mirrored=st.booleans())
def test_similarities_are_exact(angle: float, scale: float, mirrored: bool) -> None:
    shape = np.array([[0.0, 0], [8, 0], [8, 1], [0, 1]])
    truth = shape + np.array([[[0, 0]], [[50, 9]], [[20, 70]], [[90, 40]]])
    cos, sin = scale * np.cos(np.radians(angle)), scale * np.sin(np.radians(angle))
    matrix = np.array([[cos, sin], [-sin, cos], [5, -3]])
    matrix[1] *= -1 if mirrored else 1
    found = robust_map(truth, applied(matrix, truth), "similar")
    assert found == pytest.approx(matrix, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "matrix"),
    [
        ("shift", [[1, 0], [0, 1], [12, -90]]),
        ("factor", [[0.5, 0], [0, 0.75], [0, 0]]),
        ("axes", [[1.2, 0], [0, 1.1], [-40, 9]]),
    ],
)
def test_simpler_maps_are_exact(scattered: Floats, kind, matrix) -> None:
    assert robust_map(scattered, applied(np.array(matrix, float), scattered), kind) == (
        pytest.approx(np.array(matrix), abs=1e-8)
    )


@pytest.mark.parametrize("kind", ["shift", "affine"])
def test_two_quads_tell_no_map(scattered: Floats, kind) -> None:
    assert np.isnan(robust_map(scattered[:2], scattered[:2], kind)).all()


def test_quads_without_extent_are_explained_by_nothing() -> None:
    flat = np.zeros((5, 4, 2))
    assert np.isfinite(robust_map(flat, flat, "affine")).all()
