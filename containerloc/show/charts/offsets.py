"""Which way each corner is off: the signed errors in the label's own frame, drawn on a quad."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Ellipse, Rectangle

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.quads import CORNERS, Floats
from containerloc.show import panels, style
from containerloc.show.charts.captions import of_how_many, why_no_errors
from containerloc.wording import counted

# Which way outward points at TL, TR, BR, BL on the drawing: x to the right, y up.
_OUTWARD = np.array([[-1.0, 1.0], [1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]])
_CENTERED: style.Looks = {"ha": "center", "va": "center"}


@style.styled
def corner_offsets(errors: LabelErrors) -> Figure:
    """Where the predicted corners lie round the true ones, in the label's own frame, px.

    The quad is a drawing: only the offsets are to scale, which the rings say. Inside the shaded
    quad an offset cuts characters; outside is margin. An arrow ends at the mean, with its length,
    the ellipse is one standard deviation wide each way. Offsets beyond the drawing are counted;
    labels whose corners are in another order are left out: theirs are errors of naming.
    """
    renamed = errors.wrong_order
    offsets = errors.signed_px[~renamed]
    offsets = offsets[np.isfinite(offsets).all(axis=(1, 2))]
    if not len(offsets):
        return style.sentence_figure(
            "No predicted corner is in the right order: no offsets to draw."
            if renamed.any()
            else why_no_errors(errors)
        )
    reach = _reach(offsets)
    title = f"Offsets of the predicted corners {of_how_many(errors)}"
    title += f"; {renamed.sum():,} in another corner order left out" if renamed.any() else ""
    figure = style.new_figure(7.0, title=title)
    axes = figure.subplots()
    half = np.array([3.15, 1.35]) * reach
    _draw_id(axes, half, reach)
    for corner, outward, own in zip(CORNERS, _OUTWARD, offsets.transpose(1, 0, 2), strict=True):
        place, drawn = outward * half, own * outward
        near = np.linalg.norm(own, axis=1) <= reach * 1.25
        cloud = (place + drawn[near]).T
        panels.points(axes, cloud, style.CORNER_COLORS[corner], fainter=0.75, zorder=3)
        _mean_arrow(axes, place, drawn, corner)
        _name_mean(axes, place, own.mean(axis=0), corner, reach)
    n_beyond = int((np.linalg.norm(offsets, axis=2) > reach * 1.25).sum())
    if n_beyond:
        text = f"{counted(n_beyond, 'offset')} farther than {reach * 1.25:.3g} px not drawn"
        panels.note(axes, f"{text}, but part of mean and ellipse", color=style.MUTED)
    return figure


def _reach(offsets: Floats) -> float:
    """How many px round a corner the drawing shows: nearly all offsets, and every mean."""
    usual = float(np.quantile(np.linalg.norm(offsets, axis=2), 0.97))
    longest_mean = float(np.linalg.norm(offsets.mean(axis=0), axis=1).max())
    return max(usual, longest_mean, 0.5)


def _draw_id(axes: Axes, half: Floats, reach: float) -> None:
    looks: style.Looks = {"fc": style.SHADE, "ec": style.MUTED, "lw": 1.4, "zorder": 0}
    axes.add_patch(Rectangle((-half[0], -half[1]), *(2 * half), **looks))
    ring = _round_number(reach / 2)
    looks = {"fill": False, "ec": style.MUTED, "lw": 0.7, "ls": ":", "zorder": 1}
    for place in _OUTWARD * half:
        for radius in (ring, 2 * ring):
            axes.add_patch(Circle(tuple(place), radius, **looks))
        axes.plot(*place, "+", color=style.INK, ms=11, mew=1.3, zorder=2)
    for height, text in (
        (0, "inside: cuts characters"),
        (1.18, "outside: margin"),
        (-0.42, "text runs this way  →"),
    ):
        axes.text(0, height * half[1], text, color=style.MUTED, **_CENTERED)
    foot = -half[1] - 0.75 * reach
    axes.hlines(foot, -ring, ring, color=style.INK, lw=2)
    text = f"{2 * ring:g} px; rings at {ring:g} and {2 * ring:g} px"
    axes.text(0, foot - 0.1 * reach, text, ha="center", va="top")
    far = half + np.array([1.75, 1.7]) * reach
    axes.set(xlim=(-far[0], far[0]), ylim=(-far[1], far[1]), aspect="equal")
    axes.set_axis_off()
    handles = [
        Line2D(
            [], [], marker="o", ls="none", color=style.MUTED, ms=5, label="one predicted corner"
        ),
        Line2D([], [], marker="+", ls="none", color=style.INK, ms=10, mew=1.3, label="true corner"),
        Line2D([], [], marker=">", ls="none", color=style.INK, ms=9, label="mean"),
        Line2D([], [], color=style.INK, lw=1.4, label="one standard deviation"),
    ]
    axes.legend(handles=handles, loc="lower center", ncols=4, bbox_to_anchor=(0.5, -0.06))


def _round_number(length: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not longer.

    Examples
    --------
    >>> _round_number(7.3), _round_number(0.3)
    (5.0, 0.2)
    """
    power = 10.0 ** np.floor(np.log10(length))
    step = max(step for step in (1, 2, 5) if step * power <= length * 1.0001)
    return float(round(step * power, 9))


def _mean_arrow(axes: Axes, place: Floats, drawn: Floats, corner: str) -> None:
    """From the true corner to the mean of the predicted ones, with the ellipse of their scatter."""
    tip = place + drawn.mean(axis=0)
    variances, directions = np.linalg.eigh(np.cov(drawn.T, ddof=0))
    wide, tall = 2 * np.sqrt(np.maximum(variances[::-1], 0))
    turn = float(np.degrees(np.arctan2(directions[1, 1], directions[0, 1])))
    looks: style.Looks = {"fill": False, "ec": style.INK, "lw": 1.4, "zorder": 4}
    axes.add_patch(Ellipse(tuple(tip), wide, tall, angle=turn, **looks))
    arrow = {"arrowstyle": "-|>,head_width=0.22,head_length=0.45", "shrinkA": 0, "shrinkB": 0}
    looks = {"arrowprops": {"color": style.INK, "lw": 2.2, **arrow}, "zorder": 6}
    axes.annotate("", xy=tuple(tip), xytext=tuple(place), gid=f"mean-{corner}", **looks)


def _name_mean(axes: Axes, place: Floats, mean: Floats, corner: str, reach: float) -> None:
    right, up = np.sign(place)
    color = style.CORNER_COLORS[corner]
    axes.text(
        place[0] + right * 0.1 * reach,
        place[1] + up * 1.08 * reach,
        f"{corner}  mean offset {np.hypot(*mean):.2f} px\n"
        f"along {mean[0]:+.2f}, across {mean[1]:+.2f}",
        ha="right" if right > 0 else "left",
        va="bottom" if up > 0 else "top",
        bbox={"boxstyle": "round,pad=0.35", "fc": "white", "ec": color, "lw": 1.8},
        zorder=7,
    )
