"""Verdicts on a run: kept, taken from elsewhere, and told when what they are on has changed."""

import json
from pathlib import Path

import pytest
from PIL import Image

from containerloc.errors import DataError

QUAD = [[17.0, 19.0], [47.0, 19.0], [47.0, 29.0], [17.0, 29.0]]


def saved(folder: Path, *verdicts: dict[str, object], **more: object) -> Path:
    path = folder / "verdicts.json"
    content = {"format": "containerloc verdicts", "version": 1, "experiment": "one"}
    path.write_text(json.dumps({**content, "verdicts": verdicts, **more}))
    return path


def test_a_verdict_is_kept_with_hashes_of_what_was_judged(review, sent) -> None:
    review.verdicts.save(sent(corrected=QUAD, note="slipped"))
    (row,) = review.verdicts.standing.to_dict("records")
    assert (row["verdict"], row["who"], row["note"]) == ("label_wrong", "ann", "slipped")
    assert (row["tl_x_px"], row["bl_y_px"]) == (17, 29)
    assert [len(row[f"{part}_sha256"]) for part in ("photo", "label", "prediction")] == [64] * 3
    assert row["when"].endswith("Z")
    assert row["class_id"] == 0


@pytest.mark.parametrize(
    "wrong", [{"image": "other.png"}, {"split": "train"}, {"object": "line 2"}, {"verdict": "x"}]
)
def test_what_is_no_case_here_is_refused(review, sent, wrong) -> None:
    with pytest.raises(ValueError, match=r"no case here|are right"):
        review.verdicts.save(sent(**wrong))
    assert not review.verdicts.path.exists()


def test_undo_is_a_record_too(review, sent) -> None:
    review.verdicts.save(sent())
    review.verdicts.save(sent(verdict=""))
    assert len(review.verdicts.read()) == 2
    assert review.verdicts.latest.empty


def test_a_photo_that_changed_is_told_and_the_verdict_kept(review, sent, photos: Path) -> None:
    review.verdicts.save(sent())
    Image.new("RGB", (64, 48)).save(photos / "val_0.png")
    assert review.verdicts.latest["stale"].tolist() == ["photo changed"]
    assert review.verdicts.standing.empty
    assert len(review.verdicts.read()) == 1


def test_a_label_that_changed_and_one_that_is_gone(review, opened_review, sent, project) -> None:
    for image in ("val_0.png", "val_1.png"):
        review.verdicts.save(sent(image))
    labels = project / "data" / "labels" / "val"
    text = (labels / "val_0.txt").read_text()
    (labels / "val_0.txt").write_text(text.replace("0.25 0.375", "0.26 0.375"))
    (labels / "val_1.txt").write_text("")
    stale = opened_review().verdicts.latest.set_index("image")["stale"].to_dict()
    assert stale == {"val_0.png": "label changed", "val_1.png": "object gone"}


def test_another_way_to_write_the_same_label_changes_nothing(
    review, opened_review, sent, project
) -> None:
    review.verdicts.save(sent())
    label = project / "data" / "labels" / "val" / "val_0.txt"
    label.write_text(label.read_text().replace("0.5 ", "0.500 ").replace("\n", "\r\n"))
    assert len(opened_review().verdicts.standing) == 1


def test_another_prediction_takes_only_the_models_verdict(
    review, opened_review, sent, project
) -> None:
    review.verdicts.save(sent("val_0.png", verdict="model_wrong"))
    review.verdicts.save(sent("val_1.png", verdict="label_wrong"))
    path = project / "predictions.json"
    path.write_text(path.read_text().replace("[16, 18, 0.9", "[17, 18, 0.9"))
    stale = opened_review().verdicts.latest.set_index("image")["stale"].to_dict()
    assert stale == {"val_0.png": "prediction changed", "val_1.png": ""}


def test_a_saved_file_is_taken_once(review, sent, tmp_path: Path) -> None:
    when = "2026-01-01T12:00:00Z"
    path = saved(tmp_path, sent(when=when), sent("val_1.png", when=when))
    taken = review.verdicts.take(path)
    assert (taken.added, taken.known, taken.strangers, taken.damaged) == (2, 0, (), ())
    assert (review.verdicts.take(path).added, review.verdicts.take(path).known) == (0, 2)
    assert len(review.verdicts.read()) == 2


def test_what_was_judged_elsewhere_is_taken_with_its_hashes(review, sent, tmp_path: Path) -> None:
    old = {"photo_sha256": "a" * 64, "label_sha256": "b" * 64}
    review.verdicts.take(saved(tmp_path, sent(when="2026-01-01T12:00:00Z", **old)))
    assert review.verdicts.latest["stale"].tolist() == ["photo and label changed"]


def test_verdicts_of_another_run_are_refused_where_none_fits(review, sent, tmp_path) -> None:
    with pytest.raises(DataError, match=r"on other images, such as val/strange\.png"):
        review.verdicts.take(saved(tmp_path, sent("strange.png")))
    taken = review.verdicts.take(saved(tmp_path, sent("strange.png"), sent()))
    assert (taken.added, taken.strangers) == (1, ("strange.png",))


def test_a_damaged_file_is_told_and_what_is_whole_is_taken(review, sent, tmp_path) -> None:
    taken = review.verdicts.take(saved(tmp_path, sent(), sent(verdict="no"), "text"))
    assert (taken.added, len(taken.damaged)) == (1, 2)
    for text in ('{"format": "other"}', '{"verdicts": [', "image,score\n", "\0"):
        (tmp_path / "other.json").write_text(text)
        with pytest.raises(DataError, match=r"other\.json"):
            review.verdicts.take(tmp_path / "other.json")


def test_another_review_csv_is_taken_like_a_saved_file(review, sent, tmp_path: Path) -> None:
    review.verdicts.save(sent())
    copy = review.verdicts.path.rename(tmp_path / "review.csv")
    assert review.verdicts.take(copy).added == 1
    assert len(review.verdicts.standing) == 1


def test_a_damaged_line_is_logged(review, sent, caplog) -> None:
    review.verdicts.save(sent())
    with review.verdicts.path.open("a") as file:
        file.write("half of a li")
    assert len(review.verdicts.read()) == 1
    assert "half of one" in caplog.text
