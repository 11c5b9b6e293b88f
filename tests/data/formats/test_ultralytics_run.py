from pathlib import Path

import numpy as np
import pytest

from containerloc.data.formats.ultralytics_run import (
    audited_arguments,
    read_arguments,
    read_results,
    ultralytics_defaults,
)
from containerloc.errors import DataError

HEADER = "   epoch,  train/box_loss,   lr/pg0\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "results.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_padded_names_and_losses_that_are_no_numbers(tmp_path: Path) -> None:
    table = read_results(written(tmp_path, HEADER + "  1,  nan,  0.01\n  2,  inf,  0.02\n")).table
    assert table.columns.tolist() == ["epoch", "train/box_loss", "lr/pg0"]
    assert table["epoch"].tolist() == [1, 2]
    assert np.isnan(table["train/box_loss"][0])
    assert np.isinf(table["train/box_loss"][1])


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    assert len(read_results(written(tmp_path, HEADER + "1,2.0,0.01\n2,1.")).table) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: there is no column `epoch`"),
        ("a,b\n1,2\n", "line 1: there is no column `epoch`"),
        (HEADER, "no epoch was finished"),
        (HEADER + "1,2.0\n2,1.0,0.1\n", "line 2: 2 fields, not 3"),
        (HEADER + "1,2.0,0.1\n2,much,0.1\n", "line 3: `train/box_loss` is 'much'"),
        (HEADER + "1,2.0,0.1\n\n2,much,0.1\n", "line 4: `train/box_loss` is 'much'"),
        (HEADER + "1,2.0,0.1\n-1,2.0,0.1\n", "line 3: -1 is the number of no epoch"),
        (HEADER + "1.5,2.0,0.1\n", "line 2: 1.5 is the number of no epoch"),
        (HEADER + "inf,2.0,0.1\n", "line 2: inf is the number of no epoch"),
        (HEADER + "1e300,2.0,0.1\n", "line 2: 1e\\+300 is the number of no epoch"),
        (HEADER + ",2.0,0.1\n", "line 2: nan is the number of no epoch"),
        ("epoch,a,a\n1,2,3\n", "line 1: a column stands there twice"),
    ],
)
def test_what_is_no_results_csv(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_results(written(tmp_path, text))


@pytest.mark.parametrize(
    ("epochs", "kept", "losses"),
    [
        ([0, 1, 2], [1, 2, 3], [0, 1, 2]),
        ([1, 2, 3, 3, 4], [1, 2, 3, 4], [0, 1, 3, 4]),  # resumed
        ([1, 2, 3, 2, 3], [1, 2, 3], [0, 3, 4]),
        ([1, 2, 3, 1, 2], [1, 2], [3, 4]),  # a training, and another one that was cut off
        ([1, 2, 0, 1], [1, 2], [2, 3]),
        ([1, 1, 1], [1], [2]),
        ([1, 3, 4], [1, 3, 4], [0, 1, 2]),
        ([5, 6], [5, 6], [0, 1]),
    ],
)
def test_the_last_training_and_the_last_row_of_each_epoch_count(
    tmp_path: Path, epochs: list[int], kept: list[int], losses: list[int]
) -> None:
    rows = "".join(f"{epoch},{place},0.1\n" for place, epoch in enumerate(epochs))
    read = read_results(written(tmp_path, HEADER + rows))
    assert read.table["epoch"].tolist() == kept
    assert read.table["train/box_loss"].tolist() == losses
    assert read.superseded == len(epochs) - len(kept)


def test_a_second_training_may_write_its_header_again(tmp_path: Path) -> None:
    read = read_results(written(tmp_path, HEADER + "1,2,3\n2,2,3\n" + HEADER + "1,7,3\n"))
    assert (read.table["train/box_loss"].tolist(), read.superseded) == ([7], 2)
    with pytest.raises(DataError, match="line 3: `epoch` is 'epoch'"):
        read_results(written(tmp_path, HEADER + "1,2,3\nepoch,a,b\n1,7,3\n"))


NEEDED = {"epochs": 12, "lr0": 0.001, "lrf": 0.01, "warmup_epochs": 0.0}


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [None, "auto", [1], True, float("nan"), float("inf"), -1, "gone"])
def test_a_number_without_which_nothing_is_judged(name: str, value: object) -> None:
    arguments = {**NEEDED, name: value}
    if value == "gone":
        del arguments[name]
    with pytest.raises(DataError, match=rf"^args.yaml: .*`{name}`"):
        audited_arguments(arguments, Path("args.yaml"))


def test_what_else_is_no_number_is_not_known() -> None:
    given = {**NEEDED, "batch": "auto", "nbs": None, "patience": [], "conf": {}, "name": "1e3"}
    audited = audited_arguments(given, Path("args.yaml"))
    assert {name: audited[name] for name in given} == {
        **NEEDED,
        **dict.fromkeys(("batch", "nbs", "patience", "conf")),
        "name": "1e3",
    }


def test_numbers_that_yaml_takes_for_text(tmp_path: Path) -> None:
    path = tmp_path / "args.yaml"
    path.write_text("lr0: 1e-3\nepochs: '100'\nname: 1e3\nbatch: auto\n")
    assert read_arguments(path) == {"lr0": 0.001, "epochs": 100, "name": "1e3", "batch": "auto"}


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
