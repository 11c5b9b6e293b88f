"""What a split holds: how large its IDs are and where their corners lie."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, Floats, signed_area, text_wh
from containerloc.show.style import (
    CORNER_COLORS,
    GRID,
    INK,
    MUTED,
    SERIES,
    new_figure,
    point_look,
    say,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

_HEXBIN_FROM = 300


@styled
def dataset_overview(labels: pd.DataFrame, images: pd.DataFrame) -> Figure:
    """Distributions of the size and shape of the IDs of a split, and how many an image has.

    `labels` and `images` as `data.labels` gives them. IDs with a missing corner have no size and
    are counted in the title.
    """
    if images.empty:
        return sentence_figure("No images: there is nothing to describe.")
    quads = quads_of(labels)
    width, height = text_wh(quads).T
    share = np.abs(signed_area(quads)) / _image_wh(labels, images).prod(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        aspect = width / height
    title = f"{counted(len(labels), 'ID')} on {counted(len(images), 'image')}"
    without = int(np.isnan(width).sum())
    if without:
        title += f"; {counted(without, 'ID')} with a missing corner left out of the sizes"
    figure = new_figure(6.8, title=title)
    panels = figure.subplots(2, 3).ravel()
    _histogram(panels[0], width, "ID width along the text", "px")
    _histogram(panels[1], height, "ID height across the text", "px")
    _histogram(panels[2], aspect, "Aspect", "width / height")
    _histogram(panels[3], share, "Share of the image", "area of the ID / area of the image")
    panels[3].xaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    _ids_per_image(panels[4], images["n_labels"].to_numpy())
    _image_sizes(panels[5], images)
    return figure


@styled
def corner_positions(labels: pd.DataFrame, images: pd.DataFrame) -> Figure:
    """Where the four corners lie in the picture, each image brought to the same frame.

    Left, all four with the outline of their medians; right, each corner alone: points while they
    are few, density where they are many. Missing corners are left out, n is that of each corner.
    """
    if labels.empty:
        return sentence_figure("No labels: there are no corners to place.")
    wh = _image_wh(labels, images)
    positions = quads_of(labels) / wh[:, None, :]
    n = len(positions)
    ratio = float(np.nanmedian(wh[:, 1] / wh[:, 0]))
    ratio = float(np.clip(ratio, 0.4, 1.8)) if np.isfinite(ratio) else 0.75
    title = f"Where the corners of {counted(n, 'ID')} lie in the picture"
    figure = new_figure(1.9 + 5.2 * ratio, title=title)
    # The small panels stand as the corners do: TL TR above, BL BR below.
    panels = figure.subplot_mosaic(
        [["all", "TL", "TR"], ["all", "BL", "BR"]], width_ratios=(2.1, 1, 1)
    )
    together = panels["all"]
    _unit_frame(together, ratio)
    size, opacity = point_look(n)
    for corner, points in zip(CORNERS, positions.transpose(1, 0, 2), strict=True):
        together.scatter(
            points[:, 0],
            points[:, 1],
            s=size,
            alpha=opacity,
            color=CORNER_COLORS[corner],
            linewidths=0,
            rasterized=True,
        )
    _median_outline(together, positions)
    for corner, points in zip(CORNERS, positions.transpose(1, 0, 2), strict=True):
        _one_corner(panels[corner], points[~np.isnan(points).any(axis=1)], corner, ratio)
    return figure


def _image_wh(labels: pd.DataFrame, images: pd.DataFrame) -> Floats:
    sizes = images.drop_duplicates("image").set_index("image")[["width_px", "height_px"]]
    return sizes.reindex(labels["image"]).to_numpy(np.float64)


def _histogram(axes: Axes, values: Floats, name: str, unit: str) -> None:
    finite = values[np.isfinite(values)]
    axes.set_title(f"{name} (n = {finite.size:,})")
    if not finite.size:
        say(axes, "No ID with four corners.")
        return
    n_bins = int(np.clip(2 * np.sqrt(finite.size), 6, 50))
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        low, high = low * 0.9, high * 1.1 + (high == 0)
    axes.hist(finite, bins=np.linspace(low, high, n_bins + 1).tolist(), color=SERIES)
    median = float(np.median(finite))
    axes.axvline(median, color=INK, lw=1.4, ls="--")
    number = f"{median:.2%}" if "area" in unit else f"{median:.3g}"
    late = median > (low + high) / 2
    axes.annotate(
        f"median {number}",
        (median, 0.97),
        xycoords=axes.get_xaxis_transform(),
        xytext=(-5 if late else 5, 0),
        textcoords="offset points",
        ha="right" if late else "left",
        va="top",
        size=10.5,
    )
    axes.set(xlabel=unit, ylabel="IDs")
    axes.margins(y=0.2)
    axes.grid(visible=False, axis="x")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(5))


def _ids_per_image(axes: Axes, n_labels: np.ndarray) -> None:
    counts = np.bincount(n_labels.astype(np.int64))
    axes.bar(np.arange(counts.size), counts, width=0.7, color=SERIES)
    if counts.size <= 8:
        for number, images in enumerate(counts):
            axes.annotate(
                f"{images:,}",
                (number, images),
                xytext=(0, 2),
                ha="center",
                textcoords="offset points",
                size=10.5,
            )
    axes.set_title(f"IDs an image (n = {counted(n_labels.size, 'image')})")
    axes.set(xlabel="IDs", ylabel="images")
    axes.margins(y=0.15)
    axes.grid(visible=False, axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))


def _image_sizes(axes: Axes, images: pd.DataFrame) -> None:
    sizes = images.value_counts(["width_px", "height_px"]).reset_index()
    axes.scatter(
        sizes["width_px"],
        sizes["height_px"],
        s=18 + 400 * sizes["count"] / len(images),
        color=SERIES,
        alpha=0.6,
        linewidths=0,
    )
    axes.set_title(f"Image size ({counted(len(sizes), 'different size')})")
    axes.set(xlabel="width, px", ylabel="height, px")
    axes.set_xlim(0, float(sizes["width_px"].max()) * 1.2)
    axes.set_ylim(0, float(sizes["height_px"].max()) * 1.2)
    largest = sizes.iloc[0]
    usual = f"most often {largest['width_px']} × {largest['height_px']} px ({largest['count']:,})"
    axes.text(0.98, 0.05, usual, transform=axes.transAxes, ha="right", size=10.5)
    axes.locator_params(nbins=5)


def _unit_frame(axes: Axes, ratio: float) -> None:
    """A frame of the usual image's shape, 0 to 1 both ways, y down as in the picture."""
    axes.set(xlim=(0, 1), ylim=(1, 0), xlabel="x / image width", ylabel="y / image height")
    axes.set_aspect(ratio, anchor="NW")
    axes.spines[["top", "right"]].set_visible(True)


def _median_outline(axes: Axes, positions: Floats) -> None:
    known = ~np.isnan(positions).any(axis=(1, 2))
    if not known.any():
        return
    middle = np.median(positions[known], axis=0)
    axes.plot(*np.vstack([middle, middle[:1]]).T, color=INK, lw=1.2, zorder=3)
    for corner, point in zip(CORNERS, middle, strict=True):
        axes.plot(
            *point,
            marker="o",
            ms=8,
            color=CORNER_COLORS[corner],
            mec="white",
            mew=1.4,
            zorder=4,
            ls="none",
            label=f"{corner}, median",
            gid=f"median-{corner}",
        )
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.13),
        ncols=4,
        handletextpad=0.1,
        columnspacing=0.9,
    )


def _one_corner(axes: Axes, points: Floats, corner: str, ratio: float) -> None:
    color = CORNER_COLORS[corner]
    _unit_frame(axes, ratio)
    if len(points) >= _HEXBIN_FROM:
        density = LinearSegmentedColormap.from_list(corner, ["white", color, INK])
        axes.hexbin(
            *points.T, gridsize=36, extent=(0, 1, 0, 1), cmap=density, mincnt=1, linewidths=0
        )
    else:
        axes.scatter(points[:, 0], points[:, 1], s=14, alpha=0.7, color=color, linewidths=0)
    axes.set_title(f"{corner} (n = {len(points):,})", color=INK, size=11)
    axes.set(xlabel="", ylabel="", xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    axes.tick_params(colors=MUTED, labelsize=9.5)
    axes.grid(color=GRID)
