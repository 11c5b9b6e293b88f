"""Where a comparison lies, and what is on record of each of its experiments."""

from dataclasses import replace
from pathlib import Path

from containerloc.experiment.experiment import load_experiment
from containerloc.run.prepare.compared.record import comparison_artifacts


def test_many_names_make_a_short_folder(write_experiment) -> None:
    experiment = load_experiment(write_experiment("one"))
    many = [replace(experiment, name=f"localization_exp{k:03}") for k in range(20)]
    folder = comparison_artifacts(many).folder.name
    assert folder.startswith("localization_exp000_vs_19_others_")
    assert folder != comparison_artifacts(many[:-1]).folder.name


def test_two_names_stand_in_full_beside_their_experiments(project: Path, write_experiment) -> None:
    two = [load_experiment(write_experiment(name)) for name in ("one", "two")]
    folder = comparison_artifacts(two).folder
    assert folder == project.resolve() / "artifacts" / "localization" / "comparisons" / "one_vs_two"
