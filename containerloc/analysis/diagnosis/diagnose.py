"""Every rule, in the order in which their findings are read, and what they find together."""

from collections.abc import Callable, Sequence
from typing import Final

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_cause import CAUSE_RULES
from containerloc.analysis.diagnosis.rules_corner import CORNER_RULES, imbalance_by_chance
from containerloc.analysis.diagnosis.rules_data import SET_RULES
from containerloc.analysis.diagnosis.rules_side import SIDE_RULES
from containerloc.analysis.diagnosis.rules_slice import SLICE_RULES
from containerloc.analysis.diagnosis.rules_target import (
    map_saturated,
    targets_missed,
    targets_undecided,
)
from containerloc.analysis.diagnosis.rules_threshold import THRESHOLD_RULES
from containerloc.finding import Finding, findings
from containerloc.wording import counted

Rule = Callable[[Evidence], Finding | None]

# What makes other numbers meaningless comes first: settings, then the images and labels, then IDs
# that are not the ID at all; after them geometry, from the whole ID to one corner of some.
RULES: Final[tuple[Rule, ...]] = (
    *THRESHOLD_RULES,
    *SET_RULES,
    *CAUSE_RULES,
    *SIDE_RULES,
    *CORNER_RULES,
    *SLICE_RULES,
    imbalance_by_chance,
    targets_missed,
    targets_undecided,
    map_saturated,
)


def diagnose(evidence: Evidence) -> tuple[Finding, ...]:
    """What is to be known of an experiment, worst first; where nothing is wrong, that.

    Of equal severity, what the training's audit found stands behind settings, images and labels,
    and what befell a few IDs only behind what befell all of them.
    The rules that test share an error rate of 5 % (see `diagnosis.error_rate`): in so many of all
    experiments without a fault one of them finds a fault all the same. Others count facts.
    """
    found = {rule: rule(evidence) for rule in RULES}
    audited = [finding for finding in evidence.training if finding.code != "nothing-wrong"]
    first = [found.pop(rule) for rule in (*THRESHOLD_RULES, *SET_RULES)]
    of_some = [found.pop(rule) for rule in CAUSE_RULES]  # errors come first in any case
    of_all = [found.pop(rule) for rule in (*SIDE_RULES, *CORNER_RULES)]
    of_slices = [found.pop(rule) for rule in SLICE_RULES]
    return findings(
        [*first, *audited, *of_all, *of_slices, *of_some, *found.values()],
        if_none=f"Nothing stands out in {counted(len(evidence.labels), 'label')} of "
        f"{counted(len(evidence.images), 'image')}.",
    )


def diagnose_threshold(evidence: Evidence) -> tuple[Finding, ...]:
    """What is to be known of the threshold alone."""
    above, up_to = evidence.plateau
    return findings(
        [rule(evidence) for rule in THRESHOLD_RULES],
        if_none=f"The threshold in use, {evidence.settings.in_use:g}, lies on the plateau: no "
        f"other makes fewer mistakes (above {above:.3g}, up to {up_to:.3g}).",
    )


def next_steps(found: Sequence[Finding]) -> tuple[str, ...]:
    """What to do about findings, in their order, each once; of what is only information nothing."""
    return tuple(dict.fromkeys(f.advice for f in found if f.advice and f.severity != "info"))
