import pandas as pd

from containerloc.show.charts.compared_curves import compared_curves


def test_the_curves_that_are_kept(text_of) -> None:
    results = pd.DataFrame(
        {"epoch": [1, 2], "train/pose_loss": [2.0, 1.0], "metrics/mAP50-95(P)": [0.5, 0.9]}
    )
    figure = compared_curves({"exp_a": results, "exp_b": pd.DataFrame()})
    words = text_of(figure)
    assert "1 training over each other; of 1 experiment none is kept" in words
    assert "The results hold no lr/pg0" in words
    assert [len(axes.get_lines()) for axes in figure.axes] == [1, 0, 1, 0]
    (line,) = figure.axes[0].get_lines()
    assert line.get_xydata().tolist() == [[1, 2], [2, 1]]


def test_twenty_trainings_have_twenty_colours() -> None:
    results = pd.DataFrame({"epoch": [1, 2, 3], "train/pose_loss": [2.0, 1.0, 0.5]})
    figure = compared_curves({f"exp_{k:02}": results for k in range(20)})
    assert len({str(line.get_color()) for line in figure.axes[0].get_lines()}) == 20


def test_no_training_is_a_sentence() -> None:
    assert "no curves" in compared_curves({"one": pd.DataFrame()}).texts[0].get_text()
