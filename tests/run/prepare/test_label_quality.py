"""Everything on the labels of a run, by planted labels and models."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from containerloc.analysis.review.hashes import label_hashes
from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.quads import Floats, own_axes
from containerloc.run.files.verdict_file import append_verdicts
from containerloc.run.prepare.inputs import Selection, label_inputs
from containerloc.run.prepare.label_quality import LabelQuality, open_labels
from tests import plates_and_cards as drawn

NAMES = [f"{k:03}.jpg" for k in range(74)]


@pytest.fixture
def quality(
    project: Path, tmp_path: Path, plant_labels, plant_images, plant_predictions, ids: Floats
):
    """The quality of labels `(74, 4, 2)` by models that see the true IDs, a little off."""
    run = label_inputs(load_experiment(tmp_path / "experiments" / "one.yaml"), Selection())

    def build(labels: Floats, **more: object) -> LabelQuality:
        table = plant_labels(dict(zip(NAMES, labels, strict=True)))
        planted = replace(run.labels, table=table, images=plant_images(NAMES))
        models = tuple(
            plant_predictions(
                [
                    (name, 0.9, quad)
                    for name, quad in zip(
                        NAMES,
                        ids + np.random.default_rng(seed).normal(0, 1.5, ids.shape),
                        strict=True,
                    )
                ]
            )
            for seed in (1, 2)
        )
        attributes = pd.DataFrame(
            {"annotator": np.where(np.arange(74) % 3 == 0, "B", "A")}, index=NAMES
        )
        given = {"models": models, "repeats": None, "attributes": attributes, **more}
        made = LabelQuality(replace(run, labels=planted), **given)
        # The photos are planted, too: none is there twice.
        made.__dict__["copies"] = made.__dict__["leaks"] = pd.DataFrame(
            columns=["image_a", "image_b"]
        )
        return made

    return build


def test_labels_that_scatter_at_one_corner(quality, plant_labels, ids: Floats) -> None:
    rng = np.random.default_rng(0)
    labels = ids + rng.normal(0, 1, ids.shape)
    labels[:, 0] += rng.normal(0, 7, (74, 2))
    second = plant_labels(dict(zip(NAMES, ids + rng.normal(0, 1, ids.shape), strict=True)))
    found = quality(labels, repeats=second)
    assert found.verdicts.loc["TL", "verdict"] == "label noise"
    assert found.noise.loc["TL", ["n", "n_far"]].sum() == 74
    codes = {finding.code for finding in found.findings()}
    assert {"label-noise", "labels-not-model", "labels-or-model"} <= codes


def test_an_annotator_who_means_another_corner(quality, ids: Floats) -> None:
    labels = ids.copy()
    labels[::3, 2] += 6 * own_axes(ids)[::3, 0]
    drifts = [finding for finding in quality(labels).findings() if finding.code == "labels-drift"]
    assert [finding.evidence["corner"] for finding in drifts] == ["BR"]


def test_sound_labels(quality, ids: Floats) -> None:
    found = quality(ids)
    assert found.suspects.empty
    assert not found.shapes["odd"].any()
    assert {finding.severity for finding in found.findings()} == {"info"}


def test_labels_alone_where_there_is_no_model(project: Path, tmp_path: Path, caplog) -> None:
    path = tmp_path / "experiments" / "one.yaml"
    found = open_labels(path, Selection())
    assert found.models == ()
    assert found.verdicts.empty
    assert "no model looks at the labels" in caplog.text
    with pytest.raises(UsageError, match="no experiment `other`"):
        open_labels(path, Selection(), others=["other"])


def test_a_second_reading_beside_the_data_needs_no_name(project: Path) -> None:
    selection = Selection(predictions="predictions.json")
    alone = open_labels("experiments/one.yaml", selection)
    root = alone.inputs.dataset.path.parent
    first = next(iter(alone.images["label_path"]))
    again = root / "repeats" / "val" / Path(first).name
    again.parent.mkdir(parents=True)
    shutil.copy(first, again)
    beside = open_labels("experiments/one.yaml", selection)
    named = open_labels("experiments/one.yaml", selection, repeats=str(again.parent))
    assert alone.repeats is None
    assert len(beside.repeats) == 1
    pd.testing.assert_frame_equal(beside.repeats, named.repeats)
    again.rename(root / "repeats" / "of_no_image.txt")
    again.parent.rmdir()
    assert open_labels("experiments/one.yaml", selection).repeats is None


def test_what_is_saved(project: Path) -> None:
    quality = open_labels("experiments/one.yaml", Selection(predictions="predictions.json"))
    assert len(quality.models) == 1
    assert quality.findings() is quality.findings()
    written = quality.save({"sheet": Figure()})
    assert set(written) == {"metrics.json", "findings.json", "suspects.csv", "figures/05_sheet.png"}
    numbers = json.loads(quality.inputs.artifacts.metrics.read_text())
    assert numbers["dataset_labels"]["value"] == len(quality.labels)
    assert {row["notebook"] for row in numbers.values()} == {"05"}


def test_a_cleared_suspect_is_not_asked_about_again(project: Path, quality, ids: Floats) -> None:
    labels = ids.copy()
    labels[[3, 5], 0] += 30
    found = quality(labels)
    assert set(found.suspects["image"].head(2)) == {NAMES[3], NAMES[5]}
    hashes = dict(zip(NAMES, label_hashes(found.labels), strict=True))
    said = {"split": "val", "object": "line 1", "when": "2026-01-01T12:00:00Z"}
    rows = [
        {**said, "image": image, "verdict": verdict, "label_sha256": hashes[image]}
        for image, verdict in ((NAMES[3], "label_wrong"), (NAMES[5], "ambiguous"))
    ]
    append_verdicts(found.inputs.artifacts.review, rows)
    again = quality(labels)
    confirmed = again.suspects.set_index("image")["verdict"]
    assert (confirmed[NAMES[3]], NAMES[5] in confirmed) == ("label_wrong", False)
    assert again.cleared["image"].tolist() == [NAMES[5]]
    again.save({})
    assert "verdict" in pd.read_csv(again.inputs.artifacts.suspects)
    append_verdicts(found.inputs.artifacts.review, [rows[1] | {"label_sha256": "a" * 64}])
    assert quality(labels).cleared.empty


def test_sizes_of_each_class_and_of_all(tmp_path: Path) -> None:
    experiment, _ = drawn.write_project(tmp_path / "drawn")
    sizes = open_labels(experiment, Selection()).sizes
    heights = sizes.loc["text_height_px"].set_index("class")
    assert heights["median"].to_dict() == pytest.approx({"all": 30, "plate": 30, "card": 54})
    assert heights["n"].to_dict() == {"all": 14, "plate": 10, "card": 4}
