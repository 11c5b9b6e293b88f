"""What a comparison shows: whether it is fair, who is better, because of which change."""

from typing import Final

from containerloc.analysis.comparison.compared import Compared
from containerloc.analysis.comparison.rules_fairness import FAIRNESS_RULES, images_left_out
from containerloc.analysis.comparison.rules_outcome import CHANGE_RULES, TARGET_RULES, VERDICT_RULES
from containerloc.finding import Finding, Rule, applied, worst_first

OF_EACH: Final[tuple[Rule, ...]] = (*FAIRNESS_RULES, *VERDICT_RULES, *CHANGE_RULES)
RULES: Final[tuple[Rule, ...]] = (images_left_out, *OF_EACH, *TARGET_RULES)


def comparison_findings(compared: Compared) -> tuple[Finding, ...]:
    """Everything worth knowing about a comparison, worst first.

    Of equal severity: the images, then each experiment against the reference, then the targets of
    each.
    """
    against = [finding for pair in compared.others for finding in applied(OF_EACH, pair)]
    promised = [
        finding for named in compared.runs.items() for finding in applied(TARGET_RULES, named)
    ]
    return worst_first([*applied([images_left_out], compared), *against, *promised])
