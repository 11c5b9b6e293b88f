"""What is drawn over a photo: outlines, corners by name, the reading direction, the worst error."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from containerloc.quads import CORNERS, Floats, corner_distances
from containerloc.show.style import CORNER_COLORS, PREDICTION, TRUTH, Looks, halo

_DASHES = (0, (4, 2.5))
_ON_COLOR: Looks = {"va": "center", "weight": "bold", "color": "white"}


def draw_outline(axes: Axes, quad: Floats, color: str, *, dashed: bool = False) -> None:
    """The four sides of a quad; a missing corner leaves its two sides out."""
    looks: Looks = {"lw": 1.8, "path_effects": halo(3.4), "solid_joinstyle": "miter"}
    style = _DASHES if dashed else "-"
    axes.plot(*np.vstack([quad, quad[:1]]).T, color=color, ls=style, **looks)


def draw_corners(axes: Axes, quad: Floats, *, of_prediction: bool = False) -> None:
    """A dot in its colour at each corner, with its name just outside; just inside a prediction."""
    edge, reach = (PREDICTION, -13) if of_prediction else ("white", 15)
    dot: Looks = {"ms": 6.5, "mec": edge, "mew": 1.2, "zorder": 5}
    for corner, point, away in zip(CORNERS, quad, outward(quad), strict=True):
        if np.isnan(point).any():
            continue
        color = CORNER_COLORS[corner]
        axes.plot(*point, "o", color=color, gid=f"corner-{corner}", **dot)
        box = {"boxstyle": "round,pad=0.2", "fc": color, "ec": edge if of_prediction else "none"}
        looks: Looks = {"ha": "center", "size": 8.5, "bbox": box, "zorder": 6} | _ON_COLOR
        place: Looks = {"xytext": away * reach, "textcoords": "offset points"}
        axes.annotate(corner, point, annotation_clip=True, **place, **looks)


def draw_pair(zoom: Axes, truth: Floats, predicted: Floats, *, corner: str = "") -> None:
    """A label and the prediction of it, and how far off `corner` is, else its worst one."""
    draw_outline(zoom, truth, TRUTH)
    draw_outline(zoom, predicted, PREDICTION, dashed=True)
    draw_corners(zoom, truth)
    draw_corners(zoom, predicted, of_prediction=True)
    errors = corner_distances(predicted[None], truth[None])[0]
    if np.isnan(errors).all():
        return
    worst = CORNERS.index(corner) if corner else int(np.nanargmax(errors))
    color = CORNER_COLORS[CORNERS[worst]]
    way = np.stack([truth[worst], predicted[worst]])
    zoom.plot(*way.T, color=color, ls="-", lw=2.6, zorder=6, path_effects=halo(4.2))
    x, y = predicted[worst]
    # Beside the text rather than on it, and towards the middle of the zoom rather than out of it.
    up, late = y < np.nanmean(truth[:, 1]), x > np.mean(zoom.get_xlim())
    box = {"boxstyle": "round,pad=0.25", "fc": color, "ec": "white"}
    looks: Looks = {"ha": "right" if late else "left", "size": 10, "bbox": box, "zorder": 7}
    place: Looks = {"xytext": (6 if late else -6, 20 if up else -20), "gid": "worst"}
    text = f"{CORNERS[worst]}  {errors[worst]:.1f} px"
    zoom.annotate(text, (x, y), textcoords="offset points", **place, **looks, **_ON_COLOR)


def draw_reading_direction(axes: Axes, quad: Floats) -> None:
    """An arrow along the top side, as the text reads."""
    if np.isnan(quad).any():
        return
    top, down = quad[1] - quad[0], quad[[2, 3]].mean(axis=0) - quad[[0, 1]].mean(axis=0)
    depth = max(float(np.linalg.norm(down)), 1e-9)
    # A rotated quad is deeper than it is wide: the arrow stays beside it all the same.
    start = quad[0] + 0.2 * top - 0.35 * down * min(1.0, float(np.linalg.norm(top)) / depth)
    arrow: Looks = {"arrowstyle": "-|>,head_width=0.35,head_length=0.7", "color": "white"}
    arrow |= {"lw": 2.0, "path_effects": halo(3.6)}
    end = start + 0.6 * top
    axes.annotate("", xy=end, xytext=start, zorder=4, gid="reads", arrowprops=arrow)


def outward(quad: Floats) -> Floats:
    """The diagonal way out of a quad at each corner, on a page where y runs up. Shape `(4, 2)`."""
    known = quad[np.isfinite(quad).all(axis=1)]
    if not len(known):
        return np.full((4, 2), np.nan)
    away = (quad - known.mean(axis=0)) / np.maximum(np.ptp(known, axis=0) / 2, 1e-9) * [1, -1]
    directions: Floats = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    return directions


def pair_legend(figure: Figure, predicted: str = "prediction") -> None:
    """What the lines and dots mean, once, at the head of the page."""
    looks: Looks = {"lw": 1.8, "path_effects": halo(3.4)}
    lines = [
        Line2D([], [], color=TRUTH, label="label", **looks),
        Line2D([], [], color=PREDICTION, label=predicted, ls=_DASHES, **looks),
    ]
    dots = [
        Line2D([], [], marker="o", ls="none", ms=7, color=color, label=corner)
        for corner, color in CORNER_COLORS.items()
    ]
    place: Looks = {
        "loc": "upper left",
        "bbox_to_anchor": (0.002, 1 - 0.4 / figure.get_figheight()),
    }
    figure.legend(handles=[*lines, *dots], ncols=6, columnspacing=1.0, handlelength=1.6, **place)
