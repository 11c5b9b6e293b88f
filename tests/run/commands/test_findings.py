"""The page of findings is that of the rules, and each code stands in it once for each room."""

import importlib
import pkgutil
from pathlib import Path

import pytest

import containerloc.analysis
from containerloc.finding import Rule
from containerloc.run.commands.findings import ROOMS, findings_page


def test_the_page_is_generated(root: Path) -> None:
    page = (root / "docs" / "findings.md").read_text(encoding="utf-8")
    assert page == findings_page(), (
        "python -m containerloc.run.commands.findings > docs/findings.md"
    )


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_each_code_once_and_explains_codes_that_it_has(room: str) -> None:
    codes = [rule.code for rule in ROOMS[room]]
    assert len(codes) == len(set(codes))
    assert {code for rule in ROOMS[room] for code in rule.explains} <= set(codes)


def test_each_rule_says_what_it_looks_for_and_what_to_do() -> None:
    silent = ("targets-missed", "several-changes")
    for rule in (rule for rules in ROOMS.values() for rule in rules):
        assert rule.meaning.endswith("."), rule.code
        assert rule.advice or rule.severities == ("info",) or rule.code in silent


def test_every_rule_stands_in_the_tuple_of_its_room() -> None:
    folder = containerloc.analysis
    modules = [m.name for m in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}.")]
    defined = {
        value.code
        for name in modules
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Rule)
    }
    assert defined <= {rule.code for rules in ROOMS.values() for rule in rules}
