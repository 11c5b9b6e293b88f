import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.experiment.gate import Gate


def test_by_default_a_tenth_and_classes_apart(write, minimal) -> None:
    assert load_experiment(write(minimal)).match == Gate(iou=0.1, classes="apart")


def test_inherited_key_by_key(write, minimal) -> None:
    write({**minimal, "match": {"iou": 0.5, "classes": "together"}}, "base.yaml")
    heir = write({"base": "base.yaml", "name": "heir", "match": {"iou": 0.3}}, "heir.yaml")
    assert load_experiment(heir).match == Gate(iou=0.3, classes="together")


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"class": "apart"}, "unknown key `match.class`.*`classes`"),
        ({"iou": 1.5}, r"`match.iou`: 1.5 is not in \(0, 1\]"),
        ({"iou": 0}, r"`match.iou`: 0 is not in \(0, 1\]"),
        ({"iou": "high"}, "'high' is str"),
        ({"classes": "appart"}, "`match.classes`.*did you mean `apart`"),
    ],
)
def test_settings_that_are_wrong(write, minimal, stated, message) -> None:
    with pytest.raises(UsageError, match=f"one.yaml: .*{message}"):
        load_experiment(write({**minimal, "match": stated}))


def test_what_is_said_of_it() -> None:
    assert "IoU of at least 0.1" in str(Gate())
    assert "class" in str(Gate())
    # With one class there is nothing to say of it.
    assert "class" not in Gate().of_classes(1).sentence
    assert Gate().of_classes(2) == Gate()
