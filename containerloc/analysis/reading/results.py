"""Everything that follows from what was read, each computed once."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from containerloc.analysis.reading.corner_cost import CornerCost, Tolerance
from containerloc.analysis.reading.evidence import ReadingEvidence
from containerloc.analysis.reading.margin import MarginChoice, choose_margin
from containerloc.analysis.reading.numbers import reading_numbers
from containerloc.analysis.statistics.targets import target_verdicts


@dataclass(frozen=True, eq=False)
class ReadingResults:
    """What numbers, rules and figures of reading are made of."""

    evidence: ReadingEvidence

    @cached_property
    def margin(self) -> MarginChoice:
        """The margin to add, and what it brings."""
        return choose_margin(self.evidence)

    @cached_property
    def cost(self) -> CornerCost:
        """What moved corners cost."""
        return CornerCost(self.evidence)

    @cached_property
    def tolerance(self) -> Tolerance:
        """How far corners may be off without a margin."""
        return self.cost.tolerance()

    @cached_property
    def tolerance_with_margin(self) -> Tolerance:
        """How far corners may be off with the best margin."""
        return self.cost.tolerance(self.margin.margin)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The numbers of `metrics.json`."""
        tolerances = self.tolerance, self.tolerance_with_margin
        return reading_numbers(self.evidence, self.margin, *tolerances)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """What was promised of reading, against what was measured."""
        mine = [each for each in self.evidence.targets if each.metric in self.numbers.index]
        return target_verdicts(mine, self.numbers)
