import numpy as np

from containerloc.analysis.reading.asked import BY_LABEL, Crops
from containerloc.analysis.reading.study import MOST_STUDIED


def test_only_what_is_read_is_moved_and_of_that_a_hundred(results, ids):
    many = np.concatenate([ids, ids + 1])
    studied = results(many, many).evidence.studied
    assert studied.sum() == MOST_STUDIED
    np.testing.assert_array_equal(studied, results(many, many).evidence.studied)


def test_the_margin_in_use_is_read_also_where_it_is_none_of_those_tried(results, ids):
    evidence = results(ids[:3], ids[:3], margin_in_use=0.05).evidence
    assert Crops(BY_LABEL, 0.05) in evidence.texts
    assert evidence.by_prediction().all()
