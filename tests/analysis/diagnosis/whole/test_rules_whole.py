"""What all share is said once; sides and corners are judged on what remains."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.whole.rules_whole import is_worth_undoing, turned_whole
from containerloc.quads import Floats, own_axes, text_wh

from ...conftest import noise


def loud(found) -> list[str]:
    return [each.code for each in found if each.severity != "info" and not each.cause]


def scaled(quads: Floats, factor: float) -> Floats:
    middle = quads.mean(axis=1, keepdims=True)
    return np.asarray(middle + factor * (quads - middle))


def turned(quads: Floats, degrees: float) -> Floats:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    middle = quads.mean(axis=1, keepdims=True)
    return np.asarray((quads - middle) @ np.array([[cos, sin], [-sin, cos]]) + middle)


def along(quads: Floats, heights: float) -> Floats:
    way = own_axes(quads)[:, 0] * text_wh(quads)[:, 1:] * heights
    return np.asarray(quads + way[:, None])


@pytest.mark.parametrize("factor", [0.93, 1.06])
def test_all_scaled_about_their_middle(build, said, ids: Floats, factor: float) -> None:
    found = diagnose(build(scaled(ids, factor) + noise()))
    assert loud(found) == ["scaled-whole"]
    told = {each.code: each for each in found}["scaled-whole"]
    assert told.evidence["scale"] == pytest.approx(factor - 1, abs=0.01)
    said([told])


@pytest.mark.parametrize("degrees", [-3, 2])
def test_all_turned(build, said, ids: Floats, degrees: float) -> None:
    found = diagnose(build(turned(ids, degrees) + noise()))
    assert loud(found) == ["turned-whole"]
    assert found[0].evidence["turn_deg"] == pytest.approx(degrees, abs=0.3)
    said(found[:1])


@pytest.mark.parametrize("heights", [-0.35, 0.15])
def test_a_shift_is_no_cut(build, ids: Floats, heights: float) -> None:
    assert loud(diagnose(build(along(ids, heights) + noise()))) == ["shifted-whole"]


def test_one_bad_corner_in_a_shift_is_still_told(build, ids: Floats) -> None:
    moved = along(ids, 0.2) + noise()
    moved[:, 2] += np.random.default_rng(6).normal(0, 8, (74, 2))
    assert loud(diagnose(build(moved))) == ["shifted-whole", "corner-scattered"]


def test_half_of_them_shifted_are_not_cut(build, ids: Floats) -> None:
    half = (np.arange(74) % 2 == 0)[:, None, None]
    assert "cut-inward" not in loud(diagnose(build(np.where(half, along(ids, 0.5), ids) + noise())))


@pytest.mark.parametrize("undone", [0.985, 0.975])
def test_a_motion_that_takes_little_of_the_error_is_not_worth_a_word(
    build, ids: Floats, undone: float
) -> None:
    located = build(ids + noise()).well_located
    closer = located.truth + undone * (located.predicted - located.truth)
    assert is_worth_undoing(located, closer) == (undone < 0.98)


@pytest.mark.parametrize(("scatter", "is_told"), [(0.1, True), (0.3, False)])
def test_a_turn_is_told_where_undoing_it_would_be_seen(
    build, ids: Floats, scatter: float, is_told: bool
) -> None:
    evidence = build(turned(ids, 1.3) + noise(scatter))  # significant in both
    assert bool(turned_whole(evidence, 0.001)) == is_told


def test_an_honest_model_moves_nothing(build, ids: Floats) -> None:
    assert not loud(diagnose(build(ids + noise())))
