import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.experiment.yaml_reading import nearest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", "cannot be read as YAML"),
        ("name: a\nname: b\n", "`name` is given twice"),
        ("- 1\n", "a YAML mapping of keys"),
        ("", "a YAML mapping of keys"),
    ],
)
def test_what_is_no_mapping_is_refused(write, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=rf"one\.yaml: .*{message}"):
        load_experiment(write(text))


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"trian": {}}, "unknown key `trian`.*did you mean `train`"),
        ({"train": [1]}, r"`train`: \[1\] is list, not a mapping"),
        ({"name": 3}, "`name`: 3 is int, not text"),
        ({"trian": 5}, r"unknown key `trian` \(value 5\)"),
    ],
)
def test_an_unknown_key_or_type_is_named_with_file_key_and_value(
    write, minimal, stated, message
) -> None:
    with pytest.raises(UsageError, match=f"one.yaml: .*{message}"):
        load_experiment(write({**minimal, **stated}))


def test_all_known_words_are_listed_where_none_is_near() -> None:
    assert nearest("cosin", ["linear", "cosine"]) == "; did you mean `cosine`?"
    assert nearest("xyz", ["linear", "cosine"]) == "; known: linear, cosine"
    assert nearest("xyz", []) == ""
