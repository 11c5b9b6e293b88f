"""Nothing that a stranger named makes a file outside the folder that was asked for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from PIL import Image

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.files.artifacts import artifacts_of

from .conftest import QUAD, Cli, write_label

Write = Callable[..., Path]
NAMES = [
    "..",
    "../x",
    "x/../../y",
    "",
    " ",
    ".",
    "/etc/x",
    "a/b",
    "a\\b",
    "C:\\x",
    "a\0b",
    "x" * 300,
    "é" * 150,
    "con",
    "NUL.txt",
    "lpt1",
    "a\nb",
    "a\x1b[2J",
    "\u202egpj",
    ".git",
    "a.",
    "a ",
    "~/x?",
    "\u2028",
    "-\0",
    "a\ud800b",
    "aux ",
    "x|y",
    "..\u200b",
    "\ufeff",
]


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_of_an_experiment_that_is_no_folder(
    cli: Cli, write_experiment: Write, tmp_path: Path, name: str
) -> None:
    one = write_experiment(name=name)
    before = files_below(tmp_path)
    for verb in (["show", one], ["run", one], ["predict", one], ["train", one], ["report", one]):
        ended = cli(*verb)
        assert ended.code == 2, (verb, ended.printed)
        assert "name" in ended.printed
        assert "\x1b" not in ended.printed
    assert files_below(tmp_path) == before


def lists(root: Path, entry: str) -> None:
    content = yaml.safe_load((root / "data.yaml").read_text())
    (root / "val.txt").write_text(entry)
    (root / "data.yaml").write_text(yaml.safe_dump(content | {"val": "val.txt"}))


def photo(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), (90, len(path.parts), 60)).save(path)
    write_label(path, QUAD)
    return path


def test_labels_fix_writes_below_its_folder_whatever_a_list_says(
    cli: Cli, dataset: Path, tmp_path: Path
) -> None:
    root, out = dataset.parent, tmp_path / "out"
    photos = [
        photo(tmp_path / "a.jpg"),
        photo(root / "a.jpg"),
        photo(root / "images" / "a.jpg"),
        photo(root / "images" / "val" / "a.jpg"),
    ]
    ways = ["images/val/../../../a.jpg", "images/../a.jpg", "./images/val/../a.jpg", str(photos[3])]
    ways += [f"{root}/../data/images/val/door_0.jpg", "images/val/./door_2.jpg", "../data/../a.jpg"]
    lists(root, "\n".join(ways) + "\n")
    before = files_below(tmp_path)
    ended = cli("labels", "fix", dataset, "--out", out)
    assert ended.code == 0, ended.printed
    after = files_below(tmp_path)
    assert {name: after[name] for name in before} == before
    assert all(name.startswith("out/") for name in after.keys() - before.keys())
    assert len(list((out / "images" / "val").rglob("*.jpg"))) == 6  # one was listed twice


@pytest.mark.parametrize("entry", ["/etc/passwd\n", "../../../../../etc/hostname\n", "a\0b.jpg\n"])
def test_labels_fix_copies_no_file_that_is_no_photo(
    cli: Cli, dataset: Path, tmp_path: Path, entry: str
) -> None:
    lists(dataset.parent, entry)
    cli("labels", "fix", dataset, "--out", tmp_path / "out")
    copied = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert all(path.suffix in (".jpg", ".txt", ".csv", ".yaml") for path in copied)


def test_labels_fix_does_not_take_a_file_or_a_full_folder(
    cli: Cli, dataset: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "full")
    before = files_below(tmp_path)
    for out in ("file", "full", "link", ".", "..", "data", "/"):
        assert cli("labels", "fix", dataset, "--out", out).code == 2
    assert files_below(tmp_path) == before


@pytest.mark.parametrize("split", ["../../x", "/tmp/x", "..", "", "val/../../y", "a\0b", "x" * 300])
def test_a_split_is_no_path(cli: Cli, write_experiment: Write, tmp_path: Path, split: str) -> None:
    one = write_experiment()
    before = files_below(tmp_path)
    for verb in ("predict", "run", "diagnose"):
        ended = cli(verb, one, "--split", split)
        assert ended.code in (2, 3), ended.printed
    assert files_below(tmp_path) == before


def test_artifacts_that_are_links_out_are_refused(write_experiment: Write, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "artifacts" / "localization", tmp_path / "elsewhere"
    home.mkdir(parents=True)
    elsewhere.mkdir()
    (home / "one").symlink_to(elsewhere)
    one = load_experiment(write_experiment())
    with pytest.raises(UsageError, match="leads out of"):
        artifacts_of(one)
    (home / "one").unlink()
    home.rmdir()
    home.symlink_to(elsewhere)  # the whole folder may lie on another disk
    assert artifacts_of(one).folder == (elsewhere / "one").resolve()


@pytest.mark.parametrize("folder", ["figures", "notebooks", "predictions", "exact_labels", "train"])
def test_nothing_is_written_through_a_link_in_the_artifacts(
    write_experiment: Write, tmp_path: Path, folder: str
) -> None:
    one = load_experiment(write_experiment())
    where = artifacts_of(one, data="synthetic-exact" if folder == "exact_labels" else "")
    where.folder.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (where.folder / folder).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="leads out of"):
        _ = (where.metrics, where.figures, where.notebooks, where.train, where.predictions("val"))


def test_a_proposal_overwrites_nothing(cli: Cli, write_experiment: Write, tmp_path: Path) -> None:
    one = write_experiment()
    where = artifacts_of(load_experiment(one))
    where.folder.mkdir(parents=True)
    where.findings.write_text("[]")
    os.link(one, tmp_path / "taken.yaml")
    text = one.read_text()
    cli("propose", one, "--out", tmp_path / "taken.yaml")
    assert one.read_text() == text
