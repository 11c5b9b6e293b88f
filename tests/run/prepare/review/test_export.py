"""Corrections leave as labels: in label files, for CVAT, as COCO, for all of a split."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.data.formats.coco import read_coco
from containerloc.data.formats.cvat import read_cvat
from containerloc.data.labels import read_labels
from containerloc.data.tables import quads_of
from containerloc.errors import DataError
from containerloc.run.commands.labels import correction_text, export_text
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.review.export import export_labels, label_verdicts
from containerloc.run.prepare.suspects import read_corrected

MOVED = [[18.0, 18.0], [48.0, 18.0], [48.0, 30.0], [16.0, 30.0]]
EXTRA = [[4.0, 4.0], [12.0, 4.0], [12.0, 8.0], [-4.0, 8.0]]


@pytest.fixture
def judged(review, opened_review, sent, project: Path):
    """One label corrected, one found wrong, one object labelled that only the model had seen."""
    rows = json.loads((project / "predictions.json").read_text())
    points = [value for x, y in EXTRA for value in (x, y, 0.9)]
    rows.append(rows[2] | {"score": 0.6, "bbox": [-4, 4, 16, 4], "keypoints": points})
    (project / "predictions.json").write_text(json.dumps(rows))
    opened = opened_review()
    opened.verdicts.save(sent("val_0.png", corrected=MOVED))
    opened.verdicts.save(sent("val_1.png"))
    opened.verdicts.save(sent("val_2.png", object="prediction 2", corrected=EXTRA))
    return opened


def test_every_format_holds_all_labels_of_the_split(judged, tmp_path: Path) -> None:
    done = export_labels(judged.inputs, tmp_path / "out")
    assert (done.moved, done.added, done.stale) == (1, 1, 0)
    assert done.uncorrected == ("val_1.png, line 1",)
    folder = tmp_path / "out"
    from_files = read_labels(judged.inputs.dataset, "val", folder=folder / "labels").table
    cvat, coco = (
        read(folder / name).table
        for read, name in ((read_cvat, "val.cvat.xml"), (read_coco, "val.coco.json"))
    )
    inside = np.clip(EXTRA, 0, None)
    for table, extra in ((from_files, inside), (cvat, EXTRA), (coco, EXTRA)):
        by_image = table.sort_values(["image", "line"])
        assert by_image["image"].tolist() == ["val_0.png", "val_1.png", "val_2.png", "val_2.png"]
        np.testing.assert_allclose(quads_of(by_image)[0], MOVED, atol=1e-3)
        np.testing.assert_allclose(quads_of(by_image)[3], extra, atol=1e-3)


def test_of_a_label_file_only_the_corrected_line_changes(judged, tmp_path: Path) -> None:
    export_labels(judged.inputs, tmp_path / "out")
    for image in ("val_0", "val_1", "val_2"):
        before = (Path("data/labels/val") / f"{image}.txt").read_text()
        after = (tmp_path / "out" / "labels" / "val" / f"{image}.txt").read_text()
        assert (after == before) == (image == "val_1")
        assert after.startswith(before) == (image != "val_0")
    log = pd.read_csv(tmp_path / "out" / "corrections.csv")
    assert log[["image", "object", "who"]].to_numpy().tolist() == [
        ["val_0.png", "line 1", "ann"],
        ["val_2.png", "prediction 2", "ann"],
    ]


def test_what_is_out_of_date_is_left_out_and_counted(judged, opened_review, tmp_path) -> None:
    label = Path("data/labels/val/val_0.txt")
    label.write_text(label.read_text().replace("0.25 0.375", "0.26 0.375"))
    done = export_labels(opened_review().inputs, tmp_path / "out")
    assert (done.moved, done.stale) == (0, 1)


def test_without_a_model_labels_are_corrected_all_the_same(judged, tmp_path, caplog) -> None:
    shutil.rmtree("artifacts/localization/one/predictions", ignore_errors=True)
    text = export_text(judged.inputs.experiment, tmp_path / "out", Selection())
    assert "1 labels corrected, 0 added" in text
    assert "1 label found wrong, but not drawn again, as before: val_1.png, line 1" in text
    assert "labels without predictions" in caplog.text


def test_a_review_csv_is_a_correction_whose_effect_is_told(judged, tmp_path: Path) -> None:
    copy = Path(shutil.copy(judged.verdicts.path, tmp_path / "mine.csv"))
    assert label_verdicts(judged.inputs, copy).path == copy
    assert len(read_corrected(copy, judged.inputs).table) == 4
    selection = Selection(predictions="predictions.json")
    text = correction_text(judged.inputs.experiment, copy, selection)
    assert "1 labels added, 0 removed" in text
    (tmp_path / "other.csv").write_text("image,score\n")
    with pytest.raises(DataError, match=r"is no review\.csv"):
        read_corrected(tmp_path / "other.csv", judged.inputs)
