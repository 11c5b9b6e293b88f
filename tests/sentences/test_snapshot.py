"""The snapshot fails where findings say something else, and is rewritten on request."""

import pytest

from containerloc.finding import Finding

from . import snapshot

LEAK = Finding("leak", "error", "3 of 74 photos leak.", {}, (), "Remove them.")
NAME = "tests/sentences/test_snapshot.py::test_of_{}"


@pytest.fixture
def text(tmp_path, monkeypatch):
    """Another snapshot, with a section of a test that exists and of one that does not."""
    path = tmp_path / "sentences.txt"
    path.write_text("")
    monkeypatch.setattr(snapshot, "TEXT", path)
    return path


def test_of_a_section_that_is_written_and_read_again(text) -> None:
    name = NAME.format("a_section_that_is_written_and_read_again")
    snapshot.rewrite(name, snapshot.as_text(LEAK))
    snapshot.rewrite(NAME.format("nothing"), ["    gone"])
    assert text.read_text().splitlines() == [
        name,
        "    error leak",
        "        3 of 74 photos leak.",
        "        -> Remove them.",
    ]
    assert snapshot.sections(text.read_text()) == {name: snapshot.as_text(LEAK)}


def test_sections_come_in_the_order_of_their_tests_and_empty_ones_not_at_all() -> None:
    parts = {"b": ["    2"], "a": ["    1"], "c": []}
    assert snapshot.joined(parts) == "a\n    1\n\nb\n    2\n"
    assert snapshot.sections(snapshot.joined({})) == {}


def test_a_difference_shows_both_and_how_to_accept_it() -> None:
    shown = snapshot.difference(["    error leak"], snapshot.as_text(LEAK)[:2])
    assert "+        3 of 74 photos leak." in shown
    assert "--update-sentences" in shown


def test_every_section_belongs_to_a_test() -> None:
    names = snapshot.sections(snapshot.TEXT.read_text(encoding="utf-8"))
    assert [name for name in names if not snapshot.exists(name)] == []
