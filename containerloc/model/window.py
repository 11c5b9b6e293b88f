"""A training set whose images change: the newest of a folder that others keep filling.

Imports Ultralytics, so import it late.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from ultralytics.data import dataset

from containerloc.data.paths import finished_numbers, label_path_of, numbered_image
from containerloc.errors import DataError

_YoloDataset: Any = dataset.YOLODataset
_VALUES: Final = 1 + 4 + 4 * 3  # class, box, corners with visibility


class WindowDataset(_YoloDataset):  # type: ignore[misc]
    """The newest `count` images of a folder, named by rising numbers.

    Place i of the data set shows image `numbers[i]`. All loader processes share the numbers, and
    read an image and its label when they first meet its number, so that they live on while the
    images change.

    Parameters
    ----------
    images
        Folder of `<number>.jpg`. An image counts once its label file is there, which is written
        after it.
    count
        How many the data set has, always.

    Raises
    ------
    DataError
        When there are fewer.
    """

    def __init__(self, images: Path, count: int, **options: Any) -> None:
        newest = finished_numbers(images)[-count:]
        if len(newest) < count:
            raise DataError(f"{images}: {len(newest)} images are finished, not {count}")
        self.folder = images
        shared: Any = torch.from_numpy(newest.copy())
        self.shared = shared.share_memory_()
        self.shown = newest
        self.dropped: NDArray[np.int64] = np.empty(0, np.int64)
        super().__init__(img_path=str(images), **options)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The image that each place shows now, in every process."""
        return np.asarray(self.shared.numpy())

    def get_img_files(self, img_path: str) -> list[str]:
        """The file of each place."""
        return [str(numbered_image(self.folder, number)) for number in self.shown]

    def get_labels(self) -> list[dict[str, Any]]:
        """The label of each place; what draws images writes no faulty ones, so none is checked."""
        return [_read_label(Path(file)) for file in self.im_files]

    def get_image_and_label(self, index: int) -> dict[str, Any]:
        """Image and label that are shown at a place now."""
        number = int(self.numbers[index])
        if number != self.shown[index]:
            file = numbered_image(self.folder, number)
            self.im_files[index], self.labels[index] = str(file), _read_label(file)
            self.ims[index] = None  # an image kept for mosaics, which the label no longer fits
            self.shown[index] = number
        item: dict[str, Any] = super().get_image_and_label(index)
        return item

    def newest(self) -> NDArray[np.int64]:
        """The numbers with every image that is finished by now, in place of the oldest."""
        numbers = self.numbers.copy()
        newer = finished_numbers(self.folder)
        newer = newer[newer > numbers.max()][-len(numbers) :]
        numbers[np.argsort(numbers)[: len(newer)]] = newer
        return numbers

    def show(self, numbers: NDArray[np.int64]) -> None:
        """Show these images from now on."""
        self.dropped = np.setdiff1d(self.numbers, numbers)
        self.numbers[:] = numbers

    def delete_old(self) -> None:
        """Delete the images older than all that are shown or were until the last change.

        What was dropped just now may still be under way in a loader's process.
        """
        kept = np.concatenate([self.numbers, self.dropped])
        for number in np.setdiff1d(finished_numbers(self.folder), kept):
            if number < kept.max():
                file = numbered_image(self.folder, int(number))
                label_path_of(file).unlink(missing_ok=True)
                file.unlink(missing_ok=True)


def _read_label(image: Path) -> dict[str, Any]:
    words = label_path_of(image).read_text(encoding="ascii").split()
    values = np.array(words, np.float32).reshape(-1, _VALUES)
    return {
        "im_file": str(image),
        "cls": values[:, :1],
        "bboxes": values[:, 1:5],
        "segments": [],
        "keypoints": values[:, 5:].reshape(-1, 4, 3),
        "normalized": True,
        "bbox_format": "xywh",
    }
