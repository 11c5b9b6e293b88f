"""Every code of a fault has its record; each kind names its first place and its images."""

import ast
import re
from pathlib import Path

from containerloc.analysis.labels.fault_rules import FAULT_RULES, fault_findings
from containerloc.data.tables import Problem, problem_table


def test_each_kind_names_its_first_place_and_its_worst_severity() -> None:
    faults = problem_table(
        [
            Problem("label-columns", "error", "a.jpg", "labels/val/a.txt", 3, "11 values"),
            Problem("no-label-file", "info", "c.jpg", "images/val/c.jpg", 0, "no label file"),
            Problem("box-disagrees", "warning", "b.jpg", "labels/val/b.txt", 1, "much larger"),
            Problem("label-columns", "error", "b.jpg", "labels/val/b.txt", 1, "12 values"),
            Problem("box-disagrees", "error", "a.jpg", "labels/val/a.txt", 2, "elsewhere"),
        ]
    )
    columns, absent, box = fault_findings(faults)
    assert [each.code for each in (columns, absent, box)] == [
        "label-columns",
        "no-label-file",
        "box-disagrees",
    ]
    assert "labels/val/a.txt, line 3" in columns.sentence
    assert (columns.evidence, columns.images) == ({"places": 2}, ("a.jpg", "b.jpg"))
    assert (absent.severity, box.severity) == ("info", "error")


def test_every_code_that_the_package_gives_is_known(root: Path) -> None:
    package = root / "containerloc"
    sources = [package / "data" / f"{name}.py" for name in ("label_file", "labels", "scan")]
    sources += [
        package / "analysis" / "labels" / f"{name}.py" for name in ("corner_faults", "structure")
    ]
    texts = {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    codes = {text for text in texts if re.fullmatch("[a-z]+(-[a-z]+)+", text)} - {"utf-8-sig"}
    assert len(codes) > 20
    assert codes <= set(FAULT_RULES), codes - set(FAULT_RULES)
