from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

from ultralytics.utils import downloads

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.schedule import Schedule
from containerloc.model.starting_point import starting_model

Make = Callable[..., Experiment]
FAMILIES = ("yolov8", "yolo11", "yolo26")
SIZES = "nsmlx"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of weights that Ultralytics was asked to download."""
    names: list[str] = []

    def download(name: str) -> str:
        names.append(name)
        (tmp_path / name).touch()
        return str(tmp_path / name)

    monkeypatch.setattr(downloads, "attempt_download_asset", download)
    return names


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("size", SIZES)
def test_every_pose_model_that_ultralytics_ships_is_one_line(
    tmp_path: Path, experiment: Make, asked: list[str], family: str, size: str
) -> None:
    name = f"{family}{size}-pose"
    assert starting_model(experiment(Schedule(), model=f"{name}.yaml")) == f"{name}.yaml"
    assert asked == []
    pretrained = experiment(Schedule(), model=f"{name}.pt")
    assert starting_model(pretrained) == str(tmp_path / f"{name}.pt")
    assert asked == [f"{name}.pt"]


def test_a_family_without_pretrained_weights(experiment: Make, asked: list[str]) -> None:
    assert starting_model(experiment(Schedule(), model="yolo12n-pose.yaml")) == "yolo12n-pose.yaml"
    with pytest.raises(UsageError, match="neither a file nor a pose model"):
        starting_model(experiment(Schedule(), model="yolo12n-pose.pt"))
    assert asked == []


def test_weights_that_cannot_be_downloaded(
    experiment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(name: str) -> str:
        raise ConnectionError("no network")

    monkeypatch.setattr(downloads, "attempt_download_asset", offline)
    with pytest.raises(UsageError, match=r"cannot be downloaded \(no network\); put the file"):
        starting_model(experiment(Schedule(), model="yolo26s-pose.pt"))
