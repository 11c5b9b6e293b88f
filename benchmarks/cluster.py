"""Two workers of a cluster against one, on this machine: how much faster, and with equal results.

Photos that are predicted, and experiments that run from stored predictions. Every worker has one
thread. Efficiency is the time with one worker divided by twice the time with two: 1 is perfect.
Starting the workers is left out. What was measured where: `docs/scale.md`.

Run: python benchmarks/cluster.py [--photos 300] [--experiments 6]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from distributed import LocalCluster

ROOT: Final = Path(__file__).resolve().parents[1]
MODELS: Final = ROOT / "artifacts" / "localization"
WEIGHTS: Final = MODELS / "localization_base_yolo11n_pose_synthetic" / "train/weights/best.pt"
TABLES: Final = ("*.csv", "*.parquet", "metrics.json", "findings.json")  # no times in them
ENVIRONMENT: Final = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def project(folder: Path, photos: int, experiments: int) -> list[str]:
    """A project with `photos` in its split; the names of its experiments."""
    for kind in ("images", "labels"):
        (folder / "data" / kind / "val").mkdir(parents=True)
    found = sorted((ROOT / "data" / "synthetic" / "images").glob("*/*.jpg"))
    for number in range(photos):
        image = found[number % len(found)]
        labels = image.parents[2] / "labels" / image.parent.name / f"{image.stem}.txt"
        name = f"{number:04d}_{image.stem}"
        shutil.copy(image, folder / "data" / "images" / "val" / f"{name}.jpg")
        shutil.copy(labels, folder / "data" / "labels" / "val" / f"{name}.txt")
    yaml = (ROOT / "data" / "synthetic" / "data.yaml").read_text(encoding="utf-8")
    lines = [
        line for line in yaml.splitlines() if not line.startswith(("path:", "train:", "test:"))
    ]
    text = "\n".join(["train: images/val", *lines])
    (folder / "data" / "data.yaml").write_text(text, encoding="utf-8")
    names = [f"one_{number}" for number in range(experiments)]
    (folder / "experiments").mkdir()
    for name in names:
        text = f"name: {name}\ndata: {folder / 'data'}\nmodel: {WEIGHTS}\npredict: {{imgsz: 320}}\n"
        (folder / "experiments" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return names


def timed(workers: int, folder: Path, *words: str) -> float:
    """Seconds that a verb takes on a cluster with so many workers."""
    os.environ.update(ENVIRONMENT)  # workers take it over
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as cluster:
        command = [sys.executable, "-m", "containerloc", *words]
        start = perf_counter()
        subprocess.run(
            [*command, "--dask", cluster.scheduler_address],
            cwd=folder,
            env=ENVIRONMENT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return perf_counter() - start


def tables(folder: Path) -> dict[str, bytes]:
    """What was left, by path below the folder."""
    files = (file for pattern in TABLES for file in folder.rglob(pattern))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def compared(name: str, folder: Path, words: Callable[[Path], Sequence[str]]) -> str:
    """One line of the table; SystemExit where one and two workers leave different tables."""
    seconds, left = [], []
    for workers in (1, 2):
        out = folder / f"out_{workers}"
        seconds.append(timed(workers, folder, *words(out)))
        left.append(tables(out))
        shutil.rmtree(out)
    if not left[0]:
        raise SystemExit(f"{name}: no table was left")
    if left[0] != left[1]:
        keys = sorted(left[0].keys() | left[1].keys())
        other = [key for key in keys if left[0].get(key) != left[1].get(key)]
        raise SystemExit(f"{name}: {len(other)} of {len(keys)} tables differ: {other}")
    one, two = seconds
    return f"{name:<24} {one:8.1f} {two:8.1f} {one / (2 * two):10.2f} {len(left[0]):6} tables equal"


def main() -> None:
    """Measure both and print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("--experiments", type=int, default=6)
    parser.add_argument("--photos-of-experiments", type=int, default=24)
    chosen = parser.parse_args()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(json.dumps({"cores": os.cpu_count(), "load before": load}))
    print(f"{'':<24} {'1, s':>8} {'2, s':>8} {'efficiency':>10}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (first,) = project(folder, chosen.photos, 1)
        words = ("predict", first, "--weights", str(WEIGHTS), "--out")
        print(
            compared(f"{chosen.photos} photos", folder, lambda out: (*words, str(out))), flush=True
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = project(folder, chosen.photos_of_experiments, chosen.experiments)
        given = ("predict", names[0], "--weights", str(WEIGHTS), "--out", str(folder / "given"))
        subprocess.run(
            [sys.executable, "-m", "containerloc", *given],
            cwd=folder,
            env=ENVIRONMENT,
            check=True,
            stdout=subprocess.DEVNULL,
        )

        def run(out: Path) -> Sequence[str]:
            for each in names:  # predictions are given to one experiment at a time
                shutil.copytree(folder / "given" / names[0], out / each)
            return ("run", *names, "--only", "05,06,07", "--out", str(out))

        line = compared(f"{len(names)} experiments", folder, run)
        print(line)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(json.dumps({"load after": load}))


if __name__ == "__main__":
    main()
