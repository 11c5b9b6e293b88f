import json
from dataclasses import replace

import numpy as np
import pytest

from containerloc.errors import DataError, UsageError
from containerloc.model.reading.reader import TextRead
from containerloc.run.prepare.reading import readings, session
from containerloc.run.prepare.reading.known_texts import readings_of
from containerloc.run.prepare.reading.session import ReadingRun, is_read_by
from containerloc.run.prepare.session import Selection, open_run


class OneTextReader:
    """Reads the same text everywhere."""

    name, height_px = "one text", 8

    def read(self, pictures):
        return [TextRead("CSQU 305438 3", 0.9)] * len(pictures)


@pytest.fixture
def read(project, write_experiment):
    """Opens experiment `one` as notebook 09 does; a fake reader reads every ID alike."""

    def opened(reading: str = "", texts: str = "") -> ReadingRun:
        write_experiment("one", f"reading: {reading}\n" if reading else "")
        if texts:
            (project / "data" / "attributes.csv").write_text(texts)
        run = open_run("experiments/one.yaml", Selection(predictions="predictions.json")).reading
        if run.form is None:
            return run
        store = replace(readings_of(run.inputs, run.form), open_reader=OneTextReader)
        return replace(run, readings=store)

    return opened


def test_an_id_is_read_by_its_check_digit(read):
    run = read()
    assert run.numbers["value"]["read_rate"] == 1
    assert run.table["predicted_text"].unique().tolist() == ["CSQU3054383"]
    assert run.lost.empty
    assert {each.code for each in run.findings()} >= {"read-outcome", "nothing-wrong"}


def test_what_is_saved(read):
    run = read()
    assert "reading.csv" in run.save({})
    numbers = json.loads(run.inputs.artifacts.metrics.read_text())
    assert numbers["read_rate"]["value"] == 1
    assert {row["notebook"] for row in numbers.values()} == {"09"}
    assert run.inputs.artifacts.readings("val").is_file()


def test_known_texts_decide(read):
    texts = "image,text\nval_0.png,CSQU3054383\nval_1.png,MSKU1234565\n"
    run = read(texts=texts)
    assert list(run.known) == ["CSQU3054383", "MSKU1234565", ""]
    assert run.table["predicted_read"].tolist() == [True, False, True]
    assert run.table["valid_but_wrong"].tolist() == [False, True, False]


def test_a_column_that_is_not_there_is_named(read):
    with pytest.raises(DataError, match="no column `plate`"):
        assert read("{texts: plate}", "image,text\nval_0.png,A\n").known


def test_a_pattern_stands_for_the_check_digit(read):
    assert read("{pattern: '[A-Z]{4}'}").numbers["value"]["read_rate"] == 0


def test_without_a_reader_it_is_said_what_to_install(project, monkeypatch, said):
    monkeypatch.setattr(session, "has_reader", lambda: False)
    run = open_run("experiments/one.yaml", Selection(predictions="predictions.json")).reading
    (finding,) = said(run.findings())
    assert finding.code == "not-read"
    assert "containerloc[read]" in finding.sentence
    assert run.table.empty
    assert run.curve.empty
    assert run.save({}) == ["metrics.json", "findings.json"]


def test_without_knowing_what_a_text_looks_like_nothing_is_read(project, read, said):
    data = project / "data" / "data.yaml"
    data.write_text(data.read_text().replace("{0: id}", "{0: card}"))
    run = read()
    (finding,) = said(run.findings())
    assert "reading: {pattern:" in finding.sentence
    assert read(texts="image,text\nval_0.png,A\n").form is not None


def test_what_is_read_of_predictions_alone_for_a_comparison(project, monkeypatch):
    run = open_run("experiments/one.yaml", Selection(predictions="predictions.json"))
    assert np.isnan(is_read_by(run.inputs, run.evidence)).all()  # no reader
    monkeypatch.setattr(session, "has_reader", lambda: True)
    monkeypatch.setattr(readings, "open_reader", OneTextReader)
    assert is_read_by(run.inputs, run.evidence).tolist() == [1, 1, 1]


def test_stored_readings_that_do_not_suffice_compare_nothing(project, monkeypatch, caplog):
    run = open_run("experiments/one.yaml", Selection(predictions="predictions.json"))
    monkeypatch.setattr(session, "has_reader", lambda: True)

    def no_reader():
        raise UsageError("no reader")

    monkeypatch.setattr(readings, "open_reader", no_reader)
    assert np.isnan(is_read_by(run.inputs, run.evidence)).all()
    assert "not compared in what is read" in caplog.text
