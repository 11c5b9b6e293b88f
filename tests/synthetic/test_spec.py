import pytest

from containerloc.errors import UsageError
from containerloc.synthetic.spec import SyntheticSpec


def test_names_are_numbered_through_all_splits():
    names = SyntheticSpec(train=2, val=0, test=1).names()
    assert names == [
        ("train", "synthetic_00001"),
        ("train", "synthetic_00002"),
        ("test", "synthetic_00003"),
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"train": -1}, "split sizes"),
        ({"train": 0, "val": 0, "test": 0}, "not all 0"),
        ({"seed": -1}, "seed is -1"),
        ({"height_px": 10}, "64 to 4096"),
        ({"height_px": 5000}, "64 to 4096"),
    ],
)
def test_wrong_specs_are_refused(wrong, message):
    with pytest.raises(UsageError, match=message):
        SyntheticSpec(**wrong)
