"""How much something matters by how many labels it holds of."""

import pytest

from containerloc.analysis.diagnosis.stories.few import severity_of


@pytest.mark.parametrize(
    ("n", "of", "severity"),
    [
        (1, 5, "info"),
        (1, 300, "info"),
        (2, 74, "warning"),
        (2, 201, "info"),
        (3, 300, "warning"),
        (4, 74, "error"),
        (15, 300, "error"),
    ],
)
def test_one_alone_and_less_than_one_per_cent_are_information(
    n: int, of: int, severity: str
) -> None:
    assert severity_of(n, of) == severity
