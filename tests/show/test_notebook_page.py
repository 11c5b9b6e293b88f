"""An executed notebook as one page: nothing from elsewhere, findings first, code behind clicks."""

import base64
import io
import re

import nbformat
import numpy as np
import pytest
from PIL import Image

from containerloc.show.notebook_page import notebook_html


def png(pixels: np.ndarray) -> str:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


WHITE = np.full((50, 80, 3), 255, np.uint8)
NOISE = np.random.default_rng(0).integers(0, 255, (300, 300, 3)).astype(np.uint8)


@pytest.fixture
def notebook():
    """A question, its parameters with a log, findings, and a chart called by its title."""
    new = nbformat.v4
    parameters = new.new_code_cell("SPLIT = 'val'", metadata={"tags": ["parameters"]})
    bar = "predict:   0%|  | 0/74\rpredict: 100%|##| 74/74\n"
    parameters.outputs = [new.new_output("stream", name="stderr", text=bar)]
    figure = new.new_code_cell("figure")
    data = {"image/png": png(WHITE), "text/plain": "MDE 4 px <b>"}
    figure.outputs = [new.new_output("display_data", data)]
    question, found = new.new_markdown_cell("# Why?"), new.new_markdown_cell("## What was found")
    return new.new_notebook(cells=[question, parameters, found, figure])


def test_findings_stand_before_parameters_and_code_is_behind_a_click(notebook) -> None:
    html = notebook_html(notebook, title="06_localization")
    places = [html.index(each) for each in ("Why?", "What was found", "How this page was made")]
    assert places == sorted(places)
    assert html.index("SPLIT") > places[-1]
    assert html.count("<summary>code</summary>") == 2
    assert html.index("<summary>log</summary>") < html.index("74/74")
    assert "<title>06_localization</title>" in html


def test_what_scrolls_is_reached_by_keyboard_and_tables_are_told_apart(notebook) -> None:
    table = "<table><thead><tr><th></th><th>px</th></tr></thead></table>"
    output = nbformat.v4.new_output("display_data", {"text/html": table})
    notebook.cells[-1].outputs = [output, output]
    html = notebook_html(notebook, title="a")
    assert not re.search(r"<pre(?![^>]*tabindex)", html)
    assert re.findall('aria-label="(table[^"]*)"', html) == ["table 1", "table 2"]
    assert "<th></th>" not in html


def test_nothing_comes_from_elsewhere_and_nothing_runs(notebook) -> None:
    html = notebook_html(notebook, title="a")
    assert not re.search(r"<script|<link|src=.http|url\(http|@import", html)
    assert "prefers-color-scheme: dark" in html


def test_a_picture_has_its_title_as_text(notebook) -> None:
    html = notebook_html(notebook, title="a")
    (picture,) = re.findall("<img[^>]*>", html.replace("<b>", "&lt;b&gt;"))
    assert 'alt="MDE 4 px &lt;b&gt;"' in picture
    assert 'class="chart"' in picture


def test_photos_take_little_room_and_are_told_from_charts(notebook) -> None:
    notebook.cells[-1].outputs[0].data = {"image/png": png(NOISE), "text/plain": "<Figure size>"}
    html = notebook_html(notebook, title="a")
    assert 'class="photos" src="data:image/webp' in html
    assert 'alt=""' in html


def test_progress_is_told_as_it_ended_and_is_no_alarm(notebook) -> None:
    html = notebook_html(notebook, title="a")
    assert "74/74" in html
    assert "0/74\r" not in html
    assert "  0%" not in html
    assert 'class="log"' in html


def test_a_failed_setup_stays_where_it_failed(notebook) -> None:
    error = nbformat.v4.new_output("error", ename="E", evalue="no", traceback=["Boom"])
    notebook.cells[1].outputs = [error]
    html = notebook_html(notebook, title="a")
    assert html.index("Boom") < html.index("What was found")


def test_names_of_others_are_shown_and_not_obeyed(notebook) -> None:
    assert "<title>&lt;b&gt;</title>" in notebook_html(notebook, title="<b>")
