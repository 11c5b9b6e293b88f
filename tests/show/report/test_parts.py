"""What is empty is left out."""

from containerloc.show.report.parts import Link, Section, Table


def test_a_table_without_rows_and_a_section_without_parts_are_empty() -> None:
    empty = Table(("a", "b"), [], intro="Before it.")
    assert not empty
    assert not Section("Title", tables=[empty])
    assert Section("Title", tables=[empty, Table(("a",), [("1",)])])
    assert Section("Title", paragraphs=["Text."])


def test_a_link_is_its_text() -> None:
    assert str(Link("a.jpg", "review.html", "finding=a")) == "a.jpg"
