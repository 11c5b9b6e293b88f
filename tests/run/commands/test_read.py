import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.model.reading.reader import TextRead
from containerloc.run.commands.read import read_and_save
from containerloc.run.prepare.reading import readings, session
from containerloc.run.prepare.session import Selection

PREDICTED = Selection(predictions="predictions.json")


class OneTextReader:
    name, height_px = "one text", 8

    def read(self, pictures):
        return [TextRead("CSQU 305438 3", 0.9)] * len(pictures)


def test_numbers_and_findings_are_said(project, monkeypatch):
    monkeypatch.setattr(session, "has_reader", lambda: True)
    monkeypatch.setattr(readings, "open_reader", OneTextReader)
    text = read_and_save(load_experiment("experiments/one.yaml"), PREDICTED)
    assert "Of 3 IDs, 3 are read" in text
    assert "read: 3 of 3" in text
    assert "reading.csv" in text
    assert "tolerance" not in text.split("each text")[0].split("read:")[1]


def test_without_a_reader_the_extra_is_named(project, monkeypatch):
    monkeypatch.setattr(session, "has_reader", lambda: False)
    with pytest.raises(UsageError, match=r"containerloc\[read\]"):
        read_and_save(load_experiment("experiments/one.yaml"), PREDICTED)
