"""No file, however odd, ends a verb in a traceback: one line says which file, and what is wrong."""

import hashlib
import io
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.data.predictions import read_predictions

from . import bad_files
from .conftest import Cli, Ended, make_dataset

DIAGNOSE = ("diagnose", "one", "--fail-on", "never", "--predictions")
# Which file is damaged, the table of what it may hold, and the verbs that read it.
READERS: Mapping[str, tuple[str, Mapping[str, bad_files.Content], tuple[tuple[str, ...], ...]]] = {
    "experiment": (
        "experiments/one.yaml",
        bad_files.EXPERIMENTS,
        (("show", "experiments/one.yaml"), ("list",)),
    ),
    "data.yaml": ("data/data.yaml", bad_files.DATA_YAMLS, (("labels", "check", "data"),)),
    "label": (
        "data/labels/val/door_0.txt",
        bad_files.LABELS,
        (("labels", "check", "data"), ("labels", "fix", "data", "--out", "fixed")),
    ),
    "picture": ("data/images/val/door_0.jpg", bad_files.PICTURES, (("labels", "check", "data"),)),
    "predictions": (
        "predictions.json",
        bad_files.PREDICTIONS,
        (
            (*DIAGNOSE, "predictions.json"),
            ("sweep", "--data", "data", "--predictions", "predictions.json"),
        ),
    ),
    "arguments": (
        "args.yaml",
        bad_files.ARGUMENTS,
        (("audit", "one", "--args", "args.yaml", "--results", "results.csv"),),
    ),
    "results": (
        "results.csv",
        bad_files.RESULTS,
        (("audit", "one", "--args", "args.yaml", "--results", "results.csv"),),
    ),
    "metrics": ("{artifacts}/metrics.json", bad_files.METRICS, (("report", "one"), ("list",))),
    "findings": (
        "{artifacts}/findings.json",
        bad_files.FINDINGS,
        (("report", "one"), ("propose", "one")),
    ),
    "run.json": ("{artifacts}/run.json", bad_files.RUN_RECORDS, (("report", "one"), ("list",))),
    "per_image.csv": ("{artifacts}/per_image.csv", bad_files.PER_LABEL, (("report", "one"),)),
    "COCO": ("c.json", bad_files.COCOS, (("labels", "corrected", "one", "c.json"),)),
    "CVAT": ("c.xml", bad_files.CVATS, (("labels", "corrected", "one", "c.xml"),)),
    "attributes": (
        "attributes.csv",
        bad_files.ATTRIBUTES,
        ((*DIAGNOSE, "predictions.json", "--attributes", "attributes.csv"),),
    ),
    "notebook": (
        "notebooks/05_localization_label_quality_check.ipynb",
        bad_files.NOTEBOOKS,
        (("run", "one", "--only", "05", "-p", "REPEATS="),),
    ),
}
# What may end well: a background, an empty table, a list beside which others stand.
MAY_BE_RIGHT = {
    *(("label", verb) for verb in ("labels fix",)),
    *((reader, "list") for reader in ("experiment", "metrics", "run.json")),
}
ARTIFACTS = "artifacts/localization/one"
CASES = [
    pytest.param(reader, name, argv, id=f"{reader}: {name}: {argv[0]}")
    for reader, (_, table, verbs) in READERS.items()
    for name in table
    for argv in verbs
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has run: data, predictions, and what the verbs read."""
    root = tmp_path_factory.mktemp("template")
    make_dataset(root / "data")
    (root / "experiments").mkdir()
    (root / "experiments" / "one.yaml").write_text(bad_files.EXPERIMENT)
    entries = [
        {**bad_files.ENTRY, "image_id": f"door_{number}", "file_name": f"door_{number}.jpg"}
        for number in (0, 2, 4)
    ]
    (root / "predictions.json").write_text(json.dumps(entries))
    (root / "args.yaml").write_text(bad_files.ARGS)
    (root / "results.csv").write_text("epoch,time,lr/pg0\n1,1,0.1\n2,2,0.1\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done = CliRunner().invoke(app, [*DIAGNOSE, "predictions.json"])
    assert done.exit_code == 0, done.output
    left = root / ARTIFACTS
    (left / "metrics.json").write_text('{"missed": {"value": 0, "n": 3, "notebook": "06"}}')
    return root


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """A copy of it to be damaged."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return tmp_path


def damage(file: Path, content: bad_files.Content) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(
            content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        )


def assert_said(done: Ended, file: Path, *, may_be_right: bool = False) -> None:
    """It ended by itself, quickly, and named the file in one line."""
    assert done.seconds < 20
    assert "Traceback" not in done.printed
    assert "did not foresee" not in done.printed
    assert done.code in ((0, 2, 3) if may_be_right else (2, 3)), done.printed
    if done.code:
        flat = re.sub(r"\s+", "", done.printed)
        assert re.sub(r"\s+", "", file.name) in flat or file.stem in flat, done.printed
    errors = [line for line in done.printed.splitlines() if line.startswith("error: ")]
    assert len(errors) <= 1


@pytest.mark.parametrize(("reader", "name", "argv"), CASES)
def test_a_bad_file_is_named(
    cli: Cli, project: Path, reader: str, name: str, argv: tuple[str, ...]
) -> None:
    place, table, _ = READERS[reader]
    file = project / place.format(artifacts=ARTIFACTS)
    damage(file, table[name])
    done = cli(*argv)
    verb = " ".join(argv[:2]) if argv[0] == "labels" else argv[0]
    assert_said(done, file, may_be_right=(reader, verb) in MAY_BE_RIGHT)


def damaged_parquet(project: Path, *, table: Mapping[str, Any], record: Mapping[str, Any]) -> Path:
    """Stored predictions with some columns, or some keys of their record, replaced."""
    stored = project / ARTIFACTS / "predictions" / "val.parquet"
    stream = io.BytesIO()
    read_predictions(stored).table.assign(**table).to_parquet(stream, index=False)
    path = project / "bad.parquet"
    path.write_bytes(stream.getvalue())
    known = json.loads(stored.with_suffix(".json").read_text())
    digest = {"parquet_sha256": hashlib.sha256(stream.getvalue()).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps({**known, **digest, **record}))
    return path


@pytest.mark.parametrize("name", bad_files.PARQUETS)
def test_a_bad_parquet_is_named(cli: Cli, project: Path, name: str) -> None:
    path = damaged_parquet(project, table=bad_files.PARQUETS[name], record={})
    assert_said(cli(*DIAGNOSE, path), path)


@pytest.mark.parametrize("name", bad_files.RECORDS)
def test_a_bad_record_of_a_parquet_is_named(cli: Cli, project: Path, name: str) -> None:
    path = damaged_parquet(project, table={}, record=bad_files.RECORDS[name])
    assert_said(cli(*DIAGNOSE, path), path)


VALUES = (
    ("show", "x" * 300),
    ("show", "a\0b"),
    ("show", ""),
    ("show", "."),
    ("diagnose", "one", "--predictions", "predictions.json", "--confidence", "nan"),
    ("diagnose", "one", "--predictions", "predictions.json", "--confidence", "7"),
    ("diagnose", "one", "--predictions", "predictions.json", "--split", "x" * 300),
    ("diagnose", "one", "--predictions", "predictions.json", "--split", "../val"),
    ("diagnose", "one", "--predictions", "data"),
    ("diagnose", "one", "--predictions", "predictions.json", "--weights", "x.pt"),
    ("diagnose", "one", "--data", "x" * 300, "--predictions", "predictions.json"),
    ("diagnose", "one", "--out", "predictions.json", "--predictions", "predictions.json"),
    ("diagnose", "one", "--predictions", "predictions.json", "--attributes", "data"),
    ("sweep", "--predictions", "predictions.json", "--thresholds", "nan"),
    ("sweep", "--predictions", "predictions.json", "--thresholds", "1e400"),
    ("sweep", "--predictions", "predictions.json", "--thresholds", "a,b"),
    ("sweep", "--predictions", "predictions.json", "--images", "-1"),
    ("sweep", "--predictions", "predictions.json", "--images", "1"),
    ("run", "one", "--only", "99", "--predictions", "predictions.json"),
    ("run", "one", "--only", "٠٥", "--predictions", "predictions.json"),
    ("run", "one", "--jobs", "-1"),
    ("run", "one", "-p", "SPLIT", "--predictions", "predictions.json"),
    ("run", "one", "-p", "SPLIT=[", "--predictions", "predictions.json"),
    ("run", "one", "-p", "NOPE=1", "--predictions", "predictions.json"),
    ("compare", "one"),
    ("compare", "one", "one"),
    ("compare", "one", "gone*"),
    ("report", "gone"),
    ("labels", "check", "nowhere"),
    ("labels", "check", "data", "--split", "x" * 300),
    ("labels", "fix", "data", "--out", "data"),
    ("labels", "fix", "data", "--out", "predictions.json/below"),
    ("labels", "fix", "data", "--out", "x" * 300),
    ("labels", "corrected", "one", "gone.xml"),
    ("labels", "corrected", "one", "predictions.json"),
    ("synth", "predictions.json"),
    ("synth", "predictions.json/below", "--train", "1", "--val", "1", "--test", "0"),
    ("synth", "new", "--train", "0", "--val", "0", "--test", "0"),
    ("synth", "new", "--height-px", "1000000000"),
    ("synth", "new", "--seed", "-1"),
    ("synth", "new", "--fault", "jitter:nan"),
    ("synth", "new", "--fault", "jitter:0.1:inf"),
    ("synth", "new", "--fault", "::::"),
    ("propose", "one", "--out", "experiments/one.yaml"),
    ("audit", "one", "--args", "data", "--results", "data"),
    ("predict", "one", "--weights", "predictions.json"),
    ("predict", "one", "--weights", "data"),
    ("train", "one", "--data", "nowhere"),
    ("train", "one", "--device", "the fast one"),
    ("review", "one", "--take", "predictions.json"),
    ("review", "one", "--take", "nowhere.html"),
)


@pytest.mark.parametrize("argv", VALUES, ids=lambda argv: " ".join(argv)[:60])
def test_a_bad_value_is_refused(cli: Cli, project: Path, argv: tuple[str, ...]) -> None:
    done = cli(*argv)
    assert done.code in (2, 3), done.printed
    assert "Traceback" not in done.printed
    assert "did not foresee" not in done.printed
    assert done.printed.strip()
