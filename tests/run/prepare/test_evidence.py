"""From files to findings: the command, its exit code, and the story that it is for."""

import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.quads import Floats, bounds

WIDTH, HEIGHT, N = 640, 480, 74


def line(quad: Floats) -> str:
    left, top, right, bottom = bounds(quad[None])[0]
    box = [
        (left + right) / 2 / WIDTH,
        (top + bottom) / 2 / HEIGHT,
        (right - left) / WIDTH,
        (bottom - top) / HEIGHT,
    ]
    return (
        " ".join(
            [
                "0",
                *(f"{value:.8f}" for value in box),
                *(f"{x / WIDTH:.8f} {y / HEIGHT:.8f} 2" for x, y in quad),
            ]
        )
        + "\n"
    )


def row(name: str, score: float, quad: Floats) -> dict[str, object]:
    left, top, right, bottom = bounds(quad[None])[0]
    return {
        "image_id": name,
        "file_name": f"{name}.png",
        "category_id": 1,
        "bbox": [left, top, right - left, bottom - top],
        "score": score,
        "keypoints": [value for x, y in quad for value in (x, y, 0.9)],
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """74 photos; nine IDs, small and long, are found at 0.57 to 0.58, the others at 0.65 to 0.9."""
    root = tmp_path_factory.mktemp("story")
    rng = np.random.default_rng(1)
    rows = []
    for split, n in (("train", 2), ("val", N)):
        for k in range(n):
            name = f"{split}_{k:02}"
            small = split == "val" and k % 8 == 0 and k < 72
            wide, high = (150, 9) if small else (rng.uniform(200, 300), rng.uniform(24, 40))
            left, top = rng.uniform(20, 300), rng.uniform(20, 400)
            quad = np.array(
                [[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]]
            )
            for kind in ("images", "labels"):
                (root / "data" / kind / split).mkdir(parents=True, exist_ok=True)
            picture = rng.integers(0, 255, (HEIGHT // 16, WIDTH // 16, 3), dtype=np.uint8)
            Image.fromarray(picture).resize((WIDTH, HEIGHT)).save(
                root / "data" / "images" / split / f"{name}.png"
            )
            (root / "data" / "labels" / split / f"{name}.txt").write_text(line(quad))
            if split == "val":
                score = 0.57 + k / 8 / 900 if small else rng.uniform(0.65, 0.9)
                rows.append(row(name, score, quad + rng.normal(0, 0.6, (4, 2))))
    (root / "predictions.json").write_text(json.dumps(rows))
    (root / "data" / "data.yaml").write_text(
        yaml.safe_dump(
            {
                "path": ".",
                "train": "images/train",
                "val": "images/val",
                "kpt_shape": [4, 3],
                "names": {0: "container_id"},
            }
        )
    )
    (root / "experiments").mkdir()
    (root / "experiments" / "story.yaml").write_text(
        yaml.safe_dump(
            {
                "name": "story",
                "data": "../data/data.yaml",
                "model": "yolo11n-pose.pt",
                "predict": {"conf": 0.25},
            }
        )
    )
    return root


def diagnosed(project: Path, *options: str):
    return CliRunner().invoke(
        app,
        [
            "diagnose",
            str(project / "experiments" / "story.yaml"),
            "--predictions",
            str(project / "predictions.json"),
            "--out",
            str(project / "out"),
            *options,
        ],
        catch_exceptions=False,
    )


def test_the_story_of_the_nine_missed_detections(project: Path) -> None:
    result = diagnosed(project, "--confidence", "0.6")
    first, do = " ".join(result.stdout.split()).split("warning: ")[0].split(" do: ")
    assert first.startswith("1 error, ")
    assert "9 of 74" in first
    assert "[threshold-loses-labels]" in first
    do, look = do.split(" look at: ")
    assert "`predict.conf`" in do
    named = ", ".join(f"val_{k:02}.png" for k in range(0, 48, 8))
    assert look.strip() == f"{named} and 3 more"
    assert result.exit_code == 1


def test_the_experiments_own_threshold_has_nothing_wrong(project: Path) -> None:
    result = diagnosed(project)
    assert "[nothing-wrong]" in result.stdout
    assert "warning" not in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("warning", 1), ("error", 1)])
def test_what_fails_is_chosen(project: Path, fail_on: str, code: int) -> None:
    result = diagnosed(project, "--confidence", "0.6", "--fail-on", fail_on)
    assert result.exit_code == code


def test_attributes_that_are_not_there(project: Path) -> None:
    result = diagnosed(project, "--attributes", str(project / "none.csv"))
    assert result.exit_code == 3
    assert "none.csv" in result.stderr
