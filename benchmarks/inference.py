"""How fast photos are predicted: both engines against Ultralytics and against OpenVINO alone.

    python benchmarks/inference.py [WEIGHTS] [--images 74] [--rounds 3]

All take turns, round after round, so that what else the machine does disturbs all alike. Time
counts from the first photo to the last, reading included; loading the model is told apart. Wall
seconds are those of the slowest thread, CPU seconds those of all of them: on a machine that others
use the second is the steadier. Each row is the median of the rounds.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds.sweep import sweep
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.experiment.predict_settings import OPENVINO, TORCH, PredictSettings
from containerloc.model import inference
from containerloc.model.offline import import_openvino, import_ultralytics, quiet

ROOT = Path(__file__).parents[1]
WEIGHTS = "artifacts/localization/localization_base_yolo11s_pose_synthetic/train/weights/best.pt"


@dataclass(frozen=True)
class Took:
    """Seconds for all images."""

    wall: float
    cpu: float


class Watch:
    """Seconds since it was started."""

    def __init__(self) -> None:
        self.start()

    def start(self, *_: Any) -> None:
        """From now on."""
        self._since = time.perf_counter(), time.process_time()

    def took(self) -> Took:
        """Since then."""
        wall, cpu = self._since
        return Took(time.perf_counter() - wall, time.process_time() - cpu)


def ours(weights: Path, images: pd.DataFrame, engine: str) -> Callable[[], Took]:
    """Predictions by one of our engines, as `containerloc predict` makes them."""
    whole = inference._predict_on

    def run() -> Took:
        took: list[Took] = []

        def timed(*arguments: Any, **options: Any) -> Any:
            watch = Watch()
            done = whole(*arguments, **options)
            took.append(watch.took())
            return done

        inference._predict_on = timed
        try:
            settings = PredictSettings(engine=engine)
            made = inference.predict(weights, images, settings=settings, device="cpu")
        finally:
            inference._predict_on = whole
        assert made.made_by["engine"] == engine
        return took[0]

    return run


def yolo_predict(weights: Path, images: pd.DataFrame) -> Callable[[], Took]:
    """`yolo predict`, one image after the other, at our confidence floor."""
    model = import_ultralytics().YOLO(weights)
    options = {"conf": 0.001, "imgsz": 640, "device": "cpu", "verbose": False, "stream": True}
    list(model.predict(images["path"].iloc[0], **options))

    def run() -> Took:
        watch = Watch()
        for path in images["path"]:
            list(model.predict(path, **options))
        return watch.took()

    return run


def yolo_val(weights: Path, data: Path) -> Callable[[], Took]:
    """`yolo val`, in the batches of 16 that it takes by itself."""
    model = import_ultralytics().YOLO(weights)
    watch, took = Watch(), []
    model.add_callback("on_val_start", watch.start)
    model.add_callback("on_val_end", lambda _: took.append(watch.took()))
    options = {"project": data.parent / "val", "plots": False, "verbose": False}

    def run() -> Took:
        model.val(data=data, imgsz=640, device="cpu", workers=os.cpu_count(), **options)
        return took.pop()

    return run


def openvino_alone(weights: Path, images: pd.DataFrame) -> Callable[[], Took]:
    """OpenVINO on tensors that are ready, in the precision that we use: nothing else to do."""
    from containerloc.model.checkpoint import load_model
    from containerloc.model.engine.exported import exported
    from containerloc.model.engine.letterbox import Letterbox
    from containerloc.model.engine.photos import read_photos

    openvino = import_openvino()
    network = exported(weights, load_model(weights))
    wishes = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32"}
    compiled = openvino.Core().compile_model(network, "CPU", wishes)
    queue = openvino.AsyncInferQueue(compiled)
    ready = []
    for row in range(len(images)):
        photo = read_photos(images.iloc[[row]], Letterbox(640, 32)).letterboxed
        assert photo is not None
        ready.append(np.ascontiguousarray(photo[..., ::-1].transpose(0, 3, 1, 2)) / np.float32(255))
    ready.sort(key=lambda tensor: tensor.shape)

    def run() -> Took:
        watch = Watch()
        for tensor in ready:
            queue.start_async([tensor], share_inputs=True)
        queue.wait_all()
        return watch.took()

    return run


def copied(data: Path, folder: Path, count: int) -> Path:
    """So many photos of the validation split, with labels, where Ultralytics may write."""
    for kind in ("images", "labels"):
        (folder / kind / "val").mkdir(parents=True)
    for photo in sorted((data.parent / "images" / "val").iterdir())[:count]:
        shutil.copy(photo, folder / "images" / "val")
        shutil.copy(data.parent / "labels" / "val" / f"{photo.stem}.txt", folder / "labels" / "val")
    return Path(shutil.copy(data, folder))


def print_rounds(subjects: dict[str, Callable[[], Took]], *, rounds: int, n_images: int) -> None:
    """One row for each: images a second and CPU ms an image, and how many times as fast ours is."""
    for run in subjects.values():
        run()  # the first time, everybody is slower
    took = [{name: run() for name, run in subjects.items()} for _ in range(rounds)]
    print(f"{'':34}images/s   CPU ms/image   wall, times   CPU, times (of the openvino engine)")
    for name in subjects:
        wall = statistics.median(each[name].wall for each in took)
        cpu = statistics.median(each[name].cpu for each in took)
        by_wall = statistics.median(each[name].wall / each[OURS].wall for each in took)
        by_cpu = statistics.median(each[name].cpu / each[OURS].cpu for each in took)
        print(
            f"{name:34}{n_images / wall:8.2f}{1000 * cpu / n_images:15.0f}{by_wall:14.2f}"
            f"{by_cpu:13.2f}"
        )


def print_thresholds(weights: Path, images: pd.DataFrame, labels: Any) -> None:
    """What 200 thresholds cost beside one prediction."""
    watch = Watch()
    made = inference.predict(weights, images, settings=PredictSettings(), device="cpu")
    once = watch.took()
    watch.start()
    sweep(matching(made.table, labels.table), n_images=len(images))
    more = watch.took()
    print(
        f"200 thresholds: {more.wall:.2f} s after {once.wall:.1f} s for one prediction,"
        f" together {(once.wall + more.wall) / once.wall:.3f} of it"
    )


OURS = "containerloc, openvino"


def main() -> None:
    """Print a row for each way to predict, and what 200 thresholds cost."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("weights", nargs="?", type=Path, default=ROOT / WEIGHTS)
    parser.add_argument("--data", type=Path, default=ROOT / "data/synthetic/data.yaml")
    parser.add_argument("--images", type=int, default=74)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, quiet():
        data = copied(given.data, Path(folder) / "data", given.images)
        weights = Path(shutil.copy(given.weights, folder))
        labels = read_labels(read_dataset(data), "val")
        images = labels.images
        subjects = {
            OURS: ours(weights, images, OPENVINO),
            "OpenVINO alone, ready tensors": openvino_alone(weights, images),
            "containerloc, torch": ours(weights, images, TORCH),
            "yolo predict, one by one": yolo_predict(weights, images),
            "yolo val": yolo_val(weights, data),
        }
        print_rounds(subjects, rounds=given.rounds, n_images=len(images))
        print_thresholds(weights, images, labels)


if __name__ == "__main__":
    main()
