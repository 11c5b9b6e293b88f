"""What `containerloc diagnose` prints."""

from collections.abc import Sequence

from containerloc.finding import SEVERITIES, Finding


def diagnosis_text(findings: Sequence[Finding]) -> str:
    """The findings, worst first, each with what to do and the images to look at."""
    return "\n".join(
        f"{finding.severity}: {finding.sentence} [{finding.code}]"
        + (f"\n    do: {finding.advice}" if finding.advice else "")
        + (f"\n    look at: {', '.join(finding.images)}" if finding.images else "")
        for finding in findings
    )


def failed(findings: Sequence[Finding], fail_on: str) -> bool:
    """Whether a finding is at least as bad as `fail_on`: error, warning or never."""
    if fail_on == "never":
        return False
    limit = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding.severity) <= limit for finding in findings)
