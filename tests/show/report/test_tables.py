"""Tables of reports: no raw key, and a dash for what is not known."""

from dataclasses import replace

from containerloc.finding import Finding
from containerloc.show.report import tables
from containerloc.show.report.cases import Shown
from containerloc.wording import DASH

HIDDEN = Shown(lambda image: None)


def test_numbers_have_words_and_one_column_each(metrics) -> None:
    other = {"mde_px": {"value": None}}
    (table,) = tables.numbers_section({"here": metrics, "there": other}, intro="Numbers.").tables
    assert table.columns == ["number", "here", "there"]
    by_words = {row[0]: row[1:] for row in table.rows}
    assert len(by_words) == 5  # corners and the threshold stand elsewhere
    assert not [words for words in by_words if "_" in words]
    assert by_words["detection rate"] == ["72 of 74 (97.3%, 90.7% to 99.3%)", DASH]


def test_findings_say_where_to_look_and_lead_there() -> None:
    found = Finding("a", "info", "So.", images=("1.jpg", "2.jpg"), advice="Do it.")
    (table,) = tables.findings_section([found], HIDDEN).tables
    assert table.rows == [("So.", "Do it.", "1.jpg, 2.jpg", "a")]
    assert not tables.findings_section([], HIDDEN)
    none = Finding("b", "info", "So.")
    (table,) = tables.findings_section([found, none], replace(HIDDEN, has_review=True)).tables
    assert [str(row[2]) for row in table.rows] == ["1.jpg, 2.jpg", DASH]
    assert (table.rows[0][2].path, table.rows[0][2].place) == ("review.html", "finding=a")


def test_the_ten_worst_and_the_missed(per_label) -> None:
    section = tables.worst_section(per_label, replace(HIDDEN, has_review=True))
    rows = section.tables[0].rows
    assert len(rows) == 10
    assert [str(text) for text in rows[0]] == ["10.jpg", "11", "0.900", "0.800", "as read"]
    assert rows[0][0].place == "case=val%2F10.jpg%2Fline%201"
    assert "11.jpg" in section.paragraphs[0]


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


def test_reading_has_its_numbers_and_nothing_where_nothing_was_read(metrics) -> None:
    assert not tables.reading_section(metrics, intro="Read.")
    row = {"value": 70 / 74, "ci_low": 0.87, "ci_high": 0.98, "n": 74}
    unknown = {"value": None, "ci_low": None, "ci_high": None, "n": 0}
    read = metrics | {"read_rate": row, "character_error_rate": unknown}
    (table,) = tables.reading_section(read, intro="Read.").tables
    ((words, value),) = table.rows
    assert words.startswith("read: labels whose text")
    assert value == "70 of 74 (94.6%, 87.0% to 98.0%)"
