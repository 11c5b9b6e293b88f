"""A report as Markdown, and as one HTML file that needs nothing else."""

import base64
import re
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from PIL import Image

from containerloc.quoting import markdown_text, visible, visible_lines
from containerloc.show.report.parts import Card, Link, Picture, Report, Section

_COLORED_COLUMNS: Final = ("severity", "verdict")
_COLORED_WORDS: Final = ("error", "warning", "met", "missed", "better", "worse")
_MAX_PNG_BYTES: Final = 400_000  # of a chart; pictures of photos are larger


def as_markdown(report: Report) -> str:
    """The report in GitHub's Markdown; pictures and files by relative path."""
    return str(_environment(escaped=False).get_template("report.md.j2").render(report=report))


def as_html(report: Report, folder: Path) -> str:
    """The report as one HTML file: pictures, looked for below `folder`, are part of it."""
    environment = _environment(escaped=True)
    environment.filters |= {"embedded": partial(_embedded, folder), "kind": partial(_kind, folder)}
    colored = {"coloured": _COLORED_COLUMNS, "words": _COLORED_WORDS}
    return str(environment.get_template("report.html.j2").render(report=report, **colored))


def pictures_of(report: Report) -> dict[str, bytes]:
    """The pictures that the report brings along, by their paths relative to it."""
    parts: list[Card | Section] = [*report.cards, *report.sections, *report.folded]
    pictures = [picture for each in parts for picture in each.pictures]
    brought = {each.path: each.content for each in pictures if each.content}
    if report.strip:
        drawn = _environment(escaped=True).get_template("strip.svg.j2").render(strip=report.strip)
        brought[report.strip.picture] = drawn.encode()
    return brought


def _environment(*, escaped: bool) -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("containerloc.show.report"),
        autoescape=escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str and escaped else value,
    )
    environment.filters |= {"text": markdown_text, "cell": _cell, "link": quote, "code": _code}
    environment.filters |= {"address": _address, "anchor": _anchor, "jpeg": _jpeg_url}
    environment.filters |= {"fenced": _fenced, "lines": _lines}
    return environment


def _cell(text: str | Link) -> str:
    """Text that does not end a cell of a Markdown table."""
    plain = markdown_text(" ".join(str(text).split("\n"))).replace("|", "\\|")
    return f"[{plain}]({_address(text)})" if isinstance(text, Link) else plain


def _fenced(code: str) -> str:
    """A block of code in Markdown, which no run of backticks in it ends."""
    code = visible_lines(code)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"{fence}yaml\n{code.rstrip()}\n{fence}"


def _lines(code: str) -> Any:
    """A block of code for HTML, line by line."""
    from markupsafe import escape

    return escape(visible_lines(code))


def _code(text: str | Link) -> Any:
    """Text for HTML, with what stands between backticks as code."""
    from markupsafe import Markup, escape

    shown = str(escape(visible(str(text))))
    html = Markup(re.sub("`([^`]*)`", r"<code>\1</code>", shown))
    if not isinstance(text, Link):
        return html
    return Markup('<a href="{}">{}</a>').format(_address(text), html)


def _address(link: Link) -> str:
    return quote(link.path) + (f"#{quote(link.place, safe='=%')}" if link.place else "")


def _anchor(path: str) -> str:
    """What links within the report call a figure."""
    return f"figure-{Path(path).stem}"


def _jpeg_url(content: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode('ascii')}"


def _is_of_photos(folder: Path, picture: Picture) -> bool:
    return bool(picture.content) or (folder / picture.path).stat().st_size > _MAX_PNG_BYTES


def _kind(folder: Path, picture: Picture) -> str:
    """What a picture is for the style sheet: a chart is inverted in the dark, a photo is not."""
    return "photo" if _is_of_photos(folder, picture) else "chart"


def _embedded(folder: Path, picture: Picture) -> str:
    """A picture as part of the page: a chart as it is, one of photos a tenth as large."""
    if picture.content:
        return _jpeg_url(picture.content)
    how = {"quality": 75} if _is_of_photos(folder, picture) else {"lossless": True}
    with Image.open(folder / picture.path) as opened, BytesIO() as stream:
        opened.convert("RGB").save(stream, "WEBP", **how)
        return f"data:image/webp;base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"
