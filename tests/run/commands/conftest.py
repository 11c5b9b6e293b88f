"""A data set with one planted fault per image."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from containerloc.synthetic.pose_format import label_line

SIZE = (640, 480)
RIGHT = np.array([[100.0, 100], [400, 110], [400, 150], [100, 140]])
PLANTED = {
    "sound": [RIGHT],
    "rotated": [RIGHT[[1, 2, 3, 0]]],
    "on_its_head": [RIGHT[[2, 3, 0, 1]]],
    "mirrored": [RIGHT[[1, 0, 3, 2]]],
    "swapped": [RIGHT[[1, 0, 2, 3]]],
    "twice": [RIGHT, RIGHT],
    "upwards": [RIGHT[:, ::-1] * [1, -1] + [0, 450]],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two splits: val with a planted fault an image, train with one sound image and one unread."""
    root = tmp_path / "data"
    rng = np.random.default_rng(0)
    for split, quads in (("val", PLANTED), ("train", {"alone": [RIGHT], "broken": [RIGHT]})):
        for kind in ("images", "labels"):
            (root / kind / split).mkdir(parents=True)
        for name, of_image in quads.items():
            noise = rng.integers(0, 255, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
            Image.fromarray(noise).save(root / "images" / split / f"{name}.jpg")
            text = "".join(label_line(quad, SIZE) for quad in of_image)
            (root / "labels" / split / f"{name}.txt").write_text(text)
    (root / "labels" / "train" / "broken.txt").write_text("0 zero")
    content = {
        "path": ".",
        "train": "images/train",
        "val": "images/val",
        "kpt_shape": [4, 3],
        "names": {0: "id"},
        "kpt_oks_sigmas": [0.1] * 4,
    }
    (root / "data.yaml").write_text(yaml.safe_dump(content))
    return root
