"""Where files lie."""

from dataclasses import replace
from pathlib import Path

from containerloc.experiment.experiment import load_experiment
from containerloc.run.files.artifacts import artifacts_of, stored_predictions


def test_out_stands_for_the_folder_of_all_experiments(tmp_path, project):
    experiment = load_experiment(project / "experiments" / "one.yaml")
    home = project / "artifacts" / "localization" / "one"
    assert artifacts_of(experiment).weights == home / "train" / "weights" / "best.pt"
    assert artifacts_of(experiment, str(tmp_path / "x")).folder == Path(tmp_path / "x" / "one")


def test_stored_predictions_wherever_they_are(tmp_path, root) -> None:
    demo = load_experiment(root / "experiments" / "demo" / "001_loc_baseline.yaml")
    one = replace(demo, lineage=(tmp_path / "experiments" / "one.yaml",))
    shipped = stored_predictions(one, "val", str(tmp_path / "out"))
    assert shipped.is_relative_to(root)
    own = artifacts_of(one).predictions("val")
    own.parent.mkdir(parents=True)
    own.touch()
    assert stored_predictions(one, "val", str(tmp_path / "out")) == own
    nowhere = artifacts_of(one, str(tmp_path / "out")).predictions("test")
    assert stored_predictions(one, "test", str(tmp_path / "out")) == nowhere
