"""What the numbers mean: findings in plain sentences, and the rules that make them, as data.

A rule is a record: what it looks for, how severe that is, what its evidence holds, what to do. Its
function looks at one thing and returns an `Observation`, several of them, or None where there is
nothing to say; the record makes findings of them. The rules of a room stand in one tuple in the
order in which their findings are read:

>>> @rule("night", "warning", evidence={"n": "photos at night"}, advice="Add {n} lamps.")
... def at_night(photos):
...     '''Photos taken at night.'''
...     dark = [photo for photo in photos if "night" in photo]
...     if not dark:
...         return None
...     return Observation(f"{len(dark)} photos are dark.", {"n": len(dark)}, images=dark)
>>> RULES = (at_night,)
>>> findings(applied(RULES, ["night1", "day1"]), if_none="All photos are bright.")[0].advice
'Add 1 lamps.'
>>> findings(applied(RULES, ["day1"]), if_none="All photos are bright.")[0].sentence
'All photos are bright.'

`docs/findings.md` lists the rules of all rooms: `run.commands.findings` writes it.
"""

import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

SEVERITIES: Final = ("error", "warning", "info")
MOST_IMAGES: Final = 20  # that a finding names


@dataclass(frozen=True)
class Gain:
    """What mending a cause changes: one number as it is and as it would be.

    `metric` is its key in `metrics.json`; `ci_low` and `ci_high` are the 95 % interval of `after`,
    `n` what it is over. `is_bound` where the objects are taken to become as good as the others,
    which no one can promise: it gains that much at most.
    """

    metric: str
    before: float
    after: float
    ci_low: float
    ci_high: float
    n: int
    is_bound: bool = False


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing: what, how bad, how it is known, where to look, what to do.

    `cause` is the code of the finding that this one follows from; empty where it stands for itself.
    `gain` is what mending it changes, None where that cannot be known or no number would show it;
    `remains` says in a sentence what would stay wrong.
    """

    code: str
    severity: str
    sentence: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    advice: str = ""
    cause: str = ""
    gain: Gain | None = None
    remains: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain values, for JSON."""
        return {**asdict(self), "images": list(self.images)}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Finding":
        """The finding that a row of `findings.json` is; the inverse of `as_dict`."""
        values = {each.name: row[each.name] for each in fields(cls) if each.name in row}
        gain = row.get("gain") or {}  # JSON has no NaN
        known: Any = {key: math.nan if value is None else value for key, value in gain.items()}
        values["gain"] = Gain(**known) if known else None
        return cls(**values | {"images": tuple(values.get("images", ()))})


@dataclass(frozen=True)
class Observation:
    """What a rule has to say; `severity` and `advice` only where they are not the record's first.

    `images` are those to look at, the most important first; a finding names each once, at most 20.
    """

    sentence: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    images: Iterable[Any] = ()
    severity: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Remedy:
    """How things would be without a cause, from which follow its gain and its consequences.

    `mended` makes what the rules look at, and the finding, into what they would look at then;
    `metric` is the number that shows the gain, empty where none does; `is_bound` as in `Gain`.
    """

    mended: Callable[[Any, Finding], Any]
    metric: str = "mde_px"
    is_bound: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule as data; called with what it looks at, it returns its findings.

    Parameters
    ----------
    code
        What the finding is called in `findings.json`.
    severities
        Those that it may have, the usual one first.
    find
        The function: what the rules of its room look at -> an `Observation`, several, or None.
        Where the rule tests, its second argument is the level at which it may do so.
    meaning
        What it looks for, how it decides and why it matters.
    evidence
        What each key of the finding's evidence holds; `<...>` is a key that varies.
    advice
        What to do; `{key}` is filled in from the evidence.
    tests
        The statistical tests that it makes at the level of its room, in words; empty where it
        counts facts. Rules that share a test name it alike.
    own_level
        The error rate that it keeps to itself, where it does not test at the level of its room.
    explains
        Codes of findings that have nothing more to say where this rule has a finding.
    consequences
        Codes of findings that may follow from this one and are told beneath it: those that its
        remedy makes vanish or, where it has none, all.
    remedy
        How things would be without this cause.
    """

    code: str
    severities: tuple[str, ...]
    find: Callable[..., Observation | Iterable[Observation] | None]
    meaning: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    advice: str = ""
    tests: tuple[str, ...] = ()
    own_level: float = 0.0
    explains: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    remedy: Remedy | None = None

    def __call__(self, subject: Any, level: float | None = None) -> tuple[Finding, ...]:
        """The findings of this rule on what it looks at; mostly one or none."""
        observed = self.find(subject, level) if self.tests else self.find(subject)
        if isinstance(observed, Observation):
            observed = [observed]
        return tuple(self.finding(each) for each in observed or ())

    def finding(self, observed: Observation) -> Finding:
        """The finding that says what was observed.

        Raises
        ------
        ValueError
            When the rule does not know that severity or a key of the evidence.
        """
        severity, known = observed.severity or self.severities[0], tuple(self.evidence)
        varies = any(key.startswith("<") for key in known)
        if severity not in self.severities or not (varies or set(observed.evidence) <= set(known)):
            raise ValueError(f"{self.code}: {severity}, {list(observed.evidence)} are not declared")
        images = tuple(dict.fromkeys(filter(None, map(str, observed.images))))
        advice = observed.advice or self.advice.format_map(observed.evidence)
        return Finding(
            self.code, severity, observed.sentence, observed.evidence, images[:MOST_IMAGES], advice
        )


def rule(code: str, *severities: str, **record: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Make a `Rule` of the function below; its docstring is the meaning, `record` the rest."""
    return lambda find: Rule(code, severities, find, inspect.getdoc(find) or "", **record)


def _nothing(sentence: str) -> Observation:
    """No finding is an error or a warning; other findings may follow for information."""
    return Observation(sentence)


NOTHING_WRONG: Final = Rule("nothing-wrong", ("info",), _nothing, inspect.getdoc(_nothing) or "")


def applied(
    rules: Sequence[Rule], subject: Any, *, level: float | None = None
) -> tuple[Finding, ...]:
    """The findings of all rules, in their order, without those that another one explains."""
    made = [(each, each(subject, level)) for each in rules]
    explained = {code for each, own in made if own for code in each.explains}
    return tuple(finding for each, own in made if each.code not in explained for finding in own)


def beneath_causes(made: Sequence[Finding], rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """The findings, each consequence of a rule without a remedy with the code of its cause.

    The first rule, in their order, is the cause; what is a consequence itself causes nothing.
    """
    codes, causes = {each.code for each in made}, dict[str, str]()
    for each in rules:
        if each.code in codes and not each.remedy and each.code not in causes:
            causes |= {code: each.code for code in each.consequences if code not in causes}
    return tuple(replace(each, cause=each.cause or causes.get(each.code, "")) for each in made)


def findings(made: Iterable[Finding], *, if_none: str) -> tuple[Finding, ...]:
    """The findings, worst first; of one severity in their order.

    `if_none` is the sentence of the finding that is put before them where none is above info.
    """
    kept = tuple(made)
    is_fine = all(finding.severity == "info" for finding in kept)
    return worst_first([*NOTHING_WRONG(if_none), *kept] if is_fine else kept)


def worst_first(made: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by severity; of one severity in their order."""
    return tuple(sorted(made, key=lambda finding: SEVERITIES.index(finding.severity)))


def catalogue(rooms: Mapping[str, Sequence[Rule]]) -> str:
    """All rules in Markdown: a section for each room, a paragraph and a list for each code."""
    parts = [f"## {room}\n\n" + "\n".join(map(_described, rules)) for room, rules in rooms.items()]
    return "\n".join(parts)


def _described(rule: Rule) -> str:
    how = "counts facts"
    if rule.tests or rule.own_level:
        how = "tests: " + ("; ".join(rule.tests) or f"at an error rate of {rule.own_level:g}")
    points = {
        "Severity": f"{' or '.join(rule.severities)} ({how})",
        "Evidence": "; ".join(f"`{key}`: {meaning}" for key, meaning in rule.evidence.items()),
        "What to do": re.sub(r"\{(\w+)[^}]*\}", r"`\1`", rule.advice),
        "Explains": ", ".join(f"`{code}`" for code in rule.explains),
        "May cause": ", ".join(f"`{code}`" for code in rule.consequences),
    }
    listed = "\n".join(f"- **{point}:** {text}" for point, text in points.items() if text)
    return f"### {rule.code}\n\n{rule.meaning}\n\n{listed}\n"
