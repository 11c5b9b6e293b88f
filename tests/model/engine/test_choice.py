import pytest

from containerloc.errors import UsageError
from containerloc.model.engine import choice
from containerloc.model.engine.choice import engine_for


@pytest.mark.parametrize(
    ("wanted", "devices", "there", "engine"),
    [
        ("auto", ("cpu",), True, "openvino"),
        ("auto", ("cpu", "cpu"), True, "openvino"),
        ("auto", ("cpu",), False, "torch"),
        ("auto", ("0", "1"), True, "torch"),
        ("auto", ("mps",), True, "torch"),
        ("torch", ("cpu",), True, "torch"),
        ("openvino", ("cpu",), True, "openvino"),
    ],
)
def test_openvino_on_a_cpu_where_it_is_there(monkeypatch, wanted, devices, there, engine) -> None:
    monkeypatch.setattr(choice, "has_openvino", lambda: there)
    assert engine_for(wanted, devices) == engine


def test_what_is_asked_for_and_cannot_be_is_an_error(monkeypatch) -> None:
    monkeypatch.setattr(choice, "has_openvino", lambda: False)
    with pytest.raises(UsageError, match=r"pip install 'containerloc\[cpu\]'"):
        engine_for("openvino", ["cpu"])
    with pytest.raises(UsageError, match="computes on the CPU, not on 0, 1"):
        engine_for("openvino", ["0", "1"])
