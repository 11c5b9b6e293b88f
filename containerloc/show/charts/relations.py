"""What the errors of a run go with: the label's size and shape, the confidence, and the misses."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.measures.decomposition import CUT_COVERAGE
from containerloc.quads import Bools, Floats
from containerloc.show import panels, style
from containerloc.show.charts.captions import of_how_many, why_no_errors
from containerloc.wording import Noun, counted

_MIN_LABELS_FOR_A_MEDIAN = 15
_AGAINST: dict[str, Callable[[LabelErrors], Floats]] = {
    "height across the text, px": lambda errors: errors.text_height_px,
    "aspect, width / height": lambda errors: errors.aspect,
    "confidence": lambda errors: errors.confidence,
}


@style.styled
def coverage_and_margin(errors: LabelErrors, *, cut_below: float = CUT_COVERAGE) -> Figure:
    """Coverage (1 is best) against margin (0 is best), one point per label.

    Left of `cut_below` a prediction cuts into the characters; right of it, what it takes in
    beyond the label is mostly harmless. The title counts those without the two numbers.
    """
    known = np.isfinite(errors.coverage) & np.isfinite(errors.margin)
    if not known.any():
        return style.sentence_figure(why_no_errors(errors))
    cover, margin = errors.coverage[known], errors.margin[known]
    cuts = cover < cut_below
    title = (
        f"Less than {cut_below:.0%} of the labelled area covered: {cuts.sum():,} of "
        f"{counted(len(cover), 'predicted outline')}"
    )
    without = int(errors.detected.sum()) - len(cover)
    title += f"; {without:,} without a valid outline left out" if without else ""
    figure = style.new_figure(4.4, title=title)
    axes = figure.subplots()
    colors = np.where(cuts, style.ALARM, style.SERIES).tolist()
    panels.points(axes, (cover, margin), colors, larger=1.2)
    low = min(float(cover.min()), 2 * cut_below - 1) - 0.02
    high = max(panels.drawing_limit(margin), 0.1)
    axes.set(
        xlim=(max(low, -0.02), 1.004),
        ylim=(-0.01 * high, high),
        xlabel="coverage: share of the label inside the prediction",
        ylabel="margin: area outside / labelled area",
    )
    panels.note_beyond(axes, margin, high, noun=Noun("margin", "margins"), form="{:.0%}")
    _mark_cut(axes, cuts, cut_below)
    panels.in_percent(axes.xaxis, axes.yaxis)
    return figure


def _mark_cut(axes: Axes, cuts: Bools, cut_below: float) -> None:
    """Shade where a prediction cuts characters, and count both sides."""
    axes.axvspan(min(axes.get_xlim()[0], 0.0), cut_below, color=style.ALARM, alpha=0.07, lw=0)
    axes.axvline(cut_below, color=style.INK, lw=1.2, ls="--")
    place: style.Looks = {"xycoords": axes.get_xaxis_transform(), "va": "top", "weight": "bold"}
    for text, left, color in (
        (f"cuts characters: {cuts.sum():,}", True, style.ALARM),
        (f"harmless margin: {(~cuts).sum():,}", False, style.INK),
    ):
        panels.beside(axes, (cut_below, 0.985), text, left=left, color=color, **place)


@style.styled
def error_against(errors: LabelErrors) -> Figure:
    """Distance error against the height of the label, its aspect and the confidence.

    One point per label; the line is the running median over a fifth of them, from 15 labels up.
    """
    known = errors.error_px[errors.measured]
    if not known.size:
        return style.sentence_figure(why_no_errors(errors))
    figure = style.new_figure(7.6, title=f"{_strongest(errors)} {of_how_many(errors)}")
    axes = figure.subplots(3, 1, sharey=True)
    for panel, (name, of) in zip(axes, _AGAINST.items(), strict=True):
        values = of(errors)[errors.measured]
        panels.points(panel, (values, panels.on_log_axis(known)), style.SERIES)
        line = _running_median(values, known)
        panel.plot(*line, color=style.INK, ls="-", lw=2.2, label="running median")
        panel.set(xlabel=name, yscale="log", ylabel="error, px")
        panels.plain_log(panel.yaxis)
        panel.locator_params(axis="x", nbins=6)
    axes[0].set_xlim(left=0)
    if known.size >= _MIN_LABELS_FOR_A_MEDIAN:
        axes[0].legend(loc="upper right")
    return figure


@style.styled
def missed_against_found(errors: LabelErrors) -> Figure:
    """What missed labels have in common: height, aspect and place, against the detected ones."""
    lost = ~errors.detected
    if not len(errors):
        return style.sentence_figure("No labels: nothing could be missed.")
    if not lost.any():
        return style.sentence_figure(
            f"No label is missed; {errors.noun.counted(len(lost))} detected."
        )
    title = f"{lost.sum():,} of {errors.noun.counted(len(lost), 'labelled')} missed"
    figure = style.new_figure(7.2, title=title)
    *strips, place = figure.subplots(3, 1, height_ratios=(1, 1, 2))
    for axes, (name, of) in zip(strips, _AGAINST.items(), strict=False):
        _two_strips(axes, of(errors), lost)
        axes.set_xlabel(name)
    strips[0].set_xlim(left=0)
    _centers(place, errors)
    return figure


def _strongest(errors: LabelErrors) -> str:
    """What the error goes with most, by Spearman's rank correlation."""
    from scipy.stats import spearmanr

    error = errors.error_px[errors.measured]
    ranks: dict[str, float] = {}
    for name, of in _AGAINST.items():
        values = of(errors)[errors.measured]
        known = np.isfinite(values)
        if known.sum() >= _MIN_LABELS_FOR_A_MEDIAN and np.ptp(values[known]) and np.ptp(error):
            ranks[name.split(",")[0]] = float(spearmanr(values[known], error[known]).statistic)
    if not ranks:
        return "Distance error"
    name = max(ranks, key=lambda each: abs(ranks[each]))
    return f"Distance error goes most with {name}: rank correlation {ranks[name]:.2f}"


def _running_median(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Median of y over a moving fifth of the points, in the order of x; empty for a few points."""
    if x.size < _MIN_LABELS_FOR_A_MEDIAN:
        return np.empty(0), np.empty(0)
    order = np.argsort(x, kind="stable")
    window = max(x.size // 5, 7)
    rolling = pd.DataFrame({"x": x[order], "y": y[order]}).rolling(window, center=True)
    middle = rolling.median().dropna()
    # No line across a gap in which there is no label.
    middle["y"] = middle["y"].where(middle["x"].diff().fillna(0) < 0.12 * np.ptp(x))
    return middle["x"].to_numpy(np.float64), middle["y"].to_numpy(np.float64)


def _two_strips(axes: Axes, values: Floats, lost: Bools) -> None:
    """Missed above, detected below, with their medians; the title says the medians."""
    jitter = np.random.default_rng(0).uniform(-0.24, 0.24, values.size)
    medians: list[str] = []
    for row, (name, chosen, color) in enumerate(
        (("detected", ~lost, style.SERIES), ("missed", lost, style.ALARM))
    ):
        here = chosen & np.isfinite(values)
        panels.points(axes, (values[here], row + jitter[here]), color)
        if here.any():
            median = float(np.median(values[here]))
            looks: style.Looks = {"color": style.INK, "lw": 2.2, "gid": f"median-{name}"}
            axes.vlines(median, row - 0.36, row + 0.36, **looks)
            medians.insert(0, f"{name} {median:.3g}")
    axes.set_title("median: " + ", ".join(medians) if medians else "nothing to measure")
    axes.set(ylim=(-0.6, 1.6))
    axes.set_yticks([0, 1], [f"detected\n({(~lost).sum():,})", f"missed\n({lost.sum():,})"])
    axes.grid(visible=False, axis="y")
    axes.locator_params(axis="x", nbins=6)


def _centers(axes: Axes, errors: LabelErrors) -> None:
    centers = errors.truth.mean(axis=1) / errors.image_wh
    panels.points(axes, centers[errors.detected].T, style.SERIES, fainter=0.8)
    panels.points(axes, centers[~errors.detected].T, style.ALARM, larger=1.3, marker="X")
    ratio = float(np.nanmedian(errors.image_wh[:, 1] / errors.image_wh[:, 0]))
    panels.image_frame(axes, ratio if np.isfinite(ratio) else 1.0, anchor="N")
    axes.set_title("place of the centre")
