"""Cards: worth most first, with pictures of what they are about."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.stories.story import Story
from containerloc.data.tables import quad_columns
from containerloc.finding import Finding, Gain
from containerloc.show.report.cards import cards, gain_in_words
from containerloc.show.report.cases import Shown, cases_of

QUAD = np.array([[40.0, 30], [120, 30], [120, 50], [40, 50]])
GREY = Shown(lambda image: np.full((60, 160, 3), 90, np.uint8), has_review=True)


def story(code: str, severity: str = "warning", gain: Gain | None = None, **rest) -> Story:
    return Story(Finding(code, severity, "It is so.", gain=gain, **rest))


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


def test_a_card_shows_other_cases_than_those_before_it(cases) -> None:
    told = [story("a", images=("0.jpg", "1.jpg")), story("b", images=("1.jpg", "2.jpg"))]
    first, second = cards(told, cases, GREY, [])
    assert [[each.caption[0] for each in card.pictures] for card in (first, second)] == [
        ["0", "1"],
        ["2", "1"],
    ]


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


def test_a_page_of_cases_is_no_picture_of_a_card(cases) -> None:
    (card,) = cards([story("turned-whole")], cases, GREY, ["06_worst_cases.png"])
    assert not card.pictures
    assert [str(link) for link in card.links] == ["Figure: worst cases"]


def test_rates_over_other_objects_stay_rates() -> None:
    other = gain_in_words(Gain("detection_rate", 0.5, 0.9, 0.8, 1.0, 61))
    assert other == ("detection rate", "from 50.0% to 90.0%")
    assert gain_in_words(Gain("mde_px", 5.0, 3.0, 2.0, 4.0, 60))[1] == "from 5.0 to 3.0 px"
