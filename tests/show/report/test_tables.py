"""Tables of reports: no raw key, and a dash for what is not known."""

from containerloc.show.report import tables
from containerloc.wording import DASH


def test_numbers_have_words_and_one_column_each(metrics) -> None:
    other = {"mde_px": {"value": None}}
    (table,) = tables.numbers_section({"here": metrics, "there": other}, intro="Numbers.").tables
    assert table.columns == ["number", "here", "there"]
    by_words = {row[0]: row[1:] for row in table.rows}
    assert len(by_words) == 5  # corners and the threshold stand elsewhere
    assert not [words for words in by_words if "_" in words]
    assert by_words["detection rate"] == ["97.3% (90.7% to 99.3%, n = 74)", DASH]


def test_findings_say_where_to_look_and_none_is_a_sentence(finding) -> None:
    found = finding("a", images=["1.jpg", "2.jpg"])
    (table,) = tables.findings_section([found, finding("nothing-wrong", "info")]).tables
    assert table.rows == [("warning", "It is so.", "Do it.", "1.jpg, 2.jpg", "a (06)")]
    nothing = tables.findings_section([finding("nothing-wrong", "info")])
    assert nothing
    assert not any(nothing.tables)


def test_only_pictures_that_exist_in_the_order_of_their_captions() -> None:
    section = tables.pictures_section(
        {"b.png": "B.", "a.png": "A.", "c.png": "C."}, ["a.png", "b.png"]
    )
    assert [picture.path for picture in section.pictures] == ["figures/b.png", "figures/a.png"]
    assert not tables.pictures_section({"b.png": "B."}, ["a.png"])


def test_what_made_it_leaves_out_what_is_not_on_record() -> None:
    assert not tables.provenance({})
    record = {"seed": 0, "device": None, "data": {"sha256": "ab"}, "versions": {"numpy": "2.0"}}
    (table,) = tables.provenance(record).tables
    assert table.rows == [("seed", "0"), ("data, SHA-256", "ab"), ("versions", "numpy 2.0")]


def test_images_of_a_finding_lead_to_its_cases_where_they_are_shown(finding) -> None:
    found = [finding("a", images=["1.jpg"]), finding("b")]
    (table,) = tables.findings_section(found, page="review.html").tables
    assert [str(row[3]) for row in table.rows] == ["1.jpg", DASH]
    assert (table.rows[0][3].path, table.rows[0][3].place) == ("review.html", "finding=a")
    assert table.rows[1][3] == DASH
