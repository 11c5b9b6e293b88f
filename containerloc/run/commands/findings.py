"""The page of all findings: `python -m containerloc.run.commands.findings > docs/findings.md`."""

from collections.abc import Mapping, Sequence
from typing import Final

from containerloc.analysis.comparison import findings as comparison
from containerloc.analysis.diagnosis import diagnose
from containerloc.analysis.labels.fault_rules import FAULT_RULES
from containerloc.analysis.labels.findings import LABEL_RULES
from containerloc.analysis.measures.causes import Cause
from containerloc.analysis.reading.findings import READING_RULES
from containerloc.analysis.review.findings import REVIEW_RULES
from containerloc.analysis.training import audit
from containerloc.finding import NOTHING_WRONG, Rule, catalogue
from containerloc.run.prepare.reading.session import NOT_READ

ROOMS: Final[Mapping[str, Sequence[Rule]]] = {
    "Everywhere": (NOTHING_WRONG,),
    "Diagnosis (notebooks 06 and 07)": diagnose.RULES,
    "Review (notebook 06)": REVIEW_RULES,
    "Training (notebook 04)": audit.RULES,
    "Labels (notebook 05)": LABEL_RULES,
    "Faults of images and labels (notebook 05)": tuple(FAULT_RULES.values()),
    "Comparison (notebook 08)": comparison.RULES,
    "Reading (notebook 09)": (*READING_RULES, NOT_READ),
}
_HEAD: Final = """# Findings

Each finding of `findings.json` by its code: what it says, what its evidence holds, what to do.
A finding is an error where numbers or crops cannot be used, a warning where something should be
done, information otherwise. Findings of equal severity are read in the order of this page. A rule
either counts facts or tests; what a finding explains is left out beside it.

This page is generated from the rules; after changing one:
`python -m containerloc.run.commands.findings > docs/findings.md`
"""
_CAUSES: Final = """## Causes

The one cause of each label's result; the first that holds. Where it is gross, an error
in px says nothing of how precise the corners are.

| cause | meaning | gross |
|---|---|---|
"""


def findings_page() -> str:
    """The page in Markdown: the rules of all rooms, and the causes of a label's error."""
    causes = "\n".join(
        f"| {cause} | {cause.meaning} | {'yes' if cause.is_gross else ''} |" for cause in Cause
    )
    return f"{_HEAD}\n{catalogue(ROOMS)}\n{_CAUSES}{causes}\n"


if __name__ == "__main__":
    print(findings_page(), end="")
