"""Wheels without pip, and a kernel's output as Kaggle's client downloads it."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from PIL import Image

from containerloc.data.predictions import Predictions, write_predictions
from containerloc.data.tables import PREDICTION_COLUMNS, table_of
from containerloc.run.files.json_files import write_json

NUMBER = {"value": 3.0, "ci_low": 2.0, "ci_high": 4.0, "n": 7, "notebook": "06"}
FINDING = {"code": "no-fault", "severity": "info", "sentence": "None.", "notebook": "06"}


@pytest.fixture
def write_executed() -> Callable[..., None]:
    """Writes an executed notebook: `path, title, error`."""
    return write_notebook


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """What notebook 06 left on Kaggle for the experiment `one`."""
    folder = tmp_path / "downloaded"
    run = folder / "artifacts" / "localization" / "one"
    write_json(run / "metrics.json", {"mde_px": NUMBER})
    write_json(run / "findings.json", [FINDING])
    made_by = {"versions": {"containerloc": "0.1.0"}}
    empty = pd.DataFrame(table_of({}, PREDICTION_COLUMNS))
    write_predictions(Predictions(empty, ("a.jpg",), made_by), run / "predictions" / "val.parquet")
    (run / "per_image.csv").write_text("image,detected,error_px\na.jpg,True,3.0\n")
    (run / "figures").mkdir()
    Image.new("RGB", (4, 4)).save(run / "figures" / "06_causes.png")
    write_notebook(folder / "__notebook__.ipynb", "# 06 · How far off?")
    (folder / "06-one.log").write_text(json.dumps([{"data": "fine"}]))
    return folder


def write_notebook(path: Path, title: str, error: str = "") -> None:
    """An executed notebook, which ends with an error if there is one."""
    code = nbformat.v4.new_code_cell("1 / 0" if error else "1")
    if error:
        code.outputs = [nbformat.v4.new_output("error", ename=error, evalue="it failed")]
    cells = [nbformat.v4.new_markdown_cell(title), code]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
