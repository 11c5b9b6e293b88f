import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from PIL import Image

from containerloc.data.dataset import read_dataset
from containerloc.errors import DataError

Build = Callable[..., Path]


def _names(images: tuple[Path, ...]) -> list[str]:
    return [image.name for image in images]


def test_a_folder_as_split(build: Build, tmp_path: Path) -> None:
    path = build({"b.jpg": None, "a b.png": None, "deeper/ü.jpg": None})
    (tmp_path / "images/val/notes.md").write_text("no image")
    (tmp_path / "images/val/.hidden.jpg").write_text("hidden")
    dataset = read_dataset(path)
    assert dataset.root == tmp_path
    assert dataset.names == {0: "container_id"}
    assert dataset.keypoint_shape == (4, 3)
    assert _names(dataset.splits["val"]) == ["a b.png", "b.jpg", "ü.jpg"]
    assert all(image.is_absolute() for image in dataset.splits["val"])
    assert read_dataset(tmp_path) == dataset  # the folder of the data.yaml does as well


def test_lists_patterns_texts_and_single_images_as_splits(build: Build, tmp_path: Path) -> None:
    names = {"a.jpg": None, "b.jpg": None, "c d.jpg": None}
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "val.txt").write_bytes(
        b"\xef\xbb\xbf./../images/val/c d.jpg\r\nimages/val/a.jpg\r\n\r\n"
        + str(tmp_path / "images/val/b.jpg").encode()
    )
    path = build(
        names,
        train=["images/val/a.jpg", "images/val/[bc]*.jpg"],
        val="lists/val.txt",
        test="images/val/*.jpg",
    )
    splits = read_dataset(path).splits
    assert _names(splits["train"]) == ["a.jpg", "b.jpg", "c d.jpg"]
    assert sorted(_names(splits["val"])) == ["a.jpg", "b.jpg", "c d.jpg"]
    assert all(image.is_file() for image in splits["val"])
    assert _names(splits["test"]) == ["a.jpg", "b.jpg", "c d.jpg"]


@pytest.mark.parametrize(
    ("path_key", "split"),
    [
        (None, "set/images/val"),
        ("set", "images/val"),
        ("./set", "images/val"),
        ("set", "../images/val"),
    ],
)
def test_path_is_relative_to_the_data_yaml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path_key: str | None, split: str
) -> None:
    folder = tmp_path / "set" / "images" / "val"
    folder.mkdir(parents=True)
    Image.new("RGB", (20, 20)).save(folder / "a.jpg")
    content = {"path": path_key, "train": split, "val": split, "kpt_shape": [4, 2], "names": ["id"]}
    (tmp_path / "data.yaml").write_text(yaml.safe_dump(content))
    monkeypatch.chdir(tmp_path)
    assert read_dataset("data.yaml").splits["val"] == (folder / "a.jpg",)
    monkeypatch.chdir("/")
    assert read_dataset(tmp_path / "data.yaml").splits["val"] == (folder / "a.jpg",)


def test_a_link_to_an_image_keeps_its_own_place(build: Build, tmp_path: Path) -> None:
    path = build({"a.jpg": None})
    elsewhere = tmp_path / "elsewhere.jpg"
    (tmp_path / "images/val/a.jpg").rename(elsewhere)
    (tmp_path / "images/val/a.jpg").symlink_to(elsewhere)
    assert read_dataset(path).splits["val"] == (tmp_path / "images/val/a.jpg",)


def test_validation_is_taken_for_val(build: Build) -> None:
    path = build({"a.jpg": None}, val=None, validation="images/val")
    assert len(read_dataset(path).splits["val"]) == 1


@pytest.mark.parametrize(
    ("names", "right"),
    [(["a", "b"], {0: "a", 1: "b"}), ({"0": "a"}, {0: "a"}), ({1: "b", 0: "a"}, {0: "a", 1: "b"})],
)
def test_names_as_list_or_mapping(build: Build, names: object, right: dict[int, str]) -> None:
    assert read_dataset(build({"a.jpg": None}, names=names)).names == right


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kpt_shape": [3, 3]}, r"kpt_shape` is \[3, 3\]; .* \[4, 3\]"),
        ({"kpt_shape": "4, 3"}, "kpt_shape"),
        ({"kpt_shape": None}, "`kpt_shape` is missing"),
        ({"val": None}, "key `val` is missing.*Keys here: kpt_shape, names, train"),
        ({"train": None}, "key `train` is missing"),
        ({"names": None}, "`names` is None"),
        ({"names": []}, "class names are needed"),
        ({"names": {1: "id"}}, "numbered from 0"),
        ({"names": ["id"], "nc": 2}, "`nc: 2` but 1 `names`"),
        ({"names": None, "nc": 300_000_000}, "at most 10,000 are right"),
        ({"path": "nowhere"}, "`path: nowhere` means .*nowhere, and there is no such folder"),
    ],
)
def test_a_wrong_data_yaml(build: Build, changes: dict[str, object], words: str) -> None:
    path = build({"a.jpg": None}, **changes)
    with pytest.raises(DataError, match=words) as caught:
        read_dataset(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"a: [1", b"just words", b"\xff\xfe\x00", b"- 1", b""])
def test_no_yaml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.yaml"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"YAML|mapping|UTF-8"):
        read_dataset(path)


def test_no_data_yaml(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nothing/data.yaml: there is no such file; give the"):
        read_dataset(tmp_path / "nothing" / "data.yaml")


def test_a_split_that_is_not_there_is_no_error_yet(build: Build, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    dataset = read_dataset(build({"a.jpg": None}, test="images/test", minival="empty"))
    assert dataset.splits["test"] == dataset.splits["minival"] == ()
    assert "images/test" in dataset.faults["test"][0]
    assert "holds no image" in dataset.faults["minival"][0]
    assert "val" not in dataset.faults


def test_files_of_a_split_in_the_order_of_the_trainer(
    build: Build, line: str, tmp_path: Path
) -> None:
    trainer = pytest.importorskip("ultralytics.data", reason="Ultralytics is not installed")
    (tmp_path / "list.txt").write_text("./images/val/b/a.jpg\n./images/val/B.JPG\n")
    names = ["B.JPG", "a.jpg", "b/a.jpg", "b-c/a b.jpg", "ü.png"]
    path = build(dict.fromkeys(names, line), train=["images/val", "list.txt"], val="list.txt")
    ours = read_dataset(path)
    theirs = trainer.utils.check_det_dataset(str(path))
    for split in ("train", "val"):
        dataset = trainer.YOLODataset(
            img_path=theirs[split], data=theirs, task="pose", augment=False
        )
        assert [str(image) for image in ours.splits[split]] == dataset.im_files


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_photo_whose_name_is_no_text_loses_no_other(build: Build) -> None:
    path = build({"a.jpg": None})
    folder = path.parent / "images" / "val"
    (folder / "a.jpg").rename(folder / "d\udcff.jpg")
    (folder / "b.jpg").write_bytes((folder / "d\udcff.jpg").read_bytes())
    dataset = read_dataset(path)
    assert [image.name for image in dataset.splits["val"]] == ["b.jpg"]
    assert "d\\udcff.jpg: the name is no UTF-8" in dataset.faults["val"][0]
