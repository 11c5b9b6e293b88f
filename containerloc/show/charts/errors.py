"""How far off a run is: the distance error of the IDs, and of each corner."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from containerloc.analysis.measures.corner_errors import ERROR_COLUMNS
from containerloc.quads import CORNERS, Floats
from containerloc.show.style import (
    ALARM,
    CORNER_COLORS,
    INK,
    SERIES,
    drawing_limit,
    new_figure,
    note_beyond,
    nothing_found,
    of_how_many,
    point_look,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

_MARK_STYLES = {"mean": "-", "median": "--", "90 % within": ":"}


@styled
def error_distribution(per_label: pd.DataFrame) -> Figure:
    """Histogram and cumulative curve of the distance error of an ID, px; further left is better.

    Mean, median and 90th percentile are marked. Misses have no error: they are said in the title,
    and a second curve, over all labels, never reaches 100 % because of them.
    """
    errors = per_label["error_px"].dropna().to_numpy(np.float64)
    if not errors.size:
        return sentence_figure(nothing_found(per_label))
    marks = {
        "mean": errors.mean(),
        "median": np.median(errors),
        "90 % within": np.quantile(errors, 0.9),
    }
    limit = drawing_limit(errors, *marks.values())
    title = f"Distance error {errors.mean():.2f} ± {errors.std():.2f} px {of_how_many(per_label)}"
    figure = new_figure(6.6, title=title)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1))
    n_bins = int(np.clip(2.5 * np.sqrt(errors.size), 8, 60))
    counts, *_ = above.hist(errors, bins=np.linspace(0, limit, n_bins + 1).tolist(), color=SERIES)
    above.set(ylabel="IDs", xlim=(0, limit), ylim=(0, float(np.max(counts)) * 1.5))
    above.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    above.grid(visible=False, axis="x")
    note_beyond(above, errors, limit, what="ID")
    _mark(above, marks, limit)
    _cumulative(below, errors, n_labels=len(per_label))
    return figure


@styled
def corner_errors(per_label: pd.DataFrame) -> Figure:
    """The error of each corner, px, side by side; lower is better.

    A point an ID, a box from the 25th to the 75th percentile with the median, whiskers from the
    5th to the 95th, a diamond with its number at the mean.
    """
    errors = per_label.loc[:, list(ERROR_COLUMNS)].dropna().to_numpy(np.float64)
    if not errors.size:
        return sentence_figure(nothing_found(per_label))
    means = errors.mean(axis=0)
    worst, best = int(means.argmax()), int(means.argmin())
    title = (
        f"Mean error largest at {CORNERS[worst]} ({means[worst]:.2f} px), smallest at "
        f"{CORNERS[best]} ({means[best]:.2f} px) {of_how_many(per_label)}"
    )
    figure = new_figure(5.6, title=title)
    axes = figure.subplots()
    limit = drawing_limit(errors.ravel(), *means)
    jitter = np.random.default_rng(0).uniform(-0.16, 0.16, len(errors))
    size, opacity = point_look(len(errors))
    boxes = axes.boxplot(
        errors,
        positions=range(4),
        widths=0.46,
        whis=(5, 95),
        showfliers=False,
        patch_artist=True,
        medianprops={"color": INK, "lw": 1.6},
    )
    for place, corner in enumerate(CORNERS):
        boxes["boxes"][place].set(facecolor=CORNER_COLORS[corner], alpha=0.28, edgecolor=INK)
        axes.scatter(
            place + jitter,
            errors[:, place],
            s=size,
            alpha=opacity,
            linewidths=0,
            color=CORNER_COLORS[corner],
            rasterized=True,
            zorder=3,
        )
        axes.plot(
            place, means[place], "D", ms=8, color=INK, mec="white", zorder=5, gid=f"mean-{corner}"
        )
        axes.annotate(
            f"mean {means[place]:.2f}",
            (place + 0.27, means[place]),
            va="center",
            weight="bold" if place == worst else "normal",
        )
    axes.set(ylim=(0, limit), xlim=(-0.5, 3.65), ylabel="corner error, px")
    axes.set_xticks(range(4), CORNERS, size=12.5)
    axes.grid(visible=False, axis="x")
    note_beyond(axes, errors.ravel(), limit, what="corner")
    return figure


def _mark(axes: Axes, marks: dict[str, float], limit: float) -> None:
    """Vertical lines with their names and numbers, one above the other so that none collide."""
    # From the left down, so that each name passes above the lines to its right.
    for level, (name, value) in enumerate(sorted(marks.items(), key=lambda mark: mark[1])):
        height = 0.96 - 0.095 * level
        axes.axvline(value, ymax=height, color=INK, lw=1.5, ls=_MARK_STYLES[name], gid=name)
        late = value > 0.75 * limit
        axes.annotate(
            f"{name} {value:.2f} px",
            (value, height),
            xycoords=axes.get_xaxis_transform(),
            xytext=(-5 if late else 5, 0),
            textcoords="offset points",
            ha="right" if late else "left",
            va="top",
            bbox={"fc": "white", "ec": "none", "pad": 1, "alpha": 0.8},
        )


def _cumulative(axes: Axes, errors: Floats, *, n_labels: int) -> None:
    axes.ecdf(errors, color=SERIES, lw=2.4, label=f"of {counted(errors.size, 'found ID')}")
    if n_labels > errors.size:
        values = np.sort(errors)
        share = np.arange(1, errors.size + 1) / n_labels
        label = f"of all {counted(n_labels, 'labelled ID')}, a miss never counts"
        axes.step(
            np.r_[0, values, values[-1] * 9],
            np.r_[0, share, share[-1]],
            where="post",
            color=ALARM,
            lw=1.8,
            ls="--",
            label=label,
        )
    axes.set(ylim=(0, 1.03), xlabel="distance error of an ID, px", ylabel="IDs within the error")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.legend(loc="lower right")
