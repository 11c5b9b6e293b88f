import pytest

from containerloc.errors import UsageError
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.notation import parsed_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("mirror", Fault("mirror")),
        ("swap:0.25::BR", Fault("swap", rate=0.25, corner="BR")),
        ("margin:1:-6.5", Fault("margin", size_px=-6.5)),
        ("occlude::40:TR", Fault("occlude", size_px=40.0, corner="TR")),
    ],
)
def test_faults_are_read_as_written(text, fault):
    assert parsed_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "'' is unknown"),
        ("jiter:0.1:8", "'jiter' is unknown; the kinds are"),
        ("jitter:often:8", "rate and size are numbers"),
        ("jitter:0.1:8px", "rate and size are numbers"),
        ("jitter:0.1:8:tl", "'tl' is none of"),
        ("jitter:0.1:8:TL:5", "too many parts"),
        ("jitter:0.1", "'jitter' needs a size in px"),
        ("jitter:10:8", "rate 10.0 is not between 0 and 1"),
        ("jitter:nan:8", "rate nan is not between"),
        ("jitter:0.1:inf", "not a finite number"),
        ("mirror:0.1:8", "'mirror' has no size"),
        ("mirror:0.1::TR", "`mirror` is not about one corner"),
    ],
)
def test_what_is_written_wrong_is_refused(text, told):
    with pytest.raises(UsageError, match=told):
        parsed_fault(text)
