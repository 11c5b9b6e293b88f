"""Are the corners of doors that lie on their side read in the order of the text?

    python benchmarks/turned.py EXPERIMENT [--doors N] [--seed SEED] [--weights FILE]

Draws doors as they are photographed, turns each photo by quarters, and predicts with and without
`predict: {turned: true}`. Prints for each turn, in degrees to the left: the share detected at the
experiment's threshold, the share of all doors whose order is right, the median polygon IoU with a
miss as 0, and the time of a photo.
"""

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.experiment.experiment import Experiment, find_experiment, load_experiment
from containerloc.model.inference import predict
from containerloc.run.prepare.weights import find_weights
from containerloc.synthetic.draw.photo.lens import turned
from containerloc.synthetic.draw.scene import render
from containerloc.synthetic.pose_format import DATA_YAML, jpeg_of, label_line

TURNS = (0, 1, 2, 3)


def main() -> None:
    """Draw, predict and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("experiment")
    parser.add_argument("--doors", type=int, default=60)
    parser.add_argument("--seed", type=int, default=71)
    parser.add_argument("--weights", default="", help="a checkpoint in place of the experiment's")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    experiment = load_experiment(find_experiment(options.experiment, Path.cwd()))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data_yaml = draw_turned(Path(folder), options.doors, seed=options.seed)
        for is_on in (False, True):
            weights = find_weights(experiment, weights=options.weights)
            rows += measured(experiment, weights, data_yaml, is_on)
    print(pd.DataFrame(rows).round(3).to_string(index=False))


def draw_turned(folder: Path, doors: int, *, seed: int) -> Path:
    """A data set with one split per turn; returns its data.yaml."""
    for kind in ("images", "labels"):
        for turns in TURNS:
            (folder / kind / str(turns)).mkdir(parents=True)
    index, kept = 0, 0
    while kept < doors:
        scene = render(seed, index)
        index += 1
        if scene.attributes["quarter_turns"]:
            continue
        for turns in TURNS:
            image, points = turned(scene.image, scene.quads[0], turns)
            (folder / "images" / str(turns) / f"{kept:04}.jpg").write_bytes(jpeg_of(image))
            line = label_line(points, (image.shape[1], image.shape[0]))
            (folder / "labels" / str(turns) / f"{kept:04}.txt").write_text(line)
        kept += 1
    for turns in TURNS:  # the reader of data sets knows three splits by name
        text = DATA_YAML.replace("images/val", f"images/{turns}")
        (folder / f"{turns}.yaml").write_text(text)
    return folder


def measured(
    experiment: Experiment, weights: Path, folder: Path, is_on: bool
) -> list[dict[str, object]]:
    """One row per turn."""
    settings = replace(experiment.predict, turned=is_on)
    rows: list[dict[str, object]] = []
    for turns in TURNS:
        labels = read_labels(read_dataset(folder / f"{turns}.yaml"), "val")
        start = time.process_time()
        predictions = predict(weights, labels.images, settings=settings, device="cpu")
        seconds = time.process_time() - start
        errors = per_label(
            matching(predictions.table, labels.table), labels.images, confidence=settings.conf
        ).frame
        iou = np.where(errors["detected"], errors["iou"], 0.0)
        rows.append(
            {
                "turned": "on" if is_on else "off",
                "degrees": 90 * turns,
                "doors": len(errors),
                "detected": errors["detected"].mean(),
                "order_right": (errors["detected"] & (errors["order"] == "as read")).mean(),
                "iou_median_miss_0": np.median(iou),
                "iou_mean_miss_0": iou.mean(),
                "ms": 1000 * seconds / len(errors),
            }
        )
    return rows


if __name__ == "__main__":
    main()
