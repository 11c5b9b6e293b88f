import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.errors import UsageError
from containerloc.iso6346 import check_digit, id_in, is_valid
from containerloc.synthetic.draw.lettering import random_id

# the table of ISO 6346 as printed: no multiple of 11 occurs
PRINTED = dict(
    zip(
        string.ascii_uppercase,
        [10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24]
        + [25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37, 38],
        strict=True,
    )
)


def test_check_digit_of_the_example_in_the_standard():
    assert check_digit("CSQU305438") == 3


@pytest.mark.parametrize("seed", range(20))
def test_check_digit_follows_the_printed_table(seed):
    text = random_id(np.random.default_rng(seed))
    values = [PRINTED.get(char) or int(char) for char in text[:10] if char != "0"]
    places = [2**place for place, char in enumerate(text[:10]) if char != "0"]
    remainder = sum(v * p for v, p in zip(values, places, strict=True)) % 11
    assert int(text[10]) == remainder
    assert text[3] in "UJZ"


def test_a_remainder_of_ten_is_written_zero():
    digits = {check_digit(f"AAAU{n:06d}") for n in range(40)}
    assert digits == set(range(10))


@pytest.mark.parametrize("text", ["", "CSQU30543", "CSQU3054383", "csqu305438", "CSQ1305438"])
def test_check_digit_refuses_other_texts(text):
    with pytest.raises(UsageError, match="four capital letters and six digits"):
        check_digit(text)


# IDs of two real doors, and the example in the standard
@pytest.mark.parametrize("text", ["CSQU3054383", "NYKU5195060", "TEMU0382568"])
def test_ids_of_real_doors_are_valid(text):
    assert is_valid(text)
    wrong = [d for d in string.digits if is_valid(text[:-1] + d)]
    assert wrong == [text[-1]]


@given(st.text(max_size=30))
def test_any_text_gives_letters_and_digits_only(text):
    assert set(id_in(text)) <= set(string.ascii_uppercase + string.digits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CSQU 305438 3", "CSQU3054383"),
        ("C5QU 3O54 38 3", "CSQU3054383"),  # as its place demands
        ("45G1 CSQU3054383", "CSQU3054383"),  # the valid one of several windows
        ("CSQU3054384", "CSQU3054384"),  # the right form, a wrong check digit
        ("SQU3054383", "SQU3054383"),  # cut: nothing is made up
        ("", ""),
    ],
)
def test_the_id_in_a_reading(text, expected):
    assert id_in(text) == expected


def test_one_wrong_text_in_eleven_is_valid_by_chance():
    rng = np.random.default_rng(0)
    wrong = ["CSQU" + "".join(map(str, rng.integers(0, 10, 7))) for _ in range(4000)]
    assert np.mean([is_valid(text) for text in wrong]) == pytest.approx(0.1, abs=0.015)
