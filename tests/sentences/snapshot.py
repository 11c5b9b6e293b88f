"""All sentences that the findings of the tests say, in one text that is reviewed as a text.

A test of a rule asserts codes and evidence, and passes what it produced through the fixture `said`:

    def test_a_leak(build, said) -> None:
        first, *_ = said(diagnose(build(...)))
        assert first.code == "training-leak"

`sentences.txt`, beside this module, has one section per such test, headed by the test's id. A test
whose findings say something else than its section fails and shows the difference. To accept it:

    python -m pytest --update-sentences tests/analysis/diagnosis

This rewrites the sections of the tests that ran, leaves the others alone, and drops the sections of
tests that are gone. Read `git diff tests/sentences` aloud before you commit it. A test looks at its
own section only, and whoever writes holds a lock: running some of the tests, and running them with
pytest-xdist, work alike.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from containerloc.finding import Finding

TEXT = Path(__file__).with_name("sentences.txt")
ROOT = TEXT.parents[2]
Said = Callable[[Iterable[Finding]], tuple[Finding, ...]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-sentences",
        action="store_true",
        help="write what the findings of these tests say into tests/sentences/sentences.txt",
    )


@pytest.fixture
def said(request: pytest.FixtureRequest) -> Iterator[Said]:
    """Compare what findings say with the section of this test; returns the findings."""
    test, updates = request.node.nodeid, request.config.getoption("--update-sentences")
    expected, lines = sections(TEXT.read_text(encoding="utf-8")).get(test, []), list[str]()

    def compare(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        findings = tuple(findings)
        lines.extend(line for finding in findings for line in as_text(finding))
        if not updates and lines != expected[: len(lines)]:
            pytest.fail(difference(expected, lines), pytrace=False)
        return findings

    yield compare
    if updates:
        rewrite(test, lines)
    elif len(lines) < len(expected):
        pytest.fail(difference(expected, lines), pytrace=False)


def as_text(finding: Finding) -> list[str]:
    """A finding as indented lines: severity and code, the sentence, what to do."""
    advice = [f"        -> {finding.advice}"] if finding.advice else []
    return [f"    {finding.severity} {finding.code}", f"        {finding.sentence}", *advice]


def sections(text: str) -> dict[str, list[str]]:
    """The lines of each section by the id that heads it, from text as of `joined`."""
    parted = [part.splitlines() for part in text.split("\n\n") if part.strip()]
    return {head: lines for head, *lines in parted}


def joined(parts: dict[str, list[str]]) -> str:
    """The sections, in the order of their ids, an empty line between them."""
    return (
        "\n\n".join("\n".join([test, *parts[test]]) for test in sorted(parts) if parts[test]) + "\n"
    )


def difference(expected: list[str], lines: list[str]) -> str:
    """What the section says and what the findings say, and how to accept it."""
    changes = difflib.unified_diff(
        expected, lines, TEXT.name, "what the findings say", lineterm="", n=1
    )
    return "\n".join([*changes, "To accept it, run this test with --update-sentences."])


def rewrite(test: str, lines: list[str]) -> None:
    """Replace the section of a test, and drop those whose test is no more."""
    import fcntl

    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = {**sections(TEXT.read_text(encoding="utf-8")), test: lines}
        text = joined({name: told for name, told in kept.items() if exists(name)})
        TEXT.write_text(text, encoding="utf-8")


def exists(test: str) -> bool:
    """Whether a test of that id, its parameters aside, is defined."""
    path, name = ROOT / test.partition("::")[0], test.rpartition("::")[2].partition("[")[0]
    return path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")
