"""How well a model finds IDs in the photos of a data set, by what a table says of the photos.

    python benchmarks/photos.py EXPERIMENT DATA [--weights FILE] [--table FILE] [--by COLUMN]
        [--second-pass] [--turned]

Prints, for all photos and for each value of the column: how many IDs, the share detected at the
experiment's threshold, the median polygon IoU with a miss as 0, and the median distance error per
1000 px of the photo's height of those detected. Then what a photo cost.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.experiment.experiment import find_experiment, load_experiment
from containerloc.model.inference import predict
from containerloc.run.prepare.weights import find_weights


def main() -> None:
    """Predict, join and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("experiment")
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="val")
    parser.add_argument("--table", type=Path, help="CSV or TSV with a column `image`")
    parser.add_argument("--by", default="difficulty", help="a column of the table")
    parser.add_argument("--second-pass", action="store_true")
    parser.add_argument("--turned", action="store_true")
    parser.add_argument("--weights", default="", help="a checkpoint in place of the experiment's")
    options = parser.parse_args()
    experiment = load_experiment(find_experiment(options.experiment, Path.cwd()))
    settings = replace(experiment.predict, second_pass=options.second_pass, turned=options.turned)
    dataset = read_dataset(options.data)
    labels = read_labels(dataset, options.split)
    gate = experiment.match.of_classes(len(dataset.names))
    start = time.perf_counter()
    predictions = predict(
        find_weights(experiment, weights=options.weights), labels.images, settings=settings
    )
    seconds = (time.perf_counter() - start) / len(labels.images)
    matched = matching(predictions.table, labels.table, gate=gate)
    table = per_label(matched, labels.images, confidence=settings.conf).frame
    heights = labels.images.set_index("image")["height_px"]
    table["per_1000"] = 1000 * table["error_px"] / table["image"].map(heights)
    print(summary(table).to_frame("all").T.round(3).to_string())
    if options.table:
        facts = pd.read_csv(options.table, sep=None, engine="python").set_index("image")
        groups = table.groupby(table["image"].map(facts[options.by]))
        print(pd.DataFrame({name: summary(rows) for name, rows in groups}).T.round(3).to_string())
    print(f"worst: {', '.join(table.fillna({'iou': 0}).nsmallest(10, 'iou')['image'])}")
    print(f"{1000 * seconds:.0f} ms a photo on {predictions.made_by['device']}")


def summary(table: pd.DataFrame) -> pd.Series:
    """What is printed of some rows of the per-label table."""
    iou = np.where(table["detected"], table["iou"], 0.0)
    return pd.Series(
        {
            "n": len(table),
            "detected": table["detected"].mean(),
            "iou_median_miss_0": np.median(iou),
            "iou_mean_miss_0": iou.mean(),
            "error_median_per_1000_px": table["per_1000"].median(),
            "error_p90_per_1000_px": table["per_1000"].quantile(0.9),
        }
    )


if __name__ == "__main__":
    main()
