"""What findings justify changing in the next experiment, key by key, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from containerloc.experiment.experiment import Experiment
from containerloc.finding import SEVERITIES

_STRIDE: Final = 32
_RELATIVE: Final = "relative_error_p90"
# A reader that loses texts from less does not tell what corners are good for.
_LEAST_TOLERANCE: Final = 0.05


@dataclass(frozen=True)
class Change:
    """One key of the recipe, its next value, and the finding that justifies it."""

    key: str
    value: Any
    reason: str


Evidence = Mapping[str, Any]
# From a finding's evidence and the experiment to the next value of each key.
Changes = Callable[[Evidence, Experiment], dict[str, Any]]


def proposal(findings: Sequence[Mapping[str, Any]], experiment: Experiment) -> tuple[Change, ...]:
    """The changes that the findings justify, each key once, by the worst finding; may be none.

    A key that has its value already is left out.
    """
    changes: dict[str, Change] = {}
    now = {f"train.{key}": value for key, value in experiment.train.items()}
    now |= {f"predict.{key}": value for key, value in vars(experiment.predict).items()}
    now |= {f"reading.{key}": value for key, value in vars(experiment.reading).items()}
    codes = {finding["code"] for finding in findings}
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding["severity"])):
        changed = _CHANGES.get(finding["code"])
        # More patience after the first epoch was best would only be waiting longer.
        if changed is None or (finding["code"] in _WAITING and codes & _NOT_BETTER):
            continue
        for key, value in changed(finding["evidence"], experiment).items():
            if now.get(key) != value:
                changes.setdefault(key, Change(key, value, finding["sentence"]))
    return tuple(changes.values())


def _advised_threshold(evidence: Evidence, experiment: Experiment) -> dict[str, Any]:
    if evidence.get("advised") is None or evidence.get("in_use") != experiment.predict.conf:
        return {}
    return {"predict.conf": evidence["advised"]}


def _whole_schedule(evidence: Evidence, experiment: Experiment) -> dict[str, Any]:
    return {"train.patience": experiment.train.get("epochs", 100)}


def _with_margin(evidence: Evidence, experiment: Experiment) -> dict[str, Any]:
    return {"reading.margin": evidence["margin"]}


def _tolerated(evidence: Evidence, experiment: Experiment) -> dict[str, Any]:
    """A target for the relative error; none where there is one, or the reader is the limit."""
    promised = any(target.metric == _RELATIVE for target in experiment.targets)
    if promised or evidence["tolerance"] < _LEAST_TOLERANCE:
        return {}
    return {f"targets.{_RELATIVE}": {"below": round(evidence["tolerance"], 2)}}


def _scaled(key: str, factor: float, as_type: type = float) -> Changes:
    """An argument of the recipe, times a factor; none where the recipe does not state it."""

    def changed(evidence: Evidence, experiment: Experiment) -> dict[str, Any]:
        value = experiment.train.get(key)
        return {} if value is None else {f"train.{key}": as_type(float(f"{value * factor:g}"))}

    return changed


def _set(**values: float) -> Changes:
    return lambda evidence, experiment: {f"train.{key}": values[key] for key in values}


def _larger(evidence: Evidence, experiment: Experiment) -> dict[str, Any]:
    size = round(experiment.predict.imgsz * 1.5 / _STRIDE) * _STRIDE
    return {"train.imgsz": size, "predict.imgsz": size}


_halved_rate = _scaled("lr0", 1 / 2)
_WAITING: Final = ("stopped-early", "stopped-before-restart")
_NOT_BETTER: Final = frozenset(
    {"rate-too-high", "overfitted", "nothing-left", "learned-nothing", "best-epoch-early"}
)
_CHANGES: Final[Mapping[str, Changes]] = {
    "threshold-below-plateau": _advised_threshold,
    "threshold-loses-labels": _advised_threshold,
    "stopped-early": _whole_schedule,
    "stopped-before-restart": _whole_schedule,
    "rate-too-high": _scaled("lr0", 1 / 10),
    "best-epoch-early": _halved_rate,
    "loss-exploded": _halved_rate,
    "losses-not-finite": _halved_rate,
    "quality-collapsed": _halved_rate,
    "still-falling": _scaled("epochs", 1.5, int),
    "still-rising": _scaled("epochs", 1.5, int),
    "resolution-limit": _larger,
    "warm-up-hot": _set(warmup_bias_lr=0.0),
    "reading-margin": _with_margin,
    "reading-tolerance": _tolerated,
    "order-mirrored": _set(fliplr=0.0, flipud=0.0),
}
