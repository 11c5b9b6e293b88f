"""Cards: worth most first, with pictures of what they are about."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.stories.story import Story
from containerloc.data.tables import quad_columns
from containerloc.finding import Finding, Gain
from containerloc.show.report.cards import by_gain, cards, share_gained
from containerloc.show.report.cases import Shown, cases_of

QUAD = np.array([[40.0, 30], [120, 30], [120, 50], [40, 50]])
GREY = Shown(lambda image: np.full((60, 160, 3), 90, np.uint8), has_review=True)


def story(code: str, severity: str = "warning", gain: Gain | None = None, **rest) -> Story:
    return Story(Finding(code, severity, "It is so.", gain=gain, **rest))


def gain(metric: str, before: float, after: float) -> Gain:
    return Gain(metric, before, after, after, after, 74)


def test_what_may_make_all_wrong_then_what_finds_then_what_is_nearer() -> None:
    told = [
        story("nothing-known"),
        story("little", gain=gain("mde_px", 10.0, 9.0)),
        story("much", "error", gain=gain("mde_px", 10.0, 4.0)),
        story("found", gain=gain("detection_rate", 0.8, 0.9)),
        story("broken", "error"),
    ]
    order = [each.cause.code for each in by_gain(told)]
    assert order == ["broken", "found", "much", "little", "nothing-known"]


def test_nothing_is_gained_where_nothing_is_wrong() -> None:
    assert share_gained(gain("detection_rate", 1.0, 1.0)) == 0.0
    assert share_gained(gain("mde_px", 0.0, 0.0)) == 0.0


@pytest.fixture
def cases(per_label):
    corners = {
        f"{side}_{name}": values
        for side in ("true", "predicted")
        for name, values in quad_columns(np.tile(QUAD, (12, 1, 1))).items()
    }
    wrong = {"image": ["3.jpg"], "confidence": [0.3], "number": [2]}
    unmatched = pd.DataFrame({**wrong, **quad_columns(QUAD[None])})
    return cases_of(per_label.assign(**corners), unmatched)


def test_at_most_four_pictures_and_all_cases_behind_a_link(cases) -> None:
    images = tuple(f"{k}.jpg" for k in range(8))
    (card,) = cards([story("a", images=images)], cases, GREY, [])
    assert [picture.path[-7:-4] for picture in card.pictures] == ["a-1", "a-2", "a-3", "a-4"]
    assert [str(link) for link in card.links] == ["Look at 8 cases"]


def test_a_finding_about_false_positives_shows_them(cases) -> None:
    told = [story(code, images=("3.jpg",)) for code in ("crossed", "threshold-below-plateau")]
    captions = [card.pictures[0].caption for card in cards(told, cases, GREY, [])]
    assert captions == ["3: 4 px off", "3: false positive, confidence 0.30"]


def test_without_photos_a_figure_stands_for_them_once(cases) -> None:
    told = [story("stopped-early"), story("best-epoch-early")]
    first, second = cards(told, cases, GREY, ["06_training_curves.png"])
    assert [picture.path for picture in first.pictures] == ["figures/06_training_curves.png"]
    assert not second.pictures


def test_two_of_one_code_have_places_of_their_own(cases) -> None:
    told = [story("corner-bare"), story("corner-bare")]
    assert [card.anchor for card in cards(told, cases, GREY, [])] == [
        "corner-bare",
        "corner-bare-2",
    ]
