"""Markdown and HTML say the same, and neither executes what came from outside."""

from html.parser import HTMLParser

import pytest
from PIL import Image

from containerloc.show.report.parts import Link, Picture, Report, Section, Table
from containerloc.show.report.render import as_html, as_markdown

HOSTILE = "<script>alert(1)</script> | `x`"


@pytest.fixture
def report(tmp_path) -> Report:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "a b.png")
    return Report(
        "Title",
        "Subtitle",
        ["One.", "Two."],
        [
            Section("Left out"),
            Section("Table", tables=[Table(("what", "n"), [(HOSTILE, "3")], numbers=(1,))]),
            Section("Left out, too", tables=[Table(("a",), [], intro="Never said.")]),
            Section("Picture", pictures=[Picture("a b.png", "Red.")]),
            Section("List", done=["Done."], to_do=["To do."], links=[("a b.png", "a file")]),
        ],
    )


class Words(HTMLParser):
    """The words of a page, and the tags that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags = [], []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)


def test_both_have_the_same_sections_and_cells(report, tmp_path) -> None:
    markdown, page = as_markdown(report), Words(as_html(report, tmp_path))
    words = "".join(page.words)
    for text in ("Title", "Subtitle", "One.", "Table", "Picture", "Red.", "Done.", "a file", "3"):
        assert text in markdown
        assert text in words
    for text in ("Left out", "Never said."):
        assert text not in markdown
        assert text not in words


def test_what_came_from_outside_is_text(report, tmp_path) -> None:
    page = Words(as_html(report, tmp_path))
    assert page.tags.count("script") == 1  # the page's own
    assert page.tags.count("code") == 1
    line = next(line for line in as_markdown(report).splitlines() if "alert" in line)
    assert line == r"| &lt;script>alert(1)&lt;/script> \| `x` | 3 |"


def test_numbers_are_aligned_and_links_are_quoted(report) -> None:
    lines = as_markdown(report).splitlines()
    assert "| --- | ---: |" in lines
    assert "![Red.](a%20b.png)" in lines
    assert "- [x] Done." in lines
    assert "- [ ] To do." in lines


def test_pictures_are_part_of_the_page_and_large_ones_are_jpeg(report, tmp_path) -> None:
    assert "data:image/png;base64," in as_html(report, tmp_path)
    Image.effect_noise((900, 900), 90).save(tmp_path / "a b.png")
    assert "data:image/jpeg;base64," in as_html(report, tmp_path)


def test_a_cell_may_lead_to_a_place_in_a_file(tmp_path) -> None:
    link = Link(f"a.jpg {HOSTILE} ](x)", "a b.html", 'finding="><b>')
    table = Table(("what", "look at"), [("x", link)])
    report = Report("Title", "", ["One."], [Section("Links", tables=[table])])
    html, markdown = as_html(report, tmp_path), as_markdown(report)
    assert 'href="a%20b.html#finding=%22%3E%3Cb%3E"' in html
    assert "](a%20b.html#finding=%22%3E%3Cb%3E)" in markdown
    assert "<script>alert" not in html + markdown
    assert r"\](x)](" in markdown
