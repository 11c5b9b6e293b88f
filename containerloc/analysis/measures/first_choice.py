"""Whether the most confident prediction of a photo is on its object.

A reader downstream that expects one object takes the most confident prediction, whatever else is
found: a second container, a web address, a weight table.
"""

import numpy as np
import pandas as pd

from containerloc.analysis.measures.matching import Matching
from containerloc.data.tables import quads_of
from containerloc.quads import Floats, own_axes, text_wh


def first_choice(matched: Matching, *, confidence: float) -> Floats:
    """Whether a label's match is the most confident prediction of its image; higher is better.

    Shape `(n labels,)`: 1 or 0, NaN in an image of several labels. 0 also where no prediction
    reaches the threshold: there is nothing to read. The mean is the share of images with one label
    whose first choice is right.

    Examples
    --------
    >>> from containerloc.analysis.measures.matching import matching
    >>> from containerloc.data.tables import prediction_table
    >>> quads = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]]) + [[[0, 9]], [[0, 0]]]
    >>> boxes = quads[:, [0, 2]].reshape(2, 4)
    >>> made = prediction_table(boxes, quads, image=["a", "a"], confidence=[0.9, 0.5])
    >>> first_choice(matching(made, made[1:]), confidence=0.25)
    array([0.])
    """
    images = matched.labels["image"]
    best = matched.predictions.groupby("image")["confidence"].max().reindex(images).to_numpy()
    found = matched.confidence_of_label
    right = (found >= confidence) & (found == best)
    return np.where(images.duplicated(keep=False), np.nan, right)


def wrong_first_choices(matched: Matching, *, confidence: float) -> pd.DataFrame:
    """Where the first choice lies instead, one row per image with one label in which it is wrong.

    Columns `image`; `label` and `prediction`, positions of rows; `along` and `across`, how far the
    prediction's middle lies from the label's along its text and across it (downwards), in heights
    of the text. NaN where a corner is missing. Images without a prediction at or above the
    threshold have none that could be wrong.
    """
    best = matched.predictions.groupby("image")["confidence"].idxmax()
    wrong = np.flatnonzero(first_choice(matched, confidence=confidence) == 0)
    rows = best.reindex(matched.labels["image"].iloc[wrong])
    known = rows.notna().to_numpy()
    label = wrong[known]
    prediction = matched.predictions.index.get_indexer(pd.Index(rows[known]))
    kept = matched.confidence[prediction] >= confidence
    label, prediction = label[kept], prediction[kept]
    truth, predicted = quads_of(matched.labels)[label], quads_of(matched.predictions)[prediction]
    away = np.einsum("nd,nad->na", predicted.mean(axis=1) - truth.mean(axis=1), own_axes(truth))
    along, across = (away / text_wh(truth)[:, 1:]).T
    image = matched.labels["image"].iloc[label].to_numpy()
    columns = {"image": image, "label": label, "prediction": prediction}
    return pd.DataFrame(columns | {"along": along, "across": across})
