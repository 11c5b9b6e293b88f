import numpy as np
import pytest
from scipy import ndimage
from scipy.ndimage import gaussian_filter, zoom

from containerloc.analysis.labels.photos.alignment import Details, aligned_correlations, details


def laid_on_one_by_one(target: Details, source: Details) -> float:
    """The same, plainly: one pair, all steps, each pixel looked up where it has moved to."""
    side, middle, inner = len(target), (len(target) - 1) / 2, slice(4, len(target) - 4)
    y, x = np.mgrid[:side, :side].astype(np.float64)
    along_x, along_y = (x - middle) / middle, (y - middle) / middle
    best, change = 0.0, np.zeros(4)
    for _ in range(12):
        place = [y + change[2] + change[3] * along_y, x + change[0] + change[1] * along_x]
        moved = ndimage.map_coordinates(source.astype(np.float64), place, order=1, mode="nearest")
        pair = target[inner, inner].ravel(), moved[inner, inner].ravel()
        best = max(best, float(np.corrcoef(*pair)[0, 1]))
        slope_y, slope_x = np.gradient(moved)
        system = np.stack(
            [slope_x, slope_x * along_x, slope_y, slope_y * along_y, moved, np.ones_like(moved)]
        )[:, inner, inner].reshape(6, -1)
        difference = (target - moved)[inner, inner].ravel()
        step = np.linalg.lstsq(system.T, difference, rcond=None)[0][:4]
        change = change + np.clip(step, -1.5, 1.5)
        if np.abs(step).max() < 0.02:
            break
    return best


def pictures(seed: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    noise = rng.uniform(0, 255, (n, 256, 256))
    return np.array([gaussian_filter(each, 6) for each in noise])


def test_a_crop_fits_and_a_stranger_does_not() -> None:
    large, stranger = pictures(3, 2)
    whole, other = zoom(large, 64 / 256, order=1), zoom(stranger, 64 / 256, order=1)
    crop = zoom(large[8:248, 6:250], (64 / 240, 64 / 244))
    fine = details(np.array([whole, 0.7 * crop + 10, other]))
    crop_of, stranger_to = aligned_correlations(fine, fine, np.array([0, 0]), np.array([1, 2]))
    assert crop_of > 0.95
    assert stranger_to < 0.5


@pytest.mark.parametrize("cut", [0, 4, 12, 20, 24])
def test_crops_correlate_as_when_laid_on_one_by_one(cut: int) -> None:
    photos = pictures(cut, 3)
    whole = [zoom(each, 64 / 256, order=1) for each in photos]
    size = 256 - cut
    crops = [zoom(each[cut:, :size], 64 / size, order=1) for each in photos]
    one, other = details(np.array(whole)), details(np.array(crops))
    places = np.arange(3)
    plain = [laid_on_one_by_one(*pair) for pair in zip(one, other, strict=True)]
    assert aligned_correlations(one, other, places, places) == pytest.approx(plain, abs=1e-4)
    assert min(plain) > 0.92


def test_a_picture_without_details_correlates_with_nothing() -> None:
    noise = np.random.default_rng(0).uniform(0, 255, (64, 64))
    fine = details(np.array([np.full((64, 64), 9.0), noise]))
    a, b = np.array([0, 0]), np.array([0, 1])
    assert aligned_correlations(fine, fine, a, b).tolist() == [0, 0]


def test_more_pairs_than_are_aligned_at_a_time() -> None:
    noise = np.random.default_rng(1).uniform(0, 255, (3, 64, 64))
    fine, places = details(noise), np.arange(300) % 3
    found = aligned_correlations(fine, fine, places, places)
    assert found == pytest.approx(np.ones(300), abs=1e-5)
    assert aligned_correlations(fine, fine, places[:0], places[:0]).shape == (0,)
