"""Two runs of which every difference is known."""

import numpy as np
import pytest

from containerloc.analysis.comparison.compared import Compared
from containerloc.analysis.comparison.differences import at_common, differences
from containerloc.analysis.comparison.findings import comparison_findings
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.finding import Finding


@pytest.fixture(scope="session")
def two(build, ids) -> tuple[Evidence, Evidence]:
    """A reference 5 px off everywhere; another 5 px off on most, worse on 0, better on 1, and it
    misses 2, which the reference found, and finds 3, which that missed."""
    before, after = ids + [3, 4], ids + [3, 4]
    after[0], after[1] = ids[0] + [6, 8], ids[1]
    before[3], after[2] = np.nan, np.nan
    return build(after), build(before)


@pytest.fixture(scope="session")
def compared_findings():
    """The findings of a comparison; `rest` goes to `Compared`."""

    def findings(runs, confidences=(), **rest) -> tuple[Finding, ...]:
        compared = Compared(runs, differences(runs), at_common(runs, confidences), **rest)
        return comparison_findings(compared)

    return findings


@pytest.fixture(scope="session")
def compare(compared_findings):
    """The same by code."""

    def findings(*given, **rest) -> dict[str, Finding]:
        return {finding.code: finding for finding in compared_findings(*given, **rest)}

    return findings
