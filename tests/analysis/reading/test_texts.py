import pytest

from containerloc.analysis.reading.texts import TextForm, form_of, is_read, plain
from containerloc.experiment.reading_settings import ReadingSettings


def test_a_container_is_read_by_its_check_digit():
    form = form_of(ReadingSettings())
    assert form.text_in("csqu 305438 3") == "CSQU3054383"
    assert is_read("CSQU3054383", "", form)
    assert not is_read("CSQU3054384", "", form)


def test_a_plate_is_read_by_its_pattern():
    form = TextForm(r"[A-Z]{1,3}[0-9]{1,4}")
    assert form.text_in("b-AB 123") == "BAB123"
    assert is_read("BAB123", "", form)
    assert not is_read("BAB12345", "", form)


def test_a_known_text_decides_alone():
    assert is_read("NOTVALID", "NOTVALID", TextForm())
    assert not is_read("CSQU3054383", "MSKU3054383", TextForm())
    assert not is_read("", "MSKU3054383", TextForm())


@pytest.mark.parametrize("text", ["", "§ –", "  "])
def test_nothing_is_read_of_signs(text):
    assert plain(text) == ""
    assert not is_read(TextForm().text_in(text), "", TextForm())


def test_a_long_text_is_cut_before_a_pattern_is_tried():
    assert len(TextForm(".+").text_in("a" * 10_000)) == 64
