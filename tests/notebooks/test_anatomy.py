"""Notebooks compose, draw and tell; DESIGN's anatomy is held here, running them elsewhere."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

FINDINGS_FIRST = ("06", "07", "08")
NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem[:2])
def notebook(request) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def test_there_are_notebooks() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["04", "05", "06", "07", "08"]


def test_format_and_kernel(notebook) -> None:
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_no_outputs_are_committed(notebook) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_order_of_cells(notebook) -> None:
    cells = notebook.cells
    assert cells[0].cell_type == "markdown"
    assert [tags(cell) for cell in cells[1:3]] == [["parameters"], ["setup"]]
    assert tags(cells[-1]) == ["save"]
    middle = cells[3:-1]
    (findings,) = [place for place, cell in enumerate(middle) if tags(cell) == ["findings"]]
    (how_to_read,) = [
        place for place, cell in enumerate(middle) if cell.source.startswith("## How to read this")
    ]
    if notebook.cells[0].source[2:4] in FINDINGS_FIRST:
        assert findings == 1
        assert middle[-2].source.startswith("## What to do next")
        assert how_to_read == len(middle) - 3
    else:
        assert (how_to_read, findings) == (len(middle) - 2, len(middle) - 1)
    pairs = [cell.cell_type for place, cell in enumerate(middle) if place != how_to_read]
    pairs = pairs if notebook.cells[0].source[2:4] in FINDINGS_FIRST else pairs[:-1]
    assert pairs == ["markdown", "code"] * (len(pairs) // 2)


def test_parameters_are_literals_with_a_comment(notebook) -> None:
    source = notebook.cells[1].source
    for line in source.splitlines():
        assert re.fullmatch(r"[A-Z][A-Z0-9_]* = .+  # .+", line), line
    for statement in ast.parse(source).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


def test_code_cells_are_short_and_hold_no_logic(notebook) -> None:
    for cell in notebook.cells[3:]:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 8 or set(tags(cell)) & {"save"}, cell.id
        forbidden = ast.FunctionDef | ast.ClassDef | ast.Try | ast.For | ast.While | ast.Import
        assert not [node for node in ast.walk(tree) if isinstance(node, forbidden)], cell.id
        assert isinstance(tree.body[-1], ast.Expr), f"{cell.id}: the last expression displays"
        assert "%" not in re.sub(r'"[^"]*"', "", cell.source), cell.id


def test_no_absolute_path_and_no_runner(notebook) -> None:
    for cell in notebook.cells:
        assert not re.search(r'["\'(]/[a-z]', cell.source), cell.id
        assert "run.runner" not in cell.source


def test_only_the_last_cell_writes(notebook) -> None:
    for cell in notebook.cells[3:-1]:
        assert not re.search(r"\bsave_|\.to_csv|\.savefig|write_", cell.source), cell.id


def test_prose_holds_no_computed_number(notebook) -> None:
    """The same file is true of every experiment: no result stands in its text."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\d+(\.\d+)? ?px\b|\d\.\d{2,}", cell.source.replace("0.001", ""))
