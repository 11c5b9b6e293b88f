"""Labels of a whole data set, checked: faults, certain repairs, and photos that are there twice."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from containerloc.analysis.duplicates import effective_n, groups_of, near_duplicates
from containerloc.analysis.label_checks import structural_faults
from containerloc.analysis.label_repairs import certain_repairs
from containerloc.data.dataset import Dataset, read_dataset
from containerloc.data.labels import Labels, read_labels
from containerloc.data.photo_hashes import PhotoHashes, hash_photos


@dataclass(frozen=True)
class Checked:
    """The labels of one split, all their faults, and those repairs that are certain."""

    split: str
    labels: Labels
    faults: pd.DataFrame
    repairs: pd.DataFrame


def check_split(dataset: Dataset, split: str) -> Checked:
    """One split, checked; DataError where it cannot be read."""
    labels = read_labels(dataset, split)
    faults = pd.concat(
        [labels.problems, structural_faults(labels.table, labels.images)], ignore_index=True
    )
    return Checked(split, labels, faults, certain_repairs(labels.table, faults))


def check_text(data: Path, splits: tuple[str, ...] = ()) -> tuple[str, bool]:
    """What is wrong with a data set's labels, to be printed, and whether any of it is an error.

    Every fault with its file and line, what the trainer does with it and the repair where one is
    certain; then photos that are there twice, within a split and across splits.

    Raises
    ------
    DataError
        When the data set or a split that is named cannot be read.
    """
    dataset = read_dataset(data)
    checked = [check_split(dataset, split) for split in splits or tuple(dataset.splits)]
    lines = [line for one in checked for line in _told(one)]
    hashes = {one.split: hash_photos(one.labels.images) for one in checked}
    lines += [line for one in checked for line in _copies(one, hashes)]
    is_wrong = any((one.faults["severity"] == "error").any() for one in checked)
    return "\n".join(lines), is_wrong


def _told(checked: Checked) -> list[str]:
    n, faults = len(checked.labels.table), checked.faults
    counts = ", ".join(f"{count} {code}" for code, count in faults["code"].value_counts().items())
    lines = [f"{checked.split}: {n} labels on {len(checked.labels.images)} images; "
             f"{counts or 'no fault'}"]  # fmt: skip
    repair = {(row.file, row.line, row.code): f"{row.repair} {row.order}".strip()
              for row in checked.repairs.itertuples()}  # fmt: skip
    for row in faults[faults["severity"] != "info"].fillna("").to_dict("records"):
        place = f"{row['file']}:{row['line']}" if row["line"] else str(row["file"])
        can = repair.get((row["file"], row["line"], row["code"]))
        lines.append(f"  {row['severity']} {row['code']} {place}: {row['message']}"
                     + (f" [trainer {row['trainer']}]" if row.get("trainer") else "")
                     + (f" [repair: {can}]" if can else ""))  # fmt: skip
    return lines


def _copies(checked: Checked, hashes: dict[str, PhotoHashes]) -> list[str]:
    images = checked.labels.images["image"]
    pairs = near_duplicates(hashes[checked.split])
    lines = [f"  warning near-duplicates {one} = {other}"
             for one, other in pairs[["image_a", "image_b"]].itertuples(index=False)]  # fmt: skip
    if lines:
        n = effective_n(groups_of(pairs, images))
        lines.append(f"{checked.split}: {n} of its {len(images)} photos are different")
    later = list(hashes)[list(hashes).index(checked.split) + 1 :]
    for other in later:
        leaks = near_duplicates(hashes[checked.split], hashes[other])
        lines += [f"  warning leak {checked.split}/{a} = {other}/{b}"
                  for a, b in leaks[["image_a", "image_b"]].itertuples(index=False)]  # fmt: skip
    return lines
