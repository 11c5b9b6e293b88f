import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.training.rates import learning_rates
from containerloc.experiment.schedule import Schedule
from containerloc.show.charts.training import training_curves

ARGUMENTS = {"epochs": 9, "warmup_epochs": 2, "lr0": 0.01, "lrf": 0.01, "optimizer": "AdamW"}


def drawn(
    n: int, losses: tuple[str, ...] = ("box", "pose", "kobj", "cls", "dfl"), without: str = "$^"
):
    epoch = np.arange(1, n + 1)
    results = pd.DataFrame(
        {
            "epoch": epoch,
            **{f"{kind}/{loss}_loss": 3.0 / epoch for loss in losses for kind in ("train", "val")},
            "metrics/mAP50(P)": epoch / 10,
            "metrics/mAP50-95(P)": epoch / 20,
            "lr/pg0": 0.01,
            "lr/pg1": np.where(epoch < 3, 0.1, 0.01),
        }
    )
    results = results.drop(columns=results.filter(regex=without).columns)
    return training_curves(results, learning_rates(results, Schedule("cosine"), ARGUMENTS))


@pytest.mark.parametrize("losses", [("box", "cls"), ("a", "b", "c", "d", "e"), tuple("abcdef")])
def test_a_panel_for_each_loss_and_two_more(losses) -> None:
    figure = drawn(9, losses)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [f"{loss} loss" for loss in losses] + [
        "pose mAP, validation images",
        "learning rate",
    ]


def test_what_ran_lies_on_what_was_asked_for(marked, text_of) -> None:
    figure = drawn(9)
    asked, first, second = (line.get_ydata() for line in figure.axes[-1].lines)
    assert np.isnan(asked[:2]).all()
    assert asked[2] < 0.01
    assert first[2] == second[2] == 0.01
    assert figure.axes[-1].get_ylim()[1] < 0.02  # a warm-up from far above does not flatten it
    assert "up to 0.1" in text_of(figure)
    assert {(span.get_x(), span.get_width()) for span in marked(figure, "warm-up")} == {(0.5, 2.0)}
    assert "9 epochs; highest pose mAP50-95 0.450 in epoch 9" in text_of(figure)


def test_a_single_epoch_can_be_seen_and_none_is_said(text_of) -> None:
    assert drawn(1).axes[0].lines[0].get_marker() == "o"
    assert "No epoch of a training" in text_of(drawn(0))


@pytest.mark.parametrize("without", ["^metrics/", "^(metrics|val)/", "^lr/", "^(metrics|val|lr)/"])
def test_what_was_not_measured_is_not_drawn(text_of, without: str) -> None:
    text = text_of(drawn(9, without=without))
    assert ("the pose mAP was not measured" in text) == ("metrics" in without)
    assert ("The results do not hold it." in text) == ("metrics" in without)
    assert ("hold no learning rate" in text) == ("lr" in without)
