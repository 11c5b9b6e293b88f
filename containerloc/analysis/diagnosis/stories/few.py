"""How much something matters by how many labels it holds of."""

from typing import Final

ERROR_FROM_SHARE: Final = 0.05  # of the labels; below it a warning
WARNING_FROM: Final = 2  # labels: one alone is an accident, not a kind
WARNING_FROM_SHARE: Final = 0.01  # of the labels; below it information


def severity_of(n: int, of: int) -> str:
    """How much it matters that something holds of n labels: of one alone, or few, hardly."""
    if n < WARNING_FROM or n < WARNING_FROM_SHARE * of:
        return "info"
    return "error" if n >= ERROR_FROM_SHARE * of else "warning"
