from pathlib import Path

import pytest
import yaml

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("ultralytics", reason="ultralytics is not installed")

from containerloc.model.checkpoint import read_checkpoint  # noqa: E402
from containerloc.model.portable import make_portable  # noqa: E402


def test_no_path_of_the_machine_is_left(tmp_path: Path) -> None:
    from ultralytics.nn.tasks import PoseModel

    train = tmp_path / "project" / "artifacts" / "one" / "train"
    (train / "weights").mkdir(parents=True)
    paths = {
        "data": str(train.parent / "data.yaml"),
        "save_dir": str(train),
        "model": "n.yaml",
        "project": "/home/somebody/else",
        "epochs": 3,
    }
    (train / "args.yaml").write_text(yaml.safe_dump(paths))
    data = {"path": str(tmp_path / "project" / "data"), "train": "images/train"}
    (train.parent / "data.yaml").write_text(yaml.safe_dump(data))
    model = PoseModel("yolo11n-pose.yaml", data_kpt_shape=(4, 3), nc=1, verbose=False)
    model.args = dict(paths)
    model.pt_path = str(tmp_path / "project" / "base.pt")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    content = {
        "model": model,
        "train_args": paths,
        "git": {"root": str(tmp_path), "branch": "main"},
    }
    torch.save(content, train / "weights" / "best.pt")

    make_portable(train, root=tmp_path / "project")

    expected = {
        "data": "artifacts/one/data.yaml",
        "save_dir": "artifacts/one/train",
        "model": "n.yaml",
        "project": "else",
        "epochs": 3,
    }
    assert yaml.safe_load((train / "args.yaml").read_text()) == expected
    data_yaml = yaml.safe_load((train.parent / "data.yaml").read_text())
    assert data_yaml == {"path": "data", "train": "images/train"}
    after = read_checkpoint(train / "weights" / "best.pt")
    assert after["train_args"] == expected == after["model"].args
    assert str(tmp_path).encode() not in (train / "weights" / "best.pt").read_bytes()
    for name, value in after["model"].state_dict().items():
        assert torch.equal(value, before[name])
