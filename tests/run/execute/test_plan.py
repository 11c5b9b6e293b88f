"""What is refused before anything runs, and which notebook is given which parameters."""

from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.run.execute.plan import (
    Plan,
    Request,
    experiments_to_run,
    missing_weights,
    plans_of,
)
from containerloc.run.prepare.inputs import Selection


def plans(
    *experiments: str, only: tuple[str, ...] = (), parameters=None, **selection
) -> list[Plan]:
    request = Request(
        experiments or ("one",), Selection(**selection), only=only, parameters=parameters or {}
    )
    return list(plans_of(request))


def test_each_notebook_is_given_what_its_kind_takes(project) -> None:
    (plan,) = plans(predictions="predictions.json", data="synthetic-exact")
    check, analysis, _ = (task.parameters for task in plan.tasks)
    assert analysis["PREDICTIONS"] == str(project / "predictions.json")
    assert "PREDICTIONS" not in check
    assert (check["DATA"], check["OUT"], check["SPLIT"]) == ("synthetic-exact", "", "val")
    assert plan.artifacts.results.name == "exact_labels"


@pytest.mark.parametrize("missing", ["SPLIT", "PREDICTIONS"])
def test_a_notebook_that_declares_too_little_is_refused(project, write_notebook, missing) -> None:
    declared = {"EXPERIMENT", "SPLIT", "DATA", "OUT", "WEIGHTS", "PREDICTIONS"} - {missing}
    write_notebook("06", parameters=tuple(declared))
    with pytest.raises(UsageError, match=f"declares no parameter `{missing}`"):
        plans()


def test_what_cannot_be_run_is_refused(project, write_experiment) -> None:
    with pytest.raises(UsageError, match=r"no parameter `SPLITT`.*did you mean `SPLIT`"):
        plans(parameters={"SPLITT": "test"})
    with pytest.raises(UsageError, match="containerloc compare"):
        plans(only=("8",))
    with pytest.raises(UsageError, match=r"no such file of predictions: gone\.json"):
        plans(predictions="gone.json")
    write_experiment("two")
    with pytest.raises(UsageError, match="belong to one experiment; 2 were asked for"):
        plans("one", "two", predictions="predictions.json")
    assert len(plans("one", "one", "two")) == 2
    write_experiment("two", name="one")
    with pytest.raises(UsageError, match="both named `one`"):
        plans("experiments/one.yaml", "experiments/two.yaml")


def test_weights_are_missing_only_where_they_are_needed(project) -> None:
    (plan,) = plans()
    assert "one has no weights" in missing_weights(plan, Selection())
    assert missing_weights(plan, Selection(predictions="predictions.json")) == ""
    (check,) = plans(only=("5",))
    assert missing_weights(check, Selection()) == ""


def test_a_run_that_names_none_takes_the_projects_else_the_demo(project, tmp_path) -> None:
    assert experiments_to_run(project) == [str(project / "experiments" / "one.yaml")]
    demo = experiments_to_run(tmp_path / "nowhere")
    assert [Path(file).parent.name for file in demo] == ["demo"] * 4
