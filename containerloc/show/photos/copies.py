"""Photos that are there twice, side by side."""

import pandas as pd
from matplotlib.figure import Figure

from containerloc.show.photos import page, tiles
from containerloc.show.style import MUTED, sentence_figure, styled
from containerloc.wording import counted, shortened


@styled
def twin_sheet(
    pairs: pd.DataFrame,
    images_a: pd.DataFrame,
    images_b: pd.DataFrame | None = None,
    *,
    most: int = 12,
) -> Figure:
    """Each pair of near-duplicates, its two photos side by side; the `most` alike of them.

    `pairs` as from `labels.copies`; `images_a` and `images_b` (the same, unless given) are
    the tables of images that its columns `image_a` and `image_b` name.
    """
    if pairs.empty:
        return sentence_figure("No photo is there twice.")
    shown = pairs.head(most)
    title = f"{counted(len(pairs), 'pair')} of near-duplicate photos"
    title += f", {len(shown)} shown" if len(shown) < len(pairs) else ""
    figure, places = page.page_of(len(shown), title=title, cell_in=2.9, head_in=0.5)
    tables = (images_a, images_a if images_b is None else images_b)
    for (left, top), row in zip(places, shown.to_dict("records"), strict=True):
        names = str(row["image_a"]), str(row["image_b"])
        alike = (
            f"correlation {row['correlation']:.3f}" if "correlation" in row else "same prediction"
        )
        text = " | ".join(shortened(name, longest=40) for name in names)
        page.write(figure, (left, top), f"{text}\n{alike}", size=9, color=MUTED)
        for step, (name, images) in enumerate(zip(names, tables, strict=True)):
            axes = page.tile(figure, (left + step * 3.35, top + 0.46, 3.25, 2.25))
            tiles.show_photo(axes, tiles.photo_of(images, name))
            axes.set_facecolor("none")
    return figure
