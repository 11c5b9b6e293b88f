import numpy as np
import pytest

from containerloc.model.engine.letterbox import Letterbox


@pytest.mark.parametrize(
    ("picture", "framed"),
    [((120, 160), (128, 160)), ((160, 120), (160, 128)), ((300, 300), (160, 160))],
)
def test_the_longer_side_is_the_inputs_and_the_other_is_padded(picture, framed) -> None:
    pytest.importorskip("ultralytics")
    pictures = [np.full((*picture, 3), value, np.uint8) for value in (10, 20)]
    ready = Letterbox(160, 32)(pictures)
    assert ready.shape == (2, *framed, 3)
    assert ready.flags.c_contiguous
    assert [ready[place, 80, 80, 0] for place in (0, 1)] == [10, 20]


def test_for_cuda_the_room_is_pinned(monkeypatch) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("ultralytics")
    whole, asked = torch.empty, []

    def empty(*shape, pin_memory=False, **options):
        asked.append(pin_memory)
        return whole(*shape, **options)

    monkeypatch.setattr(torch, "empty", empty)
    for pinned in (True, False):
        Letterbox(64, 32, pinned=pinned)([np.zeros((64, 64, 3), np.uint8)])
    assert asked == [True, False]
