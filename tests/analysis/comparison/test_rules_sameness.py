"""Pairs that are one model, and pairs that only look like it."""

import numpy as np
import pytest

from containerloc.analysis.comparison.rules_sameness import SAMENESS_RULES
from containerloc.finding import Finding

CODES = tuple(each.code for each in SAMENESS_RULES)


def noisy(ids, seed: int, size: float = 4.0):
    return ids + np.random.default_rng(seed).normal(0, size, ids.shape)


def hashed(old: str, new: str) -> dict:
    return {"old": {"weights_sha256": old}, "new": {"weights_sha256": new}}


@pytest.fixture
def same(compare, said):
    """What is said to be the same; all that is said goes to the snapshot."""

    def found(old, new, **rest) -> dict[str, Finding]:
        told = compare({"old": old, "new": new}, **rest)
        kept = {code: each for code, each in told.items() if code in CODES}
        said(kept.values())
        return kept

    return found


def test_the_same_weights_twice(build, ids, same) -> None:
    off = build(noisy(ids, 0))
    found = same(off, build(noisy(ids, 1)), made_by=hashed("a", "a"))
    assert list(found) == ["same-weights"]
    assert (found["same-weights"].severity, found["same-weights"].evidence) == (
        "error",
        {"sha256": "a"},
    )
    twice = same(off, off, made_by=hashed("a", "a"))
    assert list(twice) == ["same-weights"]
    assert "identical" in twice["same-weights"].sentence


def test_the_same_predictions_of_other_weights(build, ids, same) -> None:
    off = build(noisy(ids, 0))
    found = same(off, build(noisy(ids, 0)), made_by=hashed("a", "b"))
    assert list(found) == ["identical-predictions"]
    assert found["identical-predictions"].evidence == {"predictions": 74, "weights": "other"}
    assert "hashes" not in same(off, off)["identical-predictions"].sentence


def test_a_hundredth_of_a_pixel_is_practically_the_same(build, ids, same) -> None:
    found = same(build(noisy(ids, 0)), build(noisy(ids, 0) + 0.01))
    assert list(found) == ["practically-identical"]
    evidence = found["practically-identical"].evidence
    assert (evidence["n"], evidence["near"]) == (74, 74)
    assert evidence["farthest_px"] == pytest.approx(0.01 * np.sqrt(2))


@pytest.mark.parametrize(
    ("moved", "lost", "surer", "is_same"),
    [(3, 0, 0, True), (4, 0, 0, False), (0, 1, 0, False), (0, 0, 3, True), (0, 0, 4, False)],
)
def test_one_of_twenty_may_differ(build, ids, same, moved, lost, surer, is_same) -> None:
    """Texts of `ids` are 40 px high: 5 px are more than 5 % of it."""
    quads, scores = noisy(ids, 0), np.full(74, 0.9)
    quads[:moved] += 5
    scores[:surer] -= 0.06
    scores[:lost] = 0.1
    assert bool(same(build(noisy(ids, 0)), build(quads, scores))) == is_same


def test_false_positives_beside_the_same_corners(build, ids, same) -> None:
    far = ids[0] + [0, 300]
    extra = [(f"{k:03}.jpg", 0.5, far) for k in range(4)]
    old = build(noisy(ids, 0))
    one = same(old, build(noisy(ids, 0) + 0.01, extra=extra[:1]))
    assert one["practically-identical"].evidence["false_positives"] == 1
    assert not same(old, build(noisy(ids, 0) + 0.01, extra=extra))


def test_the_threshold_of_neither_makes_two_models_one_or_two(build, ids, same) -> None:
    strict = build(noisy(ids, 0) + 0.01, np.full(74, 0.5), in_use=0.6)
    assert list(same(build(noisy(ids, 0), np.full(74, 0.5)), strict)) == ["practically-identical"]


def test_trainings_that_never_got_better_than_their_start(build, ids, same) -> None:
    start = (Finding("best-epoch-early", "warning", "", {"best": 1}),)
    old, new = (build(noisy(ids, 0) + move, training=start) for move in (0, 0.01))
    found = same(old, new)["practically-identical"]
    assert found.evidence["from_start"]
    later = build(noisy(ids, 0) + 0.01, training=())
    assert not same(old, later)["practically-identical"].evidence["from_start"]


def test_two_models(build, ids, same) -> None:
    assert not same(build(noisy(ids, 0)), build(noisy(ids, 1)), made_by=hashed("a", "b"))


def test_nothing_predicted_is_nothing_the_same(build, ids, same) -> None:
    nothing = build(np.full_like(ids, np.nan))
    assert not same(nothing, nothing)
