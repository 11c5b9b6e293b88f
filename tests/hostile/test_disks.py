"""Full and read-only disks, no home, several verbs at once: told, and nothing is broken."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .bad_files import ENTRY
from .conftest import Cli

SYNTH = ("synth", "{out}/doors", "--train", "1", "--val", "1", "--test", "0", "--height-px", "96")
DIAGNOSE = ("diagnose", "one", "--predictions", "predictions.json", "--fail-on", "never")
WRITING = (
    (*SYNTH, "--jobs", "1"),
    ("labels", "fix", "data", "--out", "{out}/fixed"),
    (*DIAGNOSE, "--out", "{out}"),
    ("labels", "suspects", "one", "--out", "{out}/suspects"),
    ("report", "one", "--out", "{out}"),
    ("propose", "one", "--out", "{out}/next.yaml"),
)


@pytest.fixture
def project(tmp_path: Path, write_experiment) -> Path:
    """A project whose predictions are known, with a finding that asks for a change."""
    write_experiment("one", train={"lr0": 0.01})
    names = [f"door_{number}" for number in (0, 2, 4)]
    entries = [{**ENTRY, "image_id": name, "file_name": f"{name}.jpg"} for name in names]
    (tmp_path / "predictions.json").write_text(json.dumps(entries))
    return tmp_path


def leave_results(folder: Path) -> None:
    """What `report` and `propose` read, in the artifacts of experiment `one`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metrics.json").write_text('{"missed": {"value": 0, "n": 3, "notebook": "06"}}')
    finding = {"code": "loss-exploded", "severity": "error", "sentence": "It rose.", "evidence": {}}
    (folder / "findings.json").write_text(json.dumps([finding]))


@pytest.fixture(params=["full", "read-only"])
def disk(request: pytest.FixtureRequest, project: Path) -> Iterator[Path]:
    """A disk of its own, with results on it, on which nothing more can be written."""
    place = project / request.param
    place.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.name == "nt" or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("disks of one's own need the right to mount")
    try:
        leave_results(place / "one")
        leave_results(project / "artifacts" / "localization" / "one")
        if request.param == "full":
            with pytest.raises(OSError, match="No space left"):
                (place / "filler").write_bytes(bytes(100_000))
        else:
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("argv", WRITING, ids=lambda argv: " ".join(argv[:2]))
def test_what_cannot_be_written_is_named(cli: Cli, disk: Path, argv: tuple[str, ...]) -> None:
    if argv[:2] == ("labels", "suspects"):
        assert cli(*DIAGNOSE).code == 0  # stores the predictions, elsewhere
    before = sorted(disk.rglob("*"))
    done = cli(*(part.format(out=disk) for part in argv))
    assert done.code == 2, done.printed
    (error,) = [line for line in done.printed.splitlines() if line.startswith("error: ")]
    assert str(disk) in error
    assert "no space left" in error or "read-only" in error
    assert sorted(path for path in disk.rglob("*") if path.is_file()) == [
        path for path in before if path.is_file()
    ]


def command(*argv: str) -> list[str]:
    return [sys.executable, "-c", "from containerloc.cli import main; main()", *argv]


@pytest.mark.parametrize("home", ["", "/nowhere/at/all"])
def test_no_home_is_needed(project: Path, root: Path, home: str) -> None:
    known = {name: value for name, value in os.environ.items() if name not in ("HOME", "USER")}
    environment = {**known, "PYTHONPATH": str(root)} | ({"HOME": home} if home else {})
    done = subprocess.run(
        command(*DIAGNOSE),
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_all_verbs_that_write_may_do_so_at_once(cli: Cli, project: Path, root: Path) -> None:
    assert cli(*DIAGNOSE).code == 0
    leave_results(project / "artifacts" / "localization" / "one")
    verbs = [tuple(part.format(out="shared") for part in argv) for argv in WRITING[:2]]
    verbs += [DIAGNOSE, ("labels", "suspects", "one", "--out", "shared/suspects")]
    verbs += [("report", "one"), ("propose", "one", "--out", "shared/next.yaml")]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    running = [
        subprocess.Popen(
            command(*argv),
            cwd=project,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for argv in verbs * 2
    ]
    said = [each.communicate()[0] for each in running]
    for argv, each, text in zip(verbs * 2, running, said, strict=True):
        assert each.returncode in (0, 2), text  # the second to write a new folder is refused
        assert "Traceback" not in text, (argv, text)
        assert "did not foresee" not in text, (argv, text)
    for verb, one, other in zip(verbs, running, running[len(verbs) :], strict=False):
        assert 0 in {one.returncode, other.returncode}, verb
    assert cli("labels", "check", "shared/fixed").code == 0
    assert cli("labels", "check", "shared/doors", "--split", "val").code == 0
    assert cli(*DIAGNOSE).code == 0
    hidden = {path.name for path in project.rglob(".*") if not path.name.endswith("lock")}
    assert hidden <= {".cache"}  # what was measured of photos; no leftovers
