"""Suspected labels on their photos."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

from containerloc.analysis.labels.suspects import SUSPECT_COLUMNS
from containerloc.data.tables import quad_columns
from containerloc.quads import Floats
from containerloc.show.photos.overlay import draw_pair
from containerloc.show.photos.suspects import suspect_sheet


def texts(figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text")))


def test_reasons_and_both_crops(plant_labels, plant_images, ids: Floats, tmp_path) -> None:
    Image.new("RGB", (900, 900), "grey").save(tmp_path / "a.png")
    labels = plant_labels({"a.png": ids[:1]})
    images = plant_images(["a.png"]).assign(path=str(tmp_path / "a.png"))
    given = {
        "image": ["a.png", "a.png"],
        "line": [1, 0],
        "class_name": "container_id",
        "score": [0.9, 0.8],
        "reasons": ["TL lies 9.0 px off", "nobody labelled it"],
        "corner": ["TL", ""],
        "distance_px": [9.0, np.nan],
        "by_models": True,
        **quad_columns(ids[:2] + 5),
    }
    table = pd.DataFrame(given)[[*SUSPECT_COLUMNS]]
    said = texts(suspect_sheet(table, labels, images))
    assert "2 suspected labels" in said
    assert "a.png: TL lies 9.0 px off" in said
    assert said.count("cut out by the consensus") == 2
    assert "no label, or a corner missing" in said
    assert "2 suspected labels, the first 1" in texts(suspect_sheet(table, labels, images, n=1))


def test_the_picture_points_at_the_corner_that_the_title_names(ids: Floats) -> None:
    seen = ids[0].copy()
    seen[0] += 3
    seen[2] += 9
    for corner, expected in (("TL", 0), ("", 2)):
        axes = Figure().add_subplot()
        draw_pair(axes, ids[0], seen, corner=corner)
        ways = [line.get_xydata() for line in axes.lines if len(line.get_xydata()) == 2]
        assert [way.tolist() for way in ways] == [
            [ids[0][expected].tolist(), seen[expected].tolist()]
        ]


def test_nothing_suspected(plant_labels, plant_images, ids: Floats) -> None:
    table = pd.DataFrame(columns=[*SUSPECT_COLUMNS])
    figure = suspect_sheet(table, plant_labels({"a.png": ids[:1]}), plant_images(["a.png"]))
    assert "No label is suspected." in texts(figure)
