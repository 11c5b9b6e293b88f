import numpy as np
import pytest
from PIL import Image

from containerloc.run.commands import contact_sheet as module
from containerloc.run.commands.contact_sheet import write_contact_sheet
from containerloc.run.prepare.dataset import draw


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "set"
    faults = ["swap:0.4", "near_duplicate:0.2"]
    return draw(folder, seed=1, train=6, val=2, test=2, height_px=160, faults=faults, jobs=1)


def test_the_sheet_lies_beside_the_data_and_is_the_same_again(data):
    path = write_contact_sheet(data)
    assert path == data.parent / "contact_sheet.png"
    first = path.read_bytes()
    with Image.open(path) as sheet:
        assert sheet.width > 900
        assert np.asarray(sheet).std() > 10
    assert write_contact_sheet(data).read_bytes() == first


def test_it_shows_all_splits_and_names_the_faults_that_not_all_have(data, monkeypatch):
    shown = {}

    def drawn(images, labels, captions, *, title):
        shown.update(images=list(images["image"]), captions=captions, title=title)
        return original(images, labels, captions, title=title)

    original = module.contact_sheet
    monkeypatch.setattr(module, "contact_sheet", drawn)
    write_contact_sheet(data, n=4)
    assert shown["title"] == "4 of 12 photos, corners as labelled"
    assert len(set(shown["images"])) == 4
    write_contact_sheet(data)
    assert len(shown["images"]) == 12
    assert sum("swap" in caption for caption in shown["captions"]) >= 4
    assert sum("near_duplicate" in caption for caption in shown["captions"]) == 4
    assert not any("jitter" in caption for caption in shown["captions"])
