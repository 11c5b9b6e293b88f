"""Which experiments are compared, and what is refused: no predictions, other images or labels."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import Experiment, load_experiment
from containerloc.experiment.yaml_reading import nearest
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.prepare.inputs import Inputs, Selection, naming, open_inputs
from containerloc.run.prepare.predictions import Prediction
from containerloc.wording import listed


def load_compared(files: Sequence[Path | str], reference: str) -> list[Experiment]:
    """The experiments, the reference first; UsageError where they make no comparison.

    `*` in a file's name stands for anything, as in a shell; `reference` is a file or a name, empty
    for the first.
    """
    experiments = [load_experiment(file) for each in files for file in _matching(each)]
    if len(experiments) < 2:
        given = "".join(f": {each.path}" for each in experiments)
        raise UsageError(
            f"a comparison takes at least two experiments; {len(experiments)} given{given}"
        )
    names = [each.name for each in experiments]
    for name in names:
        same = [str(each.path) for each in experiments if each.name == name]
        if len(same) > 1:
            raise UsageError(f"experiment `{name}` is given {len(same)} times: {', '.join(same)}")
    first = [each for each in experiments if not reference or is_called(each, reference)][:1]
    if not first:
        raise UsageError(
            f"reference `{reference}` is none of the experiments compared: "
            f"{', '.join(names)}{nearest(reference, names)}"
        )
    return [*first, *(each for each in experiments if each.name != first[0].name)]


def is_called(experiment: Experiment, name: str) -> bool:
    """Whether this is the experiment's name, its file, or the file's name without its ending."""
    names = (experiment.name, experiment.path.stem, str(experiment.path))
    return name in names or str(Path(name).resolve()) == str(experiment.path)


def _matching(name: Path | str) -> list[Path]:
    path = Path(name)
    files = sorted(path.parent.glob(path.name)) if "*" in path.name else [path]
    if not files:
        raise UsageError(f"no experiment is called `{name}`")
    return files


def compared_inputs(experiment: Experiment, selection: Selection, prediction: Prediction) -> Inputs:
    """Its labels and predictions, as `open_inputs`; an error names the experiment."""
    stored = artifacts_of(experiment, selection.out).predictions(selection.split)
    with naming(experiment):
        try:
            return open_inputs(experiment, selection, prediction=prediction)
        except UsageError as error:
            if stored.is_file():
                raise
            raise UsageError(
                f"{experiment.name} has no predictions of {selection.split} to compare: {stored} "
                f"does not exist, and {error}"
            ) from error


def refuse_different(
    left_out: Mapping[str, str], inputs: Mapping[str, Inputs], *, shared_only: bool
) -> None:
    """DataError that says which images and labels differ, unless what is shared is asked for."""
    if not left_out:
        return
    reasons: dict[str, list[str]] = {}
    for image, reason in left_out.items():
        reasons.setdefault(reason, []).append(f"`{image}`")
    counts = (
        f"{len(images)} {reason} ({listed(images, most=3)})" for reason, images in reasons.items()
    )
    difference = f"{', '.join(inputs)} are not on the same images and labels: {'; '.join(counts)}"
    first = next(iter(inputs.values())).labels.images["image"]
    n_shared = len(set(first) - set(left_out))
    if not n_shared:
        raise DataError(f"{difference}; they share none, so there is nothing to compare")
    if not shared_only:
        raise DataError(
            f"{difference}; judge all on one data set (--data), or compare the {n_shared} "
            "images that they share (--shared-only, SHARED_ONLY = True)"
        )
