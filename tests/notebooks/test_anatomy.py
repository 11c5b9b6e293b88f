"""Notebooks compose, draw and tell; DESIGN's anatomy is held here, running them elsewhere."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

MOST_LINES = 8  # of setup and of every other cell of code, but for the one that saves
# Notebooks import sessions and what shows their tables: what is computed lives in the package.
MAY_IMPORT = ("containerloc.run.prepare.", "containerloc.show.")
NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem[:2])
def notebook(request) -> nbformat.NotebookNode:
    """Without the cell that installs the package where it is missing: of that, see below."""
    notebook = nbformat.read(request.param, as_version=4)
    del notebook.cells[1]
    return notebook


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def test_there_are_notebooks() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["04", "05", "06", "07", "08", "09"]


def test_the_cell_that_installs_is_the_same_everywhere() -> None:
    """Only notebook 09 installs a reader, besides."""
    cells = [nbformat.read(path, as_version=4).cells[1] for path in NOTEBOOKS]
    assert {tuple(tags(cell)) for cell in cells} == {("install",)}
    a_reader = '    pip += ["rapidocr", "onnxruntime"]\n'
    assert [a_reader in cell.source for cell in cells] == [False] * 5 + [True]
    assert len({cell.source.replace(a_reader, "") for cell in cells}) == 1
    *_, last = ast.parse(cells[0].source).body
    assert isinstance(last, ast.Expr)


def test_format_and_kernel(notebook) -> None:
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_no_outputs_are_committed(notebook) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def number(notebook) -> str:
    return notebook.cells[0].source[2:4]


def test_the_first_cell_says_what_for(notebook) -> None:
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \d\d · ", first.source)
    assert "**Reads** " in first.source
    assert "**Writes** " in first.source


def test_order_of_cells(notebook) -> None:
    cells = notebook.cells
    tagged = {tag: place for place, cell in enumerate(cells) for tag in tags(cell)}
    assert list(tagged) == ["parameters", "setup", "findings", "save"]
    assert list(tagged.values()) == [1, 2, 4, len(cells) - 1]
    (how_to_read,) = [
        place for place, cell in enumerate(cells) if cell.source.startswith("## How to read this")
    ]
    pairs = [cell.cell_type for cell in cells[3:how_to_read]]
    assert pairs == ["markdown", "code"] * (len(pairs) // 2)
    rest = [cell.cell_type for cell in cells[how_to_read + 1 : -1]]
    assert rest in ([], ["markdown", "code"])  # what to do next


def test_sections_make_an_outline(notebook) -> None:
    titles = [
        line
        for cell in notebook.cells[3:]
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("#")
    ]
    assert all(re.match("##{1,2} ", title) for title in titles)
    assert titles[0].startswith("## ")
    assert len(set(titles)) == len(titles)
    assert len([title for title in titles if title.startswith("## ")]) <= 9


def test_setup_is_imports_and_one_session(notebook) -> None:
    source = notebook.cells[2].source
    assert len([line for line in source.splitlines() if line.strip()]) <= MOST_LINES
    *_, last = ast.parse(source).body
    assert isinstance(last, ast.Assign)
    assert len(re.findall(r"\bopen_(?:run|labels|comparison|reading)\(", source)) == 1
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, ast.Import)
        if isinstance(node, ast.ImportFrom):
            assert f"{node.module}.".startswith(MAY_IMPORT), node.module


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
        assert len(lines) <= MOST_LINES or set(tags(cell)) & {"save"}, cell.id
        forbidden = ast.FunctionDef | ast.ClassDef | ast.Try | ast.For | ast.While | ast.Import
        forbidden |= ast.ImportFrom
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
