from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

from ultralytics.cfg import get_cfg
from ultralytics.data import build_dataloader

from containerloc.data.paths import finished_numbers, label_path_of, numbered_image
from containerloc.errors import DataError
from containerloc.model.window import WindowDataset

Draw = Callable[[Path, int], None]


@pytest.fixture
def images(tmp_path: Path, draw_numbered: Draw) -> Path:
    folder = tmp_path / "images" / "train"
    for number in range(10, 15):
        draw_numbered(folder, number)
    return folder


def opened(images: Path, **options: Any) -> WindowDataset:
    overrides = {
        "task": "pose",
        "mosaic": 0.0,
        "degrees": 0.0,
        "translate": 0.0,
        "scale": 0.0,
        "fliplr": 0.0,
        "hsv_h": 0.0,
        "hsv_s": 0.0,
        "hsv_v": 0.0,
        "imgsz": 64,
    }
    return WindowDataset(
        images,
        4,
        task="pose",
        data={"kpt_shape": [4, 3], "names": {0: "id"}, "channels": 3},
        hyp=get_cfg(overrides=overrides | options),
        imgsz=64,
        batch_size=2,
        augment=True,
    )


def pairs(batches: Any) -> list[tuple[int, int]]:
    """What image and label of each item say of its number."""
    return [
        (round(float(image.float().mean())), round(100 * float(box[2])))
        for batch in batches
        for image, box in zip(batch["img"], batch["bboxes"], strict=True)
    ]


@pytest.mark.parametrize("workers", [0, 2])
def test_new_images_come_with_their_labels_into_a_loader_that_lives_on(
    images: Path, draw_numbered: Draw, workers: int
) -> None:
    dataset = opened(images)
    loader = build_dataloader(dataset, batch=2, workers=workers, shuffle=True, device="cpu")
    assert sorted(pairs(loader)) == [(n, n) for n in (11, 12, 13, 14)]
    for number in (20, 21):
        draw_numbered(images, number)
    dataset.show(dataset.newest())
    # Up to four batches of each process were under way.
    seen = {pair for _ in range(6) for pair in pairs(loader)}
    assert {(n, n) for n in (13, 14, 20, 21)} <= seen
    assert all(pixels == label for pixels, label in seen)
    assert len(loader) == 2
    loader.close()


def test_an_image_kept_for_mosaics_is_not_given_anothers_label(
    images: Path, draw_numbered: Draw
) -> None:
    dataset = opened(images)
    dataset.get_image_and_label(0)
    assert dataset.ims[0] is not None
    draw_numbered(images, 30)
    dataset.show(dataset.newest())
    item = dataset.get_image_and_label(int(np.flatnonzero(dataset.numbers == 30)[0]))
    assert int(item["img"].mean()) == 30
    assert item["instances"].bboxes[0, 2] == pytest.approx(0.30)


def test_only_finished_images_count(images: Path, draw_numbered: Draw) -> None:
    dataset = opened(images)
    draw_numbered(images, 31)
    label_path_of(numbered_image(images, 31)).unlink()
    assert sorted(dataset.newest()) == [11, 12, 13, 14]
    label_path_of(numbered_image(images, 11)).unlink()
    with pytest.raises(DataError, match="4 images are finished, not 5"):
        WindowDataset(images, 5, data={}, task="pose")


def test_images_are_deleted_once_no_process_can_still_want_them(
    images: Path, draw_numbered: Draw
) -> None:
    dataset = opened(images)

    def after(*drawn: int) -> list[int]:
        for number in drawn:
            draw_numbered(images, number)
        dataset.show(dataset.newest())
        dataset.delete_old()
        assert [path.stem for path in sorted(images.iterdir())] == [
            f"{number:08d}" for number in finished_numbers(images)
        ]
        return finished_numbers(images).tolist()

    assert after(15, 16) == [11, 12, 13, 14, 15, 16]  # 11 and 12 may be under way
    assert after(17) == [13, 14, 15, 16, 17]
    assert after() == [14, 15, 16, 17]
    assert after(*range(20, 30)) == [14, 15, 16, 17, 26, 27, 28, 29]


def test_closed_mosaic_stays_closed_for_new_images(images: Path, draw_numbered: Draw) -> None:
    dataset = opened(images, mosaic=1.0)
    dataset.close_mosaic(get_cfg(overrides={"degrees": 0.0, "translate": 0.0, "scale": 0.0}))
    draw_numbered(images, 90)
    dataset.show(dataset.newest())
    item = dataset[int(np.flatnonzero(dataset.numbers == 90)[0])]
    assert item["bboxes"].shape == (1, 4)
