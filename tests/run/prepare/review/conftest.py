"""A run of three photos that can be looked at: in each one label, which the model sees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from containerloc.experiment.experiment import load_experiment
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.review.run_review import RunReview, open_review


@pytest.fixture
def photos(project: Path) -> Path:
    """The folder of the photos, each unlike the others."""
    folder = project / "data" / "images" / "val"
    for number, path in enumerate(sorted(folder.iterdir())):
        pixels = np.random.default_rng(number).integers(0, 255, (48, 64, 3), np.uint8)
        Image.fromarray(pixels).save(path)
    return folder


@pytest.fixture
def opened_review(project: Path, photos: Path) -> Callable[..., RunReview]:
    """Opens the run anew."""

    def open_one(**more: Any) -> RunReview:
        selection = Selection(predictions=str(project / "predictions.json"), **more)
        return open_review(load_experiment("experiments/one.yaml"), selection)

    return open_one


@pytest.fixture
def review(opened_review: Callable[..., RunReview]) -> RunReview:
    return opened_review()


@pytest.fixture
def sent() -> Callable[..., dict[str, Any]]:
    """A verdict as the page sends it."""

    def send(image: str = "val_0.png", **more: Any) -> dict[str, Any]:
        place = {"split": "val", "image": image, "object": "line 1", "class_name": "id"}
        said = {"verdict": "label_wrong", "corrected": None, "note": "", "who": "ann"}
        return {"case": f"val/{image}/line 1", **place, **said, "when": "", **more}

    return send
