import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment, resolved
from containerloc.experiment.reading_settings import ReadingSettings

BASE = "name: one\ndata: synthetic\nmodel: m.pt\n"


def load(tmp_path, text):
    path = tmp_path / "one.yaml"
    path.write_text(BASE + text)
    return load_experiment(path)


def test_what_is_stated_counts_and_what_is_not_changes_no_record(tmp_path):
    experiment = load(tmp_path, "reading: {pattern: '[A-Z]+', texts: plate, margin: 0.12}\n")
    assert experiment.reading == ReadingSettings("[A-Z]+", "plate", 0.12)
    assert resolved(experiment)["reading"]["margin"] == 0.12
    assert "reading" not in resolved(load(tmp_path, ""))


def test_reading_is_inherited_key_by_key(tmp_path):
    load(tmp_path, "reading: {pattern: 'A+', margin: 0.1}\n")
    heir = tmp_path / "two.yaml"
    heir.write_text("name: two\nbase: one.yaml\nreading: {margin: 0.2}\n")
    assert load_experiment(heir).reading == ReadingSettings("A+", "", 0.2)


def test_numbers_of_reading_may_be_promised(tmp_path):
    experiment = load(tmp_path, "targets: {read_rate: {at_least: 0.95}}\n")
    assert experiment.targets[0].promise == "at least 95%"


@pytest.mark.parametrize(
    ("reading", "message"),
    [
        ("{margin: 2}", "not in"),
        ("{margin: .nan}", "not in"),
        ("{pattern: '['}", "no regular expression"),
        ("{pattern: '(a+)+b'}", "repeats a group"),
        ("{pattern: '(a|aa){2,}b'}", "repeats a group"),
        ("{pattern: 'a*a*a*a*a*b'}", "repeats of unknown length"),
        ("{pattern: 5}", "is int, not text"),
        ("{patern: a}", "did you mean `pattern`"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path, reading, message):
    with pytest.raises(UsageError, match=message):
        load(tmp_path, f"reading: {reading}\n")


def test_a_long_pattern_is_refused(tmp_path):
    with pytest.raises(UsageError, match="at most 200"):
        load(tmp_path, f"reading: {{pattern: '{'a' * 201}'}}\n")
