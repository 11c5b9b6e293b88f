import numpy as np

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.reading.asked import BY_PREDICTION
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.model.reading import reader
from containerloc.run.prepare.reading.known_texts import stored_evidence
from containerloc.run.prepare.session import Selection, open_run

from .planted import plant_readings

OWN = "CSQU3054383"


def test_nothing_stored_says_nothing_and_opens_no_reader(project, monkeypatch):
    monkeypatch.delattr(reader, "open_reader")
    run = open_run("experiments/one.yaml", Selection(predictions="predictions.json"))
    assert stored_evidence(run.inputs, run.evidence.errors) is None
    plant_readings(run.inputs, lambda image, crops: OWN if image == "val_0.png" else "")
    table = stored_evidence(run.inputs, run.evidence.errors)
    assert table["is_read"].tolist() == [1, 0, 0]
    # Of a prediction whose crop is not stored nothing is known.
    moved = run.inputs.predicted.table.assign(**{CORNER_COLUMNS[0]: 14.0})
    matched = matching(moved, run.inputs.labels.table, gate=run.inputs.gate)
    errors = per_label(matched, run.inputs.labels.images, confidence=0.25)
    table = stored_evidence(run.inputs, errors)
    assert np.isnan(table["predicted_read"]).all()
    assert table["is_read"].tolist() == [1, 0, 0]


def test_a_wrong_column_of_texts_is_told_and_loses_nothing(project, write_experiment, caplog):
    write_experiment("one", "reading: {texts: plate}\n")
    (project / "data" / "attributes.csv").write_text("image,text\nval_0.png,A\n")
    run = open_run("experiments/one.yaml", Selection(predictions="predictions.json"))
    assert stored_evidence(run.inputs, run.evidence.errors) is None
    assert "no column `plate`" in caplog.text


def test_crops_of_predictions_and_labels_are_told_apart(project):
    run = open_run("experiments/one.yaml", Selection(predictions="predictions.json"))
    moved = run.inputs.predicted.table.assign(**{CORNER_COLUMNS[0]: 14.0})
    run.inputs.predicted.table[CORNER_COLUMNS[0]] = 14.0
    plant_readings(run.inputs, lambda image, crops: OWN if crops.by == BY_PREDICTION else "")
    matched = matching(moved, run.inputs.labels.table, gate=run.inputs.gate)
    errors = per_label(matched, run.inputs.labels.images, confidence=0.25)
    table = stored_evidence(run.inputs, errors)
    assert table["predicted_read"].tolist() == [1, 1, 1]
    assert table["is_read"].tolist() == [0, 0, 0]
