"""What to do, in order of what it would gain."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.recommendations import recommendations


def finding(code, severity="warning", images=(), advice="Do it."):
    return {
        "code": code,
        "severity": severity,
        "sentence": "It is so.",
        "images": list(images),
        "advice": advice,
    }


def test_gains_are_those_of_the_images_and_ordered_by_them() -> None:
    table = pd.DataFrame(
        {
            "image": [f"{k}" for k in range(10)],
            "detected": [True] * 9 + [False],
            "error_px": [2.0] * 7 + [22.0, 12.0, np.nan],
        }
    )
    findings = [
        finding("small", images=["8"], advice="Small."),
        finding("none", advice="None."),
        finding("large", "error", images=["7"], advice="Large."),
        finding("lost", images=["9"], advice="Lost."),
        finding("info", "info", advice="Never."),
        finding("threshold-differs", images=["7"], advice="Threshold."),
    ]
    found = recommendations(findings, table)
    assert [one.advice for one in found] == ["Lost.", "Large.", "Small.", "None.", "Threshold."]
    assert found[0].more_detected == 1
    assert found[1].mde_px == pytest.approx(20 / 9)
    assert np.isnan(found[4].mde_px)
