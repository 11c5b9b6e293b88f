"""A run opened to be looked at, case by case."""

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence, PhotoContext
from containerloc.analysis.review.cases import case_table
from containerloc.analysis.review.findings import Reviewed, review_findings
from containerloc.analysis.review.reviewed import proposals, reviewed_numbers
from containerloc.analysis.review.verdicts import verdict_table
from containerloc.experiment.experiment import Experiment, find_experiment, load_experiment
from containerloc.finding import Finding
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.files.saved import read_findings
from containerloc.run.files.saved_verdicts import shown_verdicts
from containerloc.run.prepare.evidence import evidence_of
from containerloc.run.prepare.inputs import Inputs, Selection, open_inputs, with_predictions
from containerloc.run.prepare.review.shown import in_order, photo_files, shown_cases
from containerloc.run.prepare.review.suspected import second_reading, suspected
from containerloc.run.prepare.review.verdicts import Verdicts
from containerloc.run.prepare.training import training_of_weights
from containerloc.show.review.case import Review


def open_review(
    experiment: Experiment, selection: Selection, *, others: Sequence[str] = ()
) -> "RunReview":
    """Open the cases of a run, as `review_of`.

    Raises
    ------
    UsageError, DataError
        As `open_inputs`, for each experiment.
    """
    return review_of(open_inputs(experiment, selection), selection, others=others)


def review_of(inputs: Inputs, selection: Selection, *, others: Sequence[str] = ()) -> "RunReview":
    """The cases of a run; findings are those of its notebooks, each once; photos stay closed.

    `others` are further experiments, by file or name, whose models are asked about each case.
    """
    experiment, out = inputs.experiment, selection.out
    training = training_of_weights(experiment, out=out, weights=selection.weights)
    evidence = evidence_of(inputs, training, PhotoContext(faults=inputs.label_faults))
    told = [Finding.of(row) for row in read_findings(inputs.artifacts)]
    findings = list({(each.code, each.sentence): each for each in told}.values())
    models = {}
    for name in others:
        each = load_experiment(find_experiment(name, experiment.root))
        same = replace(inputs, experiment=each, artifacts=artifacts_of(each, out))
        models[each.name] = with_predictions(same, Selection(out=out)).predicted.table
    return RunReview(inputs, evidence, findings, models)


@dataclass(frozen=True)
class RunReview:
    """The cases of a run, and what people say of them.

    `others` are predictions of other models by the names of their experiments.
    """

    inputs: Inputs
    evidence: Evidence
    findings: Sequence[Finding] = ()
    others: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """Every case as of `analysis.review.cases`, those to be looked at first at the top."""
        repeats = second_reading(self.inputs)
        found = suspected(self.inputs, [self.evidence.matching], repeats=repeats)
        return in_order(case_table(self.evidence, found))

    @cached_property
    def verdicts(self) -> Verdicts:
        """What people say of them."""
        return Verdicts(self.inputs, self.cases, self.evidence.predictions)

    @property
    def reviewed(self) -> Reviewed:
        """Who was to blame, as people say; the cases are not looked for where nobody said so."""
        if not self._is_judged:
            return Reviewed(verdict_table([]).assign(stale=""), 0)
        return Reviewed(self.verdicts.latest, len(self.cases))

    @property
    def _is_judged(self) -> bool:
        return self.inputs.artifacts.review.is_file()

    @property
    def sentence(self) -> str:
        """The same in words; empty where nobody looked."""
        return " ".join(finding.sentence for finding in review_findings(self.reviewed))

    @property
    def numbers(self) -> pd.DataFrame:
        """The headline numbers on corrected labels, without what is disputed; see `reviewed`.

        Empty where nobody judged anything that is still the same.
        """
        if self._is_judged:
            standing = self.verdicts.standing
            if standing["verdict"].ne("").any() or len(proposals(standing)):
                return reviewed_numbers(self.evidence, standing)
        return self.evidence.numbers[:0]

    def shown(self, *, most: int | None = None, hashed: bool = False, who: str = "") -> Review:
        """What a front end shows: the first `most` cases, their photos, and every verdict.

        `hashed`: with the hash of each photo, for verdicts that are passed where the photo is not.
        """
        chosen = self.cases.head(len(self.cases) if most is None else most)
        if hashed:
            hashes = chosen["image"].map(
                {image: self.verdicts.photo_sha256(image) for image in chosen["image"].unique()}
            )
            chosen = chosen.assign(photo_sha256=hashes)
        shown = shown_cases(chosen, self.inputs, findings=self.findings, others=self.others)
        photos = photo_files(self.inputs.labels.images, self.inputs.split)
        named = {case.photo for case in shown}
        return Review(
            title=f"{self.inputs.experiment.name}, {self.inputs.split}",
            experiment=self.inputs.experiment.name,
            cases=shown,
            photos={key: photo for key, photo in photos.items() if key in named},
            findings=tuple(self.findings),
            verdicts=shown_verdicts(self.verdicts.read()),
            who=who,
        )


def user_name() -> str:
    """Who works here; empty where the system does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, as in many containers
        return ""
