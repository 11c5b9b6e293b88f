import numpy as np
import pytest

from containerloc.errors import ContainerlocError
from containerloc.synthetic.draw.lettering import Face, random_face, text_mask


@pytest.mark.parametrize("seed", range(8))
def test_capitals_stand_on_the_baseline_and_have_the_asked_height(seed):
    mask, baseline = text_mask("HH", random_face(np.random.default_rng(seed)), 60.0)
    rows = np.flatnonzero((mask >= 128).any(axis=1))
    assert rows[-1] + 1 == pytest.approx(baseline, abs=1)
    assert rows[-1] + 1 - rows[0] == pytest.approx(60, abs=1)
    assert mask[:, 0].any()
    assert mask[:, -1].any()


def test_stretch_and_tracking_widen_a_text():
    narrow, _ = text_mask("TEMU", Face("barlow", "Barlow-Bold.ttf", (), 0.8, 0.0), 40.0)
    wide, _ = text_mask("TEMU", Face("barlow", "Barlow-Bold.ttf", (), 1.1, 0.0), 40.0)
    loose, _ = text_mask("TEMU", Face("barlow", "Barlow-Bold.ttf", (), 0.8, 0.3), 40.0)
    assert wide.shape[1] == pytest.approx(narrow.shape[1] * 1.1 / 0.8, rel=0.03)
    assert loose.shape[1] == pytest.approx(narrow.shape[1] + 3 * 0.3 * 40, abs=2)


def test_a_missing_font_names_the_extra():
    with pytest.raises(ContainerlocError, match=r"fontpkg-no-such-font.*containerloc\[synthetic\]"):
        text_mask("A", Face("no_such_font", "None.ttf"), 40.0)
