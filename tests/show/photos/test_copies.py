from collections.abc import Callable

import pandas as pd

from containerloc.show.photos.copies import twin_sheet


def _pairs(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "image_a": [f"door_{i:04d}.png" for i in range(n)],
            "image_b": [f"door_{i + 1:04d}.png" for i in range(n)],
            "correlation": 0.987,
        }
    )


def _texts(figure) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(text.get_text() for text in figure.texts)


def test_both_photos_of_each_pair(doors: Callable[..., tuple[pd.DataFrame, pd.DataFrame]]) -> None:
    _, images = doors(5, photos=True)
    figure = twin_sheet(_pairs(4), images)
    assert len(figure.axes) == 8
    assert all(len(axes.images) == 1 for axes in figure.axes)
    assert "door_0000.png | door_0001.png\ncorrelation 0.987" in _texts(figure)
    assert figure.get_suptitle() == "4 pairs of near-duplicate photos"


def test_many_pairs_are_cut_and_counted(
    doors: Callable[..., tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    _, images = doors(6, photos=True)
    figure = twin_sheet(_pairs(5), images, most=2)
    assert len(figure.axes) == 4
    assert figure.get_suptitle() == "5 pairs of near-duplicate photos, 2 shown"


def test_pairs_of_two_sets_and_a_photo_that_is_gone(
    doors: Callable[..., tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    _, images = doors(2, photos=True)
    pairs = _pairs(1).drop(columns="correlation")
    figure = twin_sheet(pairs, images.head(1), images.tail(1))
    assert [len(axes.images) for axes in figure.axes] == [1, 1]
    assert "same prediction" in _texts(figure)
    figure = twin_sheet(pairs, images.head(1))
    assert [len(axes.images) for axes in figure.axes] == [1, 0]


def test_no_pair(doors: Callable[..., tuple[pd.DataFrame, pd.DataFrame]]) -> None:
    _, images = doors(1)
    assert "No photo is there twice" in _texts(twin_sheet(_pairs(0), images))
