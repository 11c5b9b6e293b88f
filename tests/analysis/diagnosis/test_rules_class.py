"""Classes that are exchanged are told, and what judging them together would give."""

from collections.abc import Callable

import pandas as pd
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.analysis.diagnosis.rules_class import wrong_class
from containerloc.experiment.gate import APART, TOGETHER, Gate
from tests import plates_and_cards as drawn


def _evidence(
    predictions: pd.DataFrame | None = None,
    labels: pd.DataFrame | None = None,
    *,
    classes: str = APART,
) -> Evidence:
    return Evidence(
        drawn.predictions() if predictions is None else predictions,
        drawn.label_table() if labels is None else labels,
        drawn.image_table(),
        Settings(0.25, 0.25, gate=Gate(classes=classes)),
        class_names=drawn.NAMES,
    )


def test_two_exchanged_objects(said: Callable) -> None:
    (finding,) = said(wrong_class(_evidence()))
    assert finding.severity == "error"
    assert finding.images == ("exchanged.png",)
    assert finding.evidence == {
        "labels": 2,
        "n": 14,
        "pairs": {"plate as card": 1, "card as plate": 1},
        "found": 9,
        "found_together": 11,
        "mde_px": pytest.approx(34 / 9),
        # Two quads more, each 10, 26, 14 and sqrt(24^2 + 14^2) px off at its corners.
        "mde_together_px": pytest.approx((34 + 2 * (50 + 772**0.5) / 4) / 11),
    }


def test_all_exchanged_is_no_success(said: Callable) -> None:
    made = drawn.exchanged_predictions()
    (finding,) = said(wrong_class(_evidence(made)))
    assert (finding.evidence["found"], finding.evidence["found_together"]) == (0, 14)
    codes = {each.code: each.severity for each in diagnose(_evidence(made))}
    assert codes["wrong-class"] == "error"


def test_together_it_is_information(said: Callable) -> None:
    (finding,) = said(wrong_class(_evidence(classes=TOGETHER)))
    assert finding.severity == "info"


def test_right_classes_and_nothing_at_all() -> None:
    made = drawn.exchanged_predictions()
    right = made.assign(class_id=1 - made["class_id"])
    assert not wrong_class(_evidence(right))
    assert not wrong_class(_evidence(made, drawn.label_table().iloc[:0]))
    assert not wrong_class(_evidence(drawn.predictions().iloc[:0]))
