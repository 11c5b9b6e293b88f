"""One card per cause: what is wrong, the photos that show it, what to do, and what that gains."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from containerloc.analysis.diagnosis.stories.story import Story
from containerloc.finding import Gain
from containerloc.metric import metric_of
from containerloc.show.report.cases import Case, Shown
from containerloc.show.report.naming import cause_name, figure_of
from containerloc.show.report.parts import Card, Link, Picture
from containerloc.wording import counted

MOST_CARDS: Final = 5
CARDS_NOTE: Final = (
    "Solid blue: label. Dashed yellow: prediction. Below each photo, what a reader would get: cut "
    "out by the label (blue), by the prediction (yellow)."
)
_MOST_PICTURES: Final = 4
_ABOUT_FALSE_POSITIVES: Final = ("threshold-below-plateau", "first-choice-wrong")
_IS_FIRST: Final = ("detection_rate", "first_choice_rate", "missed")  # before any pixels


def by_gain(told: Sequence[Story]) -> list[Story]:
    """Stories in the order in which they are worth mending.

    Errors whose gain no number shows come first: they may make all numbers wrong. Then what finds
    more objects, then the largest share of the error; stories without a gain come last.
    """
    return sorted(told, key=_place)


def _place(story: Story) -> tuple[int, float]:
    gain = story.gain
    if gain is None:
        return (0, 0.0) if story.severity == "error" else (3, 0.0)
    return (1 if gain.metric in _IS_FIRST else 2, -share_gained(gain))


def share_gained(gain: Gain) -> float:
    """Which share of what is wrong now would be gone, 0 to 1.

    Examples
    --------
    >>> share_gained(Gain("mde_px", 10.0, 4.0, 3.0, 5.0, 74))
    0.6
    >>> share_gained(Gain("detection_rate", 0.5, 0.75, 0.6, 0.8, 74))
    0.5
    """
    lower = metric_of(gain.metric).better == "lower"
    wrong = gain.before if lower else 1.0 - gain.before
    return abs(gain.after - gain.before) / wrong if wrong > 0 else 0.0


def gain_sentence(gain: Gain) -> str:
    """What mending a cause changes.

    Examples
    --------
    >>> gain_sentence(Gain("mde_px", 10.38, 5.71, 4.6, 7.2, 74))
    'mean distance error (MDE) from 10.4 to 5.7 px (4.6 to 7.2)'
    """
    metric = metric_of(gain.metric)
    ends = {"ci_low": gain.ci_low, "ci_high": gain.ci_high}
    inside, decimals = metric.interval(ends), metric.carried(ends)
    most = "at best " if gain.is_bound else ""
    text = f"{metric.words} {most}from {metric.written(gain.before, decimals=decimals)} to "
    text += metric.with_unit(gain.after, decimals=decimals)
    return text + (f" ({inside})" if inside else "")


def cards(
    told: Sequence[Story], cases: Mapping[str, list[Case]], shown: Shown, figures: Sequence[str]
) -> tuple[Card, ...]:
    """A card for each of the stories, in their order."""
    made: list[Card] = []
    for story, anchor in zip(told, _anchors([each.cause.code for each in told]), strict=True):
        card = _card(story, anchor, shown, (cases, figures))
        drawn = {picture.path for each in made for picture in each.pictures}
        fresh = [picture for picture in card.pictures if picture.path not in drawn]
        made.append(replace(card, pictures=fresh))
    return tuple(made)


def _anchors(codes: Sequence[str]) -> Iterator[str]:
    """The codes, numbered from the second of the same on."""
    seen = Counter[str]()
    for code in codes:
        seen[code] += 1
        yield code if seen[code] == 1 else f"{code}-{seen[code]}"


def _card(
    story: Story, anchor: str, shown: Shown, sources: tuple[Mapping[str, list[Case]], Sequence[str]]
) -> Card:
    cases, figures = sources
    cause, figure = story.cause, figure_of(story.cause.code, figures)
    place = -1 if cause.code in _ABOUT_FALSE_POSITIVES else 0  # which stand last
    named = [cases[image][place] for image in story.images if image in cases]
    pictures = list(shown.pictures(named[:_MOST_PICTURES], anchor))
    links = [shown.finding(cause.code, f"Look at {counted(len(named), 'case')}")] if named else []
    if figure and not pictures and not named:
        pictures = [Picture(f"figures/{figure}", _words(figure))]
    elif figure:
        links.append(Link(_words(figure), place=f"figure-{figure.removesuffix('.png')}"))
    return Card(
        anchor,
        _begun(cause_name(cause.code)),
        story.severity,
        cause.sentence,
        pictures,
        story.advice,
        gain_sentence(story.gain) if story.gain else "",
        story.remains,
        [cause_name(each.code) for each in story.consequences],
        [link for link in links if link],
    )


def _words(figure: str) -> str:
    """What a figure is called: its file's name without the number of its notebook."""
    name = figure.removesuffix(".png").partition("_")[2]
    return f"Figure: {name.replace('_', ' ')}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
