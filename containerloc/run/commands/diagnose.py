"""What `containerloc diagnose` prints."""

from collections import Counter
from collections.abc import Sequence
from textwrap import wrap

from containerloc.finding import SEVERITIES, Finding
from containerloc.wording import counted, listed


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


def failed(findings: Sequence[Finding], fail_on: str) -> bool:
    """Whether a finding is at least as bad as `fail_on`: error, warning or never."""
    if fail_on == "never":
        return False
    limit = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding.severity) <= limit for finding in findings)
