"""Where files lie."""

from pathlib import Path

from containerloc.experiment.experiment import load_experiment
from containerloc.run.files.artifacts import artifacts_of


def test_out_stands_for_the_folder_of_all_experiments(tmp_path, project):
    experiment = load_experiment(project / "experiments" / "one.yaml")
    home = project / "artifacts" / "localization" / "one"
    assert artifacts_of(experiment).weights == home / "train" / "weights" / "best.pt"
    assert artifacts_of(experiment, str(tmp_path / "x")).folder == Path(tmp_path / "x" / "one")
