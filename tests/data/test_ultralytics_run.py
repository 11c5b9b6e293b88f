from pathlib import Path

import numpy as np
import pytest

from containerloc.data.ultralytics_run import read_arguments, read_results, ultralytics_defaults
from containerloc.errors import DataError

HEADER = "   epoch,  train/box_loss,   lr/pg0\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "results.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_padded_names_and_losses_that_are_no_numbers(tmp_path: Path) -> None:
    table = read_results(written(tmp_path, HEADER + "  1,  nan,  0.01\n  2,  inf,  0.02\n"))
    assert table.columns.tolist() == ["epoch", "train/box_loss", "lr/pg0"]
    assert table["epoch"].tolist() == [1, 2]
    assert np.isnan(table["train/box_loss"][0])
    assert np.isinf(table["train/box_loss"][1])


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    assert len(read_results(written(tmp_path, HEADER + "1,2.0,0.01\n2,1."))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: there is no column `epoch`"),
        ("a,b\n1,2\n", "line 1: there is no column `epoch`"),
        (HEADER, "no epoch was finished"),
        (HEADER + "1,2.0\n2,1.0,0.1\n", "line 2: 2 fields, not 3"),
        (HEADER + "1,2.0,0.1\n2,much,0.1\n", "line 3: `train/box_loss` is 'much'"),
    ],
)
def test_what_is_no_results_csv(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_results(written(tmp_path, text))


def test_arguments(tmp_path: Path) -> None:
    path = tmp_path / "args.yaml"
    path.write_text("lr0: 0.001\ncos_lr: true\n")
    assert read_arguments(path) == {"lr0": 0.001, "cos_lr": True}
    for text, message in (("- 1\n", "a mapping of arguments"), ("a: [", "cannot be read as YAML")):
        path.write_text(text)
        with pytest.raises(DataError, match=message):
            read_arguments(path)
    with pytest.raises(DataError, match="no such file"):
        read_arguments(tmp_path / "absent.yaml")


def test_defaults_are_read_without_importing_the_trainer() -> None:
    pytest.importorskip("ultralytics", reason="ultralytics is not installed")
    assert ultralytics_defaults()["warmup_bias_lr"] == 0.1
