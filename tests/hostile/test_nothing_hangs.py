"""What would fill the memory or never end is refused in a second, whoever reads it."""

import hashlib
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from containerloc.data.tables import PREDICTION_COLUMNS, table_of

from .conftest import Cli

Write = Callable[..., Path]
# On a machine that does something else as well; alone, each takes well below a second.
PATIENCE_S = 10.0


def aliases(depth: int, *, mapping: bool) -> str:
    """A YAML value of 9 to the power of `depth` values in a few hundred bytes."""
    lines = ["  - &a0 x"]
    for level in range(1, depth):
        names = [f"*a{level - 1}"] * 9
        pairs = ", ".join(f"k{n}: {name}" for n, name in enumerate(names))
        lines.append(f"  - &a{level} " + (f"{{{pairs}}}" if mapping else f"[{', '.join(names)}]"))
    return "\n".join(lines)


VALUES = {
    "aliases in lists": f"\n{aliases(10, mapping=False)}",
    "aliases in mappings": f"\n{aliases(10, mapping=True)}",
    "aliases of a long text": f"\n  - &a {'x' * 100_000}\n  - [{', '.join(['*a'] * 50_000)}]",
    "itself": " &a [*a]",
    "brackets": f" {'[' * 5000}{']' * 5000}",
    "braces": f" {'{a: ' * 2000}{'}' * 2000}",
    "many keys": f" {{{', '.join(f'k{n}: 1' for n in range(30_000))}}}",
    "digits": f" {'9' * 400}",
    "many digits": f" {'9' * 100_000}",
    "a float of many digits": f" 0.{'9' * 5000}",
    "minutes": f" 1{':59' * 50_000}",
    "hexadecimal": f" 0x{'f' * 50_000}",
    "binary": f" 0b{'1' * 50_000}",
    "beyond 64 bits": f" {2**70}",
    "quotes": " '" + "''" * 100_000 + "'",
    "anchors": f" [{', '.join(f'&x{n} 1' for n in range(30_000))}]",
}


# Each kind under one key, so that all keys have their turn.
EXPERIMENT = dict(zip(VALUES, itertools.cycle(["train", "targets", "x", "match"]), strict=False))
DATA = dict(zip(VALUES, itertools.cycle(["names", "kpt_shape", "val", "nc"]), strict=False))


@pytest.mark.parametrize(("kind", "key"), EXPERIMENT.items())
def test_an_experiment(cli: Cli, write_experiment: Write, kind: str, key: str) -> None:
    one = write_experiment()
    one.write_text(f"{one.read_text()}{key}:{VALUES[kind]}\n")
    ended = cli("show", one)
    assert ended.seconds < PATIENCE_S
    assert len(ended.printed) < 400_000
    assert ended.code == 2


@pytest.mark.parametrize(("kind", "key"), DATA.items())
def test_a_data_yaml(cli: Cli, dataset: Path, kind: str, key: str) -> None:
    lines = [line for line in dataset.read_text().splitlines() if not line.startswith((key, " "))]
    dataset.write_text("\n".join([*lines, f"{key}:{VALUES[kind]}", ""]))
    ended = cli("labels", "check", dataset)
    assert ended.seconds < PATIENCE_S
    assert ended.code == 3, ended.printed[:2000]
    assert len(ended.printed) < 10_000


@pytest.mark.parametrize("nc", [300_000_000, 2**62, 10_001, -1])
def test_classes_that_nobody_has(cli: Cli, dataset: Path, nc: int) -> None:
    text = dataset.read_text().split("names:")[0].replace("nc: 1\n", "")
    dataset.write_text(f"{text}nc: {nc}\n")
    ended = cli("labels", "check", dataset)
    assert (ended.code, ended.seconds < PATIENCE_S) == (3, True), ended.printed


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        '{"a":' * 100_000,
        '[{"score": ' + "9" * 400 + "}]",
        '[{"score": ' + "9" * 1_000_000 + "}]",
        f'[{{"category_id": {2**70}}}]',
        '[{"file_name": "\\ud800"}]',
        '[{"file_name": "' + "9" * 1_000_000 + '"}]',
    ],
    ids=["brackets", "braces", "digits", "many digits", "2**70", "half a character", "long name"],
)
def test_json(cli: Cli, write_experiment: Write, tmp_path: Path, text: str) -> None:
    one = write_experiment()
    (tmp_path / "p.json").write_text(text)
    for verb in (
        ["diagnose", one, "--predictions", "p.json"],
        ["sweep", "--predictions", "p.json"],
        ["labels", "corrected", one, "p.json"],
    ):
        ended = cli(*verb)
        assert ended.code in (2, 3)
        assert ended.seconds < PATIENCE_S
        assert len(ended.printed) < 3000


def test_a_parquet_of_a_thousand_million_rows(
    cli: Cli, write_experiment: Write, tmp_path: Path
) -> None:
    rows = 3_000_000
    table = table_of({"image": ["door_0.jpg"] * rows}, PREDICTION_COLUMNS).fillna(0.5)
    table.to_parquet(tmp_path / "p.parquet", index=False, compression="zstd")
    content = (tmp_path / "p.parquet").read_bytes()
    assert len(content) < 1_000_000
    record = {"parquet_sha256": hashlib.sha256(content).hexdigest(), "images": ["door_0.jpg"]}
    (tmp_path / "p.json").write_text(json.dumps(record | {"made_by": {}}))
    ended = cli("diagnose", write_experiment(), "--predictions", "p.parquet")
    assert (ended.code, ended.seconds < PATIENCE_S) == (3, True)
    assert "unpack to 3,000,000 rows" in ended.printed


XML = {
    "entities": '<!DOCTYPE a [<!ENTITY a "x">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 9}">' for n in range(1, 10))
    + "]><annotations>&a9;</annotations>",
    "an entity of a file": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><annotations>&a;</annotations>',
    "an entity of the network": '<!DOCTYPE a SYSTEM "http://x.invalid/a.dtd"><annotations/>',
    "nested": "<annotations>" + "<a>" * 200_000 + "</a>" * 200_000 + "</annotations>",
    "an attribute of 10 MB": f'<annotations a="{"x" * 10_000_000}"/>',
}


@pytest.mark.parametrize("kind", XML)
def test_xml(cli: Cli, write_experiment: Write, tmp_path: Path, kind: str) -> None:
    (tmp_path / "c.xml").write_text(XML[kind])
    ended = cli("labels", "corrected", write_experiment(), "c.xml")
    assert ended.code in (2, 3), ended.printed[:1000]
    assert ended.seconds < PATIENCE_S
    assert "root:" not in ended.printed


@pytest.mark.parametrize("columns", [101, 3_000, 200_000])
def test_attributes_of_many_columns(
    cli: Cli, write_experiment: Write, tmp_path: Path, columns: int
) -> None:
    names = ",".join(f"c{number}" for number in range(columns))
    rows = "".join(f"door_{n}.jpg,{','.join('1' * columns)}\n" for n in (0, 2, 4))
    (tmp_path / "a.csv").write_text(f"image,{names}\n{rows}")
    (tmp_path / "p.json").write_text("[]")
    from containerloc.data.formats.attributes import read_attributes
    from containerloc.errors import DataError

    with pytest.raises(DataError, match="at most 100"):
        read_attributes(tmp_path / "a.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize(
    "place",
    [
        "data/data.yaml",
        "data/labels/val/door_0.txt",
        "data/images/val/door_0.jpg",
        "experiments/one.yaml",
        "p.json",
        "p.parquet",
        "c.xml",
        "w.pt",
        "data/val.txt",
        "data/attributes.csv",
    ],
)
def test_a_pipe_in_place_of_a_file_is_not_waited_for(
    cli: Cli, write_experiment: Write, dataset: Path, tmp_path: Path, place: str
) -> None:
    one = write_experiment()
    if place == "data/val.txt":
        dataset.write_text(dataset.read_text().replace("val: images/val", "val: val.txt"))
    (tmp_path / place).unlink(missing_ok=True)
    os.mkfifo(tmp_path / place)
    name = Path(place).name
    predictions = ["diagnose", one, "--predictions", name]
    argv = {
        "p.json": predictions,
        "p.parquet": predictions,
        "c.xml": ["labels", "corrected", one, name],
        "w.pt": ["predict", one, "--weights", name, "--device", "cpu"],
        "one.yaml": ["show", one],
    }.get(name, ["labels", "check", dataset])
    ended = cli(*argv)
    assert ended.seconds < PATIENCE_S
    assert ended.code in (0, 2, 3)


@pytest.mark.parametrize(
    "line",
    [
        "0 " * 1_000_000,
        "9" * 1_000_000,
        "0 0.5 0.5 0.5 0.5\n" * 20_000,
        f"{2**62} 0.5 0.5 0.1 0.1",
        "1e999 " * 17,
        "0 " + "1e400 " * 16,
    ],
    ids=["fields", "digits", "lines", "class", "infinite", "infinite corners"],
)
def test_label_files(cli: Cli, dataset: Path, line: str) -> None:
    (dataset.parent / "labels" / "val" / "door_0.txt").write_text(line)
    ended = cli("labels", "check", dataset)
    assert ended.code == 3
    assert ended.seconds < 3 * PATIENCE_S


def test_numbers_that_overflow(cli: Cli, write_experiment: Write, tmp_path: Path) -> None:
    entry = {"image_id": 0, "file_name": "door_0.jpg", "category_id": 1, "score": 0.5}
    for value in (1e308, -1e308, 1e200, float(np.finfo(float).max)):
        far = {**entry, "bbox": [0.0, 0.0, 9.0, 9.0], "keypoints": [value] * 12}
        (tmp_path / "p.json").write_text(json.dumps([far]))
        for verb in ("diagnose", "sweep"):
            argv = [write_experiment()] if verb == "diagnose" else []
            assert cli(verb, *argv, "--predictions", "p.json").seconds < PATIENCE_S
