"""Predictions and thresholds on the command line."""

import json
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("run", "kept"),
    [
        ("exp002", {"0.25": "74 of 74", "0.6": "66 of 74"}),
        ("exp003", {"0.25": "74 of 74", "0.6": "73 of 74"}),
    ],
)
def test_sweep_of_the_real_runs(called, shared: Path, run: str, kept: dict[str, str]) -> None:
    file = shared / "real_runs" / run / "val_predictions.json"
    result = called("sweep", "--predictions", file, "--thresholds", "0.25,0.6")
    assert result.exit_code == 0
    for threshold, images in kept.items():
        (line,) = [row for row in result.output.splitlines() if f" {threshold} " in row]
        assert images in line
    said = " ".join(result.output.split())
    assert "0009466.jpg = 0000752.jpg" in said
    assert "69 of the 74 images are different" in said


def test_sweep_knows_images_without_any_prediction(called, tmp_path: Path) -> None:
    row = {
        "image_id": 1,
        "file_name": "1.jpg",
        "category_id": 1,
        "bbox": [0, 0, 4, 1],
        "score": 0.9,
        "keypoints": [0, 0, 1, 4, 0, 1, 4, 1, 1, 0, 1, 1],
    }
    (tmp_path / "p.json").write_text(json.dumps([row]))
    result = called("sweep", "--predictions", tmp_path / "p.json", "--images", 4)
    assert "1 of 4" in result.output


def test_review_of_nothing_is_an_error(called, experiment: Path) -> None:
    assert called("review", "gone").exit_code == 2
    assert called("review", experiment).exit_code == 3
    assert called("review", experiment, "--port", 70000).exit_code == 2
