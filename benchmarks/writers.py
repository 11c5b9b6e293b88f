"""Two writers at once, in every pair of verbs: is what they leave whole, and did each end well?

    python benchmarks/writers.py [VERB ...]

Each pair (a verb with itself, too) starts at the same moment in a fresh copy of a small project.
A writer may be refused (exit 2 or 3, one line) because the other is at work or was first; at least
one of the two must end well, nothing may be half a file, left over, or a traceback.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Final

from kills import NAMES, VERBS, broken_files, build_project, finished, leftovers, start

_REFUSED: Final = (2, 3)


def fault(pair: Sequence[str], project: Path) -> str:
    """What is wrong with what two verbs leave and say; nothing when all is well."""
    running = [start(VERBS[name], project) for name in pair]
    codes = [each.wait(timeout=900) for each in running]
    said = (project / "said.txt").read_text(errors="replace")
    if "Traceback" in said or "did not foresee" in said:
        return f"a traceback: {said.strip().splitlines()[-1]}"
    if 0 not in codes or not set(codes) <= {0, *_REFUSED}:
        return f"ended with {codes}: {said.strip().splitlines()[-1]}"
    if broken := broken_files(project):
        return f"half a file: {', '.join(broken)}"
    left = leftovers(project)
    return f"left over: {', '.join(left)}" if left else ""


def main() -> int:
    """Print how many pairs of verbs held, and what went wrong with the others."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("verbs", nargs="*", metavar="VERB", help=", ".join(VERBS))
    pairs = list(combinations_with_replacement(parser.parse_args().verbs or VERBS, 2))
    fallen = 0
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "template"
        template.mkdir()
        build_project(template)
        if any(finished(("predict", name, "--device", "cpu"), template) for name in NAMES):
            raise SystemExit((template / "said.txt").read_text())
        for pair in pairs:
            project = shutil.copytree(template, Path(scratch) / "project")
            (project / "said.txt").unlink()
            if wrong := fault(pair, project):
                fallen += 1
                print(f"    {' and '.join(pair)}: {wrong}", flush=True)
            shutil.rmtree(project)
    print(f"pairs of writers: {len(pairs)} tried, {len(pairs) - fallen} held, {fallen} fell")
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main())
