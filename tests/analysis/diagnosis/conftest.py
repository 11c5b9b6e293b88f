"""Predictions of which a threshold loses some."""

from collections.abc import Callable

import numpy as np
import pytest

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.quads import Floats, own_axes, text_wh

from ..conftest import NAMES


@pytest.fixture
def nine(build, ids: Floats) -> Callable[..., Evidence]:
    """74 images, nine found at 0.57 to 0.58, which are small and long; false alarms at 0.08."""
    scores = np.concatenate([np.linspace(0.57, 0.58, 9), np.linspace(0.65, 0.9, 65)])
    wide, high = text_wh(ids).T
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    small = flat * np.stack([0.6 * wide, 0.2 * high], axis=1)[:, None]
    small = np.einsum("nij,nkj->nik", small, own_axes(ids).transpose(0, 2, 1))
    labels = np.where(np.arange(74)[:, None, None] < 9, small + 400, ids)
    extra = [(name, 0.08, labels[9]) for name in NAMES[:5]]

    def evidence(in_use: float, intended: float, **settings: float) -> Evidence:
        return build(
            labels,
            scores,
            labels=labels,
            extra=extra,
            in_use=in_use,
            intended=intended,
            settings=settings,
        )

    return evidence
