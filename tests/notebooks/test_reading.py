"""Notebooks 09 and 08 on predictions that a reader can read, and on others that it cannot.

The reader is planted: it reads a crop whose border no ink touches. What it read is stored, so that
the notebooks need no reader.
"""

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from containerloc.analysis.reading.moves import OUTWARD, RANDOM, moved
from containerloc.cli.app import app
from containerloc.model.reading.reader import TextRead
from containerloc.quads import Floats, bounds
from containerloc.run.execute.notebooks import READING
from containerloc.run.prepare.reading.session import readings_of
from containerloc.run.prepare.session import Selection, open_run

pytestmark = [pytest.mark.notebook, pytest.mark.slow]

N, SIZE = 40, (320, 120)
NAMES = tuple(f"photo_{number:02}.png" for number in range(N))
QUAD = np.array([[60.0, 40], [220, 40], [220, 60], [60, 60]])
QUADS = QUAD + np.stack([np.arange(N), np.arange(N) % 30], axis=1)[:, None]
INSET = 3  # px between the outline and the ink: a quarter of the text height
Findings = Mapping[str, Mapping[str, Any]]


class BorderReader:
    """Reads the same ID wherever the ink keeps off the picture's border, else half of it."""

    name, height_px = "border 1", 40

    def read(self, pictures: Sequence[np.ndarray]) -> list[TextRead]:
        return [TextRead(*self._of(picture[..., 0] < 128)) for picture in pictures]

    @staticmethod
    def _of(ink: np.ndarray) -> tuple[str, float]:
        cut = ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any()
        return ("CSQU30", 0.5) if cut or not ink.any() else ("CSQU3054383", 0.9)


@dataclass(frozen=True)
class Project:
    """A project of three experiments: `exact`, `random` and `outward`, off by 0.3 text heights."""

    root: Path

    def file(self, name: str) -> str:
        return str(self.root / "experiments" / f"{name}.yaml")

    def run_09(self, name: str) -> Findings:
        """Read with the planted reader, then run the notebook on what was stored."""
        predictions = str(self.root / f"{name}.json")
        run = open_run(self.file(name), Selection(predictions=predictions)).reading
        assert run.form is not None
        store = replace(readings_of(run.inputs, run.form), open_reader=BorderReader)
        assert replace(run, readings=store).results is not None
        asked = [self.file(name), "--only", "09", "--predictions", predictions]
        ended = CliRunner().invoke(app, ["run", *asked])
        assert ended.exit_code == 0, ended.output
        return by_code(self.folder(name))

    def folder(self, name: str) -> Path:
        return self.root / "artifacts" / "localization" / name


def by_code(folder: Path) -> Findings:
    return {each["code"]: each for each in json.loads((folder / "findings.json").read_text())}


def label_line(quad: Floats) -> str:
    low, high = bounds(quad[None])[0].reshape(2, 2) / SIZE
    corners = [f"{value:.8f}" for x, y in quad / SIZE for value in (x, y, 2)]
    return " ".join(
        ["0", *(f"{each:.8f}" for each in (*(low + high) / 2, *(high - low))), *corners]
    )


def prediction(name: str, quad: Floats) -> dict[str, Any]:
    low, high = bounds(quad[None])[0].reshape(2, 2)
    return {
        "image_id": Path(name).stem,
        "file_name": name,
        "category_id": 1,
        "bbox": [*low.tolist(), *(high - low).tolist()],
        "score": 0.9,
        "keypoints": [value for x, y in quad.tolist() for value in (x, y, 0.9)],
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("reading")
    images, labels = root / "data" / "images" / "val", root / "data" / "labels" / "val"
    for folder in (images, labels, root / "experiments"):
        folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name, quad in zip(NAMES, QUADS, strict=True):
        # Light patches: no photo is nearly another's duplicate.
        patches = Image.fromarray(rng.integers(160, 255, (8, 12, 3), dtype=np.uint8))
        photo = patches.resize(SIZE, Image.Resampling.NEAREST)
        (left, top), _, (right, bottom), _ = quad
        ink = left + INSET, top + INSET, right - INSET, bottom - INSET
        ImageDraw.Draw(photo).rectangle(ink, fill=(0, 0, 0))
        photo.save(images / name)
        (labels / name).with_suffix(".txt").write_text(label_line(quad) + "\n")
    (root / "data" / "data.yaml").write_text(
        "train: images/val\nval: images/val\nkpt_shape: [4, 3]\nnames: {0: container_id}\n"
    )
    groups = "".join(f"{name},{name}\n" for name in NAMES)  # each photo shows a door of its own
    (root / "data" / "attributes.csv").write_text(f"image,group\n{groups}")
    worse: Mapping[str, Callable[[], Floats]] = {
        "exact": lambda: QUADS,
        "random": lambda: moved(QUADS, RANDOM, 0.3, names=[f"{name} worse" for name in NAMES]),
        "outward": lambda: moved(QUADS, OUTWARD, 0.3, names=NAMES),
    }
    for name, quads in worse.items():
        rows = [prediction(image, quad) for image, quad in zip(NAMES, quads(), strict=True)]
        (root / f"{name}.json").write_text(json.dumps(rows))
        (root / "experiments" / f"{name}.yaml").write_text(
            f"name: {name}\ndata: ../data/data.yaml\nmodel: yolo11n-pose.yaml\n"
        )
    return Project(root)


@pytest.fixture(scope="module")
def of_09(project: Project) -> Mapping[str, Findings]:
    return {name: project.run_09(name) for name in ("exact", "random", "outward")}


def test_random_errors_lose_reads_and_09_says_so(of_09: Mapping[str, Findings]) -> None:
    outcome = of_09["random"]["read-outcome"]["evidence"]
    lost = of_09["random"]["read-lost-by-model"]["evidence"]
    assert outcome["n"] == N
    assert outcome["read"] + lost["lost"] == N
    assert lost["lost"] == outcome["lost_by_model"] > N // 2
    assert (lost["won"], lost["missed"], lost["beyond_tolerance"]) == (0, 0, lost["lost"])


@pytest.mark.parametrize("name", ["exact", "outward"])
def test_outward_errors_lose_none_and_09_says_so(of_09: Mapping[str, Findings], name: str) -> None:
    assert of_09[name]["read-outcome"]["evidence"]["read"] == N
    assert of_09[name]["corners-good-enough"]["evidence"]["read"] == N
    assert "read-lost-by-model" not in of_09[name]


def test_08_compares_what_is_read(project: Project, of_09: Mapping[str, Findings]) -> None:
    names = ("exact", "random", "outward")
    ended = CliRunner().invoke(app, ["compare", *map(project.file, names)])
    assert ended.exit_code == 0, ended.output
    folder = project.folder("comparisons") / "_vs_".join(names)
    saved = json.loads((folder / "comparison.json").read_text())
    rows = {row["experiment"]: row for row in saved["differences"] if row["metric"] == "read_rate"}
    lost = of_09["random"]["read-lost-by-model"]["evidence"]["lost"]
    assert rows["random"]["difference"] == pytest.approx(-lost / N)
    assert rows["random"]["verdict"] == "worse", rows["random"]
    assert rows["outward"]["difference"] == 0
    assert rows["outward"]["verdict"] != "worse"


def test_the_report_of_a_run_holds_what_is_read(
    project: Project, of_09: Mapping[str, Findings]
) -> None:
    """Of one notebook alone: 09."""
    for name, found in of_09.items():
        report = (project.folder(name) / "report.html").read_text()
        assert list((project.folder(name) / "notebooks").glob(f"{READING['09']}*.html"))
        assert html.escape(found["read-outcome"]["sentence"]) in report
