"""The false-alarm budget shared by all rules."""

from collections.abc import Sequence
from typing import Final

from containerloc.finding import Rule

# The chance that any rule finds something where there is nothing.
ALL_RULES_ERROR_RATE: Final = 0.05
# Part of it: there are many slices, and each is a small sample.
SLICES_ERROR_RATE: Final = 0.02


def level_of_a_test(rules: Sequence[Rule]) -> float:
    """The level of each test, so that all rules together keep to the budget (Bonferroni).

    What some rules keep to themselves is taken off; the rest is shared by the different tests.
    """
    own = sum(rule.own_level for rule in rules)
    return (ALL_RULES_ERROR_RATE - own) / len({test for rule in rules for test in rule.tests})
