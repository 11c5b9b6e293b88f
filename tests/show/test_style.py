import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from containerloc.show.style import drawing_limit, new_figure, sentence_figure, styled


def test_settings_of_the_reader_stay_as_they_are():
    with mpl.rc_context({"font.size": 31, "axes.grid": False}):
        figure = styled(lambda: sentence_figure("Nothing."))()
        assert mpl.rcParams["font.size"] == 31
        assert not mpl.rcParams["axes.grid"]
    assert figure.texts[0].get_text() == "Nothing."


def test_figure_is_not_left_open_to_be_shown_twice():
    before = plt.get_fignums()
    new_figure(3.0, title="A title")
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ([], 1.0),
        ([np.nan, np.nan], 1.0),
        ([0.0, 0.0], 1.0),
        ([1.0, 2.0], 2.1),
        ([2.0] * 99 + [900.0], 3.0),  # one huge error does not flatten the rest
    ],
)
def test_drawing_limit(values, limit):
    assert drawing_limit(np.array(values)) == pytest.approx(limit)


def test_drawing_limit_keeps_what_is_marked():
    assert drawing_limit(np.array([2.0] * 99 + [900.0]), 11.0) > 11
