"""Real drawn doors with exact corners, each seed drawn once and kept on disk."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.quads import Floats
from containerloc.synthetic.dataset import REVISION
from containerloc.synthetic.draw import scene
from containerloc.synthetic.draw.world import USUAL

N: Final = 74  # validation images, one ID each
N_TRAIN: Final = 24  # pictures of the training split; its other images have none
DRAWN_PX: Final = 640  # longer side of a picture
PHOTO_PX: Final = 1920  # longer side of the photo that it stands for
PLACES: Final = ("size_code", "owner", "serial")

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Drawn:
    """Photos of doors; quads in pixels of the photo, which is three times as large as drawn."""

    pictures: tuple[Picture, ...]  # RGB, longer side 640 px
    truth: Floats  # (n, 4, 2), exact
    places: Mapping[str, Floats]  # (n, 4, 2) of size_code, owner, serial; NaN where not drawn
    attributes: pd.DataFrame  # place, light, lines, ...

    @property
    def wh_px(self) -> Floats:
        """Width and height of each photo, shape `(n, 2)`."""
        return np.array([picture_wh(picture) for picture in self.pictures])


def picture_wh(picture: Picture) -> tuple[float, float]:
    """Width and height of the photo that a picture stands for, px."""
    height, width = picture.shape[:2]
    return width * PHOTO_PX / DRAWN_PX, height * PHOTO_PX / DRAWN_PX


@lru_cache(maxsize=2)
def draw(seed: int, folder: Path | None = None) -> Drawn:
    """The doors of a seed: 74 validation pictures, then 24 of the training split.

    `folder` keeps them; by default one below the temporary directory.
    """
    folder = folder or Path(tempfile.gettempdir()) / "containerloc-planted"
    file = folder / f"doors-{REVISION}-{DRAWN_PX}-{N}-{N_TRAIN}-{seed}.npz"
    if not file.is_file():
        _write(file, seed)
    with np.load(file) as kept:
        pictures = tuple(_decoded(kept[f"picture_{i}"]) for i in range(N + N_TRAIN))
        places = {name: kept[name] for name in PLACES}
        attributes = pd.DataFrame(json.loads(str(kept["attributes"])))
        return Drawn(pictures, kept["truth"], places, attributes)


def _write(file: Path, seed: int) -> None:
    scenes = [scene.render(seed, i, height_px=DRAWN_PX, world=USUAL) for i in range(N + N_TRAIN)]
    nowhere = np.full((4, 2), np.nan)
    scale = PHOTO_PX / DRAWN_PX
    arrays: dict[str, np.ndarray] = {"truth": scale * np.concatenate([s.quads for s in scenes])}
    for name in PLACES:
        arrays[name] = scale * np.array([s.places.get(name, nowhere) for s in scenes])
    arrays |= {f"picture_{i}": encoded(s.image, quality=92) for i, s in enumerate(scenes)}
    # sizes are those of the quads, which a cause may change
    told = [{k: v for k, v in s.attributes.items() if not k.endswith("_px")} for s in scenes]
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as partial:
        np.savez(partial, allow_pickle=False, attributes=np.array(json.dumps(told)), **arrays)
    Path(partial.name).replace(file)  # whole or not at all


def encoded(picture: Picture, *, quality: int) -> NDArray[np.uint8]:
    """The picture's bytes as a JPEG."""
    done, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return np.asarray(data, np.uint8)


def _decoded(data: NDArray[np.uint8]) -> Picture:
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)


def recompressed(picture: Picture, *, quality: int) -> Picture:
    """The picture after it was saved as a JPEG once more."""
    return _decoded(encoded(picture, quality=quality))
