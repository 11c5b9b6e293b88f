"""What stored readings say for or against labels, on texts written by hand."""

import numpy as np

from containerloc.analysis.labels.witnesses.texts import text_witness
from containerloc.analysis.reading.asked import BY_LABEL, BY_PREDICTION, Crops
from containerloc.analysis.reading.label_texts import other_text, text_evidence
from containerloc.analysis.reading.moves import RANDOM
from containerloc.analysis.reading.texts import TextForm

OWN, OTHER = "CSQU3054383", "MSKU1234565"
MARGINS = [Crops(BY_LABEL, margin) for margin in (0.04, 0.08, 0.12)]
MOVES = [Crops(BY_LABEL, 0.0, RANDOM, size) for size in (0.05, 0.1, 0.15)]


def test_the_same_other_text_three_times_and_not_a_misread_one():
    form = TextForm()
    assert other_text(OWN, [OTHER, None, OTHER, "", OTHER], form) == OTHER
    assert other_text(OWN, [OTHER, OTHER, OWN], form) == ""
    assert other_text("", [OTHER] * 3, form) == ""
    # Two characters differ, and the check digit passes: misread.
    assert form.is_valid("CSQU3054043")
    assert other_text(OWN, ["CSQU3054043"] * 3, form) == ""


def test_read_as_nothing_is_not_the_same_as_not_asked():
    texts = {
        Crops(BY_LABEL): ["", "", "", OWN, None, "", OWN],
        Crops(BY_PREDICTION): [OWN, "", None, "", OWN, "", None],
        **{each: ["", OWN, OWN, "", OWN, "", OTHER] for each in MARGINS},
        **{each: [None, None, None, None, None, OWN, None] for each in MOVES},
    }
    table = text_evidence(texts, known=[OWN] * 7, form=TextForm())
    assert table["read_instead"].tolist() == [
        *("the model's corners", "wider corners", "wider corners", ""),
        *("the model's corners", "corners moved a little", ""),
    ]
    said = text_witness(table)
    assert said.refuted.tolist() == [True, *[False] * 6]
    assert said.confirmed.tolist() == [*[False] * 3, True, *[False] * 3]
    # The fifth label was never read by its own corners: nothing can be said.
    assert [row for row, *_ in said.reasons] == [0, 1, 2, 5, 6]
    assert table["other_text"].tolist() == [""] * 6 + [OTHER]


def test_two_lucky_reads_are_none():
    texts = {Crops(BY_LABEL): [""], **{each: [OWN] for each in MARGINS[:2]}}
    table = text_evidence(texts, known=[""], form=TextForm())
    assert table["read_instead"].tolist() == [""]
    assert np.isnan(table["predicted_read"]).all()
