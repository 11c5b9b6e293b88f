import cv2
import numpy as np
import pytest

from containerloc.synthetic import faulty_pictures
from containerloc.synthetic.draw.scene import render
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.faulty_pictures import draw_pictures
from containerloc.synthetic.spec import SyntheticSpec

SPEC = SyntheticSpec(seed=5, train=2, val=1, test=0, height_px=160)


@pytest.fixture
def folder(tmp_path):
    for split in ("train", "val", "test"):
        (tmp_path / "images" / split).mkdir(parents=True)
    return tmp_path


def test_each_picture_is_written_once_with_what_is_known_of_it(folder):
    drawn = draw_pictures(folder, SPEC, (), jobs=1, progress=False)
    assert len(list(folder.rglob("*.jpg"))) == len(drawn) == 3
    scene = render(5, 2, height_px=160)
    np.testing.assert_array_equal(drawn[2].quad, scene.quads[0])
    assert drawn[2].row["text"] == scene.texts[0]
    assert drawn[2].size_wh == scene.image.shape[1::-1]


def test_planted_in_the_order_of_the_kinds_and_told_in_the_row(folder):
    faults = (Fault("low_resolution", size_px=80.0), Fault("night"), Fault("exif"))
    drawn = draw_pictures(folder, SPEC, faults, jobs=1, progress=False)
    image = cv2.imread(str(folder / "images/train/synthetic_00001.jpg"), cv2.IMREAD_UNCHANGED)
    assert max(image.shape) == 80
    assert image.mean() < 40
    assert drawn[0].row["light"] == "night"
    assert (image.shape[0] > image.shape[1]) != (drawn[0].size_wh[1] > drawn[0].size_wh[0])


def test_an_error_in_one_process_ends_all(folder, monkeypatch):
    monkeypatch.setattr(faulty_pictures, "render", None)
    with pytest.raises(TypeError):
        draw_pictures(folder, SPEC, (), jobs=1, progress=False)
