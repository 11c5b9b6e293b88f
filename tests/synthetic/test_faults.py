import numpy as np
import pytest

from containerloc.errors import UsageError
from containerloc.synthetic.faults import Fault, chosen, label_noise
from containerloc.synthetic.label_faults import plant


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "blur"}, "'blur' is unknown; the kinds are"),
        ({"kind": "bias", "corner": "LT"}, "'LT' is none of"),
        ({"kind": "bias", "rate": 1.5}, "not between 0 and 1"),
        ({"kind": "bias", "size_px": float("nan")}, "not a finite number"),
        ({"kind": "bias"}, "needs a size in px"),
        ({"kind": "swap", "size_px": 3.0}, "'swap' has no size"),
    ],
)
def test_wrong_faults_are_refused(wrong, message):
    with pytest.raises(UsageError, match=message):
        Fault(**wrong)


def test_the_noise_of_people_grows_with_the_picture():
    at_1920 = {(f.kind, f.corner): f.size_px for f in label_noise(1920)}
    assert at_1920 == {
        **{("jitter", corner): 1.2 for corner in ("TR", "BR", "BL")},
        ("jitter", "TL"): 4.0,
        ("bias", "TL"): 2.5,
    }
    assert [f.size_px for f in label_noise(960)] == [f.size_px / 2 for f in label_noise(1920)]


def test_the_noise_as_planted():
    quads = np.repeat([[[100.0, 100], [500, 100], [500, 160], [100, 160]]], 5000, axis=0)
    offsets = plant(quads, label_noise(1920), 0)[0] - quads
    assert offsets.std(axis=0) == pytest.approx(np.repeat([[4.0], [1.2], [1.2], [1.2]], 2, 1), 0.05)
    assert np.linalg.norm(offsets.mean(axis=0), axis=1) == pytest.approx([2.5, 0, 0, 0], abs=0.15)


def test_faults_share_no_item_while_there_are_enough_and_differ_by_seed():
    faults = [Fault("mirror", rate=0.3), *label_noise(960), Fault("rotate", rate=0.25)]
    faults += [Fault("swap", rate=0.4), Fault("shift", rate=0.1, size_px=3.0)]
    picked = np.array([chosen(40, faults, place, 3) for place in range(len(faults))])
    some = [place for place, fault in enumerate(faults) if fault.rate < 1]
    assert picked.sum(axis=1).tolist() == [12, 40, 40, 40, 40, 40, 10, 16, 4]
    assert picked[some].sum(axis=0).tolist().count(1) == 38  # 42 of 40
    assert (chosen(40, faults, 0, 4) != picked[0]).any()


def test_only_those_among_are_chosen():
    among = np.arange(20) % 4 == 0
    picked = chosen(20, [Fault("mirror", rate=0.15)], 0, 1, among)
    assert picked.sum() == 3
    assert not (picked & ~among).any()
    assert chosen(20, [Fault("mirror")], 0, 1, among).tolist() == among.tolist()
