"""Which experiments are compared, and what is refused: no predictions, other images or labels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from containerloc.data.joining import join_to_labels
from containerloc.data.predictions import read_predictions
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import Experiment, load_experiment
from containerloc.experiment.yaml_reading import nearest
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.prepare.inputs import Inputs, Selection, label_inputs, open_inputs
from containerloc.run.prepare.weights import find_weights


def _files(name: Path | str) -> list[Path]:
    path = Path(name)
    found = sorted(path.parent.glob(path.name)) if "*" in path.name else [path]
    if not found:
        raise UsageError(f"no experiment is called `{name}`")
    return found


def in_order(experiments: Sequence[Path | str], reference: str) -> list[Path]:
    """The files, the reference first; refused where they are no comparison."""
    files = [file for each in experiments for file in _files(each)]
    if len(files) < 2:
        raise UsageError(
            f"a comparison takes at least two experiments; {len(files)} given"
            f"{': ' + str(files[0]) if files else ''}"
        )
    names = [load_experiment(file).name for file in files]
    for name in names:
        if names.count(name) > 1:
            same = [str(file) for file, each in zip(files, names, strict=True) if each == name]
            raise UsageError(f"experiment `{name}` is given {len(same)} times: {', '.join(same)}")
    fits = [
        place
        for place, (file, name) in enumerate(zip(files, names, strict=True))
        if reference in (name, str(file), file.stem)
        or (reference and Path(reference).resolve() == file.resolve())
    ]
    if reference and not fits:
        raise UsageError(
            f"reference `{reference}` is none of the experiments compared: "
            f"{', '.join(names)}{nearest(reference, names)}"
        )
    place = fits[0] if fits else 0
    return [files[place], *files[:place], *files[place + 1 :]]


def opened(experiment: Experiment, *, split: str, data: str, out: str) -> Inputs:
    """Its labels and predictions; stored ones need no weights, and damaged ones are refused."""
    selection = Selection(split=split, data=data, out=out)
    stored = artifacts_of(experiment, out).predictions(split)
    if stored.is_file():
        found = read_predictions(stored)
        try:
            find_weights(experiment, out)
        except UsageError:  # run elsewhere, and only the predictions were brought home
            inputs = label_inputs(experiment, selection)
            return replace(inputs, predictions=join_to_labels(found, inputs.labels))
    try:
        return open_inputs(experiment, selection)
    except UsageError as error:
        if stored.is_file():
            raise
        raise UsageError(
            f"{experiment.name} has no predictions of {split} to compare: {stored} "
            f"does not exist, and {error}"
        ) from error


def refuse_different(
    left_out: Mapping[str, str], inputs: Mapping[str, Inputs], *, shared_only: bool
) -> None:
    """DataError that says which images and labels differ, unless what is shared is asked for."""
    if not left_out:
        return
    first = next(iter(inputs.values())).labels.images["image"]
    n_shared = len(set(first) - set(left_out))
    reasons: dict[str, list[str]] = {}
    for image, why in left_out.items():
        reasons.setdefault(why, []).append(image)
    told = "; ".join(
        f"{len(images)} {why} ({', '.join(f'`{image}`' for image in images[:3])}"
        f"{', …' if len(images) > 3 else ''})"
        for why, images in reasons.items()
    )
    said = f"{', '.join(inputs)} are not on the same images and labels: {told}"
    if not n_shared:
        raise DataError(f"{said}; they share none, so there is nothing to compare")
    if not shared_only:
        raise DataError(
            f"{said}; judge all on one data set (--data), or compare the {n_shared} "
            "images that they share (--shared-only, SHARED_ONLY = True)"
        )
