"""A bug in coordinates is said, and what follows from it is not."""

import numpy as np

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.quads import Floats


def test_exchanged_axes_are_the_only_error(seen, said, guessed: Floats) -> None:
    made = [each for each in diagnose(seen(guessed[..., ::-1])) if each.severity != "info"]
    found = [each for each in made if not each.cause]
    assert [each.code for each in found] == ["axes-exchanged"]
    assert "first-choice-wrong" in {each.code for each in made}
    evidence = found[0].evidence
    assert (evidence["labels"], evidence["elsewhere"], evidence["n"]) == (40, 40, 40)
    assert evidence["after_px"] < 5 < 100 < evidence["before_px"]
    said(found)


def test_of_some_photos_the_others_are_still_judged(
    seen, said, guessed: Floats, photo_wh: Floats
) -> None:
    some = (np.arange(40) < 8)[:, None, None]
    cut = guessed + np.array([[0, 0], [-30, 0], [-30, 0], [0, 0]])
    found = diagnose(seen(np.where(some, photo_wh[:, None] - guessed, cut)))
    codes = [each.code for each in found if not each.cause]
    assert codes[0] == "orientation-ignored"
    assert "cut-inward" in codes
    assert found[0].evidence["exif"] == 3
    said(found[:1])


def test_each_other_bug_in_words(seen, said, guessed: Floats, photo_wh: Floats) -> None:
    for predicted in (
        guessed / photo_wh[:, None],
        guessed * (640 / photo_wh.max(axis=1))[:, None, None],
        guessed + [90, 0],
        0.96 * guessed,
        (guessed - 0.05 * photo_wh[:, None]) / 0.9,
    ):
        said(diagnose(seen(predicted))[:1])


def test_an_honest_model_has_no_bug(seen, guessed: Floats) -> None:
    assert seen(guessed).coordinate_fault is None
