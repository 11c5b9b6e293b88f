"""What runs left, read back: damaged files are named, with what to do."""

from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.run.files import saved
from containerloc.run.files.artifacts import Artifacts

FINDING = '{"code": "a", "severity": "error", "sentence": "b", "evidence": {}, "images": []}'
READERS = {
    "metrics.json": saved.read_metrics,
    "findings.json": saved.read_findings,
    "run.json": saved.read_record,
    "comparison.json": saved.read_comparison,
    "per_image.csv": lambda where: saved.read_per_label(where.per_image),
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("metrics.json", '{"mde_px": null}'),
        ("metrics.json", '{"mde_px": {"value": "x"}}'),
        ("metrics.json", '{"mde_px": {"value": true}}'),
        ("metrics.json", "[" * 5000),
        ("findings.json", "[1]"),
        ("findings.json", f"[{FINDING}, {FINDING.replace('error', 'bad')}]"),
        ("findings.json", f"[{FINDING.replace('[]', '3')}]"),
        ("findings.json", f"[{FINDING.replace('code', 'kode')}]"),
        ("findings.json", f'[{FINDING[:-1]}, "gain": {{"metric": "mde_px"}}}}]'),
        ("findings.json", f'[{FINDING[:-1]}, "gain": "much"}}]'),
        ("run.json", '{"notebooks": {"06": "ok"}}'),
        ("run.json", '{"experiment": 3}'),
        ("comparison.json", "{}"),
        ("comparison.json", '{"differences": [1], "experiments": {}}'),
        ("comparison.json", '{"differences": [], "experiments": {"a": 1}}'),
        ("per_image.csv", ""),
        ("per_image.csv", "image,detected\na.jpg,True\n"),
        ("per_image.csv", "image,detected,error_px\na.jpg,True,far\n"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match="delete it and run again") as caught:
        READERS[name](Artifacts(tmp_path))
    assert str(caught.value).startswith(str(tmp_path / name))


def test_a_folder_where_a_file_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").mkdir()
    with pytest.raises(UsageError, match=r"metrics\.json.*is a directory"):
        saved.read_metrics(Artifacts(tmp_path))


def test_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    where = Artifacts(tmp_path)
    assert (saved.read_metrics(where), saved.read_findings(where), saved.read_record(where)) == (
        {},
        [],
        {},
    )
    assert saved.read_per_label(where.per_image).empty


def test_what_a_run_leaves_is_read(tmp_path: Path) -> None:
    (tmp_path / "findings.json").write_text(f"[{FINDING}]")
    (tmp_path / "per_image.csv").write_text("image,detected,error_px\n1,True,2.5\n2,False,\n")
    assert saved.read_findings(Artifacts(tmp_path))[0]["code"] == "a"
    table = saved.read_per_label(tmp_path / "per_image.csv")
    assert table["image"].tolist() == ["1", "2"]
    assert table["detected"].tolist() == [True, False]
