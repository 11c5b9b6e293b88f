import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"predict": {"confidence": 0.3}}, "unknown key `predict.confidence`.*`conf`"),
        ({"predict": {"conf": 1.5}}, r"`predict.conf`: 1.5 is not in \(0, 1\]"),
        ({"predict": {"conf": 1e-4}}, r"`predict.conf`: 0.0001 is below 0.001"),
        ({"predict": {"imgsz": 500}}, "500 is not a multiple of 32"),
        ({"predict": {"iou": 0}}, r"`predict.iou`: 0 is not in"),
        ({"predict": {"imgsz": 0}}, "0 is not a multiple of 32"),
        ({"predict": {"engine": "openvin"}}, "no such engine: `openvin`; did you mean `openvino`"),
        ({"predict": {"second_pass": 1}}, "1 is int, not bool"),
    ],
)
def test_settings_that_are_wrong(write, minimal, stated, message) -> None:
    with pytest.raises(UsageError, match=f"one.yaml: .*{message}"):
        load_experiment(write({**minimal, **stated}))
