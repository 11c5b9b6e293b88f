"""What the rules on a comparison look at: all experiments, and each against the reference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from containerloc.analysis.comparison.changes import credit_sentence
from containerloc.analysis.comparison.differences import Runs
from containerloc.analysis.comparison.likeness import Likeness, likeness
from containerloc.analysis.diagnosis.evidence import Evidence

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Compared:
    """The tables of a comparison, the reference first.

    `differences` at each one's own threshold, `common` at common ones, as `comparison.differences`
    makes them; `changed` by experiment, from `what_changed`; `trainings_kept` whether those of it
    and of the reference are; `left_out` why images were, by image; `made_by` what made the
    predictions of each, where known.
    """

    runs: Runs
    differences: pd.DataFrame
    common: pd.DataFrame
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    trainings_kept: Mapping[str, bool] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    made_by: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def weights(self) -> dict[str, str]:
        """The hash of each one's weights, where known."""
        hashes = {name: record.get("weights_sha256") for name, record in self.made_by.items()}
        return {name: str(sha256) for name, sha256 in hashes.items() if sha256}

    @property
    def reference(self) -> str:
        """The name of the experiment that the others are compared to."""
        return next(iter(self.runs))

    @property
    def others(self) -> "tuple[Against, ...]":
        """Each other experiment against the reference."""
        return tuple(Against(name, self) for name in list(self.runs)[1:])


@dataclass(frozen=True)
class Against:
    """One experiment against the reference."""

    name: str
    compared: Compared

    @property
    def runs(self) -> tuple[Evidence, Evidence]:
        """What is known of the experiment, and of the reference."""
        return self.compared.runs[self.name], self.compared.runs[self.compared.reference]

    @property
    def title(self) -> str:
        """The two names."""
        return f"{self.name} against {self.compared.reference}"

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Its differences to the reference, by metric."""
        table = self.compared.differences
        rows = table[table["experiment"] == self.name].to_dict("records")
        return {str(row["metric"]): row for row in rows}

    @cached_property
    def by_verdict(self) -> dict[str, list[Row]]:
        """The same by verdict: `better`, `worse` and `equivalent`."""
        words = ("better", "worse", "equivalent")
        rows = self.rows.values()
        return {word: [row for row in rows if row["verdict"] == word] for word in words}

    @property
    def differs(self) -> bool:
        """Whether any number is better or worse beyond chance."""
        return bool(self.by_verdict["better"] or self.by_verdict["worse"])

    @property
    def weights(self) -> str:
        """Whether its weights are the `same` as the reference's or `other`; empty if unknown."""
        known = self.compared.weights
        if not {self.name, self.compared.reference} <= set(known):
            return ""
        return "same" if known[self.name] == known[self.compared.reference] else "other"

    @cached_property
    def likeness(self) -> Likeness:
        """How alike both predict."""
        return likeness(*self.runs)

    @property
    def is_same(self) -> bool:
        """Whether both predict the same, or as good as the same."""
        return self.likeness.is_identical or self.likeness.is_practical

    @property
    def credit(self) -> str:
        """What a difference may be attributed to; empty where it is not known what changed."""
        changed = self.compared.changed.get(self.name)
        if changed is None:
            return ""
        return credit_sentence(
            changed,
            trainings_kept=self.compared.trainings_kept.get(self.name, False),
            weights=self.weights,
            differs=self.differs and not self.is_same,
        )
