from pathlib import Path

import pytest
from rich.console import Console

from containerloc.experiment.experiment import load_experiment
from containerloc.run.commands.audit import audit_text, differences_table
from containerloc.run.prepare.training import open_training

pytest.importorskip("ultralytics", reason="its defaults are part of what is compared")


def audited(root: Path, shared: Path, recipe: str, run: str):
    folder = shared / "real_runs" / run
    return open_training(
        load_experiment(root / "experiments" / recipe),
        args=str(folder / "args.yaml"),
        results=str(folder / "results.csv"),
    )


def test_what_is_to_be_found_in_the_second_real_run(root: Path, shared: Path) -> None:
    training = audited(root, shared, "002_loc_improved.yaml", "exp002")
    found = {finding.code: finding.evidence for finding in training.findings()}
    assert set(found) == {
        "arguments-differ",
        "quality-collapsed",
        "warm-up-hot",
        "warm-up-long",
        "stopped-early",
        "chosen-by-boxes",
    }
    assert found["quality-collapsed"]["deepest"] == 33
    assert found["stopped-early"] == {"epochs": 80, "asked": 150, "patience": 20, "best": 60}
    assert found["warm-up-hot"]["highest"] > 90 * found["warm-up-hot"]["lr0"]
    assert found["warm-up-long"]["ran"] == pytest.approx(16.7, abs=0.1)
    assert "as asked for (cosine) in 63 of 63 epochs" in audit_text(training)


def test_what_is_to_be_found_in_the_third_real_run(root: Path, shared: Path) -> None:
    training = audited(root, shared, "003_loc_higher_pose_weight.yaml", "exp003")
    codes = [finding.code for finding in training.findings()]
    assert codes == [
        "restarts-not-applied",
        "arguments-differ",
        "warm-up-hot",
        "warm-up-long",
        "weight-decay-scaled",
        "chosen-by-boxes",
    ]
    assert training.differences.index.tolist() == ["cos_lr", "warmup_bias_lr"]
    console = Console(width=120, record=True, quiet=True)
    console.print(differences_table(training))
    assert "cos_lr" in audit_text(training)
