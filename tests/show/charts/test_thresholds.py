import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds.sweep import sweep
from containerloc.show.charts.thresholds import critical_confidences, gate_curve, sweep_curves


@pytest.fixture
def swept(doors, predicted):
    labels, _ = doors(10)
    predictions = predicted(labels, offset=1.0, missed=3)
    return sweep(matching(predictions, labels), n_images=10)


def critical(values):
    names = [f"door_{number}.png" for number in range(len(values))]
    return pd.DataFrame(
        {"image": names, "line": 1, "critical_confidence": np.array(values, np.float64)}
    )


def test_threshold_and_plateau_are_marked_in_every_panel(swept, marked, text_of):
    figure = sweep_curves(swept, 0.4, (0.1, 0.9))
    lines, spans = marked(figure, "in-use"), marked(figure, "plateau")
    assert [line.get_xdata()[0] for line in lines] == [0.4] * 4
    assert [(span.get_x(), span.get_x() + span.get_width()) for span in spans] == [(0.1, 0.9)] * 4
    words = text_of(figure)
    assert "threshold in use: 0.4" in words
    assert "0.1 to 0.9" in words
    assert "labels detected," in words


def test_curves_end_where_nothing_is_detected(swept):
    figure = sweep_curves(swept, 0.4)
    drawn = figure.axes[2].lines[0].get_ydata()
    np.testing.assert_array_equal(np.isnan(drawn), swept["detected"] == 0)


def test_no_plateau_no_label(swept, marked, text_of):
    figure = sweep_curves(swept, 0.95)
    assert not marked(figure, "plateau")
    assert "At 0.95 nothing is detected" in text_of(figure)


def test_many_false_positives_do_not_flatten_the_rest(swept):
    figure = sweep_curves(swept.assign(false_positives_per_image=300.0), 0.4)
    assert "log" in figure.axes[1].get_yscale()


def test_nothing_found_at_any_threshold_is_said(swept, text_of):
    assert "No threshold finds a label" in text_of(sweep_curves(swept.assign(detected=0), 0.4))
    assert "No threshold finds a label" in text_of(sweep_curves(swept.iloc[:0], 0.4))


def test_the_gate_in_use_is_marked(marked, text_of):
    table = pd.DataFrame({"gate": [0.1, 0.5, 0.9], "detection_rate": [1.0, 0.8, 0.25]})
    figure = gate_curve(table, gate=0.1, threshold=0.25)
    assert "100% of the labels detected with an IoU of 0.1, 25% with 0.9" in text_of(figure)
    assert [line.get_xdata()[0] for line in marked(figure, "in-use")] == [0.1]


def test_no_gate_without_labels(text_of):
    nothing = pd.DataFrame({"gate": [0.1], "detection_rate": [np.nan]})
    assert "No labels" in text_of(gate_curve(nothing, gate=0.1, threshold=0.25))


def test_lost_labels_are_named_and_no_other(text_of):
    words = text_of(critical_confidences(critical([0.9, 0.2, np.nan, 0.25]), 0.25))
    assert "At 0.25, 2 of 4 labels lost" in words
    assert "door_1.png" in words
    assert "door_2.png" in words
    assert "never detected" in words
    assert "door_0.png" not in words
    assert "door_3.png" not in words  # found at exactly the threshold


def test_at_most_fifteen_are_named(text_of, marked):
    figure = critical_confidences(critical(np.linspace(0.01, 0.2, 40)), 0.25)
    words = text_of(figure)
    assert words.count("door_") == 15
    assert "and 25 more" in words
    assert marked(figure, "in-use")[0].get_ydata()[0] == 0.25


def test_two_labels_of_one_image_are_told_apart(text_of):
    table = critical([0.1, 0.2]).assign(image="door.png", line=[1, 2])
    words = text_of(critical_confidences(table, 0.25))
    assert "door.png, line 1" in words
    assert "door.png, line 2" in words


@pytest.mark.parametrize(
    ("values", "sentence"),
    [([], "No labels"), ([0.8], "At 0.25, 0 of 1 label lost"), ([0.6] * 5000, "0 of 5,000")],
)
def test_none_lost(values, sentence, text_of):
    assert sentence in text_of(critical_confidences(critical(values), 0.25))
