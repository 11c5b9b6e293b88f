"""How far off a run is: the distance error of each label, and of each corner."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.quads import CORNERS, Floats
from containerloc.show import panels, style
from containerloc.show.charts.captions import of_how_many, why_no_errors
from containerloc.wording import Noun

_MARKS = {"mean": "-", "median": "--", "90 % within": ":"}


@style.styled
def error_distribution(errors: LabelErrors) -> Figure:
    """Histogram and cumulative curve of the distance error, px; further left is better.

    Mean, median and 90th percentile are marked. Misses have no error: the title counts them, and
    a second curve, over all labels, never reaches 100 % because of them.
    """
    known = errors.error_px[errors.measured]
    if not known.size:
        return style.sentence_figure(why_no_errors(errors))
    marks = (known.mean(), np.median(known), np.quantile(known, 0.9))
    limit = panels.drawing_limit(known, *marks)
    title = f"Distance error {known.mean():.2f} ± {known.std():.2f} px {of_how_many(errors)}"
    figure = style.new_figure(6.6, title=title)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1))
    bins = np.linspace(0, limit, int(np.clip(2.5 * np.sqrt(known.size), 8, 60)) + 1).tolist()
    counts, *_ = above.hist(known, bins=bins, color=style.SERIES)
    above.set(ylabel=errors.noun.many, xlim=(0, limit), ylim=(0, float(np.max(counts)) * 1.5))
    panels.whole_numbers(above.yaxis)
    above.grid(visible=False, axis="x")
    panels.note_beyond(above, known, limit, noun=errors.noun)
    _mark(above, dict(zip(_MARKS, marks, strict=True)), limit)
    _cumulative(below, errors)
    return figure


@style.styled
def corner_errors(errors: LabelErrors) -> Figure:
    """The error of each corner, px, side by side; lower is better.

    One point per label, a box from the 25th to the 75th percentile with the median, whiskers from
    the 5th to the 95th, a diamond with its number at the mean.
    """
    known = errors.errors_px[errors.measured]
    if not known.size:
        return style.sentence_figure(why_no_errors(errors))
    means = known.mean(axis=0)
    worst, best = int(means.argmax()), int(means.argmin())
    title = (
        f"Mean error largest at {CORNERS[worst]} ({means[worst]:.2f} px), smallest at "
        f"{CORNERS[best]} ({means[best]:.2f} px) {of_how_many(errors)}"
    )
    figure = style.new_figure(5.6, title=title)
    axes = figure.subplots()
    limit = panels.drawing_limit(known.ravel(), *means)
    _boxes(axes, known)
    for place, mean in enumerate(means):
        weight = "bold" if place == worst else "normal"
        axes.annotate(f"mean {mean:.2f}", (place + 0.27, mean), va="center", weight=weight)
    axes.set(ylim=(0, limit), xlim=(-0.5, 3.65), ylabel="corner error, px")
    axes.set_xticks(range(4), CORNERS, size=12.5)
    axes.grid(visible=False, axis="x")
    panels.note_beyond(axes, known.ravel(), limit, noun=Noun("corner", "corners"))
    return figure


def _boxes(axes: Axes, errors: Floats) -> None:
    """Box, points and mean of each corner; `errors` (n, 4)."""
    median: style.Looks = {"color": style.INK, "lw": 1.6}
    looks: style.Looks = {"showfliers": False, "patch_artist": True, "medianprops": median}
    boxes = axes.boxplot(errors, positions=range(4), widths=0.46, whis=(5, 95), **looks)
    jitter = np.random.default_rng(0).uniform(-0.16, 0.16, len(errors))
    diamond: style.Looks = {"ms": 8, "color": style.INK, "mec": "white", "zorder": 5}
    for place, corner in enumerate(CORNERS):
        color, own = style.CORNER_COLORS[corner], errors[:, place]
        boxes["boxes"][place].set(facecolor=color, alpha=0.28, edgecolor=style.INK)
        panels.points(axes, (place + jitter, own), color, zorder=3)
        axes.plot(place, own.mean(), "D", gid=f"mean-{corner}", **diamond)


def _mark(axes: Axes, marks: dict[str, float], limit: float) -> None:
    """Vertical lines with their names and numbers, one above the other so that none collide."""
    # From the left down, so that each name passes above the lines to its right.
    looks: style.Looks = {
        "va": "top",
        "bbox": {"fc": "white", "ec": "none", "pad": 1, "alpha": 0.8},
    }
    for level, (name, value) in enumerate(sorted(marks.items(), key=lambda mark: mark[1])):
        height = 0.96 - 0.095 * level
        axes.axvline(value, ymax=height, color=style.INK, lw=1.5, ls=_MARKS[name], gid=name)
        place: style.Looks = {"xycoords": axes.get_xaxis_transform(), "left": value > 0.75 * limit}
        panels.beside(axes, (value, height), f"{name} {value:.2f} px", **place, **looks)


def _cumulative(axes: Axes, errors: LabelErrors) -> None:
    known, n_labels, noun = errors.error_px[errors.measured], len(errors), errors.noun
    label = f"of {noun.counted(known.size, 'found')}"
    axes.ecdf(known, color=style.SERIES, ls="-", lw=2.4, label=label)
    if n_labels > known.size:
        # A miss lies beyond every error.
        values = np.r_[known, np.full(n_labels - known.size, 1e9)]
        label = f"of all {noun.counted(n_labels, 'labelled')}, a miss never counts"
        axes.ecdf(values, color=style.ALARM, ls="--", lw=1.8, label=label)
    axes.set(ylim=(0, 1.03), xlabel="distance error, px", ylabel=f"{noun.many} within the error")
    panels.in_percent(axes.yaxis)
    axes.legend(loc="lower right")
