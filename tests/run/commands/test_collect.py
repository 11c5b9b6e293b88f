"""What `containerloc kaggle collect` prints."""

from pathlib import Path

from containerloc.run.commands.collect import collected_text
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.kaggle.collect import Collected


def test_where_it_went_and_what_is_wrong(project: Path) -> None:
    one = Collected(Artifacts(Path("one")), ("metrics.json",), ("findings.json is missing",))
    text = collected_text([one], project)
    assert text == "one: 1 file\n  findings.json is missing"


def test_an_experiment_that_is_not_here_is_asked_for(project: Path) -> None:
    other = Collected(Artifacts(Path("other")), ("metrics.json",), ())
    assert "other.yaml for further verbs" in collected_text([other], project)
