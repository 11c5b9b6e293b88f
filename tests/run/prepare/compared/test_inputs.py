from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.prepare.compared import inputs


@pytest.fixture
def files(write_experiment) -> list[Path]:
    return [write_experiment(stem, name=f"exp_{stem}") for stem in ("one", "two", "three")]


@pytest.mark.parametrize("reference", ["exp_two", "two", "experiments/two.yaml"])
def test_the_reference_comes_first_by_name_or_file(project: Path, files, reference: str) -> None:
    loaded = inputs.load_compared(files, reference)
    assert [each.name for each in loaded] == ["exp_two", "exp_one", "exp_three"]


def test_each_file_is_read_once(project: Path, files, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(
        inputs, "load_experiment", lambda path: read.append(path) or load_experiment(path)
    )
    inputs.load_compared([project / "experiments" / "t*.yaml", files[0]], "")
    assert sorted(path.stem for path in read) == ["one", "three", "two"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "at least two experiments; 0 given"),
        (["one"], r"1 given: .*one.yaml"),
        (["one", "one"], "`exp_one` is given 2 times"),
        (["one", "nothing*"], r"no experiment is called `.*nothing\*`"),
    ],
)
def test_what_is_no_comparison_is_refused(project: Path, files, names, message: str) -> None:
    folder = project / "experiments"
    given = [folder / (name if "*" in name else f"{name}.yaml") for name in names]
    with pytest.raises(UsageError, match=message):
        inputs.load_compared(given, "")


def test_nothing_left_out_is_no_reason_to_refuse() -> None:
    inputs.refuse_different({}, {}, shared_only=False)
