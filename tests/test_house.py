"""What the rooms may know of each other, and whether README and environments tell the truth."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

PACKAGE = "containerloc"
# Every module may import what stands here, its own cupboard (or room), and what its row names;
# `analysis` means all of that room, `analysis.measures` one cupboard.
EVERYBODY = {"errors", "finding", "iso6346", "metric", "names", "parsing", "quads", "quoting"}
EVERYBODY |= {"wording"}
MEASURES = {"data", "experiment", "analysis.statistics", "analysis.measures"}
DRAWS = {"data", "experiment", "analysis", "show.style", "show.panels", "show.tables"}
MAY_IMPORT: dict[str, set[str]] = {
    "quads": set(),
    "errors": set(),
    "names": set(),
    "parsing": set(),
    "quoting": set(),
    "wording": set(),
    "finding": set(),
    "iso6346": set(),
    "metric": set(),
    "experiment": set(),
    "data": {"experiment"},
    "model": {"data", "experiment"},
    "synthetic": {"data", "experiment", "synthetic.draw"},
    "synthetic.draw": {"data", "experiment"},
    "analysis.statistics": {"data", "experiment"},
    "analysis.measures": {"data", "experiment", "analysis.statistics"},
    "analysis.training": MEASURES,
    "analysis.labels": MEASURES,
    "analysis.diagnosis": MEASURES | {"analysis.labels"},
    "analysis.comparison": MEASURES | {"analysis.diagnosis", "analysis.training"},
    "analysis.review": MEASURES | {"analysis.diagnosis", "analysis.labels"},
    "analysis.reading": MEASURES | {"analysis.diagnosis", "analysis.labels", "analysis.training"},
    "show": {"data", "experiment", "analysis", "show.charts", "show.photos", "show.report"},
    "show.style": {"data", "experiment", "analysis"},
    "show.tables": {"data", "experiment", "analysis"},
    "show.panels": {"data", "experiment", "analysis", "show.style"},
    "show.charts": DRAWS,
    "show.photos": DRAWS,
    "show.report": DRAWS | {"show.photos"},
    "show.review": DRAWS | {"show.photos"},
    "run.files": {"data", "experiment", "analysis", "show", "model", "synthetic"},
    "run.prepare": {"data", "experiment", "analysis", "show", "model", "synthetic", "run.files"},
    "run.execute": {
        "data",
        "experiment",
        "analysis",
        "show",
        "model",
        "synthetic",
        "run.files",
        "run.prepare",
    },
    "run.kaggle": {"data", "experiment", "run.files", "run.prepare", "run.execute"},
    "run.commands": {"data", "experiment", "analysis", "show", "model", "synthetic", "run"},
    "__main__": {"cli"},
    "cli": {"data", "experiment", "analysis", "show", "model", "synthetic", "run"},
}
# Not installed by `make`: its calls are tested with a stand-in.
NOT_IN_ALL = {"wandb"}
# Tests that mirror no module: of the house, the notebooks, shipped weights, what is said.
MIRROR_NOTHING = {"test_house.py", "notebooks", "artifacts", "benchmarks", "hostile", "sentences"}
MIRROR_NOTHING |= {"browser"}
MOST_MODULES_PER_FOLDER = 16
HEAVY = {"torch", "ultralytics", "openvino", "papermill", "cv2"}


def imports(path: Path, *, at_import: bool = False) -> set[str]:
    """What a module imports, anywhere in it, or only the names that importing it needs."""
    names: set[str] = set()
    tree = ast.parse(path.read_text())
    for node in tree.body if at_import else ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules(root: Path) -> list[Path]:
    return sorted((root / PACKAGE).rglob("*.py"))


def place(parts: tuple[str, ...]) -> str:
    """The row of MAY_IMPORT that a module's path below the package belongs to."""
    cupboard = ".".join(parts[:2])
    return cupboard if cupboard in MAY_IMPORT else parts[0]


def test_imports_run_one_way(root: Path) -> None:
    wrong = []
    for path in modules(root):
        parts = path.relative_to(root / PACKAGE).with_suffix("").parts
        if path.name == "__init__.py":
            continue
        own = place(parts)
        for name in imports(path):
            if not name.startswith(f"{PACKAGE}.") or name.endswith(".__version__"):
                continue
            known = place(tuple(name.split(".")[1:]))
            allowed = EVERYBODY | MAY_IMPORT[own] | {own}
            if not {known, known.split(".")[0]} & allowed:
                wrong.append(f"{'/'.join(parts)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_heavy_imports_wait_until_they_are_needed(root: Path) -> None:
    # The renderer is made of OpenCV, the trainer of Ultralytics: whoever needs them imports late.
    spared = {"trainer.py", "window.py"}
    for path in modules(root):
        if path.name not in spared and "synthetic" not in path.parts:
            top = {name.split(".")[0] for name in imports(path, at_import=True)}
            assert not top & HEAVY, path


def holds_logic(module: Path) -> bool:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(node, functions) for node in ast.walk(ast.parse(module.read_text())))


def test_tests_mirror_the_tree(root: Path) -> None:
    needed, known = set(), set()
    for path in modules(root):
        part = path.relative_to(root / PACKAGE)
        if not path.name.startswith("__"):
            known.add(part.with_name(f"test_{path.name}").as_posix())
            if holds_logic(path):
                needed.add(part.with_name(f"test_{path.name}").as_posix())
    tests = {
        path.relative_to(root / "tests").as_posix()
        for path in (root / "tests").rglob("test_*.py")
        if path.relative_to(root / "tests").parts[0] not in MIRROR_NOTHING
    }
    untested, stray = needed - tests, tests - known
    assert not untested, f"modules without a test of their name: {sorted(untested)}"
    assert not stray, f"tests without a module of their name: {sorted(stray)}"


def test_a_folder_holds_few_modules(root: Path) -> None:
    folders = Counter(path.parent for path in modules(root) if path.name != "__init__.py")
    crowded = {
        folder.relative_to(root).as_posix(): count
        for folder, count in folders.items()
        if count > MOST_MODULES_PER_FOLDER
    }
    assert not crowded


@pytest.mark.parametrize("habit", ["# fmt: skip", 'endswith("_px")'])
def test_code_has_no_habit_that_was_given_up(root: Path, habit: str) -> None:
    # The formatter is not fought; what unit a number has is said in metric.py.
    having = [path for path in modules(root) if habit in path.read_text()]
    assert not having


def test_imports_are_declared(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    always = {distribution_name(need) for need in project["dependencies"]}
    extras = project["optional-dependencies"].values()
    any_extra = always | {distribution_name(need) for needs in extras for need in needs}
    origins = packages_distributions()
    for path in modules(root):
        room = path.relative_to(root / PACKAGE).parts[0]
        for late in (False, True):
            allowed = any_extra if late or room in ("synthetic", "model") else always
            for name in imports(path, at_import=not late):
                top = name.split(".")[0]
                if top in {PACKAGE, *sys.stdlib_module_names}:
                    continue
                known = {distribution_name(origin) for origin in origins.get(top, [top])}
                assert known & allowed, f"{path.relative_to(root)} imports {top}"


def distribution_name(need: str) -> str:
    """The name of a distribution as pip compares it, without version and extras."""
    return re.split(r"[\[<>=~! ]", need)[0].lower().replace("_", "-")


def test_numbers_need_no_torch(root: Path) -> None:
    script = (
        "import sys, containerloc.analysis.measures.headline,"
        " containerloc.analysis.measures.thresholds.sweep,"
        " containerloc.data.predictions, containerloc.run.prepare.inputs, containerloc.show.plots;"
        "sys.exit(len({'torch', 'ultralytics', 'cv2', 'papermill'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize("words", ["--help", "list", "show experiments/demo/001_loc_baseline.yaml"])
def test_verbs_that_only_read_settings_import_nothing_heavy(root: Path, words: str) -> None:
    heavy = {"torch", "ultralytics", "cv2", "papermill", "scipy", "matplotlib", "pandas"}
    command = [sys.executable, "-X", "importtime", "-m", "containerloc", *words.split()]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "containerloc.cli" in imported
    assert not imported & heavy


def test_the_written_tree_is_the_tree(root: Path) -> None:
    block = re.search(r"```text\n(.*?)```", (root / "docs" / "reference.md").read_text(), re.DOTALL)
    assert block, "docs/reference.md has a ```text block with the tree"
    stack: list[str] = []
    for line in block.group(1).splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.split(r"\s{2,}", line.strip())[0].split(" "):
            parts = [*stack[:depth], name.strip("/")]
            assert (root / Path(*parts)).exists(), "/".join(parts)
        stack[depth:] = [re.split(r"\s{2,}", line.strip())[0].strip("/")]


def test_the_written_tree_names_every_room(root: Path) -> None:
    block = re.search(r"```text\n(.*?)```", (root / "docs" / "reference.md").read_text(), re.DOTALL)
    assert block
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("no git checkout here, so the files of the project are not known")
    top = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    rooms = {
        line.split("/")[1] for line in tracked.stdout.splitlines() if line.startswith(f"{PACKAGE}/")
    } - {"__init__.py", "py.typed"}
    hidden = {name for name in top if name.startswith(".")} - {".ci"}
    for name in (top - hidden) | rooms:
        assert re.search(rf"(^|\s){re.escape(name)}(/|\s|$)", block.group(1), re.MULTILINE), name


def test_conda_installs_the_same_as_make(root: Path) -> None:
    environment = yaml.safe_load((root / "environment.yml").read_text())
    python, pip, installed = environment["dependencies"]
    assert (python, pip) == ("python=3.11", "pip")
    makefile = (root / "Makefile").read_text()
    for option in installed["pip"]:
        flag, value = option.split()
        assert re.search(rf"{flag} '?{re.escape(value)}'?", makefile), option


def test_every_dependency_has_a_tested_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    extras = [need for needs in project["optional-dependencies"].values() for need in needs]
    wanted = {distribution_name(need) for need in project["dependencies"] + extras}
    constraints = (root / "constraints.txt").read_text().lower().replace("_", "-")
    for name in wanted - {PACKAGE} - NOT_IN_ALL:
        assert re.search(rf"^{re.escape(name)}==", constraints, re.MULTILINE), name


def test_all_is_all(root: Path) -> None:
    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    (everything,) = extras.pop("all")
    assert set(re.findall(r"\w+", everything)) - {PACKAGE} == set(extras) - NOT_IN_ALL


def test_links_of_readme_and_demo_reports_resolve(root: Path) -> None:
    texts = [root / "README.md", *(root / "docs").glob("*.md")]
    pages = [*texts, *(root / "docs" / "demo").glob("*/report.md")]
    assert len(pages) >= 9
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("https://"):
                assert (page.parent / target).exists(), f"{page.relative_to(root)}: {target}"
