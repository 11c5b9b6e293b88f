import string

import numpy as np
import pytest

from containerloc.errors import ContainerlocError, UsageError
from containerloc.synthetic.draw.lettering import (
    Face,
    check_digit,
    random_face,
    random_id,
    text_mask,
)

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


@pytest.mark.parametrize("seed", range(8))
def test_capitals_stand_on_the_baseline_and_have_the_asked_height(seed):
    mask, baseline = text_mask("HH", random_face(np.random.default_rng(seed)), 60.0)
    rows = np.flatnonzero((mask >= 128).any(axis=1))
    assert rows[-1] + 1 == pytest.approx(baseline, abs=1)
    assert rows[-1] + 1 - rows[0] == pytest.approx(60, abs=1)
    assert mask[:, 0].any()
    assert mask[:, -1].any()


def test_stretch_and_tracking_widen_a_text():
    narrow, _ = text_mask("TEMU", Face("barlow", "Barlow-Bold.ttf", (), 0.8, 0.0), 40.0)
    wide, _ = text_mask("TEMU", Face("barlow", "Barlow-Bold.ttf", (), 1.1, 0.0), 40.0)
    loose, _ = text_mask("TEMU", Face("barlow", "Barlow-Bold.ttf", (), 0.8, 0.3), 40.0)
    assert wide.shape[1] == pytest.approx(narrow.shape[1] * 1.1 / 0.8, rel=0.03)
    assert loose.shape[1] == pytest.approx(narrow.shape[1] + 3 * 0.3 * 40, abs=2)


def test_a_missing_font_names_the_extra():
    with pytest.raises(ContainerlocError, match=r"fontpkg-no-such-font.*containerloc\[synthetic\]"):
        text_mask("A", Face("no_such_font", "None.ttf"), 40.0)
