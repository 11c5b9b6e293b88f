import numpy as np
import pytest

from containerloc.synthetic.pose_format import label_line

QUAD = np.array([[100.125, 50.5], [301.0625, 48.25], [303.0, 90.75], [99.5, 92.0]])


def test_a_line_reads_back_to_a_thousandth_of_a_pixel():
    numbers = np.array(label_line(QUAD, (959, 1280)).split(), float)
    assert numbers[0] == 0
    corners = numbers[5:].reshape(4, 3)
    np.testing.assert_allclose(corners[:, :2] * [959, 1280], QUAD, atol=1e-5)
    assert corners[:, 2].tolist() == [2, 2, 2, 2]
    box = numbers[1:5] * [959, 1280, 959, 1280]
    np.testing.assert_allclose(box, [201.25, 70.125, 203.5, 43.75], atol=1e-5)


def test_a_missing_corner_is_not_labelled_and_not_in_the_box():
    quad = QUAD.copy()
    quad[2] = np.nan
    numbers = label_line(quad, (400, 200)).split()
    assert numbers[11:14] == ["0", "0", "0"]
    assert (float(numbers[2]) + float(numbers[4]) / 2) * 200 == pytest.approx(92.0)


def test_what_lies_outside_is_clipped_to_the_border():
    numbers = np.array(label_line(QUAD - [200, 0], (120, 200)).split(), float)
    assert numbers.min() >= 0
    assert numbers[1:5].max() <= 1
    assert numbers[5:].reshape(4, 3)[:, 0].tolist() == pytest.approx(
        [0, 101.0625 / 120, 103 / 120, 0]
    )
