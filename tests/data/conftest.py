"""Small pose data sets on disk."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from PIL import Image

Build = Callable[..., Path]
# class, box, then TL TR BR BL with visibilities: 100..300 x 60..90 of a picture of 400 x 200.
LINE = "0 0.5 0.375 0.5 0.15 0.25 0.3 2 0.75 0.3 2 0.75 0.45 2 0.25 0.45 2"


@pytest.fixture
def line() -> str:
    """A right label line for kpt_shape [4, 3]."""
    return LINE


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes a data set with one split `val` and gives its data.yaml.

    `labels` maps an image file (under images/val) to the text or bytes of its label file, or to
    None for no label file at all.
    """

    def build(labels: Mapping[str, str | bytes | None], **changes: object) -> Path:
        for name, label in labels.items():
            image = tmp_path / "images" / "val" / name
            image.parent.mkdir(parents=True, exist_ok=True)
            if not image.exists():
                Image.new("RGB", (400, 200), "gray").save(image)
            text = (tmp_path / "labels" / "val" / name).with_suffix(".txt")
            text.parent.mkdir(parents=True, exist_ok=True)
            if label is not None:
                text.write_bytes(label if isinstance(label, bytes) else label.encode())
        content = {
            "train": "images/val",
            "val": "images/val",
            "kpt_shape": [4, 3],
            "names": {0: "container_id"},
            **changes,
        }
        path = tmp_path / "data.yaml"
        kept = {key: value for key, value in content.items() if value is not None}
        path.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
        return path

    return build
