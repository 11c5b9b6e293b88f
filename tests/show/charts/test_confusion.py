"""Which classes are taken for which others."""

import pandas as pd

from containerloc.show.charts.confusion import confusion_heatmap

NAMES = ["plate", "card"]


def table(*rows: list[int]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), [*NAMES, "no label"], [*NAMES, "nothing"])


def test_each_cell_is_counted_and_what_is_wrong_is_said(text_of) -> None:
    words = text_of(confusion_heatmap(table([7, 1, 2], [1, 1200, 1], [3, 0, 0])))
    assert "2 of 1,212 labels with a prediction of another class" in words
    assert "1,200" in words
    assert words.count("plate") == words.count("card") == 2


def test_one_class_is_said_in_a_sentence(text_of) -> None:
    one = pd.DataFrame([[7, 2], [1, 0]], ["plate", "no label"], ["plate", "nothing"])
    assert "Only one class occurs" in text_of(confusion_heatmap(one))


def test_the_cell_of_nothing_on_no_label_is_empty(text_of) -> None:
    figure = confusion_heatmap(table([0, 0, 0], [0, 0, 0], [0, 0, 0]))
    assert "0 of 0 labels" in text_of(figure)
    assert len(figure.axes[0].texts) == 8
