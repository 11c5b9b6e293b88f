"""Findings on the terminal, and when they fail a build."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.errors import UsageError
from containerloc.finding import Finding, Gain
from containerloc.run.commands.diagnose import (
    diagnosis_document,
    diagnosis_text,
    failed,
    refuse_unknown,
)
from containerloc.run.files.json_files import json_text

WARNING = Finding(
    "jitter", "warning", "The corners scatter.", {}, images=("a.jpg",), advice="Train longer."
)
INFO = Finding("nothing-wrong", "info", "Nothing stands out.", {})


def test_each_with_what_to_do_and_where_to_look() -> None:
    assert diagnosis_text([WARNING, INFO]).splitlines() == [
        "1 warning, 1 for information",
        "warning: The corners scatter. [jitter]",
        "    do: Train longer.",
        "    look at: a.jpg",
        "info: Nothing stands out. [nothing-wrong]",
    ]


@pytest.mark.parametrize(
    ("limit", "fails"),
    [("error", False), ("warning", True), ("never", False), ("jitter", True), ("crossed", False)],
)
def test_as_bad_as_the_limit_fails(limit: str, fails: bool) -> None:
    assert failed([WARNING, INFO], [limit]) is fails


def test_long_lines_are_wrapped_and_six_images_named() -> None:
    images = tuple(f"a_rather_long_name_of_a_photo_{k:04}.jpg" for k in range(60))
    long = Finding("x", "error", "It is so. " * 20, {}, images=images, advice="Do it. " * 30)
    lines = diagnosis_text([long]).splitlines()
    assert lines[0] == "1 error"
    assert max(map(len, lines)) <= 80
    assert "and 54 more" in "\n".join(lines)
    assert all(name in "\n".join(lines) for name in images[:6])


def test_a_code_that_no_finding_has_is_refused_with_the_nearest() -> None:
    refuse_unknown(["error", "crossed"])
    with pytest.raises(UsageError, match=r"crossd: must be error.*crossed"):
        refuse_unknown(["crossd"])


def test_the_json_is_as_its_schema_describes_it(
    plant_labels, plant_predictions, plant_images, ids, root: Path
) -> None:
    gain = Gain("mde_px", 10.4, 5.7, 4.5, float("inf"), 74)
    names = [f"{k}.jpg" for k in range(4)]
    evidence = Evidence(
        plant_predictions([(name, 0.9, quad) for name, quad in zip(names, ids[:4], strict=True)]),
        plant_labels(dict(zip(names, ids[:4], strict=True))),
        plant_images(names),
        Settings(0.25, 0.25),
    )
    run = SimpleNamespace(
        evidence=evidence,
        experiment=SimpleNamespace(name="exp"),
        inputs=SimpleNamespace(split="val", labels=SimpleNamespace(images=names, table=names)),
        findings=lambda: (replace(WARNING, gain=gain), INFO),
    )
    content = json.loads(json_text(diagnosis_document(run)))
    schema = json.loads((root / "docs" / "diagnosis.schema.json").read_text())
    jsonschema.validate(content, schema)
    assert content["findings"][0]["gain"]["ci_high"] is None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content | {"findings": [{}]}, schema)
