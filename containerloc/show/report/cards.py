"""One card per cause: what is wrong, the photos that show it, what to do, and what that gains."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

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
_NEVER_IN_A_CARD: Final = ("06_worst_cases.png",)  # a page of cases, too small to be seen there
_ABOUT_FALSE_POSITIVES: Final = ("threshold-below-plateau", "first-choice-wrong")


def gain_in_words(gain: Gain) -> tuple[str, str]:
    """What a gain is of, and that as it is and as it would be; counts where n is the same in both.

    Examples
    --------
    >>> gain_in_words(Gain("detection_rate", 69 / 74, 72 / 74, 0.91, 0.99, 74))
    ('detection rate', 'from 69 to 72 of 74')
    >>> gain_in_words(Gain("false_positives_per_image", 17 / 74, 1 / 74, 0.0, 0.08, 74))
    ('false positives', 'from 17 to 1 in 74 images')
    """
    metric = metric_of(gain.metric)
    counts = np.array([gain.before, gain.after]) * gain.n
    if np.isclose(counts, counts.round()).all():
        before, after = counts.round()
        if metric.counts:
            return metric.words, f"from {before:.0f} to {after:.0f} of {gain.n}"
        if gain.metric == "false_positives_per_image":
            return "false positives", f"from {before:.0f} to {after:.0f} in {gain.n} images"
    carried = metric.carried({"ci_low": gain.ci_low, "ci_high": gain.ci_high})
    ends = (
        metric.written(gain.before, decimals=carried),
        metric.with_unit(gain.after, decimals=carried),
    )
    return metric.words, "from {} to {}".format(*ends)


def gain_sentence(gain: Gain) -> str:
    """What mending a cause changes.

    Examples
    --------
    >>> gain_sentence(Gain("mde_px", 10.38, 5.71, 4.6, 7.2, 74))
    'mean distance error (MDE) from 10.4 to 5.7 px (4.6 to 7.2)'
    """
    words, change = gain_in_words(gain)
    inside = metric_of(gain.metric).interval({"ci_low": gain.ci_low, "ci_high": gain.ci_high})
    is_per_image = words != metric_of(gain.metric).words  # the interval is not of the count
    text = f"{words} {'at best ' if gain.is_bound else ''}{change}"
    return text + (f" ({inside}{' per image' if is_per_image else ''})" if inside else "")


def cards(
    told: Sequence[Story], cases: Mapping[str, list[Case]], shown: Shown, figures: Sequence[str]
) -> tuple[Card, ...]:
    """A card for each of the stories, in their order; each shows cases that none before it did."""
    made, seen = list[Card](), set[str]()
    for story, anchor in zip(told, _anchors([each.cause.code for each in told]), strict=True):
        images = sorted(story.images, key=seen.__contains__)
        card = _card(story, anchor, shown, (cases, figures), images)
        seen |= set([each for each in images if each in cases][:_MOST_PICTURES])
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
    story: Story,
    anchor: str,
    shown: Shown,
    sources: tuple[Mapping[str, list[Case]], Sequence[str]],
    images: Sequence[str],
) -> Card:
    cases, figures = sources
    cause, figure = story.cause, figure_of(story.cause.code, figures)
    place = -1 if cause.code in _ABOUT_FALSE_POSITIVES else 0  # which stand last
    named = [cases[image][place] for image in images if image in cases]
    pictures = list(shown.pictures(named[:_MOST_PICTURES], anchor))
    links = [shown.finding(cause.code, f"Look at {counted(len(named), 'case')}")] if named else []
    if figure and figure not in _NEVER_IN_A_CARD and not pictures and not named:
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
