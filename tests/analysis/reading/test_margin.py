import numpy as np

from containerloc.analysis.reading.margin import choose_margin, halves, margin_curve
from containerloc.analysis.reading.moves import with_margin


def test_cut_predictions_are_read_with_the_margin_that_uncuts_them(results, ids):
    cut = with_margin(ids, -0.2)
    made = results(cut, ids, cut=0.1)
    choice = choose_margin(made.evidence)
    assert 0.1 <= choice.margin <= 0.32
    assert (choice.won, choice.lost, choice.n) == (74, 0, 74)
    assert choice.is_better


def test_a_margin_that_lets_other_text_in_is_not_chosen(results, ids):
    choice = choose_margin(results(ids, ids, wide=0.1).evidence)
    assert choice.margin <= 0.08
    assert (choice.more, choice.is_better) == (0, False)


def test_chance_alone_is_no_better_margin(results, ids):
    """Half of the IDs are read with none, the other half with a large one: nothing is gained."""
    predicted = np.concatenate([ids[:37], with_margin(ids[37:], -0.2)])
    truth_of_first = ids.copy()
    choice = choose_margin(results(predicted, truth_of_first, cut=0.1, wide=0.12).evidence)
    assert not choice.is_better


def test_halves_are_the_same_in_every_run_and_about_equal(results, ids):
    evidence = results(ids, ids).evidence
    assert 25 <= halves(evidence).sum() <= 49
    np.testing.assert_array_equal(halves(evidence), halves(evidence))


def test_the_curve_counts_labels_and_predictions(results, ids):
    predicted = ids.copy()
    predicted[:10] = np.nan
    curve = margin_curve(results(predicted, ids).evidence)
    assert curve.groupby("by")["read"].first().to_dict() == {"label": 74, "prediction": 64}
    assert (curve["ci_low"] <= curve["rate"]).all()


def test_no_labels_choose_no_margin(results, ids):
    choice = choose_margin(results(ids[:0], ids[:0]).evidence)
    assert (choice.margin, choice.more, choice.n) == (0.0, 0, 0)
