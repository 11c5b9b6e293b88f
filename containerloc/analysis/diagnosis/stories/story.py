"""Findings grouped by their cause: what is counted, drawn and told once."""

from collections.abc import Iterable
from dataclasses import dataclass

from containerloc.finding import NOTHING_WRONG, SEVERITIES, Finding, Gain


@dataclass(frozen=True)
class Story:
    """One cause: its finding, and the findings that follow from it and are not counted again."""

    cause: Finding
    consequences: tuple[Finding, ...] = ()

    @property
    def severity(self) -> str:
        """That of the cause, or of its worst consequence where that is worse."""
        each = (self.cause, *self.consequences)
        return min((finding.severity for finding in each), key=SEVERITIES.index)

    @property
    def images(self) -> tuple[str, ...]:
        """The images to look at, the worst first."""
        return self.cause.images

    @property
    def gain(self) -> Gain | None:
        """What mending it changes; None where no number would show it."""
        return self.cause.gain

    @property
    def advice(self) -> str:
        """What to do; empty where nothing is to be done."""
        return self.cause.advice

    @property
    def remains(self) -> str:
        """What would stay wrong, in a sentence; empty where that is not known."""
        return self.cause.remains


def stories(made: Iterable[Finding]) -> tuple[Story, ...]:
    """The findings as stories, worst first; of equal severity in their order.

    What two notebooks say is said once: in the same words, or under the same code of images that
    the first has named already. `nothing-wrong` is no story. A finding whose cause is not among
    them stands for itself.

    Examples
    --------
    >>> turned = Finding("photos-turned", "warning", "2 IDs are read across.")
    >>> missed = Finding("targets-missed", "warning", "MDE is missed.", cause="photos-turned")
    >>> [(each.cause.code, len(each.consequences)) for each in stories([missed, turned])]
    [('photos-turned', 1)]
    """
    told = dict[tuple[str, str], Finding]()
    for each in made:
        if each.code != NOTHING_WRONG.code and not any(_says(f, each) for f in told.values()):
            told[each.code, each.sentence] = each
    causes = {each.code: each for each in reversed(told.values()) if not each.cause}
    own = [each for each in told.values() if each.cause not in causes]
    grouped = [
        Story(each, tuple(f for f in told.values() if causes.get(f.cause) is each)) for each in own
    ]
    return tuple(sorted(grouped, key=lambda story: SEVERITIES.index(story.severity)))


def _says(first: Finding, later: Finding) -> bool:
    """Whether a finding says already what a later one does."""
    if first.code != later.code:
        return False
    is_named = bool(later.images) and set(later.images) <= set(first.images)
    return first.sentence == later.sentence or (is_named and first.cause == later.cause)
