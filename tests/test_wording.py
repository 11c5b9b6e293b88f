"""Numbers, intervals, counts and lists in words."""

import pytest

from containerloc.wording import (
    DASH,
    between,
    counted,
    is_or_are,
    listed,
    noun_of,
    number,
    shortened,
)


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 labels"), (1, "1 label"), (2, "2 labels"), (12345, "12,345 labels")]
)
def test_a_count_agrees_with_its_noun(n: int, text: str) -> None:
    assert counted(n, "label") == text


def test_an_irregular_plural() -> None:
    assert [counted(n, "leaf", "leaves") for n in (1, 2)] == ["1 leaf", "2 leaves"]
    assert [is_or_are(n) for n in (0, 1, 2)] == ["are", "is", "are"]


@pytest.mark.parametrize(
    ("names", "one", "many"),
    [
        (["container_id"] * 3, "ID", "IDs"),
        (["ID"], "ID", "IDs"),
        (["plate"], "plate", "plates"),
        (["number-plate"], "number-plate", "number-plates"),
        (["License_Plate"], "License Plate", "License Plates"),
        (["box"], "box", "boxes"),
        (["entry"], "entry", "entries"),
        (["plates"], "plates", "plates"),
        (["plate", "card"], "object", "objects"),
        (["0"], "object", "objects"),
        (["<b>plate</b>"], "object", "objects"),
        (["x" * 200], "object", "objects"),
        ([""], "object", "objects"),
        ([], "object", "objects"),
    ],
)
def test_objects_are_called_by_their_class(names: list[str], one: str, many: str) -> None:
    noun = noun_of(names)
    assert (noun.one, noun.many) == (one, many)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.345, " px", "12.3 px"),
        (123.45, " px", "123 px"),
        (0.01234, "", "0.0123"),
        (0.0346, " px", "0.0346 px"),
        (0.00005, "", "5.00e-05"),
        (9.996, "", "10.0"),
        (99.96, "", "100"),
        (-1234.5, "", "-1234"),
        (-0.0, "", "0"),
        (-1.5, "", "-1.50"),
        (74.0, "", "74"),
        (0.973, "%", "97.3%"),
        (None, " px", DASH),
        (float("nan"), "", DASH),
        (float("inf"), "%", DASH),
    ],
)
def test_three_significant_digits(value: float | None, unit: str, text: str) -> None:
    assert number(value, unit) == text


def test_intervals_open_at_either_end() -> None:
    assert between("1", "2") == "1 to 2"
    assert between("1", None) == "from 1"
    assert between(None, "2") == "up to 2"
    assert between(None, None) == ""


def test_long_lists_and_names_are_cut() -> None:
    assert listed([]) == ""
    assert listed(["a", "b"], most=2) == "a, b"
    assert listed(list("abcd"), most=2) == "a, b and 2 more"
    assert shortened("short.jpg") == "short.jpg"
    assert shortened("x" * 40 + "y" * 40, longest=10) == "xxxxx…yyyyy"
