import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.data.dataset import Dataset
from containerloc.data.formats.attributes import (
    attributes_of,
    given_attributes,
    groups_given,
    read_attributes,
    rows_used,
)
from containerloc.errors import DataError

SPLITS = {
    "val": tuple(map(Path, ("/d/images/val/a.jpg", "/d/images/val/b.jpg", "/d/images/val/Ü.jpg"))),
    "train": tuple(map(Path, ("/d/images/train/a.jpg", "/d/images/train/t.jpg"))),
}


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "data.yaml", tmp_path, SPLITS, {0: "id"}, (4, 3), {})


@pytest.fixture
def images() -> pd.DataFrame:
    """The images of the validation split."""
    paths = [path.as_posix() for path in SPLITS["val"]]
    return pd.DataFrame({"image": ["a.jpg", "b.jpg", "Ü.jpg"], "path": paths})


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_own_attributes_without_what_was_planted(dataset: Dataset, images: pd.DataFrame) -> None:
    _written(
        dataset.root / "attributes.csv",
        "image,split,copy_of,text,light,wear,fault_1_jitter\n"
        "t.jpg,train,,X,day,0.1,True\nb.jpg,val,,Y,night,0.2,False\n",
    )
    known = attributes_of(dataset, images).table
    assert list(known.columns) == ["light", "wear"]
    assert list(known.index) == ["a.jpg", "b.jpg", "Ü.jpg"]
    assert known.loc["b.jpg", "light"] == "night"
    assert known.loc[["a.jpg", "Ü.jpg"]].isna().to_numpy().all()


def test_nothing_known(dataset: Dataset, images: pd.DataFrame) -> None:
    known = attributes_of(dataset, images)
    assert known.table.shape == (3, 0)
    assert list(known.table.index) == list(images["image"])
    assert attributes_of(dataset, images[:0]).table.empty


def test_the_users_column_wins_and_keeps_every_name(
    dataset: Dataset, images: pd.DataFrame, tmp_path: Path
) -> None:
    _written(dataset.root / "attributes.csv", "image,light,wear\na.jpg,day,0.5\n")
    path = _written(tmp_path / "mine.csv", "image,light,split,fault_1\na.jpg,dusk,x,1\nz.jpg,,,\n")
    known = attributes_of(dataset, images, path=path)
    assert known.table.loc["a.jpg"].to_dict() == {
        "wear": 0.5,
        "light": "dusk",
        "split": "x",
        "fault_1": 1.0,
    }
    assert known.unknown == ("z.jpg",)


@pytest.mark.parametrize(
    "names",
    [
        ("a.jpg", "b.jpg", "Ü.jpg"),
        ("val/a.jpg", "val/b.jpg", "val/Ü.jpg"),
        ("images/val/a.jpg", r"images\\val\\b.jpg", "/home/me/images/val/Ü.jpg"),
        ("a", "b", "Ü"),
        ("A.JPG", "B.JPG", "ü.jpg"),
        ("a.png", "B", unicodedata.normalize("NFD", "Ü.jpg")),
    ],
)
def test_images_are_known_by_path_stem_case_and_unicode_form(
    dataset: Dataset, images: pd.DataFrame, tmp_path: Path, names: tuple[str, ...]
) -> None:
    rows = [f"{name},{place}\n" for place, name in enumerate(names)]
    path = _written(
        tmp_path / "mine.csv", "image,n\n" + "".join([*rows, "train/a.jpg,9\n", "t,9\n"])
    )
    known = given_attributes(dataset, images, path)
    assert known.table["n"].tolist() == [0, 1, 2]
    assert (known.elsewhere, known.unknown) == (("train/a.jpg", "t"), ())


def test_how_many_did_not_match_is_told(
    dataset: Dataset, images: pd.DataFrame, tmp_path: Path
) -> None:
    text = "image,n\na.jpg,1\nxb.jpg,2\ntrain/t.jpg,3\nxc.jpg,4\n"
    known = given_attributes(dataset, images, _written(tmp_path / "mine.csv", text))
    assert rows_used(known) == (
        "1 of 3 images have attributes; 1 row of other images of the data set, 2 rows of none, "
        "such as `xb.jpg`"
    )


@pytest.mark.parametrize("name", ["xa.jpg", "1", "train/a.jpg", "a.jpg.txt"])
def test_that_nothing_matches_is_an_error(
    dataset: Dataset, images: pd.DataFrame, tmp_path: Path, name: str
) -> None:
    path = _written(tmp_path / "mine.csv", f"image,n\n{name},1\n")
    with pytest.raises(DataError, match=rf"mine.csv: none of its 1 row .*`{name}`, here: `a.jpg`"):
        given_attributes(dataset, images, path)


def test_two_rows_for_one_image(dataset: Dataset, images: pd.DataFrame, tmp_path: Path) -> None:
    path = _written(tmp_path / "mine.csv", "image,n\nA.jpg,1\nA.JPG,2\n")
    with pytest.raises(DataError, match=r"mine.csv: images `A.jpg` and `A.JPG` both fit"):
        given_attributes(dataset, images, path)


def test_image_names_stay_text(tmp_path: Path) -> None:
    table = read_attributes(_written(tmp_path / "a.csv", "\ufeffimage,n\n007,1\n08,2\n"))
    assert list(table.index) == ["007", "08"]
    assert np.array_equal(table["n"], [1, 2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        (" \n", "cannot be read"),
        ("name,light\na,day\n", "no column `image`.*name, light"),
        ("image;light\na;day\n", "no column `image`.*image;light"),
        ("image,light\na,day\nb,day\na,night\n", "`a` stands in lines 2, 4"),
        ("image,light\na,day\n,night\n", "line 3: column `image` is empty"),
        ("image,light\n\na,day\n ,night\n", "line 4: column `image` is empty"),
        ("image,light\na,day\nb,day,bright\n", "line 3: 3 fields, where the header has 2"),
        ("image,light\na,day\nb\n", "line 3: 1 field, where the header has 2"),
        ("image,light,light\na,day,x\n", "line 1: column `light` stands there twice"),
        ('image,light\na,"day\n', "cannot be read as comma-separated text"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, message: str) -> None:
    path = _written(tmp_path / "wrong.csv", text)
    with pytest.raises(DataError, match=message) as caught:
        read_attributes(path)
    assert "wrong.csv" in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        read_attributes(tmp_path / "absent.csv")


def test_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("image,light\na,grün\n".encode("latin-1"))
    with pytest.raises(DataError, match="not UTF-8 text"):
        read_attributes(path)


def test_separators_at_the_end_of_lines_and_columns_without_a_name(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.csv", ",image , light\n0,a,day,\n1,NA,night,,\n\n")
    read = read_attributes(path)
    assert read["light"].to_dict() == {"a": "day", "NA": "night"}
    assert list(read) == ["light"]


def test_fields_in_quotes(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.csv", 'image,light\n"a, b.jpg","day\nor night"\nc.jpg,2\n')
    assert read_attributes(path)["light"].to_dict() == {"a, b.jpg": "day\nor night", "c.jpg": "2"}


def test_tabs_in_a_tsv_file(tmp_path: Path) -> None:
    (tmp_path / "photos.tsv").write_text("image\tlight, in words\na.jpg\tday, bright\n")
    assert read_attributes(tmp_path / "photos.tsv").loc["a.jpg", "light, in words"] == "day, bright"


def test_groups_are_those_of_the_named_column_else_of_group_or_container() -> None:
    table = pd.DataFrame(
        {"container": ["X", "Y"], "group": ["a", "a"], "burst": [1, 2]}, ["p", "q"]
    )
    assert groups_given(table).tolist() == ["a", "a"]
    assert groups_given(table[["burst", "container"]]).tolist() == ["X", "Y"]
    assert groups_given(table, "burst").to_dict() == {"p": 1, "q": 2}
    assert groups_given(table[["burst"]]).empty
    with pytest.raises(DataError, match=r"no column `bursts`.*container, group, burst"):
        groups_given(table, "bursts")
