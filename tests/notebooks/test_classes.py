"""Notebook 06, run by papermill on the drawn plates and cards: see `tests/plates_and_cards.py`."""

import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from typer.testing import CliRunner

from containerloc.cli.app import app
from tests import plates_and_cards as drawn

pytestmark = pytest.mark.notebook


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory) -> Path:
    """What a run over notebook 06 leaves."""
    root = tmp_path_factory.mktemp("plates")
    experiment, predictions = drawn.write_project(root)
    arguments = ["run", str(experiment), "--predictions", str(predictions), "--only", "06"]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return root / "artifacts/localization/plates"


def test_numbers_of_each_class_are_left(artifacts: Path) -> None:
    numbers = pd.read_csv(artifacts / "per_class.csv").set_index(["class", "metric"])["value"]
    rates = {name: numbers[name, "detection_rate"] for name in ("all", "plate", "card")}
    assert rates == pytest.approx({"all": 9 / 14, "plate": 7 / 10, "card": 2 / 4})
    errors = {name: numbers[name, "mde_px"] for name in ("all", "plate", "card")}
    assert errors == pytest.approx({"all": 34 / 9, "plate": 21 / 7, "card": 13 / 2}, abs=1e-4)
    confusion = pd.read_csv(artifacts / "confusion.csv", index_col="label")
    assert confusion.to_numpy().tolist() == [[7, 1, 2], [1, 2, 1], [1, 1, 0]]


def test_labels_have_the_name_of_their_class(artifacts: Path) -> None:
    table = pd.read_csv(artifacts / "per_image.csv")
    counts = table.groupby("class_name")["detected"].sum()
    assert counts.to_dict() == {"plate": 7, "card": 2}


def test_nothing_speaks_of_ids_and_doors(artifacts: Path) -> None:
    (path,) = artifacts.glob("notebooks/06_*.ipynb")
    outputs = [
        cell.outputs for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    ]
    findings = [each["sentence"] for each in json.loads((artifacts / "findings.json").read_text())]
    report = (artifacts / "report.md").read_text()
    for text in (json.dumps(outputs), *findings, report):
        assert not any(word in text for word in (" ID ", " IDs", "container_id", " door"))
    assert "2 of 14 objects are predicted as another class" in " ".join(findings)
    assert "## Classes" in report
    assert "figures/06_confusion.png" in report
