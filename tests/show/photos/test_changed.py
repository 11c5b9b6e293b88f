"""The IDs that changed most: one missed by the reference, one off by the experiment."""

from dataclasses import replace

import pytest

from containerloc.analysis.comparison.changed_labels import changed_labels, most_changed
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.show.photos.changed import changed_cases


@pytest.fixture
def two(doors, predicted) -> tuple[Evidence, Evidence]:
    """A reference that misses the first door, and an experiment 5 px off on the second."""
    labels, images = doors(6, photos=True)
    reference = Evidence(predicted(labels, missed=1), labels, images, Settings(0.25, 0.25))
    moved = predicted(labels)
    moved.loc[1, "tl_x_px"] += 20
    return replace(reference, predictions=moved), reference


def test_the_changed_ids_side_by_side(two, text_of) -> None:
    figure = changed_cases(most_changed(changed_labels(*two)), *two, names=("new", "old"))
    words = text_of(figure)
    assert "The 2 IDs that changed most" in words
    assert "door_0001.png: worse, 0.0 px → 5.0 px" in words
    assert "door_0000.png: found, missed → 0.0 px" in words
    assert len(figure.axes) == 6


def test_no_id_changed(two) -> None:
    none = most_changed(changed_labels(two[0], two[0]))
    assert "Nothing changed" in changed_cases(none, *two, names=("a", "b")).texts[0].get_text()
