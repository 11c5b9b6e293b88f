import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.analysis.reading.alignment import aligned, character_error_rate, edits

TEXTS = st.text(alphabet="ABC12", max_size=12)


# worked by hand
@pytest.mark.parametrize(
    ("read", "known", "expected"),
    [("KITTEN", "SITTING", 3), ("", "ABC", 3), ("ABC", "", 3), ("AB", "BA", 2), ("A", "A", 0)],
)
def test_the_fewest_edits(read, known, expected):
    assert edits(read, known) == expected


@given(TEXTS, TEXTS)
def test_pairs_spell_both_texts_with_the_fewest_edits(read, known):
    pairs = aligned(read, known)
    assert "".join(each for each, _ in pairs) == read
    assert "".join(each for _, each in pairs) == known
    assert sum(one != other for one, other in pairs) == edits(read, known)


@given(TEXTS, TEXTS, TEXTS)
def test_edits_are_a_distance(a, b, c):
    assert edits(a, b) == edits(b, a)
    assert edits(a, c) <= edits(a, b) + edits(b, c)
    assert (edits(a, b) == 0) == (a == b)


def test_the_rate_counts_characters_of_known_texts_only():
    assert character_error_rate([("AB", "ABCD"), ("XY", "XY"), ("??", "")]) == 2 / 6
    assert math.isnan(character_error_rate([("AB", "")]))
