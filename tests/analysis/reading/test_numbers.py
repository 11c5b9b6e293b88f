import numpy as np
import pytest

from containerloc.analysis.reading.moves import with_margin
from containerloc.metric import READING_METRICS

from .conftest import known_ids


def test_every_number_has_a_row(results, ids):
    numbers = results(ids, ids).numbers
    assert set(numbers.index) == set(READING_METRICS)


def test_rates_count_misses_and_have_wilsons_interval(results, ids):
    predicted = ids.copy()
    predicted[:4] = np.nan
    numbers = results(predicted, ids).numbers
    row = numbers.loc["read_rate"]
    assert (row["value"], row["n"]) == (70 / 74, 74)
    assert row["ci_low"] == pytest.approx(0.8691, abs=1e-3)
    assert numbers["value"]["read_lost_by_model"] == 4
    assert numbers["value"]["read_lost_by_photo"] == 0
    assert numbers["value"]["within_tolerance_rate"] == 70 / 74


def test_against_known_texts(results, ids):
    texts = known_ids(4)
    numbers = results(ids[:4], ids[:4], known=texts, on_doors=[texts[0][1:], *texts[1:]]).numbers
    assert numbers["value"]["character_error_rate"] == pytest.approx(1 / 44)
    assert numbers["value"]["read_valid_but_wrong"] == 0


def test_nothing_known_and_too_few(results, ids):
    value = results(ids[:3], ids[:3]).numbers["value"]
    assert value[["read_valid_but_wrong", "character_error_rate"]].isna().all()
    assert np.isnan(value["reading_tolerance"])
    assert value["read_rate"] == 1


def test_the_tolerance_with_no_margin_is_told_once(results, ids):
    inward = with_margin(ids, -0.15)
    margins = {}
    for name, predicted in {"exact": ids, "inward": inward}.items():
        numbers = results(predicted, ids).numbers
        margins[name] = numbers["value"]["reading_margin"]
        told = numbers["n"]["reading_tolerance_with_margin"] > 0
        assert told == (margins[name] > 0)
        assert numbers["n"]["reading_tolerance"] > 0
    assert margins["exact"] == 0 < margins["inward"]


def test_no_labels(results, ids):
    assert results(ids[:0], ids[:0]).numbers["value"].drop("reading_margin").isna().all()
