"""What the rules look at is made once, in the order of the labels."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import PhotoContext
from containerloc.analysis.measures.causes import Cause
from containerloc.data.photo_statistics import STATISTIC_COLUMNS
from containerloc.finding import Finding
from containerloc.quads import Floats

from ..conftest import NAMES, noise


def test_well_located_are_those_whose_error_is_geometry(build, ids: Floats) -> None:
    predicted = ids + noise(0.01)
    predicted[0] = np.nan
    predicted[1] = predicted[1][[1, 2, 3, 0]]
    predicted[2] += [10, 0]
    evidence = build(predicted)
    assert evidence.causes[:2].tolist() == [Cause.MISSED_ALTOGETHER, Cause.ORDER_ROTATED]
    assert evidence.well_located.row.tolist() == list(range(2, 74))


def test_each_image_that_has_no_copy_is_a_group_of_its_own(build, ids: Floats) -> None:
    groups = build(ids, context=PhotoContext(groups=pd.Series([5, 5], NAMES[:2]))).groups
    assert groups.index.tolist() == list(NAMES)
    assert groups.iloc[0] == groups.iloc[1]
    assert groups.nunique() == 73


def test_traits_are_joined_by_image_and_line(build, ids: Floats) -> None:
    photos = pd.DataFrame({"image": [NAMES[3]], "line": [1], "brightness": [0.25]})
    photos = photos.reindex(columns=["image", "line", *STATISTIC_COLUMNS])
    traits = build(ids, context=PhotoContext(photos=photos)).traits
    assert traits["brightness"].dropna().to_dict() == {3: 0.25}
    assert len(traits) == 74


def test_the_rows_of_a_finding_are_those_of_its_first_images(build, ids: Floats) -> None:
    finding = Finding("a", "warning", "It is so.", {}, (NAMES[5], NAMES[2], NAMES[9]))
    assert build(ids).rows_of(finding, most=2).tolist() == [2, 5]


@pytest.mark.parametrize("name", ["matching", "errors", "causes", "numbers", "well_located"])
def test_what_is_costly_is_made_once(build, ids: Floats, name: str) -> None:
    evidence = build(ids)
    assert getattr(evidence, name) is getattr(evidence, name)
