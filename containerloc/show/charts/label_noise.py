"""How far labels and model are off at each corner, in one unit."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.metric import METRICS
from containerloc.quads import CORNERS
from containerloc.show import panels, style

_px = METRICS["mde_px"].with_unit


@style.styled
def noise_against_error(noise: pd.DataFrame, verdicts: pd.DataFrame) -> Figure:
    """The scatter of one reading of a corner, px, beside the model's error; lower is better.

    `noise` as `labels.second_reading.repeat_noise`, `verdicts` as `labels.labels_or_model` give
    them. Both are root mean squares of the distance of a corner: what the model is off by holds
    what a person is.
    """
    if noise.empty or verdicts.empty or verdicts["rms_px"].isna().all():
        return style.sentence_figure("No second reading, or no model, to compare the labels with.")
    columns = ["noise_px", "noise_px_low", "noise_px_high"]
    reading = noise.loc[[*CORNERS], columns].to_numpy(np.float64) * np.sqrt(2)  # of both axes
    model = verdicts.loc[[*CORNERS], "rms_px"].to_numpy(np.float64)
    share = np.where(model > 0, reading[:, 0] / model, np.nan)
    most = int(np.nanargmax(share)) if np.isfinite(share).any() else 0
    title = (
        f"Labels scatter most against the model's error at {CORNERS[most]}: "
        f"{_px(reading[most, 0])} of {_px(model[most])}"
    )
    figure = style.new_figure(3.9, title=title)
    axes, rows = figure.subplots(), np.arange(4)
    axes.barh(rows - 0.2, model, 0.36, color=style.SERIES, label="model against label")
    axes.barh(rows + 0.2, reading[:, 0], 0.36, color=style.SECOND, label="one reading of a label")
    looks: style.Looks = {"colors": style.INK, "lw": 1.6}
    axes.hlines(rows + 0.2, reading[:, 1], reading[:, 2], **looks)
    panels.name_rows([axes], [*CORNERS])
    axes.set(xlim=(0, None), xlabel="corner error, px (root mean square)")
    panels.legend_below(axes, ncols=2, drop=0.2)
    return figure
