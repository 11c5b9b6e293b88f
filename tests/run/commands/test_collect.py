"""What `containerloc kaggle collect` prints."""

from pathlib import Path

from containerloc.run.commands.collect import collected_text
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.kaggle.collect import Collected


def test_where_it_went_and_what_is_wrong() -> None:
    one = Collected(Artifacts(Path("one")), ("metrics.json",), ("findings.json is missing",))
    assert collected_text([one]) == "one: 1 file\n  findings.json is missing"
