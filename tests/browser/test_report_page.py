"""`report.html` in a real browser: it fits a phone, hovers, sorts, and opens what is linked."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from containerloc.show.report.parts import Card, Dot, Link, Picture, Report, Section, Strip, Table
from containerloc.show.report.render import as_html

Open = Callable[..., Any]


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A report with a card, a strip and a table behind a click."""
    with BytesIO() as stream:
        Image.new("RGB", (640, 604), "blue").save(stream, "JPEG")
        jpeg = stream.getvalue()
    case = Link("x", "review.html", "case=x")
    pictures = [Picture(f"{k}.jpg", f"Case {k}.", "", case, jpeg) for k in range(4)]
    dots = [Dot(k / 10, 0.0, f"case {k}", "3 px off", case, k == 9, jpeg) for k in range(10)]
    rows = [("a", "10.5"), ("b", "9"), ("c", "200")]
    report = Report(
        "A-very-long-name-" * 8,
        "",
        "The verdict.",
        cards=[Card("cause", "A cause", "warning", "It is so.", pictures, "Do it.")],
        strip=Strip("All", "", "px", dots, [(0.5, "10")], [(0.9, "mean 7 px")], "s.svg"),
        folded=[
            Section(
                "Numbers", tables=[Table(("what", "px", "of"), [(*r, "x") for r in rows], (1,))]
            )
        ],
    )
    page = tmp_path / "report.html"
    page.write_text(as_html(report, tmp_path))
    return page.as_uri()


def test_it_fits_a_phone_and_sorts_there(open_page: Open, address: str) -> None:
    page = open_page(address, phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("heading", name="Numbers").click()
    page.get_by_label("Sorted by").select_option("px")
    assert page.locator("tbody th").all_inner_texts() == ["c", "a", "b"]


def test_a_dot_shows_its_photo_and_leads_to_its_case(open_page: Open, address: str) -> None:
    page = open_page(address)
    dot = page.get_by_role("link", name="case 9: 3 px off")
    assert not dot.locator("img").is_visible()
    dot.hover()
    assert dot.locator("img").is_visible()
    assert dot.get_attribute("href") == "review.html#case=x"


def test_a_link_opens_what_it_leads_to(open_page: Open, address: str) -> None:
    page = open_page(f"{address}#numbers")
    assert page.locator("details#numbers").get_attribute("open") is not None
    page.get_by_role("button", name="px").click()
    assert page.locator("tbody th").all_inner_texts() == ["b", "a", "c"]
