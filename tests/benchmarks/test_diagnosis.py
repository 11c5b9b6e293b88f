import pandas as pd

from containerloc.finding import Finding
from diagnosis import confusion, judged, overall

BIAS, MISSED = Finding("corner-biased", "warning", ""), Finding("missed-labels", "warning", "")
NOTE, NOTHING = Finding("near-duplicates", "info", ""), Finding("nothing-wrong", "info", "")


def verdict(cause: str, *found: Finding) -> tuple[object, object, object]:
    row = judged(cause, 0, found)
    return row["named"], row["named_first"], row["first"]


def test_a_cause_is_named_first_later_or_not() -> None:
    assert verdict("TL label bias", BIAS, MISSED) == (True, True, "corner-biased")
    assert verdict("TL label bias", MISSED, BIAS) == (True, False, "missed-labels")
    assert verdict("TL label bias", MISSED) == (False, False, "missed-labels")
    assert verdict("TL label bias", NOTHING) == (False, False, "(silent)")
    # As an info, too.
    assert verdict("duplicates", NOTE, NOTHING) == (True, True, "near-duplicates")


def test_a_clean_world_may_be_told_what_is_no_more_than_info() -> None:
    assert verdict("clean small", NOTHING) == (True, True, "(silent)")
    assert verdict("clean small", NOTE, NOTHING) == (True, True, "(silent)")
    assert verdict("clean small", BIAS) == (False, False, "corner-biased")


def test_the_table_counts_what_comes_first() -> None:
    rows = pd.DataFrame(
        [
            judged("TL label bias", 0, (BIAS,)),
            judged("TL label bias", 1, (MISSED, BIAS)),
            judged("TL label bias", 2, (MISSED,)),
            judged("clean small", 0, (NOTHING,)),
        ]
    )
    lines = confusion(rows).splitlines()
    assert lines[1].split() == ["TL", "label", "bias", "67%", "33%", "2", ".", "1"]
    assert lines[2].split() == ["clean", "small", "100%", "100%", ".", "1", "."]
    assert lines[-1].split() == ["a", "missed-labels", "b", "(silent)", "c", "corner-biased"]
    assert "planted cause named: 2 of 3 (66.7%; wanted 95%)" in overall(rows)
    assert "planted cause first: 1 of 3 (33.3%; wanted 85%)" in overall(rows)
    assert "clean world without a finding above info: 1 of 1" in overall(rows)
