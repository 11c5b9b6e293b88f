"""Random bytes and random structures for every reader: it reads them, or says what is wrong.

`FUZZ_EXAMPLES=100000 pytest tests/hostile/test_fuzz.py` looks longer, and elsewhere each time. What
it found stands in `bad_files.py`.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from containerloc.data.dataset import read_dataset
from containerloc.data.formats.attributes import read_attributes
from containerloc.data.formats.coco import read_coco
from containerloc.data.formats.cvat import read_cvat
from containerloc.data.formats.ultralytics_run import read_arguments, read_results
from containerloc.data.images import read_header
from containerloc.data.label_file import parse_label_file
from containerloc.data.predictions import read_predictions
from containerloc.errors import ContainerlocError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.files import saved
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.verdict_file import read_verdicts

from . import bad_files

quick = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "25")),
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def in_artifacts(read: Callable[[Artifacts], Any]) -> Callable[[Path], Any]:
    return lambda path: read(Artifacts(path.parent))


def by_lines(path: Path) -> None:
    for dimensions in (2, 3):
        parse_label_file(path.read_bytes(), dimensions=dimensions, n_classes=2)


# By the file's name: its reader, and a right one to be changed.
READERS: dict[str, tuple[Callable[[Path], Any], bytes]] = {
    "one.yaml": (load_experiment, f"{bad_files.EXPERIMENT}train: {{epochs: 3}}\n".encode()),
    "data.yaml": (read_dataset, bad_files.DATA.encode()),
    "label.txt": (by_lines, bad_files.LABEL.encode()),
    "photo.jpg": (read_header, bad_files.picture("JPEG")),
    "photo.png": (read_header, bad_files.picture("PNG")),
    "photo.tif": (read_header, bad_files.picture("TIFF")),
    "photo.webp": (read_header, bad_files.picture("WEBP")),
    "predictions.json": (read_predictions, bad_files.entries().encode()),
    "args.yaml": (read_arguments, bad_files.ARGS.encode()),
    "results.csv": (read_results, b"epoch,time,lr/pg0\n1,1,0.1\n2,2,0.1\n"),
    "coco.json": (read_coco, bad_files.coco(keypoints=[1.0, 2.0, 2] * 4).encode()),
    "cvat.xml": (
        read_cvat,
        b'<annotations><image name="a.jpg" width="9" height="9"/></annotations>',
    ),
    "attributes.csv": (read_attributes, b"image,rain\na.jpg,1\nb.jpg,2\n"),
    "metrics.json": (
        in_artifacts(saved.read_metrics),
        b'{"mde_px": {"value": 5.0, "ci_low": 4.0, "ci_high": 6.0, "n": 3}}',
    ),
    "findings.json": (
        in_artifacts(saved.read_findings),
        b'[{"code": "a", "severity": "info", "sentence": "b", "evidence": {}, "images": []}]',
    ),
    "run.json": (in_artifacts(saved.read_record), b'{"notebooks": {"06": {"status": "ok"}}}'),
    "per_image.csv": (
        lambda path: saved.read_per_label(path),
        b"image,detected,error_px\na.jpg,True,2.5\n",
    ),
    "review.csv": (read_verdicts, b"when,who\n"),
}


@st.composite
def edits(draw: st.DrawFn, content: bytes) -> bytes:
    """A right file with some pieces cut out, repeated or replaced."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(changed)))
        end = min(len(changed), start + draw(st.integers(0, 12)))
        odd = st.sampled_from(
            [
                b"",
                b"\0",
                b"\xff",
                b"nan",
                b"-1",
                b"1e999",
                b"[",
                b"{",
                b'"',
                b",",
                b"\n",
                b": ",
                b"&a",
            ]
        )
        changed[start:end] = draw(
            st.one_of(odd, st.binary(max_size=8), st.just(changed[start:end] * 2))
        )
    return bytes(changed)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def read(path: Path, reader: Callable[[Path], Any], content: bytes) -> None:
    """It reads the content, or says in one line which file is wrong."""
    path.write_bytes(content)
    said = str(path)
    try:
        reader(path)
    except ContainerlocError as error:
        said = str(error)
    assert str(path.parent) in said


@pytest.mark.filterwarnings("ignore::Warning")
@pytest.mark.parametrize("name", READERS)
def test_a_right_file_that_was_changed(tmp_path: Path, name: str) -> None:
    reader, right = READERS[name]

    @quick
    @given(edits(right))
    def changed(content: bytes) -> None:
        read(tmp_path / name, reader, content)

    changed()


@pytest.mark.filterwarnings("ignore::Warning")
@pytest.mark.parametrize("name", [name for name in READERS if name.endswith(".json")])
def test_a_structure_that_was_changed(tmp_path: Path, name: str) -> None:
    reader, right = READERS[name]

    @quick
    @given(st.data())
    def changed(data: st.DataObject) -> None:
        content = data.draw(with_another_value(json.loads(right)))
        read(tmp_path / name, reader, json.dumps(content).encode())

    changed()


@st.composite
def with_another_value(draw: st.DrawFn, content: Any) -> Any:
    """A structure in which one value, at any depth, is something else, or is gone."""
    if not content or not isinstance(content, dict | list) or draw(st.integers(0, 3)) == 0:
        return draw(plain)
    keys: Any = list(content) if isinstance(content, dict) else list(range(len(content)))
    key = draw(st.sampled_from(keys))
    copied = dict(content) if isinstance(content, dict) else list(content)
    if draw(st.integers(0, 5)) == 0:
        del copied[key]
    else:
        copied[key] = draw(with_another_value(content[key]))
    return copied
