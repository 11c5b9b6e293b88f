"""The budget of false alarms is kept by the rules as they are, whatever is added to them."""

import pytest

from containerloc.analysis.diagnosis.diagnose import LEVEL_OF_A_TEST, RULES
from containerloc.analysis.statistics.error_rate import level_of_a_test
from containerloc.finding import Rule


def rule(*tests: str, own_level: float = 0.0) -> Rule:
    return Rule("code", ("info",), lambda _: None, "", tests=tests, own_level=own_level)


def test_what_a_rule_keeps_is_taken_off_and_the_rest_is_shared_by_the_different_tests() -> None:
    rules = [rule("a", "b"), rule("b"), rule("c"), rule(), rule(own_level=0.02)]
    assert level_of_a_test(rules) == pytest.approx(0.03 / 3)


def test_all_tests_together_have_an_error_rate_of_5_percent() -> None:
    different = {test for rule in RULES for test in rule.tests}
    own = sum(rule.own_level for rule in RULES)
    assert len(different) * LEVEL_OF_A_TEST + own == pytest.approx(0.05)
    assert len(different) == 11
