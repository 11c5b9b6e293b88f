"""A report as Markdown, and as one HTML file that needs nothing else."""

import base64
import re
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from PIL import Image

from containerloc.quoting import markdown_text, visible
from containerloc.show.report.parts import Link, Report

_COLORED_COLUMNS: Final = ("severity", "verdict")
_COLORED_WORDS: Final = ("error", "warning", "met", "missed", "better", "worse")
_MAX_PNG_BYTES: Final = 400_000  # of a chart; pictures of photos are larger


def as_markdown(report: Report) -> str:
    """The report in GitHub's Markdown; pictures and files by relative path."""
    return str(_environment(escaped=False).get_template("report.md.j2").render(report=report))


def as_html(report: Report, folder: Path) -> str:
    """The report as one HTML file: pictures, looked for below `folder`, are part of it."""
    environment = _environment(escaped=True)
    environment.filters["embedded"] = partial(_embedded, folder)
    colored = {"coloured": _COLORED_COLUMNS, "words": _COLORED_WORDS}
    return str(environment.get_template("report.html.j2").render(report=report, **colored))


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
    return environment


def _cell(text: str | Link) -> str:
    """Text that does not end a cell of a Markdown table."""
    plain = markdown_text(" ".join(str(text).split("\n"))).replace("|", "\\|")
    return f"[{plain}]({_address(text)})" if isinstance(text, Link) else plain


def _code(text: str | Link) -> Any:
    """Text for HTML, with what stands between backticks as code."""
    from markupsafe import Markup, escape

    shown = str(escape(visible(str(text))))
    html = Markup(re.sub("`([^`]*)`", r"<code>\1</code>", shown))
    if not isinstance(text, Link):
        return html
    return Markup('<a href="{}">{}</a>').format(_address(text), html)


def _address(link: Link) -> str:
    return quote(link.path) + (f"#{quote(link.place, safe='=')}" if link.place else "")


def _embedded(folder: Path, path: str) -> str:
    """A picture as part of the page; one of photos as JPEG, a tenth as large."""
    content = (folder / path).read_bytes()
    kind = "png"
    if len(content) > _MAX_PNG_BYTES:
        with Image.open(folder / path) as picture, BytesIO() as stream:
            picture.convert("RGB").save(stream, "JPEG", quality=85, optimize=True)
            content, kind = stream.getvalue(), "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
