# mypy: untyped-calls-exclude="nbformat"
"""`containerloc kaggle build`: the folders that Kaggle's client sends, for one notebook."""

import logging
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from containerloc.data.files import write_atomically, write_text
from containerloc.errors import UsageError
from containerloc.experiment.embedded import EMBEDDED
from containerloc.experiment.experiment import Experiment, resolved
from containerloc.run.execute.notebooks import (
    READING,
    TRAINING,
    Notebook,
    find_notebooks,
    parameters_for,
)
from containerloc.run.files.artifacts import stored_predictions
from containerloc.run.files.given import given_before, given_weights
from containerloc.run.files.json_files import write_json
from containerloc.run.kaggle.slugs import checked_owner, checked_source, slug_of, title_of
from containerloc.run.kaggle.wheels import download_lacking, write_own_wheel
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.weights import find_weights, own_weights

# Two T4. Kaggle's client takes any text; its maintainers say that this one is "GPU T4 x2" and that
# NvidiaTeslaT4Highmem is not for everybody (github.com/Kaggle/kaggle-cli, pull request 1198).
MACHINE: Final = "NvidiaTeslaT4"
UNNAMED: Final = "your-kaggle-name"
_SETTINGS: Final = {
    "language": "python",
    "kernel_type": "notebook",
    "is_private": True,
    "enable_gpu": True,
    "enable_tpu": False,
    "machine_shape": MACHINE,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KernelRequest:
    """What is asked for: a notebook by its number, and what it shall find on Kaggle.

    Parameters
    ----------
    attach
        Data sets `owner/slug` and models `owner/model/framework/variation/version` to mount: at
        least the photos.
    parameters
        Further parameters of the notebook.
    """

    selection: Selection
    number: str = "06"
    owner: str = ""
    attach: Sequence[str] = ()
    offline: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KernelFolders:
    """What was written: the folder of the notebook, that of the data set, and what to do next."""

    kernel: Path
    dataset: Path
    is_unnamed: bool = False  # whether the owner is still to be filled in

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands of Kaggle's client that send them, the data set first."""
        return (
            f"kaggle datasets create -p {shlex.quote(str(self.dataset))}",
            f"kaggle kernels push -p {shlex.quote(str(self.kernel))}",
        )


def build_kernel(experiment: Experiment, folder: Path, request: KernelRequest) -> KernelFolders:
    """Write the notebook with its parameters, what it needs, and the metadata of both.

    Raises
    ------
    UsageError
        For a name that Kaggle would refuse, a parameter that the notebook does not declare, and
        when `folder` is not empty or a wheel cannot be had.
    """
    owner = checked_owner(request.owner or os.environ.get("KAGGLE_USERNAME", "") or UNNAMED)
    sources = [checked_source(source) for source in request.attach]
    (notebook,) = find_notebooks(experiment.root, (request.number,))
    slug, inputs = (slug_of(f"{kind} {experiment.name}") for kind in (notebook.name[:2], "inputs"))
    recipe = f"{inputs}.yaml"
    standard = {"EXPERIMENT": recipe, "SPLIT": request.selection.split}
    parameters = parameters_for(notebook, standard, request.parameters)
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; give a new folder")
    folders = KernelFolders(folder / "kernel", folder / "dataset", owner == UNNAMED)
    _write_inputs(experiment, folders.dataset / recipe, request)
    licenses = [{"name": "other"}]  # that of the package, and of your weights
    about = {"title": title_of(inputs), "id": f"{owner}/{inputs}", "licenses": licenses}
    write_json(folders.dataset / "dataset-metadata.json", about)
    _write_notebook(notebook, parameters, folders.kernel / notebook.path.name)
    about = {"id": f"{owner}/{slug}", "title": title_of(slug), "code_file": notebook.path.name}
    mounted = _mounted([f"{owner}/{inputs}", *sources])
    settings = {"enable_internet": not request.offline, **_SETTINGS, **mounted}
    write_json(folders.kernel / "kernel-metadata.json", about | settings)
    return folders


def _mounted(sources: Sequence[str]) -> dict[str, list[str]]:
    """What to mount, under the keys of the metadata: models have five parts, data sets two."""
    models = [source for source in sources if source.count("/") == 4]
    datasets = [source for source in sources if source not in models]
    none: list[str] = []
    return {
        "dataset_sources": datasets,
        "model_sources": models,
        "competition_sources": none,
        "kernel_sources": none,
    }


def _write_inputs(experiment: Experiment, recipe: Path, request: KernelRequest) -> None:
    """Write what the data set holds besides its metadata, without folders: they are not sent."""
    folder = recipe.parent
    folder.mkdir(parents=True)
    content = resolved(experiment)
    if experiment.data not in EMBEDDED or request.attach:
        content["data"] = "data.yaml"  # which is looked for among what is attached
    if request.number.zfill(2) in TRAINING and Path(experiment.model).is_file():
        shutil.copyfile(experiment.model, folder / "start.pt")
        content["model"] = "./start.pt"
    write_text(recipe, yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    _copy_weights(experiment, folder / "best.pt", request.selection)
    write_own_wheel(folder)
    try:
        download_lacking(folder, reads=request.number.zfill(2) in READING)
    except UsageError as error:
        if request.offline:
            raise
        _log.warning(f"Kaggle will have to install these from the network: {error}")


def _copy_weights(experiment: Experiment, path: Path, selection: Selection) -> None:
    own = own_weights(experiment, selection.out)
    stored = stored_predictions(experiment, selection.split, selection.out)
    weights = selection.weights or given_weights(given_before(stored, own))
    if not weights and not own:
        _log.warning(f"{experiment.name} has no weights here: attach a model with a best.pt")
        return
    shutil.copyfile(find_weights(experiment, selection.out, weights), path)


def _write_notebook(notebook: Notebook, parameters: Mapping[str, Any], path: Path) -> None:
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    content = parameterize_notebook(
        load_notebook_node(str(notebook.path)),
        dict(parameters),
        kernel_name="python3",
        language="python",
    )
    with write_atomically(path) as temporary:
        nbformat.write(content, temporary)
