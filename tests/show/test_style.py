import matplotlib as mpl
import matplotlib.pyplot as plt

from containerloc.show.style import new_figure, sentence_figure, styled


def test_settings_of_the_reader_stay_as_they_are():
    with mpl.rc_context({"font.size": 31, "axes.grid": False}):
        figure = styled(lambda: sentence_figure("Nothing."))()
        assert mpl.rcParams["font.size"] == 31
        assert not mpl.rcParams["axes.grid"]
    assert repr(figure) == "Nothing."


def test_figure_is_not_left_open_to_be_shown_twice():
    before = plt.get_fignums()
    new_figure(3.0, title="A title")
    assert plt.get_fignums() == before
