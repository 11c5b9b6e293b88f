"""Markdown and HTML say the same, and neither executes what came from outside."""

import re
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import mistune
import pytest
from PIL import Image

from containerloc.show.report.parts import (
    Card,
    Dot,
    Link,
    Picture,
    Report,
    Section,
    Strip,
    Table,
    Tile,
)
from containerloc.show.report.render import as_html, as_markdown, pictures_of

HOSTILE = "<script>alert(1)</script> | `x`"


@pytest.fixture
def report(tmp_path) -> Report:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "a b.png")
    with BytesIO() as stream:
        Image.new("RGB", (8, 8), "blue").save(stream, "JPEG")
        jpeg = stream.getvalue()
    case = Picture("report_pictures/x.jpg", "Blue.", "It is blue.", Link("x", "r.html"), jpeg)
    dots = [Dot(0.2, 0.0, HOSTILE, "3 px off", Link("x", "r.html", "case=x"), True, jpeg)]
    return Report(
        "Title",
        "Subtitle",
        "The verdict.",
        [Tile("found", "72 of 74", "so many", "good")],
        [Card("a-cause", "A cause", "error", "It is so.", [case], "Do it.", "Much.", "Some.")],
        notes=["06 failed."],
        strip=Strip("All", "", "px", dots, [(0.5, "10")], [(0.4, "median 7 px")], "s.svg"),
        sections=[Section("Left out"), Section("Code", code="a: 1\n```\nb: 2\n")],
        folded=[
            Section("Table", tables=[Table(("what", "n"), [(HOSTILE, "3")], numbers=(1,))]),
            Section("Left out, too", tables=[Table(("a",), [], intro="Never said.")]),
            Section("Picture", pictures=[Picture("a b.png", "Red.")]),
            Section("List", links=[("a b.png", "a file")]),
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
    told = ("Title", "Subtitle", "The verdict.", "72 of 74", "so many", "06 failed.", "A cause")
    told += ("It is so.", "Blue.", "Do it.", "Much.", "Some.", "b: 2", "Table", "Red.", "a file")
    for text in told:
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
    assert "[Blue.](r.html)" in lines


def test_code_keeps_its_lines_and_ends_where_it_ends(report, tmp_path) -> None:
    lines = as_markdown(report).splitlines()
    assert lines[lines.index("````yaml") : lines.index("````") + 1] == [
        *("````yaml", "a: 1", "```", "b: 2", "````")
    ]
    assert "a: 1\n```\nb: 2" in as_html(report, tmp_path)


def test_pictures_are_part_of_the_page(report, tmp_path) -> None:
    page = as_html(report, tmp_path)
    assert 'class="chart" src="data:image/webp;base64,' in page
    assert 'class="photo" src="data:image/jpeg;base64,' in page
    Image.effect_noise((900, 900), 90).save(tmp_path / "a b.png")
    assert 'class="photo" src="data:image/webp;base64,' in as_html(report, tmp_path)


def test_pictures_that_are_brought_along_are_whole(report) -> None:
    brought = pictures_of(report)
    assert set(brought) == {"report_pictures/x.jpg", "s.svg"}
    drawn = ElementTree.fromstring(brought["s.svg"])
    assert HOSTILE in "".join(drawn.itertext())
    assert len(drawn.findall("{*}circle")) == 1


def test_a_title_in_html_is_shown_and_never_obeyed(tmp_path) -> None:
    named = Report("<img src=x onerror=alert(1)>", "<b>x</b>", "<i>y</i>", folded=[_named("<u>z")])
    markdown, page = as_markdown(named), as_html(named, tmp_path)
    for text in (mistune.create_markdown(escape=False)(markdown), page):
        read = Words(text)
        assert not {"b", "i", "u"} & set(read.tags)
        assert "<img src=x onerror=alert(1)>" in "".join(read.words)
        assert "<u>z" in "".join(read.words)


def _named(title: str) -> Section:
    return Section(title, ["Said."])


def test_a_page_has_landmarks_and_every_link_a_place(report, tmp_path) -> None:
    page = as_html(report, tmp_path)
    tags = Words(page).tags
    for tag in ("main", "nav", "header", "h1", "caption"):
        assert tags.count(tag) == 1, tag
    assert tags.count("details") == 3
    places = re.findall(r'href="#([^"]+)"', page)
    assert places
    for place in places:
        assert f'id="{place}"' in page, place
    assert not re.search(r"<img(?![^>]* alt=)", page)


def test_a_cell_may_lead_to_a_place_in_a_file(tmp_path) -> None:
    link = Link(f"a.jpg {HOSTILE} ](x)", "a b.html", 'finding="><b>')
    table = Table(("what", "look at"), [("x", link)])
    report = Report("Title", "", "One.", folded=[Section("Links", tables=[table])])
    html, markdown = as_html(report, tmp_path), as_markdown(report)
    assert 'href="a%20b.html#finding=%22%3E%3Cb%3E"' in html
    assert "](a%20b.html#finding=%22%3E%3Cb%3E)" in markdown
    assert "<script>alert" not in html + markdown
    assert r"\](x)](" in markdown
