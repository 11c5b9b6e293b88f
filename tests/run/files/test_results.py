"""What a notebook saves: numbers with intervals, findings, tables, figures."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from containerloc.finding import Finding
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.results import save_figure, save_results, save_table


def test_tables_and_figures_land_in_folders_that_are_made(tmp_path):
    save_table(pd.DataFrame({"a": [1.25, np.nan]}), tmp_path / "tables" / "a.csv")
    assert (tmp_path / "tables" / "a.csv").read_text() == 'a\n1.25\n""\n'
    figure, _ = plt.subplots(figsize=(1, 1))
    for folder in ("one", "two"):
        save_figure(figure, tmp_path / folder / "a.png")
    plt.close(figure)
    first = (tmp_path / "one" / "a.png").read_bytes()
    assert first.startswith(b"\x89PNG")
    assert first == (tmp_path / "two" / "a.png").read_bytes()


def test_a_complete_count_is_its_own_interval(tmp_path):
    artifacts = Artifacts(tmp_path, "exact_labels")
    numbers = pd.DataFrame(
        {
            "value": [74.0, 8.0, 31.0],
            "ci_low": [np.nan, 7.0, 31.0],
            "ci_high": [np.nan, 9.0, np.nan],
        },
        index=["dataset_labels", "mde_px", "error_max_px"],
    )
    figure, _ = plt.subplots(figsize=(1, 1))
    written = save_results(
        artifacts,
        "06",
        findings=[Finding("jitter", "info", "The corners scatter.", {"px": np.float64(2)})],
        numbers=numbers,
        figures={"errors": figure},
        tables={artifacts.per_image: pd.DataFrame({"image": ["a.jpg"]})},
    )
    plt.close(figure)
    names = ["metrics.json", "findings.json", "figures/06_errors.png", "per_image.csv"]
    assert written == [f"exact_labels/{name}" for name in names]
    saved = json.loads(artifacts.metrics.read_text())
    ends = {key: (row["ci_low"], row["ci_high"]) for key, row in saved.items()}
    assert ends == {"dataset_labels": (74, 74), "mde_px": (7, 9), "error_max_px": (31, None)}
    (finding,) = json.loads(artifacts.findings.read_text())
    assert (finding["code"], finding["evidence"], finding["notebook"]) == (
        "jitter",
        {"px": 2},
        "06",
    )
