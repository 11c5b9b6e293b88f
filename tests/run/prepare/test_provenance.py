"""What names a run, so that it can be told from another one."""

import json

from containerloc.experiment.experiment import load_experiment
from containerloc.run.files.source import source_hash
from containerloc.run.prepare.inputs import Selection, label_inputs
from containerloc.run.prepare.provenance import described


def test_labels_alone_have_neither_weights_nor_predictions(project) -> None:
    inputs = label_inputs(load_experiment("experiments/one.yaml"), Selection())
    content = described(inputs, None)
    assert content["weights"] is content["predictions"] is content["device"] is None
    assert (content["data"]["images"], content["data"]["path"]) == (3, "data/data.yaml")
    assert content["source_sha256"] == source_hash()
    assert content["experiment_files"] == ["experiments/one.yaml"]
    assert str(project) not in json.dumps(content)


def test_predictions_are_named_by_their_content(project, calls, opened) -> None:
    inputs = opened()
    file = inputs.artifacts.predictions("val")
    first = described(inputs, file)
    assert first["predictions"]["images"] == first["predictions"]["rows"] == 3
    assert (first["weights"]["file"], first["device"]) == ("mine.pt", "cpu")
    file.write_bytes(b"others")
    assert described(inputs, file)["predictions"]["sha256"] != first["predictions"]["sha256"]
