"""Is the planted cause the one that is named? `python benchmarks/diagnosis.py`.

Plants every cause in a world of each seed, hands it to the rules, and prints how often they name
the cause, how often first, which finding comes first instead, and how often clean worlds are left
alone. Doors are drawn once (about 6 s a seed) and kept below the temporary directory.
"""

import argparse
import string
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter

import cv2
import pandas as pd

from containerloc.finding import Finding
from diagnosing import diagnose_world
from planted import CAUSES, CLEAN, EXPECTED, plant

SILENT = "(silent)"  # nothing above info
WANTED = {"named": 0.95, "first": 0.85, "silent": 0.95}


def judged(cause: str, seed: int, findings: Sequence[Finding]) -> dict[str, object]:
    """One row per world: which findings there are, and whether they name what was planted.

    A clean world is named rightly where nothing above info is found.
    """
    loud = [finding.code for finding in findings if finding.severity != "info"]
    codes = [finding.code for finding in findings if finding.code != "nothing-wrong"]
    wanted = EXPECTED[cause]
    first = (loud or (codes if wanted else []) or [SILENT])[0]
    return {
        "planted": cause,
        "seed": seed,
        "first": first,
        "named": bool(wanted & set(codes)) if wanted else not loud,
        "named_first": first in wanted if wanted else not loud,
        "codes": " ".join(f"{f.code}:{f.severity}" for f in findings),
    }


def of_seed(seed: int, causes: Sequence[str]) -> list[dict[str, object]]:
    """Every cause planted in the world of one seed."""
    cv2.setNumThreads(1)
    return [judged(cause, seed, diagnose_world(plant(cause, seed))) for cause in causes]


def confusion(rows: pd.DataFrame) -> str:
    """Planted against diagnosed first, in counts; below it what the letters stand for."""
    counts = pd.crosstab(rows["planted"], rows["first"])
    codes = counts.sum().sort_values(ascending=False, kind="stable").index
    letters = dict(zip(codes, string.ascii_letters, strict=False))
    lines = [
        f"{'planted':24} {'named':>6} {'first':>6}  " + "".join(f"{letters[c]:>4}" for c in codes)
    ]
    for cause, group in rows.groupby("planted", sort=False):
        shares = f"{group['named'].mean():6.0%} {group['named_first'].mean():6.0%}"
        cells = "".join(f"{counts.loc[cause, c] or '.':>4}" for c in codes)
        lines.append(f"{cause:24} {shares}  {cells}")
    legend = [f"{letter} {code}" for code, letter in letters.items()]
    width = max(map(len, legend), default=0) + 2
    columns = max(1, 150 // width)
    lines_of_legend = [
        "".join(f"{each:{width}}" for each in legend[i : i + columns]).rstrip()
        for i in range(0, len(legend), columns)
    ]
    return "\n".join([*lines, "", "diagnosed first:", *lines_of_legend])


def overall(rows: pd.DataFrame) -> str:
    """The figures over all planted causes and over all clean worlds, against those wanted."""
    clean = rows["planted"].isin(list(CLEAN))
    planted, controls = rows[~clean], rows[clean]
    figures = {
        "named": ("planted cause named", planted["named"]),
        "first": ("planted cause first", planted["named_first"]),
        "silent": ("clean world without a finding above info", controls["named"]),
    }
    return "\n".join(
        f"{title}: {int(hits.sum())} of {len(hits)} ({hits.mean():.1%}; wanted {WANTED[name]:.0%})"
        for name, (title, hits) in figures.items()
        if len(hits)
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run everything and print a table."""
    known = [*CLEAN, *CAUSES]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20, help="how many (20)")
    parser.add_argument("--first-seed", type=int, default=0, help="the first of them (0)")
    parser.add_argument(
        "--causes",
        nargs="+",
        choices=known,
        default=known,
        metavar="CAUSE",
        help=f"some of: {', '.join(known)}",
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--csv", type=Path, help="write one row per world, with all its findings")
    chosen = parser.parse_args(arguments)
    start = perf_counter()
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.seeds)
    task = partial(of_seed, causes=chosen.causes)
    if chosen.jobs > 1:
        with ProcessPoolExecutor(chosen.jobs) as pool:
            of_seeds = list(pool.map(task, seeds))
    else:
        of_seeds = [task(seed) for seed in seeds]
    rows = pd.DataFrame([row for of_one in of_seeds for row in of_one])
    if chosen.csv:
        rows.to_csv(chosen.csv, index=False)
    print(confusion(rows), "", overall(rows), sep="\n")
    print(f"{len(rows)} worlds, seeds {seeds[0]} to {seeds[-1]}: {perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
