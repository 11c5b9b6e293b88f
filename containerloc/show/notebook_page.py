# mypy: untyped-calls-exclude="nbconvert"
"""An executed notebook as one HTML file that needs nothing else, findings first."""

import base64
import io
import itertools
import re
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent / "templates"
_SETUP_TAGS: Final = {"install", "parameters", "injected-parameters", "setup"}
_SETUP_HEADING: Final = "## How this page was made"
_MAX_PNG_BYTES: Final = 40_000  # a larger picture is kept as WebP, a quarter as large
_LEAST_WHITE: Final = 0.6  # of a chart; less on a page of photos


def notebook_html(notebook: Any, *, title: str) -> str:
    """The page: the question and what was found, the code behind clicks, what prepared it last.

    Nothing is fetched from elsewhere. It follows the reader's light or dark setting; each picture
    has its title as the text for those who cannot see it.
    """
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="basic",
        template_file="notebook.html.j2",
        extra_template_paths=[str(_FOLDER)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    shown = _findings_first(deepcopy(notebook))
    for output in (each for cell in shown.cells for each in cell.get("outputs", ())):
        _prepare(output)
    resources = {"metadata": {"name": title}}
    html, _ = exporter.from_notebook_node(shown, resources=resources)
    return _accessible(str(html))


def _accessible(html: str) -> str:
    """The page with what scrolls within reach of the keyboard, and each table by its number."""
    html = html.replace("<pre>", '<pre tabindex="0">').replace("<th></th>", "<td></td>")
    number = itertools.count(1)
    return re.sub('aria-label="table"', lambda _: f'aria-label="table {next(number)}"', html)


def _findings_first(notebook: Any) -> Any:
    """Parameters and setup after everything else; as it is where one of them failed."""
    is_setup = [bool(_SETUP_TAGS & set(cell.metadata.get("tags", ()))) for cell in notebook.cells]
    setup = [cell for cell, of_setup in zip(notebook.cells, is_setup, strict=True) if of_setup]
    failed = any(o.output_type == "error" for cell in setup for o in cell.get("outputs", ()))
    if not setup or failed:
        return notebook
    rest = [cell for cell, of_setup in zip(notebook.cells, is_setup, strict=True) if not of_setup]
    heading = type(notebook)(cell_type="markdown", metadata={}, source=_SETUP_HEADING, id="made")
    notebook.cells = [*rest, heading, *setup]
    return notebook


def _prepare(output: Any) -> None:
    """Progress as it ended; a picture with its text, its kind, and as few bytes as it needs."""
    if output.output_type == "stream":
        lines = output.text.replace("\r\n", "\n").split("\n")
        output.text = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)
    data = output.get("data", {})
    if "image/png" not in data:
        return
    text = "".join(data.get("text/plain", ""))
    content, mime, kind = _smaller(base64.b64decode(data["image/png"]))
    data["image/png"] = base64.b64encode(content).decode("ascii")
    alt = "" if text.startswith("<") else text
    metadata = output.setdefault("metadata", {})
    width = metadata.get("image/png", {}).get("width", "")
    metadata["picture"] = {"mime": mime, "kind": kind, "alt": alt, "width": width}


def _smaller(png: bytes) -> tuple[bytes, str, str]:
    """The picture, as WebP where that is smaller; its type, and whether it is chart or photos."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(png)) as picture:
            shades = picture.convert("L").resize((96, 96)).histogram()
            kind = "chart" if sum(shades[246:]) >= _LEAST_WHITE * 96 * 96 else "photos"
            stream = io.BytesIO()
            if len(png) > _MAX_PNG_BYTES:
                picture.convert("RGB").save(stream, "WEBP", quality=82, method=4)
    except OSError:  # no picture after all
        return png, "image/png", "chart"
    webp = stream.getvalue()
    return (webp, "image/webp", kind) if 0 < len(webp) < len(png) else (png, "image/png", kind)
