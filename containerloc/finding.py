"""What the numbers mean: findings in plain sentences, each with its evidence and what to do.

A rule (see `diagnosis.diagnose`) looks at one thing and returns a finding, or None where there is
nothing to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

SEVERITIES: Final = ("error", "warning", "info")


NAMED_IMAGES: Final = 20


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing: what, how bad, how it is known, where to look, what to do."""

    code: str
    severity: str
    sentence: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    advice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain values, for JSON."""
        return {**asdict(self), "images": list(self.images)}


def findings(found: Iterable[Finding | None], *, otherwise: str) -> tuple[Finding, ...]:
    """What was found, worst first; where nothing was, one finding that says so.

    `otherwise` is that sentence. Findings of one severity keep their order.
    """
    kept = [finding for finding in found if finding is not None]
    if not any(finding.severity != "info" for finding in kept):
        kept.insert(0, Finding("nothing-wrong", "info", otherwise))
    return tuple(sorted(kept, key=lambda finding: SEVERITIES.index(finding.severity)))


def named(images: Iterable[str]) -> tuple[str, ...]:
    """The images to look at, each once, at most 20."""
    return tuple(dict.fromkeys(str(image) for image in images if image))[:NAMED_IMAGES]
