"""The folders that are sent pass the checks of Kaggle's own client."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from containerloc.data.predictions import Predictions, write_predictions
from containerloc.data.tables import PREDICTION_COLUMNS, table_of
from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.experiment.project import KAGGLE
from containerloc.run.files.artifacts import stored_predictions
from containerloc.run.files.attached import open_experiment
from containerloc.run.files.given import KEY, given_now
from containerloc.run.kaggle import kernel
from containerloc.run.kaggle.kernel import KernelRequest, build_kernel
from containerloc.run.prepare.inputs import Selection


@pytest.fixture
def built(project: Path, monkeypatch: pytest.MonkeyPatch):
    """Builds a notebook of experiment `one`, without pip."""
    wheel = "containerloc-0.2.0-py3-none-any.whl"
    monkeypatch.setattr(kernel, "write_own_wheel", lambda folder: (folder / wheel).touch())
    monkeypatch.setattr(kernel, "download_lacking", lambda folder, reads: None)
    (project / "mine.pt").write_bytes(b"weights")

    def build(folder: str = "out", weights: str = "mine.pt", **more: Any):
        request = KernelRequest(Selection(weights=weights), **{"owner": "me", **more})
        one = load_experiment("experiments/one.yaml")
        return build_kernel(one, project / folder, request)

    return build


def metadata(folder: Path) -> dict[str, Any]:
    (file,) = folder.glob("*-metadata.json")
    return json.loads(file.read_text(encoding="utf-8"))


def test_the_notebook_has_its_parameters_and_both_gpus(built) -> None:
    folders = built(attach=["you/photos", "you/m/pyTorch/v/1"], parameters={"WEIGHTS": "w.pt"})
    about = metadata(folders.kernel)
    assert about["machine_shape"] == "NvidiaTeslaT4"
    assert about["dataset_sources"] == ["me/inputs-one", "you/photos"]
    assert about["model_sources"] == ["you/m/pyTorch/v/1"]
    assert about["enable_internet"] is True
    notebook = nbformat.read(folders.kernel / about["code_file"], as_version=4)
    (injected,) = [
        cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", [])
    ]
    assert 'EXPERIMENT = "inputs-one.yaml"' in injected.source
    assert 'WEIGHTS = "w.pt"' in injected.source


def test_the_data_set_is_flat_and_finds_itself_on_kaggle(built, tmp_path, monkeypatch) -> None:
    folders = built(offline=True)
    names = {file.name for file in folders.dataset.iterdir() if file.is_file()}
    wheel = "containerloc-0.2.0-py3-none-any.whl"
    assert names == {wheel, "best.pt", "dataset-metadata.json", "inputs-one.yaml"}
    assert metadata(folders.kernel)["enable_internet"] is False
    monkeypatch.setenv(KAGGLE, str(tmp_path / "kaggle"))
    (tmp_path / "kaggle" / "input").mkdir(parents=True)
    folders.dataset.rename(tmp_path / "kaggle" / "input" / "inputs-one")
    assert open_experiment("inputs-one.yaml").name == "one"


def test_the_clients_own_checks(built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGGLE_USERNAME", "me")
    monkeypatch.setenv("KAGGLE_KEY", "none")
    client = pytest.importorskip("kaggle.api.kaggle_api_extended", reason="of the extra dev")
    folders, api, sent = built(), client.KaggleApi(), []

    class SentError(Exception):
        """All checks are passed: now it would send."""

    def send(*_: Any, **__: Any) -> None:
        sent.append(True)
        raise SentError

    monkeypatch.setattr(api, "build_kaggle_client", send)
    monkeypatch.setattr(api, "dataset_status", send)
    api.config_values = {api.CONFIG_NAME_USER: "me"}
    for call, folder in (
        (api.kernels_push, folders.kernel),
        (api.dataset_create_new, folders.dataset),
    ):
        with pytest.raises(SentError):
            call(str(folder))
    assert len(sent) == 2
    about = metadata(folders.kernel)
    assert client.slugify(about["title"]) == about["id"].split("/")[1]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"owner": "me and you"}, "owner"),
        ({"attach": ["photos"]}, "neither a data set"),
        ({"parameters": {"NOTHING": 1}}, "no parameter `NOTHING`"),
        ({"number": "99"}, "no notebook `99`"),
        ({"weights": "gone.pt"}, "no such weights"),
    ],
)
def test_what_kaggle_or_the_notebook_would_refuse(built, more, message) -> None:
    with pytest.raises(UsageError, match=message):
        built(**more)


def test_a_folder_that_is_not_empty(built) -> None:
    built()
    with pytest.raises(UsageError, match="not empty"):
        built()


def test_weights_that_a_run_was_given_are_sent(built, project: Path) -> None:
    own = load_experiment("experiments/one.yaml")
    given = given_now("weights", project / "mine.pt", None)
    made = Predictions(table_of({}, PREDICTION_COLUMNS), (), {KEY: given.as_dict()})
    write_predictions(made, stored_predictions(own, "val"))
    assert (built(weights="").dataset / "best.pt").read_bytes() == b"weights"


def test_without_an_owner_or_weights_it_is_said(built, monkeypatch, caplog) -> None:
    monkeypatch.delenv("KAGGLE_USERNAME", raising=False)
    folders = built(owner="", weights="")
    assert folders.is_unnamed
    assert "attach a model with a best.pt" in caplog.text


def test_offline_needs_every_wheel(built, monkeypatch, caplog) -> None:
    def refuse(folder: Path, reads: bool) -> None:
        raise UsageError("pip download failed")

    monkeypatch.setattr(kernel, "download_lacking", refuse)
    built("online")
    assert "from the network: pip download failed" in caplog.text
    with pytest.raises(UsageError, match="pip download failed"):
        built("offline", offline=True)


@pytest.mark.parametrize(("number", "expected"), [("9", True), ("06", False)])
def test_the_readers_wheels_are_packed_for_the_notebook_that_reads(
    built, monkeypatch, number: str, expected: bool
) -> None:
    packed = []
    monkeypatch.setattr(kernel, "download_lacking", lambda folder, reads: packed.append(reads))
    built(number=number)
    assert packed == [expected]
