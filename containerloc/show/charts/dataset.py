"""What a split holds: how large its objects are and where their corners lie."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, Floats, signed_area, text_wh
from containerloc.show import panels, style
from containerloc.wording import counted, noun_of

_HEXBIN_FROM = 300  # points


@style.styled
def dataset_overview(labels: pd.DataFrame, images: pd.DataFrame) -> Figure:
    """Distributions of the size and shape of the labels of a split, and how many an image has.

    `labels` and `images` as `data.labels` gives them. Labels with a missing corner have no size;
    the title counts them.
    """
    if images.empty:
        return style.sentence_figure("No images: there is nothing to describe.")
    quads = quads_of(labels)
    width, height = text_wh(quads).T
    share = np.abs(signed_area(quads)) / _image_wh(labels, images).prod(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        aspect = width / height
    noun = noun_of(labels["class_name"])
    title = f"{noun.counted(len(labels))} on {counted(len(images), 'image')}"
    if n_incomplete := int(np.isnan(width).sum()):
        title += f"; {n_incomplete:,} with a missing corner left out of the sizes"
    figure = style.new_figure(7.4, title=title)
    axes = figure.subplots(3, 2).ravel()
    _histogram(axes[0], width, "Width along the text", "px")
    _histogram(axes[1], height, "Height across the text", "px")
    _histogram(axes[2], aspect, "Aspect", "width / height")
    _histogram(axes[3], share, "Share of the image", "labelled area / area of the image", "{:.2%}")
    axes[3].xaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    _labels_per_image(axes[4], images["n_labels"].to_numpy())
    _image_sizes(axes[5], images)
    return figure


@style.styled
def corner_positions(labels: pd.DataFrame, images: pd.DataFrame) -> Figure:
    """Where the four corners lie in the picture, each image brought to the same frame.

    Left, all four with the outline of their medians; right, each corner alone: points while they
    are few, density where they are many. Missing corners are left out; each n counts one corner.
    """
    if labels.empty:
        return style.sentence_figure("No labels: there are no corners to place.")
    wh = _image_wh(labels, images)
    positions = quads_of(labels) / wh[:, None, :]
    ratio = float(np.nanmedian(wh[:, 1] / wh[:, 0]))
    ratio = float(np.clip(ratio, 0.4, 1.8)) if np.isfinite(ratio) else 0.75
    objects = noun_of(labels["class_name"]).counted(len(labels))
    title = f"Where the corners of {objects} lie in the picture"
    figure = style.new_figure(1.5 + 3.4 * ratio, title=title)
    # The small panels stand as the corners do: TL TR above, BL BR below.
    axes = figure.subplot_mosaic(
        [["all", "TL", "TR"], ["all", "BL", "BR"]], width_ratios=(2.2, 1, 1)
    )
    for panel in axes.values():
        panels.image_frame(panel, ratio, anchor="NW")
    for corner, places in zip(CORNERS, positions.transpose(1, 0, 2), strict=True):
        panels.points(axes["all"], places.T, style.CORNER_COLORS[corner])
        _one_corner(axes[corner], places[~np.isnan(places).any(axis=1)], corner)
    _median_outline(axes["all"], positions)
    return figure


def _image_wh(labels: pd.DataFrame, images: pd.DataFrame) -> Floats:
    sizes = images.drop_duplicates("image").set_index("image")[["width_px", "height_px"]]
    return sizes.reindex(labels["image"]).to_numpy(np.float64)


def _histogram(axes: Axes, values: Floats, name: str, unit: str, form: str = "{:.3g}") -> None:
    import seaborn as sns

    finite = values[np.isfinite(values)]
    axes.set_title(name)
    if not finite.size:
        panels.empty(axes, "No label with four corners.")
        return
    low, high = float(finite.min()), float(finite.max())
    if high - low < 1e-6 * abs(high) or high == 0:
        low, high = low * 0.9, high * 1.1 + (high == 0)
    n_bins = int(np.clip(2 * np.sqrt(finite.size), 6, 50))
    looks: style.Looks = {"color": style.SERIES, "alpha": 1, "linewidth": 0.5, "ax": axes}
    sns.histplot(x=finite, bins=n_bins, binrange=(low, high), **looks)
    median = float(np.median(finite))
    axes.axvline(median, color=style.INK, lw=1.4, ls="--")
    place: style.Looks = {"xycoords": axes.get_xaxis_transform(), "va": "top", "size": 10}
    left = median > (low + high) / 2
    panels.beside(axes, (median, 0.97), f"median {form.format(median)}", left=left, **place)
    axes.set(xlabel=unit, ylabel="labels")
    axes.margins(y=0.2)
    axes.grid(visible=False, axis="x")
    panels.whole_numbers(axes.yaxis)
    axes.xaxis.set_major_locator(MaxNLocator(5))


def _labels_per_image(axes: Axes, n_labels: np.ndarray) -> None:
    counts = np.bincount(n_labels.astype(np.int64))
    bars = axes.bar(np.arange(counts.size), counts, width=0.7, color=style.SERIES)
    if counts.size <= 8:
        axes.bar_label(bars, fmt="{:,.0f}", padding=2, size=10.5)
    axes.set_title("Labels per image")
    axes.set(xlabel="labels", ylabel="images")
    axes.margins(y=0.15)
    axes.grid(visible=False, axis="x")
    panels.whole_numbers(axes.xaxis, most=8)
    panels.whole_numbers(axes.yaxis)


def _image_sizes(axes: Axes, images: pd.DataFrame) -> None:
    sizes = images.value_counts(["width_px", "height_px"]).reset_index()
    width, height, count = sizes[["width_px", "height_px", "count"]].to_numpy().T
    area = 18 + 400 * count / len(images)
    axes.scatter(width, height, s=area, color=style.SERIES, alpha=0.6, linewidths=0)
    axes.set_title(counted(len(sizes), "image size"))
    axes.set(xlabel="width, px", ylabel="height, px")
    axes.set(xlim=(0, width.max() * 1.2), ylim=(0, height.max() * 1.2))
    usual = f"{width[0]} × {height[0]} px: {count[0]:,} of {len(images):,}"
    axes.text(0.98, 0.05, usual, transform=axes.transAxes, ha="right", size=10.5)
    axes.locator_params(nbins=5)


def _median_outline(axes: Axes, positions: Floats) -> None:
    complete = positions[~np.isnan(positions).any(axis=(1, 2))]
    if not len(complete):
        return
    middle = np.median(complete, axis=0)
    axes.fill(*middle.T, fill=False, ec=style.INK, lw=1.2, zorder=3)
    for corner, place in zip(CORNERS, middle, strict=True):
        looks: style.Looks = {
            "color": style.CORNER_COLORS[corner],
            "ms": 8,
            "mec": "white",
            "mew": 1.4,
        }
        names: style.Looks = {"label": f"{corner}, median", "gid": f"median-{corner}"}
        axes.plot(*place, "o", zorder=4, **looks, **names)
    panels.legend_below(axes, ncols=2, drop=0.16, handletextpad=0.1, columnspacing=0.9)


def _one_corner(axes: Axes, places: Floats, corner: str) -> None:
    color = style.CORNER_COLORS[corner]
    if len(places) >= _HEXBIN_FROM:
        density = LinearSegmentedColormap.from_list(corner, ["white", color, style.INK])
        frame: style.Looks = {"extent": (0, 1, 0, 1), "gridsize": 36, "mincnt": 1}
        axes.hexbin(*places.T, cmap=density, linewidths=0, **frame)
    else:
        axes.scatter(places[:, 0], places[:, 1], s=14, alpha=0.7, color=color, linewidths=0)
    axes.set_title(f"{corner} ({len(places):,})", size=11)
    axes.set(xlabel="", ylabel="", xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    axes.tick_params(colors=style.MUTED, labelsize=9.5)
    axes.grid(color=style.GRID)
