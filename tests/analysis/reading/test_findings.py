import numpy as np

from containerloc.analysis.reading.findings import reading_findings
from containerloc.analysis.reading.moves import with_margin
from containerloc.experiment.targets import Target


def codes(made) -> set[str]:
    return {finding.code for finding in made}


def test_perfect_corners(results, ids, said):
    made = said(reading_findings(results(ids, ids)))
    assert codes(made) == {
        *("nothing-wrong", "read-outcome", "corners-good-enough", "reading-tolerance")
    }


def test_cut_predictions_ask_for_a_margin(results, ids, said):
    made = said(reading_findings(results(with_margin(ids, -0.2), ids)))
    (margin,) = [each for each in made if each.code == "reading-margin"]
    assert margin.evidence["won"] == 74
    assert 0.1 <= margin.evidence["margin"] <= 0.32
    assert "read-lost-by-model" in codes(made)


def test_outward_predictions_lose_nothing(results, ids):
    made = reading_findings(results(with_margin(ids, 0.3), ids))
    assert {"read-lost-by-model", "reading-margin"} & codes(made) == set()
    assert "corners-good-enough" in codes(made)


def test_reads_lost_by_the_model(results, ids, said):
    predicted = ids.copy()
    predicted[:6] = np.nan
    predicted[6:14] += [30, 0]
    made = said(reading_findings(results(predicted, ids)))
    (lost,) = [each for each in made if each.code == "read-lost-by-model"]
    assert (lost.evidence["lost"], lost.evidence["missed"]) == (14, 6)
    assert lost.images[0] == "000.jpg"


def test_targets_of_reading_are_judged(results, ids):
    targets = (Target("read_rate", "at_most", 0.5),)
    assert "targets-missed" in codes(reading_findings(results(ids, ids, targets=targets)))


def test_few_labels_and_none(results, ids):
    assert "reading-tolerance" not in codes(reading_findings(results(ids[:3], ids[:3])))
    assert codes(reading_findings(results(ids[:0], ids[:0]))) == {"nothing-wrong"}


def test_what_became_of_the_labels_is_said_first(results, ids):
    predicted = ids.copy()
    predicted[:14] = np.nan
    made = reading_findings(results(predicted, ids))
    assert made[0].code == "read-outcome"
    assert (made[0].evidence["n"], made[0].evidence["read"]) == (74, 60)
    lost = [made[0].evidence[f"lost_by_{each}"] for each in ("model", "crop", "photo")]
    assert lost == [14, 0, 0]
    assert [each.code for each in made if each.severity == "warning"] == ["read-lost-by-model"]


def test_what_a_label_and_its_model_both_cut_is_lost_by_the_crop(results, ids, said):
    labels = ids.copy()
    labels[5:9] = with_margin(ids[5:9], -0.14)
    made = said(reading_findings(results(labels, ids, labels=labels, cut=0.1)))
    assert (made[0].evidence["lost_by_model"], made[0].evidence["lost_by_crop"]) == (0, 4)
