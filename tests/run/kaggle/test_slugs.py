"""Names within Kaggle's rules; what cannot be brought within them is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.errors import UsageError
from containerloc.run.kaggle.slugs import checked_owner, checked_source, slug_of, title_of


@given(st.text(max_size=120))
def test_a_slug_is_one_and_its_title_leads_back(text: str) -> None:
    slug = slug_of(f"06 {text}")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 50
    assert slug_of(title_of(slug)) == slug


def test_long_names_stay_different() -> None:
    one, other = (slug_of("long " * 20 + end) for end in ("one", "other"))
    assert one != other
    assert 40 < len(one) == len(other) <= 50


@pytest.mark.parametrize("text", ["", "контейнер", "---"])
def test_no_latin_letter_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="Latin"):
        slug_of(text)


@pytest.mark.parametrize("owner", ["", "a b", "me/you", "../me", "-me"])
def test_no_owner(owner: str) -> None:
    with pytest.raises(UsageError, match="owner"):
        checked_owner(owner)


@pytest.mark.parametrize("source", ["photos", "me/", "me/a/b", "me/a/b/c", "/me/a", "me/a b"])
def test_no_source(source: str) -> None:
    with pytest.raises(UsageError, match="neither a data set"):
        checked_source(source)


@pytest.mark.parametrize("source", ["me/my-photos", "me/corners/pyTorch/default/1"])
def test_sources(source: str) -> None:
    assert checked_source(source) == source
    assert checked_owner("me") == "me"
