"""What notebook 08 starts from: several experiments on the same images and labels, or a refusal."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from containerloc.analysis.comparison_rules import Compared
from containerloc.analysis.cost import cost
from containerloc.analysis.evidence import Evidence
from containerloc.analysis.what_changed import what_changed
from containerloc.data.joining import join_to_labels
from containerloc.data.photo_hashes import hash_photos
from containerloc.data.predictions import read_predictions
from containerloc.data.shared_images import not_shared, predictions_on, without_images
from containerloc.errors import DataError, UsageError
from containerloc.experiment import Experiment, load_experiment
from containerloc.run.artifacts import Artifacts, artifacts_of
from containerloc.run.diagnosing import evidence_of, surroundings
from containerloc.run.inputs import Inputs, open_inputs, open_labels
from containerloc.run.predicting import find_weights
from containerloc.run.trained import Training, training_behind
from containerloc.strict_yaml import nearest

_LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Comparison:
    """Several experiments, opened; the reference first in each mapping, by experiment's name.

    `left_out` says of each image that they do not share why.
    """

    inputs: Mapping[str, Inputs]
    trainings: Mapping[str, Training]
    runs: Mapping[str, Evidence]
    artifacts: Artifacts
    left_out: Mapping[str, str]

    @property
    def reference(self) -> str:
        """The name of the experiment that the others are compared to."""
        return next(iter(self.inputs))

    def focus(self, name: str = "") -> str:
        """The experiment that is looked at closely, by name or file; by default the last."""
        known = {each: (each, str(inputs.experiment.path), inputs.experiment.path.stem)
                 for each, inputs in list(self.inputs.items())[1:]}  # fmt: skip
        fits = [each for each, names in known.items()
                if not name or name in names or str(Path(name).resolve()) in names]  # fmt: skip
        if not fits:
            raise UsageError(f"`{name}` is none of the experiments compared to the reference: "
                             f"{', '.join(known)}{nearest(name, list(known))}")  # fmt: skip
        return fits[-1]

    @property
    def images(self) -> pd.DataFrame:
        """The images that all are judged on."""
        return next(iter(self.inputs.values())).labels.images

    @property
    def changed(self) -> dict[str, pd.DataFrame]:
        """What was changed from the reference to each other experiment."""
        first, *others = self.trainings.values()
        return {
            each.experiment.name: what_changed(
                each.experiment, first.experiment, ran=each.ran, reference_ran=first.ran)
            for each in others
        }  # fmt: skip

    @property
    def cost(self) -> pd.DataFrame:
        """Size and times of each, where they were recorded."""
        made = {name: each.predictions.made_by for name, each in self.inputs.items()
                if each.predictions}  # fmt: skip
        return cost(made, {name: each.results for name, each in self.trainings.items()})

    @property
    def known(self) -> dict[str, bool]:
        """Whether the args.yaml of each other experiment, and of the reference, are kept."""
        first, *others = self.trainings.values()
        return {each.experiment.name: bool(each.ran and first.ran) for each in others}

    def judged(self, differences: pd.DataFrame, common: pd.DataFrame) -> Compared:
        """What the rules of a comparison look at."""
        made = {name: each.predictions.made_by for name, each in self.inputs.items()
                if each.predictions}  # fmt: skip
        return Compared(
            self.runs, differences, common, changed=self.changed,
            known=self.known,
            left_out=self.left_out,
            weights={name: by["weights_sha256"] for name, by in made.items()
                     if "weights_sha256" in by},
        )  # fmt: skip


def open_comparison(
    experiments: Sequence[Path | str], *, reference: str = "", split: str = "val", data: str = "",
    out: str = "", shared_only: bool = False, attributes: str = "",
) -> Comparison:  # fmt: skip
    """Labels and predictions of several experiments, brought to the same images and labels.

    Parameters
    ----------
    experiments
        Their YAML files, at least two; `*` in a name stands for anything, as in a shell.
    reference
        The file or the name of the one that the others are compared to; by default the first.
    split, data, out
        As for `open_inputs`, for all of them.
    shared_only
        Compare on the images that all share, labelled the same; else it is an error that they
        differ.
    attributes
        A CSV with a column `image`, for the slices.

    Raises
    ------
    UsageError
        For fewer than two experiments, one given twice, an unknown reference, and one that has
        neither predictions nor weights.
    DataError
        For images or labels that differ, none that are shared, predictions that were changed by
        hand.
    """
    files = _in_order([file for each in experiments for file in _files(each)], reference)
    loaded = {each.name: each for each in map(load_experiment, files)}
    opened = {name: _opened(each, split=split, data=data, out=out)
              for name, each in loaded.items()}  # fmt: skip
    left_out = not_shared({name: each.labels for name, each in opened.items()})
    _refuse_different(left_out, opened, shared_only=shared_only)
    first = next(iter(opened.values()))
    labels = without_images(first.labels, left_out)
    inputs = {
        name: replace(each, labels=labels, predictions=predictions_on(each.predictions, labels))
        for name, each in opened.items()
        if each.predictions is not None
    }
    trainings = {name: training_behind(each.path, out=out) for name, each in loaded.items()}
    around = surroundings(
        next(iter(inputs.values())), hash_photos(labels.images), attributes=attributes
    )
    runs = {name: evidence_of(each, trainings[name], around) for name, each in inputs.items()}
    where = comparison_artifacts(list(loaded.values()), out=out, data=data)
    return Comparison(inputs, trainings, runs, where, left_out)


def comparison_artifacts(
    experiments: Sequence[Experiment], *, out: str = "", data: str = ""
) -> Artifacts:
    """Where a comparison's artifacts lie: `comparisons/<name>` beside those of its experiments.

    The name is `<reference>_vs_<other>_vs_...`; with many experiments their number and a hash.
    """
    names = [experiment.name for experiment in experiments]
    name = "_vs_".join(names)
    if len(name) > _LONGEST_NAME:
        digest = hashlib.sha256("\0".join(names).encode()).hexdigest()[:8]
        name = f"{names[0]}_vs_{len(names) - 1}_others_{digest}"
    beside = artifacts_of(experiments[0], out, data)
    return replace(beside, folder=beside.folder.parent / "comparisons" / name)


def _files(name: Path | str) -> list[Path]:
    path = Path(name)
    found = sorted(path.parent.glob(path.name)) if "*" in path.name else [path]
    if not found:
        raise UsageError(f"no experiment is called `{name}`")
    return found


def _in_order(files: Sequence[Path], reference: str) -> list[Path]:
    """The files, the reference first; refused where they are no comparison."""
    if len(files) < 2:
        raise UsageError(f"a comparison takes at least two experiments; {len(files)} given"
                         f"{': ' + str(files[0]) if files else ''}")  # fmt: skip
    names = [load_experiment(file).name for file in files]
    for name in names:
        if names.count(name) > 1:
            same = [str(file) for file, each in zip(files, names, strict=True) if each == name]
            raise UsageError(f"experiment `{name}` is given {len(same)} times: {', '.join(same)}")
    fits = [place for place, (file, name) in enumerate(zip(files, names, strict=True))
            if reference in (name, str(file), file.stem)
            or (reference and Path(reference).resolve() == file.resolve())]  # fmt: skip
    if reference and not fits:
        raise UsageError(f"reference `{reference}` is none of the experiments compared: "
                         f"{', '.join(names)}{nearest(reference, names)}")  # fmt: skip
    place = fits[0] if fits else 0
    return [files[place], *files[:place], *files[place + 1 :]]


def _opened(experiment: Experiment, *, split: str, data: str, out: str) -> Inputs:
    """Its labels and predictions; stored ones need no weights, and damaged ones are refused."""
    stored = artifacts_of(experiment, out).predictions(split)
    if stored.is_file():
        found = read_predictions(stored)
        try:
            find_weights(experiment, out)
        except UsageError:  # run elsewhere, and only the predictions were brought home
            inputs = open_labels(experiment.path, split=split, data=data, out=out)
            return replace(inputs, predictions=join_to_labels(found, inputs.labels))
    try:
        return open_inputs(experiment.path, split=split, data=data, out=out)
    except UsageError as error:
        if stored.is_file():
            raise
        raise UsageError(f"{experiment.name} has no predictions of {split} to compare: {stored} "
                         f"does not exist, and {error}") from error  # fmt: skip


def _refuse_different(
    left_out: Mapping[str, str], opened: Mapping[str, Inputs], *, shared_only: bool
) -> None:
    if not left_out:
        return
    first = next(iter(opened.values())).labels.images["image"]
    n_shared = len(set(first) - set(left_out))
    reasons: dict[str, list[str]] = {}
    for image, why in left_out.items():
        reasons.setdefault(why, []).append(image)
    told = "; ".join(
        f"{len(images)} {why} ({', '.join(f'`{image}`' for image in images[:3])}"
        f"{', …' if len(images) > 3 else ''})"
        for why, images in reasons.items()
    )
    said = f"{', '.join(opened)} are not on the same images and labels: {told}"
    if not n_shared:
        raise DataError(f"{said}; they share none, so there is nothing to compare")
    if not shared_only:
        raise DataError(f"{said}; judge all on one data set (--data), or compare the {n_shared} "
                        "images that they share (--shared-only, SHARED_ONLY = True)")  # fmt: skip
