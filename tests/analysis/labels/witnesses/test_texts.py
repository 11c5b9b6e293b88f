"""What is read decides where it can."""

import pandas as pd

from containerloc.analysis.labels.witnesses.texts import TEXT_EVIDENCE, text_witness


def test_read_by_one_and_not_by_the_other() -> None:
    rows = [
        (True, False, "", "", ""),  # by the label alone
        (False, True, "the model's corners", "", ""),  # by the model alone
        (True, True, "the model's corners", "", ""),  # by both
        (False, False, "its corners moved outward", "", ""),
        (False, False, "", "MSKU1234565", "CSQU3054383"),
        (False, False, "", "", ""),
    ]
    said = text_witness(pd.DataFrame(rows, columns=list(TEXT_EVIDENCE)))
    assert said.confirmed.tolist() == [True, False, False, False, False, False]
    assert said.refuted.tolist() == [False, True, False, False, False, False]
    assert [(row, score) for row, score, _ in said.reasons] == [(1, 0.6), (3, 0.6), (4, 0.95)]
    assert "MSKU1234565 is read here, where CSQU3054383 is known" in said.reasons[2][2]
