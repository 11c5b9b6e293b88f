"""Places on a page, in inches from the upper left."""

import numpy as np
import pytest

from containerloc.show.photos.page import page_of, tile, write


def test_five_cells_three_in_a_row_on_two_rows():
    figure, places = page_of(5, title="Five", cell_in=2.0, in_a_row=3, head_in=0.5)
    assert figure.get_figheight() == 4.5
    np.testing.assert_allclose(places, [(0.1, 0.5), (4.1, 0.5), (8.1, 0.5), (0.1, 2.5), (4.1, 2.5)])


def test_a_tile_and_a_text_stand_where_they_are_put():
    figure, _ = page_of(1, title="One", cell_in=3.5, head_in=0.5)  # 12 x 4 inches
    box = tile(figure, (3.0, 1.0, 6.0, 2.0)).get_position()
    assert box.bounds == pytest.approx((0.25, 0.25, 0.5, 0.5))
    write(figure, (3.0, 1.0), "words")
    assert figure.texts[-1].get_position() == pytest.approx((0.25, 0.75))
