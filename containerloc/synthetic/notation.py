"""Faults as they are written on the command line."""

from containerloc.errors import UsageError
from containerloc.synthetic.faults import KINDS, Fault


def parsed_fault(text: str) -> Fault:
    """Return the fault written `KIND[:RATE[:SIZE_PX[:CORNER]]]`; a part left empty is not given.

    Raises
    ------
    UsageError : for more parts than these, a rate or size that is no number, a corner that the
        kind does not have, and whatever `Fault` refuses.

    Examples
    --------
    >>> parsed_fault("jitter:0.1:8:TR")
    Fault(kind='jitter', rate=0.1, size_px=8.0, corner='TR')
    """
    kind, rate, size_px, corner, *more = [*text.split(":"), "", "", ""]
    if any(more):
        raise UsageError(f"fault `{text}` has too many parts: KIND[:RATE[:SIZE_PX[:CORNER]]]")
    if corner and kind in KINDS and not KINDS[kind].cornered:
        raise UsageError(f"fault `{text}`: `{kind}` is not about one corner")
    try:
        numbers = float(rate or 1.0), float(size_px or 0.0)
    except ValueError as error:
        raise UsageError(
            f"fault `{text}`: rate and size are numbers, as in jitter:0.1:8:TL"
        ) from error
    return Fault(kind, *numbers, corner or "TL")
