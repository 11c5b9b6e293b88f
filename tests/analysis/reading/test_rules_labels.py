from containerloc.analysis.reading.findings import reading_findings
from containerloc.analysis.reading.moves import with_margin

from .conftest import known_ids


def test_photos_that_cannot_be_read(results, ids, said):
    doors = [*known_ids(70), *["NOTHING"] * 4]
    made = said(reading_findings(results(ids, ids, on_doors=doors)))
    (limit,) = [each for each in made if each.code == "photo-unreadable"]
    assert limit.evidence["unread"] == 4
    assert limit.images == ("070.jpg", "071.jpg", "072.jpg", "073.jpg")


def test_a_label_that_cuts(results, ids, said):
    labels = ids.copy()
    labels[5:6] = with_margin(ids[5:6], -0.14)
    made = said(reading_findings(results(ids, ids, labels=labels, cut=0.1)))
    (cut,) = [each for each in made if each.code == "label-cuts-text"]
    assert cut.images == ("005.jpg",)


def test_a_known_text_that_stands_on_another_door(results, ids, said):
    doors = known_ids(74)
    known = [doors[1], *doors[1:]]
    made = said(reading_findings(results(ids, ids, known=known, on_doors=doors)))
    (other,) = [each for each in made if each.code == "known-text-contradicted"]
    assert other.images == ("000.jpg",)
    (wrong,) = [each for each in made if each.code == "valid-but-wrong"]
    assert (wrong.evidence["wrong"], wrong.evidence["n"]) == (1, 74)


def test_a_misread_text_that_passes_by_luck_is_no_other_text(results, ids):
    """A rod read as a 6 moves all digits by one, and the check digit fits."""
    known, read, rest = "CSQU1408913", "CSQU6140891", known_ids(74)[1:]
    made = reading_findings(results(ids, ids, known=[known, *rest], on_doors=[read, *rest]))
    codes = {each.code for each in made}
    assert "valid-but-wrong" in codes
    assert "known-text-contradicted" not in codes
