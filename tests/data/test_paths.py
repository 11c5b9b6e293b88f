from pathlib import Path

import pytest

from containerloc.data.paths import image_keys, is_file, is_text, label_path_of


@pytest.mark.parametrize(
    ("image", "label"),
    [
        ("/d/images/val/a.jpg", "/d/labels/val/a.txt"),
        ("/d/images/x/images/a.b.JPG", "/d/images/x/labels/a.b.txt"),
        ("/d/val/a.jpg", "/d/val/a.txt"),
        ("/d/myimages/a b ü.png", "/d/myimages/a b ü.txt"),
    ],
)
def test_label_path(image: str, label: str) -> None:
    assert label_path_of(Path(image)) == Path(label)


def test_keys_are_as_short_as_they_can_be() -> None:
    paths = [Path(p) for p in ("/d/a/x/1.jpg", "/d/b/x/1.jpg", "/d/c/1.jpg", "/d/c/2.jpg")]
    assert image_keys(paths) == ["a/x/1.jpg", "b/x/1.jpg", "c/1.jpg", "2.jpg"]
    assert image_keys([]) == []


def test_no_key_for_a_path_given_twice() -> None:
    with pytest.raises(ValueError, match="different"):
        image_keys([Path("/a/1.jpg"), Path("/a/1.jpg")])


def test_a_name_that_no_file_can_have_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert is_file(tmp_path / "a")
    assert not any(is_file(tmp_path / name) for name in ("b", "x" * 5000, "a\0b", "."))


def test_names_that_are_no_utf_8() -> None:
    assert is_text("ü.jpg")
    assert not is_text("d\udcff.jpg")
