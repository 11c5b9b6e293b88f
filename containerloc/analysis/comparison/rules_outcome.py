"""Which experiment is better, because of which change, and whether targets are met."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from containerloc.analysis.comparison.changes import effective_changes, is_reseeded
from containerloc.analysis.comparison.compared import Against, Row
from containerloc.analysis.comparison.numbers import LEADING
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.statistics.targets import target_sentence
from containerloc.experiment.targets import verdict_counts
from containerloc.finding import Observation, rule
from containerloc.metric import METRICS
from containerloc.wording import Noun, counted, number

_MAX_IMAGES_NEEDED: Final = 1e5  # with more, the difference is as good as none
_HOLM: Final = {
    "own_level": 0.05,
    "evidence": {
        "better": "numbers better beyond chance",
        "worse": "numbers worse beyond chance",
        "equivalent": "numbers shown to differ by less than matters",
    },
}
_CHANGED: Final = {"changed": "the changes that may have made a difference"}


@rule("better-than-reference", "info", **_HOLM)
def better_than_reference(pair: Against) -> Observation | None:
    """It is better in some number beyond chance, and worse in none (Holm over all numbers)."""
    return _difference(pair, better=True, worse=False)


@rule(
    "worse-than-reference",
    "warning",
    advice="Keep the reference, and look at what got worse most to see why.",
    **_HOLM,
)
def worse_than_reference(pair: Against) -> Observation | None:
    """It is worse in some number beyond chance, and better in none."""
    return _difference(pair, better=False, worse=True)


@rule(
    "both-better-and-worse",
    "warning",
    advice="Decide which of these numbers matters for reading before you choose a model.",
    **_HOLM,
)
def both_better_and_worse(pair: Against) -> Observation | None:
    """It is better in some numbers and worse in others, each beyond chance: you have to choose."""
    return _difference(pair, better=True, worse=True)


def _difference(pair: Against, *, better: bool, worse: bool) -> Observation | None:
    rows = pair.by_verdict
    if (bool(rows["better"]), bool(rows["worse"])) != (better, worse):
        return None
    shown = [word for word in ("better", "worse") if rows[word]]
    parts = ", but ".join(f"{word} in {_leading_first(rows[word])}" for word in shown)
    n_tests = len(pair.compared.differences)
    but = "" if worse else _by_itself_worse(pair)
    return Observation(
        f"{pair.title}: {parts}; beyond chance (Holm over all {n_tests} numbers compared).{but}",
        _metrics_by_verdict(pair),
    )


def _by_itself_worse(pair: Against) -> str:
    """The leading numbers that are worse by their own interval, if not over all numbers (Holm)."""
    rows = [pair.rows[key] for key in LEADING]
    low = [
        row
        for row in rows
        if (row["ci_high"] < 0 if row["higher_is_better"] else row["ci_low"] > 0)
    ]
    if not low:
        return ""
    return (
        f" But {'; '.join(map(_with_difference, low))}: worse by its own interval, if not with all "
        "numbers considered together."
    )


@rule("no-difference-shown", "info", **_HOLM)
def no_difference_shown(pair: Against) -> Observation | None:
    """It is neither better nor worse in any number, but not shown to be equivalent in all.

    That no difference is shown does not mean that there is none: these images cannot tell.
    """
    n_equal = len(pair.by_verdict["equivalent"])
    return None if pair.differs or n_equal == len(pair.rows) else _no_difference(pair)


@rule("equivalent", "info", **_HOLM)
def equivalent(pair: Against) -> Observation | None:
    """In every number it is shown to differ by less than matters."""
    n_equal = len(pair.by_verdict["equivalent"])
    return _no_difference(pair) if n_equal == len(pair.rows) else None


def _no_difference(pair: Against) -> Observation:
    n_equal, n = len(pair.by_verdict["equivalent"]), counted(len(pair.rows), "number")
    leading = "; ".join(_with_difference(pair.rows[key]) for key in LEADING)
    equal = f"; {n_equal} of {n} are equivalent" if n_equal else ""
    names = f"{pair.name} and {pair.compared.reference}"
    return Observation(
        f"No difference is shown between {names}: {leading}{equal}.",
        _metrics_by_verdict(pair),
        advice=_more_images(pair.rows["mde_px"], pair.runs[0].noun),
    )


def _metrics_by_verdict(pair: Against) -> dict[str, list[Any]]:
    return {word: [row["metric"] for row in rows] for word, rows in pair.by_verdict.items()}


def _place(metric: str, leading: Sequence[str]) -> int:
    return leading.index(metric) if metric in leading else len(leading)


def _leading_first(rows: Sequence[Row], *, most: int = 3) -> str:
    """Numbers with their differences, what is read first, and how many more there are."""
    leading = ["read_rate", *LEADING]  # what the corners are for, then the corners
    first = sorted(rows, key=lambda row: _place(row["metric"], leading))[:most]
    rest = len(rows) - len(first)
    more = f"; and {counted(rest, 'more number')}" if rest else ""
    return "; ".join(map(_with_difference, first)) + more


def _with_difference(row: Row) -> str:
    """A number and its difference: `mean distance error +1.50 px (+0.90 to +2.10), n = 70`."""
    metric = METRICS[row["metric"]]
    text = f"{metric.words} {metric.difference(row)}, n = {row['n']:.0f}"
    if row["verdict"] != "equivalent":
        return text
    return f"{text}, equivalent within {metric.amount(row['margin'])}"


def _more_images(mde: Row, noun: Noun) -> str:
    needed = mde["images_needed"]
    if mde["verdict"] != "no difference shown" or not needed < _MAX_IMAGES_NEEDED:
        return ""
    return (
        f"If the mean distance error really differs as much as it looks, about {number(needed)} "
        f"{noun.many} would show it four times out of five."
    )


@rule("no-change", "info", evidence=_CHANGED)
def no_change(pair: Against) -> Observation | None:
    """Nothing was changed that could make a difference, as far as is known."""
    return None if _is_retrained(pair) else _credit(pair, range(1))


@rule("trained-again", "info", evidence=_CHANGED | {"reseeded": "whether the seed differs"})
def trained_again(pair: Against) -> Observation | None:
    """The recipe is the same, the weights are not: a difference is chance between trainings."""
    if not _is_retrained(pair):
        return None
    seed = {"reseeded": is_reseeded(pair.compared.changed[pair.name])}
    credit = _credit(pair, range(1))
    return credit and replace(credit, evidence={**credit.evidence, **seed})


def _is_retrained(pair: Against) -> bool:
    changed = pair.compared.changed.get(pair.name)
    return changed is not None and (pair.weights == "other" or is_reseeded(changed))


@rule("one-change", "info", evidence=_CHANGED)
def one_change(pair: Against) -> Observation | None:
    """One thing was changed: where a difference is shown, it may be the cause."""
    return _credit(pair, range(1, 2))


@rule("several-changes", "warning", "info", evidence=_CHANGED)
def several_changes(pair: Against) -> Observation | None:
    """Several things were changed at once: a difference cannot be attributed to any one of them.

    A warning where a difference is shown: train once more with only one of the changes.
    """
    return _credit(pair, range(2, 1000), advice="Train once more with only one of the changes.")


def _credit(pair: Against, numbers: range, *, advice: str = "") -> Observation | None:
    changed = pair.compared.changed.get(pair.name)
    if changed is None or len(names := effective_changes(changed)) not in numbers:
        return None
    warn = bool(advice) and pair.differs
    return Observation(
        f"{pair.title}: {pair.credit}",
        {"changed": names},
        severity="warning" if warn else "info",
        advice=advice if warn else "",
    )


_TARGETS: Final = {"<metric>": "the verdict: met, missed or undecided"}


@rule("targets-missed", "warning", evidence=_TARGETS)
def targets_missed(named: tuple[str, Evidence]) -> Observation | None:
    """The experiment missed targets: the whole interval of the number lies on the wrong side."""
    return _targets(*named, missed=True)


@rule("targets", "info", evidence=_TARGETS)
def targets(named: tuple[str, Evidence]) -> Observation | None:
    """The experiment missed none of its targets; some may be undecided on these images."""
    return _targets(*named, missed=False)


def _targets(name: str, run: Evidence, *, missed: bool) -> Observation | None:
    rows: list[Any] = run.verdicts.to_dict("records")
    failed = [row for row in rows if row["verdict"] == "missed"]
    if not rows or bool(failed) != missed:
        return None
    counts = verdict_counts(row["verdict"] for row in rows)
    details = "".join(f"; {target_sentence(row)}" for row in failed)
    return Observation(
        f"Targets of {name}: {counts} of {len(rows)}{details}.",
        {row["metric"]: row["verdict"] for row in rows},
    )


VERDICT_RULES: Final = (
    better_than_reference,
    worse_than_reference,
    both_better_and_worse,
    no_difference_shown,
    equivalent,
)
CHANGE_RULES: Final = (no_change, trained_again, one_change, several_changes)
TARGET_RULES: Final = (targets_missed, targets)
