"""How long people wait: starting, photos and copies, notebooks. `python benchmarks/speed.py`.

Each figure is measured in rounds, in processes of their own, and given as a median: of the seconds
that all processes of a task kept a core busy (user and system), and of the seconds that passed.
What was measured where: `docs/speed.md`.

Run: python benchmarks/speed.py [start] [copies] [notebooks] [--rounds 3]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 3_000, 10_000)  # photos among which copies are looked for
DEMO = "experiments/demo/002_loc_improved.yaml"
NOTEBOOKS = ("--only", "05,06,07")


@dataclass(frozen=True)
class Cost:
    """What a task took: seconds of cores at work, seconds that passed, GB at the peak."""

    cpu_s: float
    wall_s: float
    peak_gb: float


def cost_of(command: Sequence[str], folder: Path = ROOT) -> Cost:
    """What a command takes, with all processes that it waits for."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    start = perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(used.ru_utime + used.ru_stime, perf_counter() - start, used.ru_maxrss / 1024**2)


def medians(rounds: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(getattr(one, name) for one in rounds) for name in vars(rounds[0])))


def verb(*words: str) -> list[str]:
    """The command line of a verb."""
    return [sys.executable, "-m", "containerloc", *words]


def start(rounds: int) -> Iterator[str]:
    """The verbs that only read, and `diagnose` with photos measured, and measured before."""
    with tempfile.TemporaryDirectory() as folder:
        out = ("--out", str(_stored(Path(folder))))
        asked = {
            "--help": verb("--help"),
            "list": verb("list"),
            "show": verb("show", DEMO),
            "diagnose": verb("diagnose", DEMO, "--fail-on", "never", *out),
        }
        cost_of(asked["diagnose"])  # measures the photos
        for name, command in asked.items():
            yield row(name, medians([cost_of(command) for _ in range(rounds)]))


def copies(rounds: int) -> Iterator[str]:
    """Copies among drawn photos, hashing included."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            draw_doors(Path(folder), size)
            command = [sys.executable, __file__, "--search", folder]
            yield row(f"copies among {size:,}", medians([cost_of(command) for _ in range(rounds)]))


def draw_doors(folder: Path, count: int) -> None:
    """Plain doors of 320 x 240 px; of every tenth a cropped, darker copy."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    rng = np.random.default_rng(count)
    font = ImageFont.load_default(size=20)
    for number in range(count - count // 11):
        far = rng.integers(0, 200, (6, 8, 3), dtype=np.uint8)
        photo = Image.fromarray(far).resize((320, 240), Image.Resampling.BICUBIC)
        draw = ImageDraw.Draw(photo)
        left, top, right, bottom = (
            int(v) for v in rng.uniform([10, 5, 220, 180], [90, 50, 310, 235])
        )
        draw.rectangle((left, top, right, bottom), fill=tuple(rng.integers(30, 220, 3).tolist()))
        for x in range(left, right, int(rng.integers(9, 22))):
            draw.line((x, top, x, bottom), fill=(25, 25, 25), width=2)
        text = "".join(rng.choice(list("ABCDEFGHJKLMU0123456789"), 11))
        draw.text((left + 15, top + 20), text, fill="white", font=font)
        photo.save(folder / f"{number:05d}.jpg", quality=80)
        if number % 10 == 0:
            copy = photo.crop((5, 4, 314, 237)).point(lambda level: round(level * 0.9))
            copy.save(folder / f"{number:05d}_copy.jpg", quality=70)


def search(folder: Path) -> None:
    """Find the copies in a folder, as a process of its own; fail where a planted one is lost."""
    import pandas as pd

    from containerloc.analysis.labels.copies import near_duplicates
    from containerloc.data.photo_hashes import hash_photos

    files = sorted(folder.glob("*.jpg"))
    table = pd.DataFrame({"image": [file.name for file in files], "path": [*map(str, files)]})
    found = near_duplicates(hash_photos(table))
    planted = {(file.name.replace("_copy", ""), file.name) for file in folder.glob("*_copy.jpg")}
    pairs = set(zip(found["image_a"], found["image_b"], strict=True))
    pairs = {tuple(sorted(pair)) for pair in pairs}
    if lost := planted - pairs:
        raise SystemExit(f"{len(lost)} of {len(planted)} planted copies not found: {sorted(lost)}")


def notebooks(rounds: int) -> Iterator[str]:
    """05, 06 and 07 of one experiment from stored predictions; again; and once more, resumed."""
    costs: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            command = verb("run", DEMO, *NOTEBOOKS, "--out", str(_stored(Path(folder))))
            costs.setdefault("one after the other", []).append(cost_of([*command, "--jobs", "1"]))
            costs.setdefault("photos measured before", []).append(cost_of(command))
            costs.setdefault("resumed", []).append(cost_of([*command, "--resume"]))
    for name, each in costs.items():
        yield row(f"05 + 06 + 07, {name}", medians(each))


def _stored(folder: Path) -> Path:
    """A folder of artifacts with the weights and stored predictions of the demo, nothing else."""
    home = ROOT / "artifacts" / "localization"
    for name in ("train", "predictions"):
        for source in home.glob(f"*/{name}"):
            shutil.copytree(source, folder / source.parent.name / name)
    return folder


def row(name: str, cost: Cost) -> str:
    """One line of the table."""
    return f"{name:<40} {cost.cpu_s:8.1f} {cost.wall_s:8.1f} {cost.peak_gb:8.2f}"


TOPICS: dict[str, Callable[[int], Iterator[str]]] = {
    "start": start,
    "copies": copies,
    "notebooks": notebooks,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the topics asked for and print a line for each figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("topics", nargs="*", help=", ".join(TOPICS))
    parser.add_argument("--rounds", type=int, default=3, help="how many (3)")
    parser.add_argument("--search", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.search:
        search(chosen.search)
        return
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(json.dumps({"cores": os.cpu_count(), "load": load, "rounds": chosen.rounds}))
    print(f"{'':<40} {'cpu s':>8} {'wall s':>8} {'peak GB':>8}")
    for topic in chosen.topics or TOPICS:
        for line in TOPICS[topic](chosen.rounds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
