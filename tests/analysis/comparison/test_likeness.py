import numpy as np

from containerloc.analysis.comparison.likeness import likeness


def test_each_number_of_a_pair_worked_by_hand(build, ids) -> None:
    quads, scores = ids.copy(), np.full(74, 0.9)
    quads[0, 1] += [3, 4]  # TR alone, 5 px; the text is 40 px high
    quads[1] += 0.3
    scores[2] = 0.8
    scores[3] = 0.2
    far = ids[0] + [0, 300]
    run = build(quads, scores, extra=[("000.jpg", 0.5, far), ("001.jpg", 0.5, far)])
    like = likeness(run, build(ids))
    assert not like.is_identical
    assert (like.n, like.near, like.only_one, like.stray) == (73, 71, 1, 2)
    assert np.allclose([like.farthest_px, like.confidence], [5, 0.1])
    assert not like.is_practical


def test_the_order_of_predictions_does_not_count(build, ids) -> None:
    extra = [("000.jpg", 0.5, ids[0] + [0, 300]), ("000.jpg", 0.5, ids[0] + [0, 200])]
    assert likeness(build(ids, extra=extra), build(ids, extra=extra[::-1])).is_identical


def test_nothing_detected(build, ids) -> None:
    like = likeness(build(np.full_like(ids, np.nan)), build(ids))
    assert (like.n, like.only_one, like.is_practical) == (0, 74, False)
    assert np.isnan([like.farthest_px, like.confidence]).all()
