"""What follows from a cause, and what mending it gains: judged again as if it were mended."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.finding import SEVERITIES, Finding, Gain, Rule, beneath_causes
from containerloc.metric import metric_of

MIN_CHANGE: Final = 0.01  # of a number; less is none to speak of
TARGETS_MISSED: Final = "targets-missed"


def with_consequences(
    made: Sequence[Finding], evidence: Evidence, rules: Sequence[Rule], *, level: float
) -> tuple[Finding, ...]:
    """The findings with their causes and gains, in their order.

    What may follow from a cause stands beneath it where the cause's remedy makes it vanish; of
    missed targets those that would no longer be missed, the others stand for themselves.
    """
    of_code = {rule.code: rule for rule in rules}
    told = list(made)
    for cause in made:
        rule = of_code.get(cause.code)
        now = next((each for each in told if each.code == cause.code), cause)
        if rule is None or rule.remedy is None or cause.severity == "info" or now.cause:
            continue
        after = rule.remedy.mended(evidence, cause)
        may_follow = [f for f in told if f.code in rule.consequences and f.code != TARGETS_MISSED]
        follows = {f.code for f in may_follow if _vanishes(f, of_code[f.code](after, level))}
        told = _targets_apart(told, cause, of_code[TARGETS_MISSED], (evidence, after))
        told = [
            replace(each, gain=_gain(rule, evidence, after), remains=_remains(evidence, after))
            if each is now
            else replace(each, cause=cause.code)
            if each.code in follows and not each.cause
            else each
            for each in told
        ]
    return beneath_causes(told, rules)


def _vanishes(before: Finding, after: Sequence[Finding]) -> bool:
    """Whether nothing as bad as a finding is found any more."""
    return all(_rank(each) > _rank(before) for each in after)


def _rank(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _gain(rule: Rule, before: Evidence, after: Evidence) -> Gain | None:
    """The gain in the number of the rule's remedy; None where it gets no better to be seen.

    What its interval's digits do not show is no gain.
    """
    remedy = rule.remedy
    if remedy is None or not remedy.metric:
        return None
    columns = ["value", "ci_low", "ci_high", "n"]
    now = float(before.numbers["value"][remedy.metric])
    value, low, high, n = map(float, after.numbers.loc[remedy.metric, columns].to_numpy())
    metric, rise = metric_of(remedy.metric), value - now
    carried = metric.carried({"ci_low": low, "ci_high": high})
    shown = [metric.written(each, decimals=carried) for each in (now, value)]
    if not (-rise if metric.better == "lower" else rise) > 0 or shown[0] == shown[1]:
        return None
    return Gain(remedy.metric, now, value, low, high, int(n), remedy.is_bound)


def _missed(run: Evidence) -> list[str]:
    verdicts = run.verdicts
    return [str(metric) for metric in verdicts["metric"][verdicts["verdict"] == "missed"]]


def _targets_apart(
    told: Sequence[Finding], cause: Finding, rule: Rule, runs: tuple[Evidence, Evidence]
) -> list[Finding]:
    """The findings, with the missed targets that a cause explains in a finding of their own."""
    evidence, after = runs
    own = [each for each in told if each.code == rule.code and not each.cause]
    open_targets = [t for t in evidence.targets if own and t.metric in own[0].evidence]
    still = _missed(after)
    parts = {
        cause.code: [target for target in open_targets if target.metric not in still],
        "": [target for target in open_targets if target.metric in still],
    }
    if not parts[cause.code]:
        return list(told)
    split = [
        replace(each, cause=code)
        for code, targets in parts.items()
        for each in rule(evidence.promising(targets))
    ]
    return [f for each in told for f in (split if each is own[0] else [each])]


def _remains(before: Evidence, after: Evidence) -> str:
    """Which of the missed targets would still be missed, in a sentence; empty without any.

    Those whose number stays as it is have nothing to do with the cause and are left out.
    """
    missed, still = _missed(before), _missed(after)
    if not missed:
        return ""
    here, there = before.numbers["value"], after.numbers["value"]
    moved = [each for each in missed if not np.isclose(here[each], there[each], rtol=MIN_CHANGE)]
    if not moved:
        return ""
    verdicts = after.verdicts[after.verdicts["metric"].isin(set(moved) & set(still))]
    parts = [
        f"{metric_of(str(row['metric'])).words}, {row['promise']}: then "
        f"{metric_of(str(row['metric'])).with_interval(row)}"
        for row in verdicts.to_dict("records")
    ]
    if not parts and set(missed) & set(still):
        return ""
    if not parts:
        return "No target would be missed any longer."
    return f"Still missed: {'; '.join(parts)}."
