from pathlib import Path

import numpy as np
import pytest

from containerloc.data.attributes import attributes_of, read_attributes
from containerloc.data.dataset import Dataset
from containerloc.errors import DataError


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "data.yaml", tmp_path, {}, {0: "id"}, (4, 3), {})


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_own_attributes_without_what_was_planted(dataset: Dataset) -> None:
    _written(
        dataset.root / "attributes.csv",
        "image,split,copy_of,text,light,wear,fault_1_jitter\n"
        "a.jpg,train,,X,day,0.1,True\nb.jpg,val,,Y,night,0.2,False\n",
    )
    known = attributes_of(dataset, ["b.jpg", "c.jpg"])
    assert list(known.table.columns) == ["light", "wear"]
    assert list(known.table.index) == ["b.jpg", "c.jpg"]
    assert known.table.loc["b.jpg", "light"] == "night"
    assert known.table.loc["c.jpg"].isna().all()
    assert known.unknown == ("a.jpg",)


def test_nothing_known(dataset: Dataset) -> None:
    known = attributes_of(dataset, ["b.jpg", "a.jpg"])
    assert known.table.shape == (2, 0)
    assert list(known.table.index) == ["b.jpg", "a.jpg"]
    assert attributes_of(dataset, []).table.empty


def test_the_users_column_wins_and_keeps_every_name(dataset: Dataset, tmp_path: Path) -> None:
    _written(dataset.root / "attributes.csv", "image,light,wear\na.jpg,day,0.5\n")
    path = _written(tmp_path / "mine.csv", "image,light,split,fault_1\na.jpg,dusk,x,1\nz.jpg,,,\n")
    known = attributes_of(dataset, ["a.jpg"], path=path)
    assert known.table.loc["a.jpg"].to_dict() == {
        "wear": 0.5,
        "light": "dusk",
        "split": "x",
        "fault_1": 1.0,
    }
    assert known.unknown == ("z.jpg",)


def test_image_names_stay_text(tmp_path: Path) -> None:
    table = read_attributes(_written(tmp_path / "a.csv", "\ufeffimage,n\n007,1\n08,2\n"))
    assert list(table.index) == ["007", "08"]
    assert np.array_equal(table["n"], [1, 2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        ("name,light\na,day\n", "no column `image`.*name, light"),
        ("image;light\na;day\n", "no column `image`.*image;light"),
        ("image,light\na,day\nb,day\na,night\n", "`a` stands in lines 2, 4"),
        ("image,light\na,day\n,night\n", "line 3: column `image` is empty"),
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
    with pytest.raises(DataError, match="cannot be read"):
        read_attributes(path)


def test_tabs_in_a_tsv_file(tmp_path: Path) -> None:
    (tmp_path / "photos.tsv").write_text("image\tlight, in words\na.jpg\tday, bright\n")
    assert read_attributes(tmp_path / "photos.tsv").loc["a.jpg", "light, in words"] == "day, bright"
