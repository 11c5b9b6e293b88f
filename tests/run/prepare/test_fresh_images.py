"""Images drawn beside a training: a full window first, rising numbers, nobody left behind."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

pytest.importorskip("cv2", reason="needs opencv: pip install 'containerloc[synthetic]'")

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.paths import finished_numbers
from containerloc.errors import DataError, UsageError
from containerloc.experiment.fresh_images import Fresh
from containerloc.run.prepare import fresh_images as fresh
from containerloc.run.prepare import fresh_worker as drawing
from containerloc.run.prepare.fresh_images import fresh_images

FRESH = Fresh(images=3, size_px=96, val_images=2)

pytestmark = pytest.mark.slow


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def train_numbers(folder: Path) -> list[int]:
    return finished_numbers(folder / "images" / "train").tolist()


def test_the_window_is_full_and_more_follows_until_enough_lies_there(tmp_path: Path) -> None:
    with fresh_images(tmp_path / "one", FRESH, jobs=2, first=0) as data_yaml:
        labels = read_labels(read_dataset(data_yaml), "val")
        assert len(labels.images) == len(labels.table) == FRESH.val_images
        assert labels.problems.empty
        family = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
        deadline = time.time() + 60
        while len(train_numbers(tmp_path / "one")) < 9 and time.time() < deadline:
            time.sleep(0.1)
        time.sleep(1)
    assert not psutil.wait_procs(family, timeout=5)[1]
    drawn = train_numbers(tmp_path / "one")
    assert drawn == list(range(len(drawn)))
    assert 9 <= len(drawn) <= 10  # a process may have been at work when the last place was filled
    assert {path.suffix for path in (tmp_path / "one" / "images" / "train").iterdir()} == {".jpg"}


def test_an_image_depends_on_its_number_alone(tmp_path: Path) -> None:
    with fresh_images(tmp_path / "one", FRESH, jobs=1, first=0):
        one = bytes_of(tmp_path / "one" / "images" / "train")
    with fresh_images(tmp_path / "two", FRESH, jobs=2, first=1):
        two = bytes_of(tmp_path / "two" / "images" / "train")
    for name in ("00000001.jpg", "00000002.jpg"):
        assert one[name] == two[name]


def test_a_resumed_training_goes_on_with_the_next_image(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    with fresh_images(folder, FRESH, jobs=1, first=0):
        pass
    before = train_numbers(folder)
    with fresh_images(folder, FRESH, jobs=1, first=2):
        pass
    after = train_numbers(folder)
    assert after[: len(before)] == before
    assert after == list(range(len(after)))
    with fresh_images(tmp_path / "lost", FRESH, jobs=1, first=50):
        assert min(train_numbers(tmp_path / "lost")) == 50
    other = Fresh(images=3, size_px=128, val_images=2)
    with fresh_images(folder, other, jobs=1, first=100):  # of another size
        assert min(train_numbers(folder)) == 100
    with fresh_images(folder, FRESH, jobs=1, first=0):  # a new training
        assert min(train_numbers(folder)) == 0


def test_two_trainings_do_not_draw_into_one_folder(tmp_path: Path) -> None:
    with (
        fresh_images(tmp_path / "one", FRESH, jobs=1, first=0),
        pytest.raises(UsageError, match="another training is at work"),
        fresh_images(tmp_path / "one", FRESH, jobs=1, first=0),
    ):
        pass
    assert len(train_numbers(tmp_path / "one")) >= FRESH.images


def test_processes_that_cannot_draw_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh, "draw", print)  # returns at once
    with (
        pytest.raises(DataError, match="every process that draws has ended"),
        fresh_images(tmp_path / "one", FRESH, jobs=1, first=0),
    ):
        pass


def test_nobody_draws_on_when_the_training_is_killed(tmp_path: Path) -> None:
    program = (
        "import json, pathlib, psutil, sys, time\n"
        "from containerloc.experiment.fresh_images import Fresh\n"
        "from containerloc.run.prepare.fresh_images import fresh_images\n"
        "if __name__ == '__main__':\n"
        f"    with fresh_images(pathlib.Path(sys.argv[1]), {FRESH!r}, jobs=2, first=0):\n"
        "        print([p.pid for p in psutil.Process().children()], flush=True)\n"
        "        time.sleep(600)\n"
    )
    (tmp_path / "program.py").write_text(program)
    command = [sys.executable, str(tmp_path / "program.py"), str(tmp_path / "one")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    family = [psutil.Process(pid) for pid in json.loads(process.stdout.readline())]
    assert len(family) >= 2
    assert any(each.nice() >= 10 for each in family)
    process.kill()
    process.communicate()
    assert not psutil.wait_procs(family, timeout=15)[1]


def test_what_a_killed_process_was_writing_is_removed(tmp_path: Path) -> None:
    drawing.prepare(tmp_path)
    partial = tmp_path / "images" / "train" / "00000001.partial"
    partial.write_bytes(b"half")
    drawing.prepare(tmp_path)
    assert not partial.exists()
    assert np.array_equal(finished_numbers(tmp_path / "images" / "train"), [])
