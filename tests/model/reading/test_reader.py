import sys

import pytest

from containerloc.errors import UsageError
from containerloc.model.reading import reader


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    monkeypatch.delitem(sys.modules, "containerloc.model.reading.rapid", raising=False)
    with pytest.raises(UsageError, match=r"containerloc\[read\]"):
        reader.open_reader()


def test_the_extra_is_looked_for_without_importing_it(monkeypatch):
    assert not reader.has_reader()
    monkeypatch.delenv(reader.NO_READER)
    monkeypatch.setattr(reader, "NEEDS", ("json",))
    assert reader.has_reader()
    monkeypatch.setattr(reader, "NEEDS", ("no_such_package",))
    assert not reader.has_reader()
