"""A report as Markdown, and as one HTML file that needs nothing else."""

import base64
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from PIL import Image

from containerloc.show.report.parts import Report

# Words that are coloured, in these columns.
_COLOURED: Final = ("severity", "verdict")
_WORDS: Final = ("error", "warning", "met", "missed", "better", "worse")
_LARGEST: Final = 400_000  # bytes of a chart; pictures of photos are larger


def as_markdown(report: Report) -> str:
    """The report in GitHub's Markdown; pictures and files by relative path."""
    return str(_environment(escaped=False).get_template("report.md.j2").render(report=report))


def as_html(report: Report, folder: Path) -> str:
    """The report as one HTML file: pictures, looked for below `folder`, are part of it."""
    environment = _environment(escaped=True)
    environment.filters["embedded"] = partial(_embedded, folder)
    template = environment.get_template("report.html.j2")
    return str(template.render(report=report, words=_WORDS, coloured=_COLOURED))


def _environment(*, escaped: bool) -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("containerloc.show.report"),
        autoescape=escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"cell": _cell, "link": _link, "code": _code}
    return environment


def _cell(text: str) -> str:
    """Text that neither ends a cell of a Markdown table nor begins HTML."""
    return str(text).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _code(text: str) -> Any:
    """Text for HTML, with what stands between backticks as code."""
    from markupsafe import Markup, escape

    parts = [escape(part) for part in str(text).split("`")]
    if len(parts) % 2 == 0:  # a backtick too many
        return Markup("`").join(parts)
    marked = [
        Markup("<code>") + part + Markup("</code>") if place % 2 else part
        for place, part in enumerate(parts)
    ]
    return Markup("").join(marked)


def _link(path: str) -> str:
    return quote(path)


def _embedded(folder: Path, path: str) -> str:
    """A picture as part of the page; one of photos as JPEG, a tenth as large."""
    content = (folder / path).read_bytes()
    kind = "png"
    if len(content) > _LARGEST:
        with Image.open(folder / path) as picture, BytesIO() as stream:
            picture.convert("RGB").save(stream, "JPEG", quality=85, optimize=True)
            content, kind = stream.getvalue(), "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
