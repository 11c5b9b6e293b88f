import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from scipy.stats import norm

from containerloc.data.photo_statistics import (
    STATISTIC_COLUMNS,
    TEXTURE_COLUMNS,
    corner_texture,
    label_statistics,
    luminance,
    photo_statistics,
    sharpness,
)
from containerloc.data.tables import IMAGE_COLUMNS, LABEL_COLUMNS, quad_columns, table_of
from containerloc.quads import CORNERS, Floats, as_quads, text_wh

TOP_LEFT = np.array([[20.0, 10], [100, 10], [100, 30], [20, 30]])


def _tables(paths: list[Path], quads: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = [path.name for path in paths]
    labels = table_of(
        {"image": names, "line": np.arange(len(names)) + 1, **quad_columns(quads)}, LABEL_COLUMNS
    )
    images = table_of({"image": names, "path": [str(path) for path in paths]}, IMAGE_COLUMNS)
    return labels, images.drop_duplicates()


@pytest.fixture
def striped(tmp_path: Path) -> Path:
    """Stripes of 4 px, grey 40 and 200, on a grey ground of 100."""
    pixels = np.full((60, 140), 100, np.uint8)
    pixels[10:30, 20:100] = np.where(np.arange(80) // 4 % 2, 200, 40)
    path = tmp_path / "striped.png"
    Image.fromarray(pixels).convert("RGB").save(path)
    return path


def test_stripes_by_hand(striped: Path) -> None:
    row = photo_statistics(*_tables([striped], as_quads(TOP_LEFT))).iloc[0]
    assert (row["image"], row["line"]) == ("striped.png", 1)
    assert row["brightness"] == pytest.approx(120 / 255, abs=0.002)
    assert row["contrast"] == pytest.approx(160 / 255, abs=0.002)
    assert row["sharpness"] == pytest.approx(0.5, abs=0.02)
    assert row[list(TEXTURE_COLUMNS)].to_numpy(float) == pytest.approx(1, abs=0.12)


def test_a_turned_photo_is_measured_as_displayed(striped: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.png"
    exif = Image.Exif()
    exif[274] = 6  # to be turned a quarter clockwise for display
    Image.open(striped).transpose(Image.Transpose.ROTATE_90).save(turned, exif=exif)
    upright = photo_statistics(*_tables([striped], as_quads(TOP_LEFT)))
    assert (
        photo_statistics(*_tables([turned], as_quads(TOP_LEFT)))
        .iloc[:, 2:]
        .equals(upright.iloc[:, 2:])
    )


def test_what_cannot_be_measured_is_nan_and_costs_no_other_its_row(
    striped: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    crossed, missing, tiny = TOP_LEFT[[0, 2, 1, 3]], TOP_LEFT.copy(), TOP_LEFT * 0.01
    missing[2] = np.nan
    endless = TOP_LEFT * [1000, 1]
    outside = TOP_LEFT + [60, 0]
    quads = np.array([TOP_LEFT, TOP_LEFT, crossed, missing, tiny, endless, outside, TOP_LEFT])
    paths = [broken, tmp_path / "absent.png", *[striped] * 6]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        statistics = photo_statistics(*_tables(paths, quads))
    known = statistics["brightness"].notna().tolist()
    assert known == [False, False, False, False, False, False, True, True]
    assert statistics.loc[:5, list(STATISTIC_COLUMNS)].isna().all(axis=None)
    assert statistics["line"].tolist() == list(range(1, 9))


def test_no_labels() -> None:
    statistics = photo_statistics(*_tables([], np.empty((0, 4, 2))))
    assert statistics.empty
    assert list(statistics.columns) == ["image", "line", *STATISTIC_COLUMNS]


def test_flat_is_neither_sharp_nor_textured() -> None:
    flat = np.full((32, 200), 90, np.uint8)
    assert np.isnan(sharpness(flat))
    assert np.isnan(corner_texture(flat)).all()


@given(st.floats(0.8, 4.0))
def test_a_blurred_edge_is_as_steep_as_its_width_says(blur: float) -> None:
    edge = 27.5 + 200 * norm.cdf((np.arange(80) - 39.5) / blur)
    picture = np.repeat(np.rint(edge).astype(np.uint8)[None], 20, axis=0)
    # The steepest central difference, from a pixel and a half before the edge to half beyond.
    steepest = (norm.cdf(0.5 / blur) - norm.cdf(-1.5 / blur)) / 2
    # Half a grey level at either end of the difference, of 200.
    assert sharpness(picture) == pytest.approx(steepest, rel=0.02, abs=0.005)


@pytest.fixture(scope="module")
def scenes() -> list[tuple[np.ndarray, Floats]]:
    pytest.importorskip("cv2")
    from containerloc.synthetic.draw.scene import render

    drawn = (render(21, index, height_px=480) for index in range(24))
    return [(scene.image, scene.quads[0]) for scene in drawn]


def test_sharpness_falls_with_blur_and_not_with_contrast(
    scenes: list[tuple[np.ndarray, Floats]],
) -> None:
    sharp, blurred, pale = [], [], []
    for image, quad in scenes:
        grey = Image.fromarray(luminance(image))
        sharp.append(label_statistics(np.asarray(grey), quad)[0])
        soft = grey.filter(ImageFilter.GaussianBlur(2))
        blurred.append(label_statistics(np.asarray(soft), quad)[0])
        faded = grey.point(lambda value: 60 + value / 2)
        pale.append(label_statistics(np.asarray(faded), quad)[0])
    assert (np.array(blurred) < 0.8 * np.array(sharp)).mean() > 0.9
    assert np.array(pale) == pytest.approx(np.array(sharp), rel=0.25)


def test_an_occluded_corner_is_told_from_clean_ones(
    scenes: list[tuple[np.ndarray, Floats]],
) -> None:
    from containerloc.synthetic.faults import Fault
    from containerloc.synthetic.picture_faults import occluded

    clean, covered = [], []
    for number, (image, quad) in enumerate(scenes):
        height = float(text_wh(as_quads(quad))[0, 1])
        corner = number % 4
        fault = Fault("occlude", size_px=1.2 * height, corner=CORNERS[corner])
        hidden = occluded(image, quad, fault, seed=(1, number))
        clean.append(label_statistics(luminance(image), quad)[3 + corner])
        covered.append(label_statistics(luminance(hidden), quad)[3 + corner])
    pairs = np.subtract.outer(np.array(clean), np.array(covered))
    assert (pairs > 0).mean() > 0.95  # area under the ROC curve
