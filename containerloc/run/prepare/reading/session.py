"""The part of a session that notebook 09 shows: what a reader makes of the crops."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.reading.asked import BY_PREDICTION, Crops
from containerloc.analysis.reading.findings import reading_findings
from containerloc.analysis.reading.margin import margin_curve
from containerloc.analysis.reading.results import ReadingResults
from containerloc.analysis.reading.study import study
from containerloc.analysis.reading.texts import TextForm, is_read
from containerloc.errors import UsageError
from containerloc.finding import Finding, Observation, Rule
from containerloc.model.reading.reader import HOW_TO_INSTALL, has_reader
from containerloc.quads import Floats
from containerloc.run.files.results import save_results
from containerloc.run.prepare.inputs import Inputs
from containerloc.run.prepare.reading.known_texts import form_of_texts, known_texts, readings_of
from containerloc.run.prepare.reading.readings import Readings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_log = logging.getLogger(__name__)


def _why_not(sentence: str) -> Observation:
    """Nothing was read: no reader is installed, or it is not said what a text looks like."""
    return Observation(sentence)


NOT_READ: Final = Rule("not-read", ("info",), _why_not, _why_not.__doc__ or "")


@dataclass(frozen=True)
class ReadingRun:
    """One experiment's crops, read; `results` is None where nothing can be, `why_not` says why."""

    inputs: Inputs
    evidence: Evidence
    attributes: str = ""
    readings: Readings | None = field(default=None)  # another store, such as a test's

    @cached_property
    def known(self) -> Sequence[str]:
        """The text of each label, empty where it is not known, or its image has several labels."""
        return known_texts(self.inputs, self.attributes)

    @cached_property
    def form(self) -> TextForm | None:
        """What a text looks like; None where nobody says so."""
        return form_of_texts(self.inputs, self.known)

    @cached_property
    def why_not(self) -> str:
        """Why nothing is read; empty where it is."""
        if self.form is None:
            return (
                "Nothing was read: say in the experiment what a text looks like, as in "
                "`reading: {pattern: '[A-Z]{1,3}[0-9]{1,4}'}`, or in which column of the "
                "attributes the texts are, as in `reading: {texts: plate}`."
            )
        if self.readings is None and not has_reader() and not self._is_stored:
            return f"Nothing was read: there is no reader. {HOW_TO_INSTALL} installs one."
        return ""

    @property
    def _is_stored(self) -> bool:
        return self.inputs.artifacts.readings(self.inputs.split).is_file()

    @cached_property
    def results(self) -> ReadingResults | None:
        """Everything that follows from what was read."""
        if self.why_not or self.form is None:
            return None
        store = self.readings or readings_of(self.inputs, self.form)
        return ReadingResults(
            study(
                self.evidence.errors,
                store.read,
                known=self.known,
                form=self.form,
                margin_in_use=self.inputs.experiment.reading.margin,
                groups=self.evidence.groups,
                targets=self.inputs.experiment.targets,
            )
        )

    @property
    def numbers(self) -> pd.DataFrame:
        """The numbers of reading, with intervals; empty where nothing was read."""
        return self.results.numbers if self.results else pd.DataFrame()

    @property
    def table(self) -> pd.DataFrame:
        """What was read of each label, one row each."""
        return self.results.evidence.table if self.results else pd.DataFrame()

    @property
    def lost(self) -> pd.DataFrame:
        """The labels whose text is not read from the model's crop."""
        table = self.table
        return table[~table["predicted_read"]] if len(table) else table

    @property
    def kinds(self) -> pd.DataFrame:
        """How many labels there are of each kind of text, and how many of them are read."""
        return self.results.evidence.kinds if self.results else pd.DataFrame()

    @cached_property
    def margin_curve(self) -> pd.DataFrame:
        """How many are read at each margin."""
        return margin_curve(self.results.evidence) if self.results else pd.DataFrame()

    @property
    def curve(self) -> pd.DataFrame:
        """How many reads are kept when corners are moved."""
        return self.results.cost.curve if self.results else pd.DataFrame()

    @property
    def corners(self) -> pd.DataFrame:
        """How many reads each corner costs when it is moved."""
        return self.results.cost.of_corners if self.results else pd.DataFrame()

    @property
    def tolerance(self) -> float:
        """The mean corner error that the reader tolerates, text heights; NaN where unknown."""
        return self.results.tolerance.text_heights if self.results else float("nan")

    @property
    def margin_in_use(self) -> float:
        """What the experiment adds on each side before reading, text heights."""
        return self.inputs.experiment.reading.margin

    @property
    def margin(self) -> float:
        """The best margin, text heights; NaN where unknown."""
        return self.results.margin.margin if self.results else float("nan")

    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of reading, worst first."""
        return self._findings

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return reading_findings(self.results) if self.results else NOT_READ(self.why_not)

    def save(self, figures: Mapping[str, "Figure"]) -> list[str]:
        """Save numbers, findings, what was read and figures; returns the files written."""
        where = self.inputs.artifacts
        return save_results(
            where,
            "09",
            findings=self.findings(),
            numbers=self.numbers,
            tables={where.reading: self.table} if self.results else {},
            figures=figures,
        )


def is_read_by(inputs: Inputs, evidence: Evidence, attributes: str = "") -> Floats:
    """Whether each label's text is read from the model's crop, `(n,)`: 1 or 0.

    At the margin in use; NaN where nothing can be read, see `ReadingRun.why_not`. Only these crops
    are read, and only those that are not stored.
    """
    run, errors = ReadingRun(inputs, evidence, attributes), evidence.errors
    nothing = np.full(len(errors), np.nan)
    if run.why_not or run.form is None:
        return nothing
    crops = Crops(BY_PREDICTION, inputs.experiment.reading.margin)
    asked = {crops: crops.quads(errors.predicted, ())}
    try:
        texts = readings_of(inputs, run.form).read(list(map(str, errors.image)), asked)[crops]
    except UsageError as error:  # stored ones that do not suffice, and no reader
        _log.warning(f"{inputs.experiment.name}: not compared in what is read: {error}")
        return nothing
    pairs = zip(texts, run.known, strict=True)
    return np.array([is_read(text, known, run.form) for text, known in pairs], np.float64)
