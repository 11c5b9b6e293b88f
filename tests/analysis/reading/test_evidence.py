from dataclasses import replace

import numpy as np

from containerloc.analysis.reading.evidence import LOST_BY_CROP, LOST_BY_MODEL, LOST_BY_PHOTO, READ

from .conftest import known_ids


def test_outcomes_of_read_cut_missed_and_unreadable(results, ids):
    """Of four IDs the second is predicted cut, the third is missed, the fourth is no valid text."""
    truth, predicted = ids[:4], ids[:4].copy()
    predicted[1] = truth[1] * 0.9 + truth[1].mean(axis=0) * 0.1
    predicted[2] = np.nan
    on_doors = [*known_ids(3), "ABCU0000009"]
    evidence = results(predicted, truth, on_doors=on_doors).evidence
    assert evidence.outcome.tolist() == [READ, LOST_BY_MODEL, LOST_BY_MODEL, LOST_BY_PHOTO]
    assert evidence.table["predicted_text"].tolist() == [
        *(on_doors[0], on_doors[1][1:], ""),
        on_doors[3],
    ]
    assert evidence.kinds["labels"].sum() == 4
    assert evidence.kinds["label_read"].sum() == 3


def test_a_valid_text_that_is_not_the_known_one(results, ids):
    right, other = known_ids(2)
    evidence = results(ids[:2], ids[:2], known=[right, right], on_doors=[right, other]).evidence
    assert evidence.by_prediction().tolist() == [True, False]
    assert evidence.valid_but_wrong.tolist() == [False, True]


def test_without_known_texts_nothing_is_valid_but_wrong(results, ids):
    assert not results(ids[:2], ids[:2]).evidence.valid_but_wrong.any()


def test_no_labels(results, ids):
    evidence = results(ids[:0], ids[:0]).evidence
    assert len(evidence.table) == 0
    assert evidence.kinds.empty


def test_one_lucky_margin_makes_no_text_readable(results, ids):
    """Read at the margin in use, at two others, at three others, at none."""
    made = results(ids[:4], ids[:4]).evidence
    read_at = [{0.0}, {0.04, 0.08}, {0.04, 0.08, 0.12}, set()]
    texts = {
        crops: [text if crops.margin in at else "" for text, at in zip(read, read_at, strict=True)]
        for crops, read in made.texts.items()
    }
    evidence = replace(made, texts=texts)
    assert evidence.margins_read.tolist() == [1, 2, 3, 0]
    assert evidence.readable.tolist() == [True, False, True, False]
    assert evidence.outcome.tolist() == [READ, LOST_BY_PHOTO, LOST_BY_CROP, LOST_BY_PHOTO]
