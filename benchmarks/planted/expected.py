"""Which finding names which planted cause: any code of the set does.

Where labels or predictions alike may be in another order, either counts as named.
"""

from typing import Final

# `clean` worlds name nothing: no finding above info is what is wanted of them.
EXPECTED: Final[dict[str, set[str]]] = {
    "clean small": set(),
    "clean large": set(),
    "clean by size": set(),
    "threshold too high": {"threshold-loses-labels", "threshold-differs"},
    "threshold below plateau": {"threshold-below-plateau"},
    "TL label jitter 8": {"corner-scattered"},
    "TL label jitter 12": {"corner-scattered"},
    "TL label bias": {"corner-biased"},
    "TL occluded": {"corner-hidden"},
    "outward margin": {"margin-outward"},
    "inward cut": {"cut-inward"},
    "order rotated": {"order-rotated", "labels-suspect"},
    "order mirrored": {"order-mirrored", "labels-suspect"},
    "size code included": {"extra-text"},
    "half of the ID": {"half-of-the-id"},
    "wrong text": {"first-choice-wrong", "wrong-text"},
    "small IDs": {"resolution-limit"},
    "leak": {"training-leak"},
    "duplicates": {"near-duplicates"},
    "restarts not applied": {"restarts-not-applied"},
    "early stop": {"stopped-early"},
    "night worse": {"slice-worse"},
    "wrong image size": {"predicted-otherwise"},
    "missed altogether": {"missed-altogether"},
    "border truncated": {"ids-truncated"},
    "labels broken": {"labels-suspect"},
}
