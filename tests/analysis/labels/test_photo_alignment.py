import numpy as np
from scipy.ndimage import gaussian_filter, zoom

from containerloc.analysis.labels.photo_alignment import aligned_correlation


def test_alignment_finds_a_crop_and_not_a_stranger() -> None:
    rng = np.random.default_rng(3)
    large = gaussian_filter(rng.uniform(0, 255, (256, 256)), 6)
    whole, crop = zoom(large, 64 / 256, order=1), zoom(large[8:248, 6:250], (64 / 240, 64 / 244))
    stranger = zoom(gaussian_filter(rng.uniform(0, 255, (256, 256)), 6), 64 / 256, order=1)
    assert aligned_correlation(whole, 0.7 * crop + 10) > 0.95
    assert aligned_correlation(whole, stranger) < 0.5


def test_a_picture_without_details_correlates_with_nothing() -> None:
    flat = np.full((64, 64), 9.0)
    assert aligned_correlation(flat, flat) == 0
    assert aligned_correlation(flat, np.random.default_rng(0).uniform(0, 255, (64, 64))) == 0
