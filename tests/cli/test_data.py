"""Drawn data sets on the command line."""

import json
from pathlib import Path


def test_synth_draws_what_was_asked_for(called, tmp_path: Path) -> None:
    doors = tmp_path / "doors"
    result = called(
        "synth",
        doors,
        "--train",
        0,
        "--val",
        2,
        "--test",
        1,
        "--height-px",
        128,
        "--fault",
        "swap:0.5",
        "--fault",
        "jitter:1:8:BR",
        "--exact",
    )
    assert result.exit_code == 0, result.output
    assert len(list((doors / "images" / "val").iterdir())) == 2
    assert len(list((doors / "labels" / "test").iterdir())) == 1
    assert result.stdout.splitlines() == [
        str(doors / "data.yaml"),
        str(doors / "contact_sheet.png"),
    ]
    assert (doors / "contact_sheet.png").stat().st_size > 10_000
    spec = json.loads((doors / "spec.json").read_text())
    assert spec["height_px"] == 128
    assert [(fault["kind"], fault["rate"]) for fault in spec["faults"]] == [
        ("swap", 0.5),
        ("jitter", 1.0),
    ]


def test_synth_refuses_a_fault_that_it_cannot_plant(called, tmp_path: Path) -> None:
    result = called("synth", tmp_path / "doors", "--fault", "jitter:0.1:much")
    assert result.exit_code == 2
    assert "fault `jitter:0.1:much`: rate and size are numbers" in result.output
    assert not (tmp_path / "doors").exists()
