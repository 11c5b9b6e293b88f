"""The verbs about labels on the command line."""

from pathlib import Path

from PIL import Image

DATA = "train: images/val\nval: images/val\nkpt_shape: [4, 3]\nnames: {0: id}\n"
LABEL = "0 0.5 0.5 0.5 0.25 0.25 0.375 2 0.75 0.375 2 0.75 0.625 2 0.25 0.625 2\n"


def data_set(folder: Path, label: str) -> Path:
    for kind in ("images", "labels"):
        (folder / kind / "val").mkdir(parents=True)
    Image.new("RGB", (64, 48)).save(folder / "images" / "val" / "a.png")
    (folder / "labels" / "val" / "a.txt").write_text(label)
    (folder / "data.yaml").write_text(DATA)
    return folder / "data.yaml"


def test_check_exits_with_the_datas_code_where_a_label_is_wrong(called, tmp_path: Path) -> None:
    assert called("labels", "check", data_set(tmp_path / "sound", LABEL)).exit_code == 0
    mirrored = "0 0.5 0.5 0.5 0.25 0.75 0.375 2 0.25 0.375 2 0.25 0.625 2 0.75 0.625 2\n"
    result = called("labels", "check", data_set(tmp_path / "broken", mirrored), "--split", "val")
    assert result.exit_code == 3
    assert "a.txt:1" in result.output


def test_fix_writes_a_copy_that_must_be_new(called, tmp_path: Path) -> None:
    data = data_set(tmp_path / "twice", LABEL * 2)
    result = called("labels", "fix", data, "--out", tmp_path / "fixed")
    assert result.exit_code == 0
    assert "2 repairs" in result.output
    assert (tmp_path / "fixed" / "labels" / "val" / "a.txt").read_text().count("\n") == 1
    assert called("labels", "fix", data, "--out", tmp_path / "fixed").exit_code == 2


def test_suspects_of_no_experiment_is_an_error(called) -> None:
    assert called("labels", "suspects", "--out", "x").exit_code == 2
    assert called("labels", "corrected", "gone", "x.xml").exit_code == 2
