"""Runs on the command line: what is missing is named."""

from pathlib import Path


def test_an_experiment_without_weights_is_named(called, experiment: Path) -> None:
    result = called("run", experiment)
    assert result.exit_code == 2
    assert "one has no weights" in result.output


def test_missing_data_is_the_datas_fault(called, experiment: Path, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text("[]")
    result = called("run", experiment, "--predictions", tmp_path / "p.json")
    assert result.exit_code == 3
    assert "data.yaml" in result.output
