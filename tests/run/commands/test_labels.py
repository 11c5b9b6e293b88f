"""What the verbs about labels print of a data set with planted faults."""

from pathlib import Path

from typer.testing import CliRunner

from containerloc.cli.app import app


def test_check_names_file_line_trainer_and_repair(data: Path) -> None:
    done = CliRunner().invoke(app, ["labels", "check", str(data)])
    assert done.exit_code == 3
    output = done.output
    assert "corners-rotated labels/val/rotated.txt:1" in output
    assert "[repair: rename corners BL TL TR BR]" in output
    assert "labels/val/twice.txt:2" in output
    assert "[repair: remove line]" in output
    assert "labels/train/broken.txt:1" in output
    assert "sound.txt" not in output


def test_faults_of_one_kind_stand_together_and_are_capped(data: Path) -> None:
    sound = (data / "labels/val/sound.txt").read_text().strip()
    (data / "labels/val/sound.txt").write_text("\n".join([sound] * 22))
    output = CliRunner().invoke(app, ["labels", "check", str(data), "--split", "val"]).output
    (more,) = [line for line in output.splitlines() if line.endswith("and 14 more")]
    code = more.split()[1].rstrip(":")
    places = [k for k, line in enumerate(output.splitlines()) if f" {code} " in line]
    assert places == list(range(places[0], places[0] + 8))


def test_check_of_a_repaired_split_is_silent(data: Path, tmp_path: Path) -> None:
    fixed = CliRunner().invoke(app, ["labels", "fix", str(data), "--out", str(tmp_path / "new")])
    assert fixed.exit_code == 0
    assert "5 repairs" in fixed.output
    done = CliRunner().invoke(app, ["labels", "check", str(tmp_path / "new"), "--split", "val"])
    assert done.exit_code == 0, done.output
    assert done.output.strip() == "val: 7 labels on 7 images; no fault"


def test_copies_and_leaks(data: Path) -> None:
    for name in ("val/again.jpg", "train/leaked.jpg"):
        (data / "images" / name).write_bytes((data / "images/val/sound.jpg").read_bytes())
        text = (data / "labels/val/sound.txt").read_text()
        (data / "labels" / name).with_suffix(".txt").write_text(text)
    output = CliRunner().invoke(app, ["labels", "check", str(data)]).output
    assert "near-duplicates again.jpg = sound.jpg" in output
    assert "val: 7 of its 8 photos are different" in output
    assert "error leak train/leaked.jpg = val/sound.jpg" in output


def test_one_set_of_photos_under_two_names_is_told_once(data: Path) -> None:
    (data / "data.yaml").write_text(
        (data / "data.yaml").read_text().replace("images/train", "images/val")
    )
    output = CliRunner().invoke(app, ["labels", "check", str(data)]).output
    assert output.count("  warning train and val are the same 7 photos") == 1
    assert "leak" not in output


def test_a_leak_is_an_error_as_in_diagnose_but_no_fault_of_a_label(data: Path) -> None:
    for name in ("on_its_head", "rotated", "mirrored", "swapped", "twice"):
        (data / "images" / "val" / f"{name}.jpg").unlink()
    (data / "images" / "train" / "broken.jpg").unlink()
    for folder in ("images", "labels"):
        for file in (data / folder / "val").glob("sound.*"):
            (data / folder / "train" / file.name).write_bytes(file.read_bytes())
    done = CliRunner().invoke(app, ["labels", "check", str(data)])
    assert [line for line in done.output.splitlines() if line.startswith("  error")] == [
        "  error leak train/sound.jpg = val/sound.jpg"
    ]
    assert done.exit_code == 0


def test_a_split_that_is_not_there_loses_no_fault_of_the_others(data: Path) -> None:
    text = (data / "data.yaml").read_text()
    (data / "data.yaml").write_text(f"{text}test: images/test\n")
    done = CliRunner().invoke(app, ["labels", "check", str(data)])
    assert done.exit_code == 3
    assert "corners-rotated labels/val/rotated.txt:1" in done.output
    assert "test: " in done.output
    alone = CliRunner().invoke(app, ["labels", "check", str(data), "--split", "test"])
    assert alone.exit_code == 3
    assert alone.output.startswith("error: ")
