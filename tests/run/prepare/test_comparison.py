"""What is refused before anything is compared, and what is compared all the same."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from containerloc.data.predictions import read_predictions, write_predictions
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.errors import DataError, UsageError
from containerloc.run.prepare.comparison import Comparison, Selection, Terms, open_comparison
from containerloc.run.prepare.review.run_review import RunReview


@pytest.fixture
def stored(project: Path, write_experiment):
    """Two experiments with stored predictions, `two` 2 px farther to the right than `one`."""
    found = read_predictions(project / "predictions.json")
    images = tuple(f"{image}.png" if "." not in image else image for image in found.images)
    made_by = {"weights_sha256": "a", "device": "cpu"}
    moved = {name: found.table[name] + 2 for name in CORNER_COLUMNS if "_x_" in name}
    for number, name in enumerate(("one", "two", "three")):
        write_experiment(name)
        table = found.table.assign(**moved) if number else found.table
        write_predictions(
            replace(found, table=table, images=images, made_by=made_by),
            predictions_of(project, name),
        )
    return [project / "experiments" / f"{name}.yaml" for name in ("one", "two", "three")]


def opened(files, **terms) -> Comparison:
    return open_comparison(files, Selection(), Terms(**terms))


def predictions_of(project: Path, name: str) -> Path:
    path = project / "artifacts" / "localization" / name / "predictions" / "val.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def another_data_set(project: Path) -> Path:
    shutil.copytree(project / "data", project / "other")
    return project / "other"


def test_reference_first_and_predictions_without_weights(stored, project: Path) -> None:
    comparison = opened(stored[:2], reference="two")
    assert list(comparison.runs) == ["two", "one"]
    assert comparison.reference == "two"
    assert comparison.focus == "one"
    errors = [run.errors.error_px.mean() for run in comparison.runs.values()]
    assert errors[0] == pytest.approx(errors[1] + 2, abs=0.01)
    assert (
        comparison.artifacts.folder
        == project.resolve() / "artifacts" / "localization" / ("comparisons") / "two_vs_one"
    )
    assert comparison.left_out == {}


def test_a_star_stands_for_anything(stored) -> None:
    assert len(opened([stored[0].parent / "*.yaml"]).runs) == 3


@pytest.mark.parametrize("files", [[], [0], [0, 0]])
def test_no_comparison(stored, files: list[int]) -> None:
    with pytest.raises(UsageError, match=r"at least two|given 2 times"):
        opened([stored[place] for place in files])


def test_an_unknown_reference_or_focus(stored) -> None:
    with pytest.raises(UsageError, match=r"reference `tow` is none .* did you mean `two`"):
        opened(stored[:2], reference="tow")
    with pytest.raises(UsageError, match="`three` is none of the experiments compared"):
        str(opened(stored[:2], focus="three").focus)


def test_an_experiment_without_predictions_or_weights(stored, project: Path) -> None:
    predictions_of(project, "two").unlink()
    with pytest.raises(UsageError, match=r"two has no predictions of val .* has no weights"):
        opened(stored[:2])


def test_predictions_that_were_changed_by_hand(stored, project: Path) -> None:
    path = predictions_of(project, "two")
    found = read_predictions(path)
    found.table.assign(confidence=1.0).to_parquet(path)
    with pytest.raises(DataError, match=r"val.parquet and its val.json do not belong together"):
        opened(stored[:2])


def test_a_row_of_predictions_without_a_corner(stored, project: Path) -> None:
    path = predictions_of(project, "two")
    found = read_predictions(path)
    write_predictions(replace(found, table=found.table.assign(tl_x_px=np.nan)), path)
    with pytest.raises(DataError, match=r"val.parquet: row 0 "):
        opened(stored[:2])


def test_other_labels_are_refused_by_name(stored, project: Path, write_experiment) -> None:
    label = another_data_set(project) / "labels" / "val" / "val_1.txt"
    label.write_text(label.read_text().replace("0.25 0.375 2", "0.26 0.375 2", 1))
    write_experiment("two", data="../other/data.yaml")
    with pytest.raises(
        DataError, match=r"1 labelled differently in two .*val_1.png.* the 2 images"
    ):
        opened(stored[:2])
    shared = opened(stored[:2], shared_only=True)
    (left_out,) = shared.left_out.items()
    assert left_out[0].endswith("val_1.png")
    assert left_out[1] == "labelled differently in two"
    assert [len(run.errors) for run in shared.runs.values()] == [2, 2]
    assert [len(run.images) for run in shared.runs.values()] == [2, 2]


def test_other_images_are_refused_and_counted(stored, project: Path, write_experiment) -> None:
    other = another_data_set(project)
    for place in ("images/val/val_2.png", "labels/val/val_2.txt"):
        (other / place).unlink()
    write_experiment("two", data="../other/data.yaml")
    path = predictions_of(project, "two")
    found = read_predictions(path)
    kept = [image for image in found.images if "val_2" not in image]
    table = found.table[found.table["image"].isin(kept)]
    write_predictions(replace(found, table=table, images=tuple(kept)), path)
    with pytest.raises(DataError, match=r"1 not in two .*val_2.png.*--shared-only"):
        opened(stored[:2])
    shared = opened(stored[:2], shared_only=True)
    assert list(shared.left_out.values()) == ["not in two"]
    assert len(shared.images) == 2


def test_nothing_shared_is_refused_always(stored, project: Path, write_experiment) -> None:
    labels = another_data_set(project) / "labels" / "val"
    for file in labels.glob("*.txt"):
        file.write_text(file.read_text().replace("0.25 0.375 2", "0.26 0.375 2", 1))
    write_experiment("two", data="../other/data.yaml")
    with pytest.raises(DataError, match="share none"):
        opened(stored[:2], shared_only=True)


def test_each_other_experiment_has_its_labels_and_slices(stored) -> None:
    comparison = opened(stored)
    assert list(comparison.labels_changed) == list(comparison.slices) == ["two", "three"]
    assert comparison.changed_labels is comparison.labels_changed["three"]
    assert set(comparison.labels_changed["two"]["change"]) == {"worse"}
    assert [each.code for each in comparison.findings()][:2] == ["same-weights"] * 2


def test_who_was_to_blame_in_each_experiment(stored, project: Path) -> None:
    assert opened(stored[:2]).reviews.empty
    said = {"split": "val", "image": "val_0.png", "object": "line 1", "who": "ann"}
    inputs = opened(stored[:2]).inputs["two"]
    review = RunReview(inputs, opened(stored[:2]).runs["two"])
    review.verdicts.save(said | {"verdict": "model_wrong"})
    (row,) = opened(stored[:2]).reviews.reset_index(names="experiment").to_dict("records")
    assert (row["experiment"], row["cases"], row["judged"], row["by"]) == ("two", 3, 1, "ann")
    assert (row["model_wrong"], row["label_wrong"]) == (1, 0)
