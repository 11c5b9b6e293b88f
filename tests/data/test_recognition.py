import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.data.recognition import recognised
from containerloc.errors import DataError

PATHS = {
    "a/1.jpg": "/d/images/val/a/1.jpg",
    "b/1.jpg": "/d/images/val/b/1.jpg",
    "Tür.JPG": "/d/images/val/Tür.JPG",
    "no_suffix.v2.jpg": "/d/images/val/no_suffix.v2.jpg",
}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("a/1.jpg", "a/1.jpg"),
        ("b/1.jpg", "b/1.jpg"),
        ("/elsewhere/images/val/b/1.jpg", "b/1.jpg"),
        (r"D:\\set\\images\\val\\b\\1.jpg", "b/1.jpg"),
        ("./b/1", "b/1.jpg"),
        ("B/1.JPG", "b/1.jpg"),
        (unicodedata.normalize("NFD", "Tür.JPG"), "Tür.JPG"),
        ("TÜR.jpg", "Tür.JPG"),
        ("tür", "Tür.JPG"),
        ("Tür.png", "Tür.JPG"),
        ("no_suffix.v2", "no_suffix.v2.jpg"),
    ],
)
def test_a_name_means_the_image_that_agrees_with_it_furthest_up(name: str, key: str) -> None:
    assert recognised([name], PATHS).image_of == {name: key}


@pytest.mark.parametrize("name", ["2.jpg", "no_suffix", "", "1.jpg.txt", "..", "r"])
def test_a_name_of_no_image(name: str) -> None:
    assert recognised([name], PATHS).unknown == (name,)


def test_the_same_form_of_a_name_wins_over_another() -> None:
    forms = [unicodedata.normalize(form, "ü.jpg") for form in ("NFC", "NFD")]
    both = {form: f"/d/{form}" for form in forms}
    assert recognised(forms, both).image_of == dict(zip(forms, forms, strict=True))
    cases = {"A.jpg": "/d/A.jpg", "a.jpg": "/d/a.jpg"}
    assert recognised(["a.jpg", "A.jpg"], cases).image_of == {"a.jpg": "a.jpg", "A.jpg": "A.jpg"}


def test_of_two_names_for_one_image_the_better_one_counts() -> None:
    found = recognised(["train/x.jpg", "val/x.jpg"], {"x.jpg": "/d/images/val/x.jpg"})
    assert found.image_of == {"val/x.jpg": "x.jpg"}
    assert found.unknown == ("train/x.jpg",)
    with pytest.raises(DataError, match=r"`a/x.jpg` and `b/x.jpg` both fit the image `x.jpg`"):
        recognised(["a/x.jpg", "b/x.jpg"], {"x.jpg": "/d/images/val/x.jpg"})


@pytest.mark.parametrize("name", ["1.jpg", "c/1.jpg", "1"])
def test_a_name_that_fits_two_images_equally_well(name: str) -> None:
    with pytest.raises(DataError, match=f"`{name}` could be any of `a/1.jpg`, `b/1.jpg`"):
        recognised([name], PATHS)


def test_numbers_are_never_merged() -> None:
    padded = {"1.jpg": "", "01.jpg": "", "0287.jpg": ""}
    assert recognised(["287"], padded, numbers=True).image_of == {"287": "0287.jpg"}
    assert recognised(["287"], padded).unknown == ("287",)
    assert recognised(["1", "01"], padded).image_of == {"1": "1.jpg", "01": "01.jpg"}
    assert recognised(["01.jpg"], {"1.jpg": ""}, numbers=True).unknown == ("01.jpg",)
    assert recognised(["01"], {"1.jpg": ""}, numbers=True).unknown == ("01",)
    with pytest.raises(DataError, match=r"`1` could be any of `1.jpg`, `01.jpg`"):
        recognised(["1"], padded, numbers=True)
    assert recognised(["9" * 5000], padded, numbers=True).unknown


@given(st.lists(st.text(min_size=1, max_size=4), unique=True, max_size=6), st.randoms())
def test_every_key_means_its_own_image_in_any_order(names: list[str], random) -> None:
    safe = {f"{n}/{name.replace('/', '')}x": "" for n, name in enumerate(names)}
    shuffled = random.sample(list(safe), len(safe))
    assert recognised(shuffled, safe).image_of == {key: key for key in safe}


def test_a_name_of_another_image_is_elsewhere() -> None:
    found = recognised(
        ["train/1.jpg", "1.jpg", "train/2", "3"],
        {"1.jpg": "/d/val/1.jpg"},
        others=["/d/train/1.jpg", "/d/train/2.jpg"],
    )
    assert found.image_of == {"1.jpg": "1.jpg"}
    assert found.elsewhere == ("train/1.jpg", "train/2")
    assert found.unknown == ("3",)
