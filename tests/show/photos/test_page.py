"""Places on a page, in inches from the upper left."""

import numpy as np
import pytest

from containerloc.show.photos.page import page_of, tile, write


def test_five_cells_two_in_a_row_on_three_rows():
    figure, places = page_of(5, title="Five", cell_in=2.0, in_a_row=2, head_in=0.5)
    assert figure.get_figheight() == 6.5
    np.testing.assert_allclose(places, [(0.1, 0.5), (3.5, 0.5), (0.1, 2.5), (3.5, 2.5), (0.1, 4.5)])


def test_a_tile_and_a_text_stand_where_they_are_put():
    figure, _ = page_of(1, title="One", cell_in=3.5, head_in=0.5)  # 6.8 x 4 inches
    box = tile(figure, (1.7, 1.0, 3.4, 2.0)).get_position()
    assert box.bounds == pytest.approx((0.25, 0.25, 0.5, 0.5))
    write(figure, (1.7, 1.0), "words")
    assert figure.texts[-1].get_position() == pytest.approx((0.25, 0.75))
