"""All rules in the order in which their findings are read, and what they find together."""

from collections.abc import Sequence
from typing import Final

from containerloc.analysis.diagnosis.boxes.rules_boxes import BOX_RULES
from containerloc.analysis.diagnosis.coordinates.rules_map import MAP_RULES
from containerloc.analysis.diagnosis.coordinates.rules_values import VALUE_RULES
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_cause import CAUSE_RULES
from containerloc.analysis.diagnosis.rules_choice import first_choice_wrong
from containerloc.analysis.diagnosis.rules_class import CLASS_RULES
from containerloc.analysis.diagnosis.rules_corner import CORNER_RULES, imbalance_by_chance
from containerloc.analysis.diagnosis.rules_data import DATA_RULES
from containerloc.analysis.diagnosis.rules_labels import LABEL_RULES
from containerloc.analysis.diagnosis.rules_side import SIDE_RULES
from containerloc.analysis.diagnosis.rules_slice import SLICE_RULES
from containerloc.analysis.diagnosis.rules_target import TARGET_RULES
from containerloc.analysis.diagnosis.rules_threshold import THRESHOLD_RULES
from containerloc.analysis.diagnosis.stories.consequences import with_consequences
from containerloc.analysis.statistics.error_rate import level_of_a_test
from containerloc.finding import NOTHING_WRONG, Finding, Rule, applied, findings
from containerloc.wording import counted

# What makes other numbers meaningless comes first: settings, images and labels, then how the
# training went. After them what holds for all IDs, for some kinds of IDs, for a few of them.
BEFORE_TRAINING: Final[tuple[Rule, ...]] = (
    *MAP_RULES,
    *VALUE_RULES,
    *BOX_RULES,
    *LABEL_RULES,
    *THRESHOLD_RULES,
    *CLASS_RULES,
    *DATA_RULES,
)
AFTER_TRAINING: Final[tuple[Rule, ...]] = (
    *SIDE_RULES,
    *CORNER_RULES,
    *SLICE_RULES,
    first_choice_wrong,
    *CAUSE_RULES,
    imbalance_by_chance,
    *TARGET_RULES,
)
RULES: Final = (*BEFORE_TRAINING, *AFTER_TRAINING)
LEVEL_OF_A_TEST: Final = level_of_a_test(RULES)


def diagnose(evidence: Evidence) -> tuple[Finding, ...]:
    """What is to be known of an experiment, worst first; where nothing is wrong, that.

    Findings of equal severity stand in the order of the rules, those of the training's audit in
    their midst. The rules that test share an error rate of 5 %: in so many of all experiments
    without a fault one of them finds a fault all the same. The other rules count facts.
    """
    made = applied(RULES, evidence, level=LEVEL_OF_A_TEST)
    before = {rule.code for rule in BEFORE_TRAINING}
    first = [each for each in made if each.code in before]
    then = [each for each in made if each.code not in before]
    audited = [each for each in evidence.training if each.code != NOTHING_WRONG.code]
    told = with_consequences([*first, *audited, *then], evidence, RULES, level=LEVEL_OF_A_TEST)
    labels = counted(len(evidence.labels), "label")
    images = counted(len(evidence.images), "image")
    nothing = f"Nothing stands out in {labels} of {images}."
    return findings(told, if_none=nothing)


def diagnose_threshold(evidence: Evidence) -> tuple[Finding, ...]:
    """What is to be known of the threshold alone."""
    low, high = evidence.plateau
    return findings(
        applied(THRESHOLD_RULES, evidence),
        if_none=f"No other threshold is surely better than the one in use, "
        f"{evidence.settings.in_use:g}. On these images those above {low:.3g} and up to "
        f"{high:.4g} make the fewest mistakes.",
    )


def next_steps(made: Sequence[Finding]) -> tuple[str, ...]:
    """What to do about errors and warnings, in their order, each step once."""
    return tuple(dict.fromkeys(f.advice for f in made if f.advice and f.severity != "info"))
