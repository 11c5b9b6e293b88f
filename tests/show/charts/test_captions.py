"""What a figure says of IDs without an error."""

from containerloc.show.charts.captions import of_how_many, why_no_errors


def test_measured_missed_and_incomplete_ids_are_counted(compared) -> None:
    errors = compared(1_200, missed=3)
    assert of_how_many(errors) == "over 1,197 of 1,200 IDs, 3 missed"
    errors.error_px[-2:] = float("nan")
    assert of_how_many(errors).startswith("over 1,195 of 1,200 IDs, 3 missed, 2 with")


def test_why_no_error_is_known(compared) -> None:
    assert why_no_errors(compared(0)).startswith("No labels")
    assert "none of 4" in why_no_errors(compared(4, missed=4))
    assert "1 ID detected" in why_no_errors(compared(1))
