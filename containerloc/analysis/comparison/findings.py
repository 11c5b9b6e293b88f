"""What a comparison shows: whether it is fair, who is better, because of which change."""

from typing import Final

from containerloc.analysis.comparison.compared import Compared
from containerloc.analysis.comparison.rules_fairness import (
    FAIRNESS_RULES,
    SETTING_RULES,
    images_left_out,
)
from containerloc.analysis.comparison.rules_outcome import (
    CHANGE_RULES,
    TARGET_RULES,
    VERDICT_RULES,
    equivalent,
)
from containerloc.analysis.comparison.rules_sameness import SAMENESS_RULES
from containerloc.finding import Finding, Rule, applied, worst_first

OF_EACH: Final[tuple[Rule, ...]] = (
    *SAMENESS_RULES,
    *SETTING_RULES,
    *FAIRNESS_RULES,
    *VERDICT_RULES,
    *CHANGE_RULES,
)
RULES: Final[tuple[Rule, ...]] = (images_left_out, *OF_EACH, *TARGET_RULES)
# Before all others, whatever their severity: where there is one model, the rest says nothing, and
# under other settings it says something else.
_FIRST: Final = tuple(each.code for each in (*SAMENESS_RULES, equivalent, *SETTING_RULES))


def comparison_findings(compared: Compared) -> tuple[Finding, ...]:
    """Everything worth knowing about a comparison: first what is the same or set
    otherwise, then worst first.

    Of equal severity: the images, then each experiment against the reference, then the targets of
    each.
    """
    against = [finding for pair in compared.others for finding in applied(OF_EACH, pair)]
    first = [finding for finding in against if finding.code in _FIRST]
    others = [finding for finding in against if finding.code not in _FIRST]
    promised = [
        finding for named in compared.runs.items() for finding in applied(TARGET_RULES, named)
    ]
    rest = [*applied([images_left_out], compared), *others, *promised]
    return (*sorted(first, key=lambda each: _FIRST.index(each.code)), *worst_first(rest))
