"""How fast doors are drawn: `python benchmarks/rendering.py`.

Prints, for three picture sizes on one core, images a second and the share of each step that
`render` calls; then how long a data set of 1,000 photos takes on all cores, written to disk.
"""

import cProfile
import os
import pstats
import tempfile
import time
from pathlib import Path

import cv2

from containerloc.synthetic.dataset import build_dataset
from containerloc.synthetic.draw import scene
from containerloc.synthetic.spec import SyntheticSpec

HEIGHTS_PX = (640, 1280, 1920)
N = 40
N_ON_DISK = 1000


def images_per_second(height_px: int) -> float:
    """Return images a second of one core's time, whatever else the machine does."""
    start = time.process_time()
    for index in range(N):
        scene.render(0, index, height_px=height_px)
    return N / (time.process_time() - start)


def shares(height_px: int) -> dict[str, float]:
    """Return the share of time of each function that `render` calls; the last is its own."""
    profile = cProfile.Profile()
    profile.enable()
    for index in range(N):
        scene.render(0, index, height_px=height_px)
    profile.disable()
    calls = pstats.Stats(profile).stats
    (mine,) = (key for key in calls if key[2] == "render" and key[0] == scene.__file__)
    total = calls[mine][3]
    steps = {
        name: callers[mine][3] / total
        for (_, _, name), (*_, callers) in calls.items()
        if mine in callers
    }
    large = {name: share for name, share in steps.items() if share >= 0.02}
    return dict(sorted(large.items(), key=lambda item: -item[1])) | {
        "the rest": 1 - sum(large.values())
    }


def main() -> None:
    """Run everything and print a table."""
    cv2.setNumThreads(1)
    scene.render(0, 0)  # fonts are read once
    for height_px in HEIGHTS_PX:
        speed = images_per_second(height_px)
        steps = ", ".join(f"{name} {share:.0%}" for name, share in shares(height_px).items())
        print(f"{height_px:5} px  {speed:5.2f} images a second a core  ({steps})")
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        build_dataset(
            Path(folder) / "set", SyntheticSpec(train=N_ON_DISK, val=0, test=0), jobs=jobs
        )
        seconds = time.perf_counter() - start
    print(
        f"{N_ON_DISK:,} photos of 1280 px on disk, {jobs} processes: {seconds:.0f} s,"
        f" {N_ON_DISK / seconds:.1f} images a second"
    )


if __name__ == "__main__":
    main()
