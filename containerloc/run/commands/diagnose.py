"""What `containerloc diagnose` prints."""

from collections import Counter
from collections.abc import Sequence
from platform import python_version
from textwrap import wrap
from typing import Any, Final

from containerloc import __version__
from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import nearest
from containerloc.finding import SEVERITIES, Finding
from containerloc.run.commands.findings import ROOMS
from containerloc.run.prepare.session import Run
from containerloc.wording import counted, listed

FORMAT: Final = 1  # of the JSON; rises when a key changes its meaning or goes


def diagnosis_text(findings: Sequence[Finding]) -> str:
    """How many findings there are; then each, worst first, with what to do and where to look.

    Lines are at most 80 characters wide, as far as no name is longer; six images are named.
    """
    lines = [_counts(findings)]
    for finding in findings:
        lines += _wrapped(f"{finding.severity}: {finding.sentence} [{finding.code}]", "  ")
        if finding.advice:
            lines += _wrapped(f"    do: {finding.advice}", "      ")
        if finding.images:
            lines += _wrapped(f"    look at: {listed(finding.images)}", "      ")
    return "\n".join(lines)


def _counts(findings: Sequence[Finding]) -> str:
    numbers = Counter(finding.severity for finding in findings)
    nouns = {"error": "error", "warning": "warning"}
    parts = [counted(numbers[key], noun) for key, noun in nouns.items() if numbers[key]]
    parts += [f"{numbers['info']:,} for information"] if numbers["info"] else []
    return ", ".join(parts) or "no finding"


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, 80, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def refuse_unknown(fail_on: Sequence[str]) -> None:
    """UsageError for what is neither a severity, nor `never`, nor the code of a finding."""
    codes = [rule.code for rules in ROOMS.values() for rule in rules]
    for each in fail_on:
        if each not in (*SEVERITIES, "never", *codes):
            raise UsageError(
                f"--fail-on {each}: must be error, warning, info, never or the code of a finding "
                f"(docs/findings.md){nearest(each, codes)}"
            )


def failed(findings: Sequence[Finding], fail_on: Sequence[str]) -> bool:
    """Whether a finding is at least as bad as a severity of `fail_on`, or has a code of it."""
    ranks = [SEVERITIES.index(each) for each in fail_on if each in SEVERITIES]
    limit = max(ranks, default=-1)
    return any(f.code in fail_on or SEVERITIES.index(f.severity) <= limit for f in findings)


def diagnosis_document(run: Run) -> dict[str, Any]:
    """Findings, numbers, settings and versions, as `docs/diagnosis.schema.json` describes them."""
    settings = run.evidence.settings
    return {
        "format": FORMAT,
        "experiment": run.experiment.name,
        "split": run.inputs.split,
        "images": len(run.inputs.labels.images),
        "labels": len(run.inputs.labels.table),
        "settings": {
            "confidence": settings.in_use,
            "experiment_confidence": settings.intended,
            "imgsz": settings.input_px,
            "match_iou": settings.gate.iou,
            "match_classes": settings.gate.classes,
        },
        "versions": {"containerloc": __version__, "python": python_version()},
        "numbers": run.evidence.numbers.to_dict("index"),
        "findings": [finding.as_dict() for finding in run.findings()],
    }
