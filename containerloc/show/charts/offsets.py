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
    quad an offset cuts characters; outside is margin. An arrow, to scale, ends at the median; the
    ellipse, which no outlier widens, holds the middle half. Offsets beyond the drawing are counted;
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
    reach, medians = _reach(offsets), np.median(offsets, axis=0)
    farthest = int(np.linalg.norm(medians, axis=1).argmax())
    title = (
        f"Median offset largest at {CORNERS[farthest]}: {_way(medians[farthest])}; "
        f"{of_how_many(errors)}"
    )
    title += f"; {renamed.sum():,} in another corner order left out" if renamed.any() else ""
    figure = style.new_figure(4.6, title=title)
    axes = figure.subplots()
    half = np.array([2.0, 1.2]) * reach
    _draw_id(axes, half, reach)
    for corner, outward, own in zip(CORNERS, _OUTWARD, offsets.transpose(1, 0, 2), strict=True):
        place, drawn = outward * half, own * outward
        near = np.linalg.norm(own, axis=1) <= reach * 1.25
        cloud = (place + drawn[near]).T
        panels.points(axes, cloud, style.CORNER_COLORS[corner], fainter=0.75, zorder=3)
        _median_arrow(axes, place, drawn, corner)
        _name_median(axes, place, np.median(own, axis=0), corner, reach)
    n_beyond = int((np.linalg.norm(offsets, axis=2) > reach * 1.25).sum())
    if n_beyond:
        text = f"{counted(n_beyond, 'offset')} farther than {reach * 1.25:.3g} px not drawn"
        axes.text(0, half[1] + 1.3 * reach, text, color=style.MUTED, **_CENTERED)
    return figure


def _reach(offsets: Floats) -> float:
    """How many px round a corner the drawing shows: most offsets, and every median."""
    usual = float(np.quantile(np.linalg.norm(offsets, axis=2), 0.9))
    longest = float(np.linalg.norm(np.median(offsets, axis=0), axis=1).max())
    return max(usual, longest, 0.5)


def _way(offset: Floats) -> str:
    """An offset in words: so far out or in, along and across the text."""
    parts = [
        f"{abs(value):.1f} px {'outward' if value > 0 else 'inward'} {axis}"
        for value, axis in zip(offset, ("along the text", "across it"), strict=True)
        if abs(value) >= 0.05
    ]
    return ", ".join(parts) or "0.0 px"


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
        (0, "inside: cuts\ncharacters"),
        (1.35, "outside: margin"),
        (-0.45, "text runs  →"),
    ):
        axes.text(0, height * half[1], text, color=style.MUTED, **_CENTERED)
    foot = -half[1] - 0.62 * reach
    axes.hlines(foot, -ring, ring, color=style.INK, lw=2)
    text = f"{2 * ring:g} px; rings at {ring:g} and {2 * ring:g} px"
    axes.text(0, foot - 0.1 * reach, text, ha="center", va="top")
    far = half + np.array([3.4, 1.55]) * reach
    axes.set(xlim=(-far[0], far[0]), ylim=(-far[1], far[1]), aspect="equal")
    axes.set_axis_off()
    handles = [
        Line2D(
            [], [], marker="o", ls="none", color=style.MUTED, ms=5, label="one predicted corner"
        ),
        Line2D([], [], marker="+", ls="none", color=style.INK, ms=10, mew=1.3, label="true corner"),
        Line2D([], [], marker=">", ls="none", color=style.INK, ms=9, label="median"),
        Line2D([], [], color=style.INK, lw=1.4, label="the middle half"),
    ]
    axes.legend(handles=handles, loc="upper center", ncols=2, bbox_to_anchor=(0.5, 0.02))


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


def _median_arrow(axes: Axes, place: Floats, drawn: Floats, corner: str) -> None:
    """From the true corner to the median of the predicted ones, and the middle half round it."""
    tip = place + np.median(drawn, axis=0)
    wide, tall, turn = _middle_half(drawn)
    looks: style.Looks = {"fill": False, "ec": style.INK, "lw": 1.4, "zorder": 4}
    axes.add_patch(Ellipse(tuple(tip), wide, tall, angle=turn, **looks))
    length = float(np.hypot(*(tip - place))) / float(np.diff(axes.get_xlim())[0])
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0}
    arrow |= {"mutation_scale": float(np.clip(220 * length, 4, 14))}
    looks = {"arrowprops": {"color": style.INK, "lw": 2.0, **arrow}, "zorder": 6}
    axes.annotate("", xy=tuple(tip), xytext=tuple(place), gid=f"median-{corner}", **looks)


def _middle_half(drawn: Floats) -> tuple[float, float, float]:
    """Width, height and turn (degrees) of the ellipse round the median that holds half of them.

    Its shape is that of the nearer half, found in a few steps: what lies far out does not matter.
    """
    away = drawn - np.median(drawn, axis=0)
    distance = ((away / (np.median(np.abs(away), axis=0) + 1e-9)) ** 2).sum(axis=1)
    for _ in range(15):
        nearer = distance <= np.median(distance)
        shape = np.cov(away[nearer].T, ddof=0) + 1e-12 * np.eye(2)
        distance = np.einsum("ij,jk,ik->i", away, np.linalg.inv(shape), away)
    variances, directions = np.linalg.eigh(shape * np.median(distance))
    wide, tall = 2 * np.sqrt(np.maximum(variances[::-1], 0))
    return float(wide), float(tall), float(np.degrees(np.arctan2(*directions[::-1, 1])))


def _name_median(axes: Axes, place: Floats, median: Floats, corner: str, reach: float) -> None:
    right, up = np.sign(place)
    color = style.CORNER_COLORS[corner]
    axes.text(
        place[0] + right * 1.35 * reach,
        place[1] + up * 1.0 * reach,
        f"{corner}  median {np.hypot(*median):.2f} px\n"
        f"along {_signed(median[0])}\nacross {_signed(median[1])}",
        ha="left" if right > 0 else "right",
        va="top" if up > 0 else "bottom",
        size=10.5,
        bbox={"boxstyle": "round,pad=0.35", "fc": "white", "ec": color, "lw": 1.8},
        zorder=7,
    )


def _signed(value: float) -> str:
    """With its sign, which nothing has not."""
    text = f"{value:+.2f}"
    return text if text.strip("+-0.") else "0.00"
