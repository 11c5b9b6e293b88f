"""A second reading settles which of label and model is right."""

import numpy as np

from containerloc.analysis.labels.witnesses.second import second_witness
from containerloc.data.tables import quads_of
from containerloc.quads import Floats


def test_it_is_with_the_label_with_the_model_or_with_neither(plant_labels, ids: Floats) -> None:
    names = [f"{k}.jpg" for k in range(4)]
    labels = plant_labels(dict(zip(names, ids[:4], strict=True)))
    seen = quads_of(labels).copy()
    seen[:, 0] += 10
    again = quads_of(labels).copy()
    again[1, 0] += 10
    again[2, 0] += 5
    read = plant_labels(dict(zip(names[:3], again[:3], strict=True)))  # the last one is not
    said = second_witness(labels, read, seen)
    assert said.confirmed.tolist() == [True, False, False, False]
    assert said.refuted.tolist() == [False, True, False, False]
    nothing = second_witness(labels, read, np.full_like(seen, np.nan))
    assert not (nothing.confirmed | nothing.refuted).any()
