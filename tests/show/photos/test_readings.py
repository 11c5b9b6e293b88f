from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from containerloc.quads import as_quads
from containerloc.show.photos.readings import read_crops


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "image": ["000.jpg", "001.jpg"],
            "line": [1, 1],
            "known_text": ["CSQU3054383", ""],
            "label_text": ["CSQU3054383", ""],
            "predicted_text": ["SQU3O54383", ""],
            "label_read": [True, False],
            "predicted_read": [False, False],
            "outcome": ["lost by the model", "lost by the photo or the reader"],
            "relative_error": [0.3, float("nan")],
        }
    )


def test_wrong_and_missing_characters_are_marked(tmp_path, table, plant_errors):
    Image.new("RGB", (400, 100)).save(tmp_path / "000.jpg")
    images = pd.DataFrame({"image": ["000.jpg"], "path": [str(tmp_path / "000.jpg")]})
    figure = read_crops(table, plant_errors([5.0, float("nan")]), images, margin=0.1)
    marked = [text for text in figure.texts if text.get_weight() == "bold" and text.get_text()]
    assert [text.get_text() for text in marked][-2:] == ["_", "O"]
    assert "2 texts not read" in figure.get_suptitle()


def test_no_lost_text_is_a_sentence(table, plant_errors):
    figure = read_crops(table.iloc[:0], plant_errors([]), pd.DataFrame())
    assert "No text was lost" in figure.texts[0].get_text()


def test_at_most_so_many_are_shown(table, plant_errors):
    images = pd.DataFrame({"image": [], "path": []})
    figure = read_crops(table, plant_errors([5.0, 1.0]), images, most=1)
    assert "1 shown" in figure.get_suptitle()


def test_characters_one_above_the_other_stand_side_by_side(tmp_path, table, plant_errors):
    """A tile for a line of text is filled, and not by a sliver."""
    Image.new("RGB", (400, 400)).save(tmp_path / "000.jpg")
    images = pd.DataFrame({"image": ["000.jpg"], "path": [str(tmp_path / "000.jpg")]})
    stacked = as_quads([[20, 20], [40, 20], [40, 240], [20, 240]])
    errors = replace(plant_errors([1.0]), truth=stacked, predicted=stacked + 1)
    figure = read_crops(table.iloc[:1], errors, images)
    widths = [abs(np.diff(axes.get_xlim())[0]) for axes in figure.axes if axes.images]
    assert widths == pytest.approx([220, 220])
